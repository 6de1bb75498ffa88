"""Figures that have come apart and are flagged, never repaired: 94件420,000 件, 15,84件, 9.2.7%, 158 47件, a lost 月日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from redress.language import figure_words as words
from redress.language import numerals

_BROKEN_HINT = re.compile("[0-9] ?[,.][0-9. ]|[0-9] [0-9]|月日")
_BAD_COMMAS = re.compile(
    f"(?<![0-9,.])[0-9]{{1,3}}(?:,[0-9]{{3}})*,(?:[0-9]{{1,2}}|[0-9]{{4,}})(?![0-9,])(?={numerals.SCALE}?[ ]?{words.UNIT})"
)
_BAD_POINTS = re.compile(
    f"(?<![0-9.])[0-9]{{1,12}}+\\.[0-9]{{1,12}}+\\.[0-9]{{1,12}}+(?={numerals.SCALE}?[ ]?(?:{words.PERCENT}|{words.MONEY}|件|起|家|人次))|(?<![0-9.])[0-9]{{1,12}}+\\.(?:\\.|[ ][0-9])[0-9]{{0,12}}+(?={numerals.SCALE}?[ ]?{words.PERCENT})"
)
_GAP_INSIDE = re.compile(
    f"(?<![0-9.,/:-])(?!20[0-9]{{2}} )[0-9]{{1,3}} [0-9]{{2,3}}(?=[ ]?(?:{words.PERCENT}|{words.MONEY}|件|起|家|份|条|人次|批次))"
)
_UNIT_NEXT = re.compile(f"{numerals.SCALE}?[ ]?{words.UNIT}")
_LOST_DAY = re.compile("(?<![0-9一二三四五六七八九十〇几每当某])月日(?=[上下凌早晚,，、 ]|，)")


def find(text: str, hits: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places where a figure has come apart: 94件420,000 件, 15,84件, 9.2.7%, 158 47件, a lost 月日."""
    for one, two in pairwise(hits):
        touches = not text[one.end() : two.start()].strip()
        if (
            touches
            and one["unit"]
            and one["unit"] == two["unit"]
            and one["low"][0].isdigit()
            and two["low"][0].isdigit()
        ):
            yield one.start(), two.end()
    if not _BROKEN_HINT.search(text):
        return
    for pattern in (_BAD_COMMAS, _BAD_POINTS, _GAP_INSIDE, _LOST_DAY):
        for found in pattern.finditer(text):
            unit = _UNIT_NEXT.match(text, found.end())
            yield found.start(), unit.end() if unit else found.end()
