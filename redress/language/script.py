"""The two scripts of Chinese: which one a text is in, and its conversion.

Conversion is OpenCC's (its phrase tables settle 皇后 and 以後, 乾隆 and 干净); this module only adds what a polluted
page needs: telling which script rules, and leaving alone what is right already.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from redress.language.edits import Change

_SURROGATE = re.compile("[\ud800-\udfff]")
# What the converter changes although it is right in simplified text, or changes into a character nobody has.
_LEFT = frozenset("坏么妳噁祇")


def _table() -> dict[str, str]:
    """Read the characters of one script only (made by scripts/script_tables.py)."""
    lines = resources.files("redress.language").joinpath("data", "scripts.txt").read_text("utf-8").splitlines()
    return dict(line.split(": ") for line in lines if line and not line.startswith("#"))


_ONLY = _table()
# Characters of one script only: conversion changes them, and the other script's character set does not have them.
TRADITIONAL_ONLY = frozenset(_ONLY["traditional"])
SIMPLIFIED_ONLY = frozenset(_ONLY["simplified"])
# Forms that only OpenCC's own standard has (爲 裏 衆): a text that writes them keeps them.
_OWN_FORMS = frozenset("爲衆啓囪竈")
_TRADITIONAL = re.compile(f"[{''.join(sorted(TRADITIONAL_ONLY))}]")
_SIMPLIFIED = re.compile(f"[{''.join(sorted(SIMPLIFIED_ONLY))}]")
_LINE = re.compile("[^\n]+")
# 著 is 着 in simplified script but where it is a book, a writer, or plain to see.
_ZHU = re.compile(
    "(?<![名专原编巨显卓昭土论译所合遗撰执])著(?![名作称者书述录有重写译论姓])|(?<=[执看沿随接跟穿拿带握抱])著|著(?=重(?:推|抓|解|提|加|强|于))"
)


@functools.cache
def _converter(name: str) -> Any:
    """Load one of OpenCC's conversions when it is first needed: t2s takes 5 MB, the three from simplified script 45 MB."""
    import opencc

    return opencc.OpenCC(name)


def traditional(text: str) -> str:
    """Return `text` in the traditional script of OpenCC's own standard."""
    return str(_converter("s2t").convert(text))


def fold(text: str) -> str:
    """Return `text` in simplified script with exactly as many characters: a form to search in, not to show."""
    if text.isascii():
        return text
    convert = _converter("t2s").convert
    try:
        simple = convert(text)
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
        simple = convert(text)
    if len(simple) == len(text):
        return str(simple)
    return "".join(s if len(s := convert(c)) == 1 else c for c in text)


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
    if not _SIMPLIFIED.search(text):
        return
    own = any(c in text for c in _OWN_FORMS)
    for line in _LINE.finditer(text):
        raw = line.group()
        simple = len(_SIMPLIFIED.findall(raw))
        if not simple:
            continue
        other = _voted(raw, own=own)
        # A line that is traditional but for a few characters keeps its own forms of the rest.
        if len(_TRADITIONAL.findall(raw)) > 2 * simple:
            other = "".join(b if a in SIMPLIFIED_ONLY else a for a, b in zip(raw, other, strict=True))
        for start, end, put, kind in _grouped(raw, other):
            yield line.start() + start, line.start() + end, put, kind


def _voted(raw: str, *, own: bool) -> str:
    """Return the traditional form on which two of three standards (OpenCC's own, Taiwan's, Hong Kong's) agree; what one
    of them leaves alone stays."""
    safe = _safe(raw)
    first, second, third = (_converter(name).convert(safe) for name in ("s2t", "s2tw", "s2hk"))
    if not len(first) == len(second) == len(third) == len(raw):
        return "".join(t if len(t := traditional(_safe(c))) == 1 else c for c in raw)
    if own:
        return str(first)
    return "".join(
        a if a in (b, c, d) else (c if c == d else b) for a, b, c, d in zip(raw, first, second, third, strict=True)
    )
