"""The two scripts of Chinese: which one a text is in, and its conversion.

Conversion is OpenCC's (its phrase tables settle 皇后 and 以後, 乾隆 and 干净); this module only adds what a polluted
page needs: telling which script rules, and leaving alone what is right already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import opencc

from redress.language.edits import Change

_T2S = opencc.OpenCC("t2s")
_S2T = opencc.OpenCC("s2tw")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What the converter changes although it is right in simplified text, or changes into a character nobody has.
_LEFT = frozenset("坏么妳噁祇")
_EVERY = "".join(map(chr, range(0x4E00, 0xA000)))


def _only(converter: opencc.OpenCC, *, charset: str) -> frozenset[str]:
    """Collect the characters that `converter` changes and the other script's `charset` does not have."""
    changed = zip(_EVERY, converter.convert(_EVERY), strict=True)
    return frozenset(c for c, to in changed if c != to and not c.encode(charset, "ignore")) - _LEFT - {"着"}


TRADITIONAL_ONLY = _only(_T2S, charset="gb2312")
SIMPLIFIED_ONLY = _only(_S2T, charset="big5")
_TRADITIONAL = re.compile(f"[{''.join(sorted(TRADITIONAL_ONLY))}]")
_SIMPLIFIED = re.compile(f"[{''.join(sorted(SIMPLIFIED_ONLY))}]")
_LINE = re.compile("[^\n]+")
# 著 is 着 in simplified script but where it is a book, a writer, or plain to see.
_ZHU = re.compile(
    "(?<![名专原编巨显卓昭土论译所合遗撰执])著(?![名作称者书述录有重写译论姓])|(?<=[执看沿随接跟穿拿带握抱])著|著(?=重(?:推|抓|解|提|加|强|于))"
)


def fold(text: str) -> str:
    """Return `text` in simplified script with exactly as many characters: a form to search in, not to show."""
    if text.isascii():
        return text
    try:
        simple = _T2S.convert(text)
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
        simple = _T2S.convert(text)
    if len(simple) == len(text):
        return str(simple)
    return "".join(s if len(s := _T2S.convert(c)) == 1 else c for c in text)


def ruling(text: str) -> str:
    """Return `hant`, `hans` or "" (cannot tell) by the characters that only one script has."""
    sample = text if len(text) < 40_000 else text[:20_000] + text[-20_000:]
    old, new = len(_TRADITIONAL.findall(sample)), len(_SIMPLIFIED.findall(sample))
    if old == new:
        return ""
    return "hant" if old > new else "hans"


def _grouped(text: str, other: str) -> Iterator[Change]:
    """Yield the runs in which two texts of one length differ."""
    if text == other:
        return
    start = -1
    for at, (a, b) in enumerate(zip(text, other, strict=True)):
        if a != b:
            start = at if start < 0 else start
        elif start >= 0:
            yield start, at, other[start:at], "script"
            start = -1
    if start >= 0:
        yield start, len(text), other[start:], "script"


def _safe(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def to_hans(text: str) -> Iterator[Change]:
    """Yield what turns `text` into simplified script."""
    if not _TRADITIONAL.search(text) and "著" not in text:
        return
    simple = fold(text)
    if any(c in simple for c in "坯𫫇"):
        simple = "".join(a if a in _LEFT else b for a, b in zip(text, simple, strict=True))
    if "著" in simple and ruling(text) == "hant":
        simple = _ZHU.sub("着", simple)
    yield from _grouped(text, simple)


def to_hant(text: str) -> Iterator[Change]:
    """Yield what turns `text` into traditional script; a line that has no simplified character stays as it is."""
    for line in _LINE.finditer(text):
        raw = line.group()
        if not _SIMPLIFIED.search(raw):
            continue
        other = _S2T.convert(_safe(raw))
        if len(other) != len(raw):
            other = "".join(t if len(t := _S2T.convert(_safe(c))) == 1 else c for c in raw)
        # A text that is traditional but for a few characters keeps its own forms of the rest.
        mixed = len(_TRADITIONAL.findall(raw)) > 2 * len(_SIMPLIFIED.findall(raw))
        if mixed:
            other = "".join(b if a in SIMPLIFIED_ONLY else a for a, b in zip(raw, other, strict=True))
        for start, end, put, kind in _grouped(raw, other):
            yield line.start() + start, line.start() + end, put, kind
