"""Bytes to text: which encoding a file or page is in, or one reason why it is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
# What pages call GBK or GB2312 is in truth its superset.
_AS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_HAN_RUN = re.compile("[\u4e00-\u9fff]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class NotText(ValueError):
    """The bytes are not text in any encoding this house reads; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text out of bytes: `text`, the `encoding` it was in, and how many undecodable bytes were `replaced`."""

    text: str
    encoding: str
    replaced: int = 0


def looks_binary(data: bytes) -> bool:
    """Tell whether the first 64 KB hold control bytes that no text has (a BOM'ed UTF-16 file is text)."""
    head = data[:65536]
    if any(head.startswith(bom) for bom, _ in _BOMS):
        return False
    return len(_BINARY.findall(head)) * 200 > len(head)


def declared(data: bytes) -> str | None:
    """Return the encoding that a page's own head names, as Python knows it, or None."""
    found = _META.search(data[:8192]) or _XML.search(data[:200])
    if not found:
        return None
    name = found.group(1).decode("ascii", "replace").lower()
    name = _AS.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def decode(data: bytes) -> Decoded:
    """Decode `data`: BOM, strict UTF-8, the page's own word, GB18030, Big5, then UTF-8 with holes.

    A page's declaration is believed only when the bytes agree. Bytes cut inside a character at the end of a file do
    not throw the rest away. Raises NotText for bytes that are no text (an image, an archive, a program).
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data.decode(name), name)
            except UnicodeDecodeError:
                text = data.decode(name, "replace")
                return Decoded(text, name, text.count("\ufffd"))
    if looks_binary(data):
        raise NotText("the bytes are not text")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as wrong:
        loose = data.decode("utf-8", "replace")
        holes = loose.count("\ufffd")
        if holes * 1000 < len(loose) or (wrong.start >= len(data) - 4 and wrong.start > 0):
            return Decoded(loose, "utf-8", holes)
    own = declared(data)
    for name in dict.fromkeys((own, "gb18030", "big5hkscs") if own else _guess(data)):
        if name is None:
            continue
        text = data.decode(name, "replace")
        holes = text.count("\ufffd")
        if holes * 500 <= len(text):
            return Decoded(text, name, holes)
    if len(_HAN_RUN.findall(loose)) * 5 > len(loose):
        return Decoded(loose, "utf-8", loose.count("\ufffd"))
    try:
        return Decoded(data.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:
        raise NotText("the bytes are not text in UTF-8, UTF-16, GB18030 or Big5") from None


_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年過這個們來為國說時會對著後"
) | frozenset("，。、：；？！")


def _guess(data: bytes) -> tuple[str, ...]:
    """Order GB18030 and Big5 by how much of everyday Chinese each one finds in the first 64 KB."""

    def everyday(name: str) -> float:
        text = data[:65536].decode(name, "replace")
        return sum(c in _FREQUENT for c in text) - 5.0 * text.count("\ufffd")

    return tuple(sorted(("gb18030", "big5hkscs"), key=everyday, reverse=True))
