"""Characters that carry no meaning: zero-width marks, control characters, loose surrogates, and how to drop them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from redress.language.edits import Change

# Zero-width and direction marks, soft hyphens, fillers, and control characters other than tab and line feed.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
)
# A joiner holds emoji together (family, flags): there it stays.
JOINER = "\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])|(?<![\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])\u200d"
_DROP = re.compile(f"[{INVISIBLE}]|{JOINER}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile(f"[{INVISIBLE}\u200d\ud800-\udfff\r\u0085\u2028\u2029]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")


def normalise(text: str) -> str:
    """Return `text` in NFC with one kind of line end and nothing invisible; every visible character stays as it is.

    For the way into the house: cheap on clean text (two C-speed scans), the same when done twice. Width forms and
    script are left alone; that is the work of `repair.clean`.
    """
    if text.isascii() and text.isprintable():
        return text
    if _ODD.search(text):
        text = _LINE_ENDS.sub("\n", text)
        text = _DROP.sub("", text)
        text = _SURROGATE.sub("\ufffd", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text


_ZERO = re.compile(f"(?:[{INVISIBLE}]|{JOINER})+")
_WIDE_MAP = {0xFF01 + i: 0x21 + i for i in range(94)} | {0xFF0E: 0x2E, 0xFF05: 0x25, 0xFF0C: 0x2C}
# Full-width letters and digits always; full-width marks only between the digits of one number. Radicals stand for
# characters only in text torn out of a PDF; half-width Chinese marks only in text torn out of a terminal.
_WIDTH = re.compile(
    "[０-９Ａ-Ｚａ-ｚ]+(?:[．－／](?=[０-９])[０-９]+|，(?=[０-９]{3}(?![０-９]))[０-９]{3})*％?"
    "|(?<=[0-9])．(?=[0-9])|[\u2e80-\u2fd5]|[\uf900-\ufad9]|[｡｢｣､]"
)


_ZERO_SEEN = re.compile(f"[{INVISIBLE}\u200d]")
_WIDTH_SEEN = re.compile("[０-９Ａ-Ｚａ-ｚ．\u2e80-\u2fd5\uf900-\ufad9｡｢｣､]")


def zero_width_changes(text: str) -> Iterator[Change]:
    """Yield the removal of every run of invisible characters."""
    if not _ZERO_SEEN.search(text):
        return
    for found in _ZERO.finditer(text):
        yield found.start(), found.end(), "", "zero_width"


def width_changes(text: str) -> Iterator[Change]:
    """Yield the half-width form of full-width letters, digits and numbers, and the character behind a radical."""
    if not _WIDTH_SEEN.search(text):
        return
    for found in _WIDTH.finditer(text):
        raw = found.group()
        put = raw.translate(_WIDE_MAP) if "\uff01" <= raw[0] <= "\uff5e" else unicodedata.normalize("NFKC", raw)
        if put != raw:
            yield found.start(), found.end(), put, "width"
