"""Statistics in a text: who or what, done how, how much, of what unit, when, against what; parts checked against sums.

Every figure is read from its own clause: the number with its unit, the verb and the noun before it (or, after 等 or a
verb, the noun behind it). Nothing is repaired: a figure that cannot be right (94件420,000件, a rate of 8216%) is
flagged and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

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


_ANY_NUMBER = re.compile(f"[0-9]|百分之|[{numerals.HAN}](?={words.UNIT})|月日")
_SENTENCE = re.compile("[^。！？!?\\n]+")
_CLAUSE_MARK = re.compile("[，,；;：:（）()]")
_SAME_UNIT_TWICE = re.compile(f"{numerals.ARABIC}[ ]?({words.UNIT})[ ]?{numerals.ARABIC}(?:{numerals.SCALE})?[ ]?\\1")
_BAD_COMMAS = re.compile(
    f"(?<![0-9,.])[0-9]{{1,3}}(?:,[0-9]{{3}})*,(?:[0-9]{{1,2}}|[0-9]{{4,}})(?![0-9,])(?={numerals.SCALE}?[ ]?{words.UNIT})"
)
_BAD_POINTS = re.compile(
    f"(?<![0-9.])[0-9]+\\.[0-9]+\\.[0-9]+(?={numerals.SCALE}?[ ]?(?:{words.PERCENT}|{words.MONEY}|件|起|家|人次))|[0-9]+\\.(?:\\.|[ ][0-9])[0-9]*(?={numerals.SCALE}?[ ]?{words.PERCENT})"
)
_GAP_INSIDE = re.compile(
    f"(?<![0-9.,/:-])(?!20[0-9]{{2}} )[0-9]{{1,3}} [0-9]{{2,3}}(?=[ ]?(?:{words.PERCENT}|{words.MONEY}|件|起|家|份|条|人次|批次))"
)
_LOST_DAY = re.compile("(?<![0-9一二三四五六七八九十〇几每当某])月日(?=[上下凌早晚,，、 ]|，)")
_RATE = re.compile("[率占比]")


def read(text: str) -> Reading:
    """Read the figures of `text` (either script); offsets are places in `text`."""
    if not _ANY_NUMBER.search(script.fold(text)):
        return Reading((), (), ())
    folded = script.fold(text)
    broken = sorted(_broken(folded))
    found: list[Figure] = []
    checks: list[Check] = []
    year = ""
    paragraph = -1
    period = ""
    for sentence in _SENTENCE.finditer(folded):
        low, high = sentence.span()
        if folded.rfind("\n", paragraph if paragraph >= 0 else 0, low) >= paragraph:
            paragraph, period = low, ""
        first = len(found)
        for figure in _sentence(folded, low, high, found, first, period, year):
            if not any(a < figure.end and figure.start < b for a, b in broken):
                found.append(figure)
        for seen in words.PERIOD.finditer(folded, low, high):
            if seen.group() in ("全年", "年内"):
                period = year
            else:
                period = seen.group()
                year = period[:5] if period[0] == "2" else year
        _compare(found, first)
        checks += _sums(found, first, folded, low, high)
        broken += [(f.start, f.end) for f in found[first:] if _impossible(f)]
        kept = [f for f in found[first:] if not _impossible(f)]
        if len(kept) != len(found) - first:
            del found[first:]
            found += kept
            checks = [c for c in checks if c.whole < len(found) and max(c.parts) < len(found)]
    return Reading(tuple(_as_written(text, figure) for figure in found), tuple(checks), tuple(sorted(set(broken))))


def _as_written(text: str, figure: Figure) -> Figure:
    return replace(figure, raw=text[figure.start : figure.end])


def _broken(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_SAME_UNIT_TWICE, _BAD_COMMAS, _BAD_POINTS, _GAP_INSIDE, _LOST_DAY):
        for found in pattern.finditer(text):
            end = found.end()
            unit = re.compile(f"{numerals.SCALE}?[ ]?{words.UNIT}").match(text, end)
            yield found.start(), unit.end() if unit and pattern is not _SAME_UNIT_TWICE else end


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


def _sentence(
    text: str, low: int, high: int, before: list[Figure], first: int, period: str, year: str
) -> Iterator[Figure]:
    previous: Figure | None = None
    edge = low
    for found in words.FIGURE.finditer(text, low, high):
        start, end = found.span()
        if words.LABEL_BEFORE.search(text, max(low, start - 6), start) or words.NOT_UNIT.match(text, end):
            continue
        value, upto, unit = _value(found)
        if value is None:
            continue
        clause = max((m.end() for m in _CLAUSE_MARK.finditer(text, edge, start)), default=edge)
        ahead = text[clause:start]
        behind = _behind(text, end, high)
        if not _counts(found, value, unit, ahead, behind):
            continue
        subject, action, comparison = _about(ahead, behind, unit, text[low:start])
        if not subject and previous is not None:
            subject = previous.subject
        when = _when(text, low, start, period, year)
        figure = Figure(subject, action, value, upto, unit, found.group(), when, comparison, start, end)
        edge = end
        if not subject:
            continue
        previous = figure
        yield figure


def _compare(found: list[Figure], first: int) -> None:
    """Give a count the comparison that follows it: 受理21773件, 较上年度增加9.27%."""
    for index in range(first + 1, len(found)):
        change, count = found[index], found[index - 1]
        if change.comparison and not count.comparison and change.subject == count.subject:
            found[index - 1] = replace(count, comparison=change.comparison + change.action + change.raw)


def _behind(text: str, at: int, high: int) -> str:
    stop = re.compile("[，,；;：:（）()、“”]").search(text, at, min(high, at + 30))
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
    compared = words.COMPARED.search(ahead)
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
    link = words.IS.search(ahead)
    action = ""
    body = ahead
    if link and link.group():
        action = re.sub("[:：了]$", "", link.group())
        body = ahead[: link.start()]
    if re.fullmatch(words.PERCENT, unit):
        return _trim(body), action, ""
    verb, noun = _last_verb(body)
    thing = words.COUNTED_THING.match(behind)
    listed = body.endswith(("等", "对", "向", "有", "由", "的")) or not _trim(body)
    if thing and (listed or not noun or noun.endswith("等") or unit in "个家名位所"):
        further = words.DO_WORD.search(behind, thing.end())
        return _trim(thing.group(1)), (further.group() if further and listed else _verb(verb)) or action, ""
    if verb and noun:
        return _trim(noun), _verb(verb), ""
    if verb:
        return _trim(body) or verb, _verb(verb), ""
    return _trim(body), action, ""


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
    return "“" + noun if "”" in noun and "“" not in noun else noun


def _when(text: str, low: int, start: int, period: str, year: str) -> str:
    """Return the period a figure is of: the nearest named before it in its sentence, else in its paragraph."""
    named = period
    for found in words.PERIOD.finditer(text, low, start):
        compared = re.search("[较比与和同]$", text[max(low, found.start() - 1) : found.start()])
        if not compared:
            named = found.group()
    if named in ("全年", "年内") or (not named and re.search("全年|年内", text[low:start])):
        return year or named
    return named


def _sums(found: list[Figure], first: int, text: str, low: int, high: int) -> Iterator[Check]:
    """Check the parts that 其中 announces against the whole before it."""
    for mark in re.compile("其中|包括|分别为").finditer(text, low, high):
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
