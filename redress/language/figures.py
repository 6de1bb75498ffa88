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
from itertools import groupby, pairwise

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
_START = re.compile(f"[0-9][0-9.,，]*|百分之|[{numerals.HAN.replace('一', '')}]|一(?=[{numerals.HAN}点])")
_PERIOD_HINT = re.compile("[年月季]|截至")
_CHANGED = re.compile("[长加升高涨大降少低落滑短缩窄浮]")
_IS_LAST = frozenset("超占于已经均都共约近计达到了至过破逾为是有比只仅足计在上:：")
_BROKEN_HINT = re.compile("[0-9] ?[,.][0-9. ]|[0-9] [0-9]|月日")
_STOP = re.compile("[。！？!?\\n]")
_PART_MARK = re.compile("其中|包括|分别为")
_CLAUSE_MARK = re.compile("[，,；;：:（）()]")
_BAD_COMMAS = re.compile(
    f"(?<![0-9,.])[0-9]{{1,3}}(?:,[0-9]{{3}})*,(?:[0-9]{{1,2}}|[0-9]{{4,}})(?![0-9,])(?={numerals.SCALE}?[ ]?{words.UNIT})"
)
_BAD_POINTS = re.compile(
    f"(?<![0-9.])[0-9]+\\.[0-9]+\\.[0-9]+(?={numerals.SCALE}?[ ]?(?:{words.PERCENT}|{words.MONEY}|件|起|家|人次))|[0-9]+\\.(?:\\.|[ ][0-9])[0-9]*(?={numerals.SCALE}?[ ]?{words.PERCENT})"
)
_GAP_INSIDE = re.compile(
    f"(?<![0-9.,/:-])(?!20[0-9]{{2}} )[0-9]{{1,3}} [0-9]{{2,3}}(?=[ ]?(?:{words.PERCENT}|{words.MONEY}|件|起|家|份|条|人次|批次))"
)
_UNIT_NEXT = re.compile(f"{numerals.SCALE}?[ ]?{words.UNIT}")
_LOST_DAY = re.compile("(?<![0-9一二三四五六七八九十〇几每当某])月日(?=[上下凌早晚,，、 ]|，)")
_BEHIND_STOP = re.compile("[，,；;：:（）()、“”]")
_EACH = re.compile("[月年天日次人户](?:每?[月年天次])?")
_BESIDE = re.compile("^(?:左右|上下|以上|以内|以下|多|余)的?")
_NOUN = re.compile(
    "的?((?![都均已全就也才到因用给按在])[\u4e00-\u9fff]{2,10}?)(?=[已全均都被将正在可是有的，。]|需|进行|予以|$)"
)
_RATE = re.compile("[率占比]")


def read(text: str, *, folded: str = "") -> Reading:
    """Read the figures of `text` (either script); offsets are places in `text`; `folded` is its fold, if known."""
    folded = folded or script.fold(text)
    if not _HINT.search(folded):
        return Reading((), (), ())
    hits = list(_hits(folded))
    broken = sorted(_broken(folded, hits))
    found: list[Figure] = []
    checks: list[Check] = []
    if hits:
        stops = [-1, *(m.start() for m in _STOP.finditer(folded)), len(folded)]
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
    return Reading(tuple(_as_written(text, figure) for figure in found), tuple(checks), tuple(sorted(set(broken))))


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


def _as_written(text: str, figure: Figure) -> Figure:
    raw = text[figure.start : figure.end]
    return figure if raw == figure.raw else replace(figure, raw=raw)


def _broken(text: str, hits: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
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
        value, upto, unit = _value(found)
        if value is None:
            continue
        ahead = text[max(edge, start - 60) : start]
        marks = _CLAUSE_MARK.split(ahead)
        ahead = marks[-1]
        behind = _behind(text, end, high)
        if not _counts(found, value, unit, ahead, behind):
            continue
        subject, action, comparison = _about(ahead, behind, unit, text[low:start])
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


def _value(found: re.Match[str]) -> tuple[Decimal | None, Decimal | None, str]:
    if found["percent"]:
        return numerals.parse(found["percent"]), None, "%"
    unit = found["unit"]
    value = numerals.parse(found["low"])
    upto = numerals.parse(found["high"]) if found["high"] else None
    if value is not None and upto is not None:
        tail = re.search("[万亿]+$", found["high"])
        if tail and not re.search("[万亿]$", found["low"]):
            value *= numerals.parse("1" + tail.group()) or 1
        if upto < value:
            return None, None, unit
    return value, upto, "%" if unit == "％" else unit


def _counts(found: re.Match[str], value: Decimal, unit: str, ahead: str, behind: str) -> bool:
    """Tell whether a number with a unit is a statistic and not 一个, 三个方面, 7天, 10元钱's worth of talk."""
    if found["percent"] or re.fullmatch(words.PERCENT, unit):
        return True
    if re.fullmatch(words.TIME, unit):
        return bool(re.search("缩短|压缩|压减|平均|用时|时长|时限", ahead))
    if unit in words.HOUSE and ahead[-1:] not in "共有约达计建设余为":
        return False
    if found["low"][0] in numerals.HAN:
        if value < 2 or (value <= 10 and words.VAGUE.match(behind)):
            return False
        if value <= 10 and not re.fullmatch(words.MONEY, unit):
            return bool(words.DO_WORD.search(ahead)) or ahead.endswith("等")
    return not words.VAGUE.match(behind)


def _last_verb(ahead: str) -> tuple[str, str]:
    """Split what stands before a number at its last verb: the verb, and the noun between verb and number."""
    best = ("", "")
    for verb in words.DO_WORD.finditer(ahead):
        noun = ahead[verb.end() :]
        if noun or not best[0]:
            best = (verb.group(), noun)
    return best


def _about(ahead: str, behind: str, unit: str, sentence: str) -> tuple[str, str, str]:
    """Return the subject, the action and the base of comparison that a clause gives its number."""
    compared = words.COMPARED.search(ahead, max(0, len(ahead) - 40)) if _CHANGED.search(ahead[-5:]) else None
    if compared:
        noun = _trim(ahead[: compared.start()])
        base = (compared["base"] or "").rstrip(",，")
        if not base and (
            again := re.search(
                words.BASE + "[,，]?[^，,]{0,12}$", sentence[: len(sentence) - len(ahead)] + ahead[: compared.start()]
            )
        ):
            base = re.match(words.BASE, again.group()).group().rstrip(",，")  # type: ignore[union-attr]
            noun = _trim(re.sub(words.BASE, "", noun))
        if unit in ("%", "个百分点", "百分点", "倍") or base:
            return noun, compared["change"], base
    link = words.IS.search(ahead, max(0, len(ahead) - 14)) if ahead[-1:] in _IS_LAST else None
    action = ""
    body = ahead
    if link and link.group():
        action = re.sub("[:：了]$", "", link.group())
        body = ahead[: link.start()]
    if re.fullmatch(words.PERCENT, unit):
        return _trim(body), action, ""
    verb, noun = _last_verb(body)
    behind = _BESIDE.sub("", behind)
    thing = words.COUNTED_THING.match(behind)
    listed = action.endswith("有") or body.endswith(("等", "对", "向", "有", "由", "的")) or not _trim(body)
    if thing and (listed or not noun or noun.endswith("等") or unit in "个家名位所"):
        further = words.DO_WORD.search(behind, thing.end())
        return _trim(thing.group(1)), (further.group() if further and listed else _verb(verb)) or action, ""
    if listed and (named := _noun(behind)):
        return named, _verb(verb) or action, ""
    if verb and noun:
        return _trim(noun), _verb(verb), ""
    paid = verb.endswith(("罚款", "补偿", "补助", "补贴", "赔偿"))
    named = "" if paid or (_trim(body) and not verb) else _noun(behind)
    if verb:
        return named or _trim(body) or verb, _verb(verb), ""
    return named or _trim(body), action, ""


def _noun(behind: str) -> str:
    """Return the noun right behind a number that nothing stands before: 950亩用地, 2万元的补偿协议."""
    found = _NOUN.match(behind)
    return found.group(1) if found else ""


def _verb(verb: str) -> str:
    return re.sub("(?:了|过|到|各类|各)$", "", verb)


def _trim(noun: str) -> str:
    """Cut a subject to what is counted: no lead-in words, nothing before 等, no period."""
    noun = words.PERIOD.sub("", noun) if not noun.startswith("近") else noun
    noun = words.HEAD.sub("", noun).strip(" 　、,，的了共已“”\"'")
    if "、" in noun and "等" in noun[:-1]:
        noun = noun[noun.rindex("等", 0, -1) + 1 :]
    noun = re.sub("^(?:各类|各项|各级|共)", "", noun) if len(noun) > 4 else noun
    noun = noun[-28:].lstrip("、的和与及")
    if _EACH.fullmatch(noun):
        return ""
    return "“" + noun if "”" in noun and "“" not in noun else noun


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
