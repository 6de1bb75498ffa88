"""Pollute clean Chinese the way pages are polluted, and remember what stood there.

A polluted document is a list of pieces (original, polluted, kind); kind "" is a piece left alone. The readings come
from pypinyin (by phrase), the other script from OpenCC: neither shares rules with the repair that is measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import opencc
from pypinyin import Style, lazy_pinyin

Piece = tuple[str, str, str]
_HAN = re.compile("[\u4e00-\u9fff]")
_S2T = opencc.OpenCC("s2t")
_T2S = opencc.OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Polluted:
    """A document: its pieces and the script its repair is asked for."""

    pieces: tuple[Piece, ...]
    script: str
    kind: str

    @property
    def original(self) -> str:
        """Return the clean text."""
        return "".join(piece[0] for piece in self.pieces)

    @property
    def text(self) -> str:
        """Return the polluted text."""
        return "".join(piece[1] for piece in self.pieces)


def _char_pieces(text: str, change: Callable[[int, str], str | None], kind: str) -> list[Piece]:
    """Return one piece a character; `change` gives the polluted form or None."""
    pieces: list[Piece] = []
    for index, char in enumerate(text):
        new = change(index, char)
        if new is None or new == char:
            if pieces and not pieces[-1][2]:
                pieces[-1] = (pieces[-1][0] + char, pieces[-1][1] + char, "")
            else:
                pieces.append((char, char, ""))
        else:
            pieces.append((char, new, kind))
    return pieces


def pinyin(text: str, draw: random.Random) -> Polluted:
    """Put the reading in brackets behind 5 to 30 of a hundred characters, in either script."""
    if draw.random() < 0.6:
        text = _S2T.convert(text)
    readings: list[str] = []
    for run in re.findall("[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", text):
        readings += lazy_pinyin(run, style=Style.TONE) if _HAN.match(run) else [""] * len(run)
    share = draw.uniform(0.05, 0.3)
    brackets = draw.choice(["()", "()", "（）"])
    pieces: list[Piece] = []
    for char, reading in zip(text, readings, strict=False):
        pieces.append((char, char, ""))
        if reading and _HAN.match(char) and draw.random() < share:
            pieces.append(("", brackets[0] + reading + brackets[1], "pinyin"))
    return Polluted(tuple(pieces), "keep", "pinyin")


def script(text: str, draw: random.Random) -> Polluted:
    """Give a share of the characters, or all, their traditional form (or the other way round)."""
    other = _S2T.convert(text)
    if len(other) != len(text):
        return Polluted(((text, text, ""),), "hans", "script")
    share = draw.choice([0.05, 0.2, 0.5, 1.0])
    if draw.random() < 0.3 and _S2T.convert(_T2S.convert(other)) == other:
        back = text
        pieces = _char_pieces(other, lambda i, c: back[i] if draw.random() < min(share, 0.5) else None, "script")
        return Polluted(tuple(pieces), "hant", "script")
    pieces = _char_pieces(text, lambda i, c: other[i] if draw.random() < share else None, "script")
    return Polluted(tuple(pieces), "hans", "script")


def zero_width(text: str, draw: random.Random) -> Polluted:
    """Scatter marks nobody sees."""
    pieces: list[Piece] = []
    for char in text:
        pieces.append((char, char, ""))
        if draw.random() < 0.03:
            mark = draw.choice(["\u200b", "\ufeff", "\u200c", "\u2060", "\u00ad", "\u200e", "\u200b\u200b", "\x08"])
            pieces.append(("", mark, "zero_width"))
    return Polluted(tuple(pieces), "keep", "zero_width")


def width(text: str, draw: random.Random) -> Polluted:
    """Give runs of letters and digits their full-width form."""
    pieces: list[Piece] = []
    for run in re.findall(r"[0-9A-Za-z]+(?:\.[0-9]+)?%?|[^0-9A-Za-z]+", text):
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in run)
        marked = run[0].isascii() and run[0].isalnum() and draw.random() < 0.7
        pieces.append((run, wide, "width") if marked else (run, run, ""))
    return Polluted(tuple(pieces), "keep", "width")


_NAMED = {" ": "&nbsp;", "“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "·": "&middot;", "…": "&hellip;", "&": "&amp;", '"': "&quot;", "×": "&times;"}  # fmt: skip


def entity(text: str, draw: random.Random) -> Polluted:
    """Write marks and a few characters as references, some of them escaped twice."""

    def one(_: int, char: str) -> str | None:
        if char in _NAMED and draw.random() < 0.8:
            named = _NAMED[char]
            return named.replace("&", "&amp;") if draw.random() < 0.15 else named
        if _HAN.match(char) and draw.random() < 0.02:
            return f"&#{ord(char)};" if draw.random() < 0.5 else f"&#x{ord(char):x};"
        return None

    return Polluted(tuple(_char_pieces(text, one, "entity")), "keep", "entity")


_ONES = re.compile("一(?=[个次种些位条张直定般起切样旦致共])")
_RISES = re.compile("升(?=[级值学温高职华旗])|(?<=[提上晋回攀飙直])升")


def has_slip_words(text: str) -> bool:
    """Tell whether a text has a word that `slip` can spoil."""
    return bool(_ONES.search(text) or _RISES.search(text))


def slip(text: str, draw: random.Random) -> Polluted:
    """Write 升 as 公升, 一 as 乙 or 壹, as bad converters do, in either script."""
    target = draw.choice(["hans", "hant", "keep"])
    base = _S2T.convert(text) if target == "hant" or (target == "keep" and draw.random() < 0.5) else text
    if len(base) != len(text):
        return Polluted(((text, text, ""),), target, "slip")
    ones = {m.start() for m in _ONES.finditer(text)}
    rises = {m.start() for m in _RISES.finditer(text)}

    def one(index: int, char: str) -> str | None:
        if index in rises and base[index] == "升" and draw.random() < 0.8:
            return "公升"
        if index in ones and draw.random() < 0.8:
            return "乙" if base[index + 1] in "个個" or draw.random() < 0.3 else "壹"
        return None

    return Polluted(tuple(_char_pieces(base, one, "slip")), target, "slip")


_OVER = {"家": "傢", "了": "瞭", "出": "齣", "面": "麵", "系": "係", "制": "製", "只": "隻", "向": "嚮", "表": "錶", "志": "誌", "致": "緻", "發": "髮", "幹": "乾", "里": "裏", "准": "準", "鬆": "松", "松": "鬆"}  # fmt: skip


def over(text: str, draw: random.Random) -> Polluted:
    """Convert to traditional script too eagerly: 國傢, 瞭, 製度."""
    base = _S2T.convert(text)

    def one(_: int, char: str) -> str | None:
        return _OVER[char] if char in _OVER and draw.random() < 0.6 else None

    return Polluted(tuple(_char_pieces(base, one, "slip")), "keep", "over_conversion")


KINDS: dict[str, Callable[[str, random.Random], Polluted]] = {
    "pinyin": pinyin,
    "script": script,
    "zero_width": zero_width,
    "width": width,
    "entity": entity,
    "slip": slip,
    "over_conversion": over,
}
