"""Statistics in a text: who or what, done how, how much, of what unit, when, against what; parts checked against sums.

Every figure is read from its own clause: the number with its unit, the verb and the noun before it (or, after 等 or a
verb, the noun behind it). Nothing is repaired: a figure that cannot be right (94件420,000件, a rate of 8216%) is
flagged and left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from redress.language import figure_breaks as breaks
from redress.language import figure_clauses as clauses
from redress.language import figure_words as words
from redress.language import numerals, script


@dataclass(frozen=True, slots=True)
class Figure:
    """One statistic: `value` is the number after 万/亿, a percentage keeps its own (9.27, %); `upto` ends a range.

    `raw` is the number as written with its unit; `at` is [start, end) of `raw` in the text that was read.
    """

    subject: str
    action: str
    value: Decimal
    upto: Decimal | None
    unit: str
    raw: str
    period: str
    comparison: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Check:
    """Parts against their whole: indexes into the figures, the parts' sum, and whether they fit.

    `complete` is true when the parts make up the whole; `fits` is false only when they exceed it.
    """

    whole: int
    parts: tuple[int, ...]
    total: Decimal
    fits: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What the figures of a text are: the `figures`, the `checks` between them, the `broken` places."""

    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    broken: tuple[tuple[int, int], ...]


_HINT = re.compile(f"[0-9]|百分之|[{numerals.HAN}](?={words.UNIT})|月日")
_START = re.compile(f"[0-9][0-9.,，]*+|百分之|[{numerals.HAN.replace('一', '')}]|一(?=[{numerals.HAN}点])")
_PERIOD_HINT = re.compile("[年月季]|截至")
_STOP = re.compile("[。！？!?\\n]")
_PART_MARK = re.compile("其中|包括|分别为")
_CLAUSE_MARK = re.compile("[，,；;：:（）()]")
_BEHIND_STOP = re.compile("[，,；;：:（）()、“”]")
_RATE = re.compile("[率占比]")


def read(text: str, *, folded: str = "") -> Reading:
    """Read the figures of `text` (either script); offsets are places in `text`; `folded` is its fold, if known."""
    folded = folded or script.fold(text)
    if not _HINT.search(folded):
        return Reading((), (), ())
    hits = list(_hits(folded))
    broken = sorted(breaks.find(folded, hits))
    found: list[Figure] = []
    checks: list[Check] = []
    if hits:
        stops = _stops(folded)
        periods = list(words.PERIOD.finditer(folded)) if _PERIOD_HINT.search(folded) else []
        starts = [m.start() for m in periods]
        for sentence, group in groupby(hits, key=lambda hit: bisect_right(stops, hit.start()) - 1):
            low, high = stops[sentence] + 1, stops[sentence + 1]
            when = _Time(periods, starts, low, folded.rfind("\n", 0, low) + 1)
            read_here = [f for f in _sentence(folded, low, high, group, when) if not _overlaps(f, broken)]
            _compare(read_here)
            broken += [(f.start, f.end) for f in read_here if _impossible(f)]
            first = len(found)
            found += [f for f in read_here if not _impossible(f)]
            if len(found) > first + 1 and _PART_MARK.search(folded, low, high):
                checks += _sums(found, first, folded, low, high)
    if folded != text:
        found = [_as_written(text, folded, figure) for figure in found]
    return Reading(tuple(found), tuple(checks), tuple(sorted(set(broken))))


def _stops(text: str) -> list[int]:
    """Return where sentences end; one that never ends is cut every 2,000 characters."""
    stops = [-1]
    for stop in (*(m.start() for m in _STOP.finditer(text)), len(text)):
        while stop - stops[-1] > 2_000:
            comma = text.find("，", stops[-1] + 1_800, stops[-1] + 2_000)
            stops.append(comma if comma > 0 else stops[-1] + 2_000)
        stops.append(stop)
    return stops


def _hits(text: str) -> Iterator[re.Match[str]]:
    """Yield the numbers with a unit, trying only where a number begins (never inside one)."""
    at = 0
    while start := _START.search(text, at):
        found = words.FIGURE.match(text, start.start())
        if found:
            yield found
        at = found.end() if found else start.end()


def _overlaps(figure: Figure, broken: list[tuple[int, int]]) -> bool:
    return any(low < figure.end and figure.start < high for low, high in broken)


class _Time:
    """The periods a text has named up to a sentence, and which of them a figure is of."""

    def __init__(self, periods: list[re.Match[str]], starts: list[int], low: int, paragraph: int) -> None:
        self.periods = periods
        self.first = bisect_left(starts, low)
        self.year = ""
        for index in range(self.first - 1, max(-1, self.first - 50), -1):
            if periods[index].group()[0] == "2":
                self.year = periods[index].group()[:5]
                break
        last = periods[self.first - 1] if self.first else None
        self.named = last.group() if last and last.start() >= paragraph else ""
        if self.named in ("全年", "年内"):
            self.named = self.year

    def of(self, text: str, start: int) -> str:
        """Return the period of a figure at `start`: the nearest named before it and not compared with."""
        named = self.named
        for index in range(self.first, len(self.periods)):
            found = self.periods[index]
            if found.start() >= start:
                break
            if text[max(0, found.start() - 1) : found.start()] not in "较比与和同" or found.start() == 0:
                named = self.year or found.group() if found.group() in ("全年", "年内") else found.group()
        return named


def _as_written(text: str, folded: str, figure: Figure) -> Figure:
    """Return a figure in the script of the text it was read from."""

    def own(piece: str) -> str:
        at = folded.rfind(piece, max(0, figure.start - 160), figure.start) if piece else -1
        if at < 0 and piece:
            at = folded.find(piece, figure.end, figure.end + 60)
        return text[at : at + len(piece)] if at >= 0 else piece

    return replace(
        figure,
        subject=own(figure.subject),
        action=own(figure.action),
        period=own(figure.period),
        comparison=own(figure.comparison),
        raw=text[figure.start : figure.end],
    )


def _impossible(figure: Figure) -> bool:
    """Tell whether a share or rate above one hundred percent is claimed (growth may be)."""
    share = bool(_RATE.search(figure.subject[-2:])) or figure.action.startswith("占")
    return (
        figure.unit in "%％"
        and figure.value > 100
        and share
        and not figure.action.startswith("增")
        and "增长率" not in figure.subject
    )


def _sentence(text: str, low: int, high: int, hits: Iterable[re.Match[str]], time: _Time) -> Iterator[Figure]:
    previous: Figure | None = None
    edge = low
    for found in hits:
        start, end = found.span()
        if words.LABEL_BEFORE.search(text, max(low, start - 6), start) or words.NOT_UNIT.match(text, end):
            continue
        value, upto, unit = clauses.value(found)
        if value is None:
            continue
        ahead = text[max(edge, start - 60) : start]
        marks = _CLAUSE_MARK.split(ahead)
        ahead = marks[-1]
        behind = _behind(text, end, high)
        if not clauses.counts(found, value, unit, ahead, behind):
            continue
        subject, action, comparison = clauses.about(ahead, behind, unit, text[low:start])
        if not subject and previous is not None:
            subject = previous.subject
        when = time.of(text, start)
        figure = Figure(subject, action, value, upto, unit, found.group(), when, comparison, start, end)
        edge = end
        if not subject:
            continue
        previous = figure
        yield figure


def _compare(found: list[Figure]) -> None:
    """Give a count the comparison that follows it: 受理21773件, 较上年度增加9.27%."""
    for index in range(1, len(found)):
        change, count = found[index], found[index - 1]
        if change.comparison and not count.comparison and change.subject == count.subject:
            found[index - 1] = replace(count, comparison=change.comparison + change.action + change.raw)


def _behind(text: str, at: int, high: int) -> str:
    stop = _BEHIND_STOP.search(text, at, min(high, at + 30))
    return text[at : stop.start() if stop else min(high, at + 30)]


def _sums(found: list[Figure], first: int, text: str, low: int, high: int) -> Iterator[Check]:
    """Check the parts that 其中 announces against the whole before it."""
    for mark in _PART_MARK.finditer(text, low, high):
        wholes = [i for i in range(first, len(found)) if found[i].end <= mark.start() and found[i].unit != "%"]
        if not wholes:
            continue
        whole = found[wholes[-1]]
        parts = []
        for index in range(first, len(found)):
            part = found[index]
            if part.start < mark.start():
                continue
            if part.unit != whole.unit or part.upto is not None or "；" in text[mark.end() : part.start]:
                break
            parts.append(index)
        if len(parts) >= 2 or (parts and mark.group() == "其中"):
            total = sum((found[i].value for i in parts), Decimal(0))
            yield Check(wholes[-1], tuple(parts), total, total <= whole.value, total == whole.value)
