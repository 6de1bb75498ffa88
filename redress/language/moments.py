"""Dates, read against the day the appeal was filed: 2019年4月1日, 去年11月, 上个月17号, 上周三, 昨天, 三天前, 双十一, 腊月廿八.

Conventions (of the commands' contract): a date without a day is `YYYY-MM`; without a year it is the latest not after
the filing day; weeks run Monday to Sunday. Without a filing day only dates that name their year are read. A year
alone, 每周三, 近两月 (a span) and 15号楼 (a place) are no dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from redress.language import lunar, numerals
from redress.language.found import Item, Taken

_HAN = "一二三四五六七八九十廿卅〇零"
_DAY_HAN = "(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = r"(?:1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九]|元)"
_DAY = rf"(?:3[01]|[12]\d|0?[1-9](?!\d)|{_DAY_HAN})"
_YEAR = r"(?:(?:19|20)\d\d|(?<!\d)[012]\d|[二两][零〇○o0][零〇○一二三四五六七八九]{2}|今|去|前|本|当|上|大前|明)"
_TAIL = r"(?:月份|月)(?:的)?(?:初|底|末|上旬|中旬|下旬|中(?![国午旬间]))?"
_DAY_END = rf"(?:{_DAY} ?[日号]|{_DAY}(?![\d.,:：年月元块个次多人岁万千百点时楼栋天户十A-Za-z一二三四五六七八九]))"

_FULL = re.compile(rf"(?P<year>{_YEAR}) ?年(?:的)? ?(?P<month>{_MONTH}) ?{_TAIL} ?(?P<day>{_DAY_END})?")
_DOTTED = re.compile(
    r"(?<![\d.\-/])(?P<year>20\d\d|19[89]\d) ?(?P<mark>[-./]) ?(?P<month>1[0-2]|0?[1-9])(?: ?(?P=mark) ?(?P<day>3[01]|[12]\d|0?[1-9]))?(?![\d]|[./-]\d| ?[元块万%])"
)
_SOLID = re.compile(
    r"(?<![\dA-Za-z])(?P<year>20[0-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\dA-Za-z])"
)
_MONTH_DAY = re.compile(rf"(?<![\d.年])(?P<month>{_MONTH}) ?月(?:份)? ?(?P<day>{_DAY_END})")
_MONTH_ONLY = re.compile(
    rf"(?<![\d.年近约达共过几数每第两多半后满超需用前])(?P<month>1[0-2]|0?[1-9](?!\d)|(?:十[一二]?|[一二三四五六七八九]|元)(?=月份|月[初底末]|月[上中下]旬)) ?{_TAIL}(?![余多\d报嫂子票租供费卡]|薪|一次|之久)"
)
_POINT_DAY = re.compile(
    r"(?<![\d.:])(?P<month>1[0-2]|0?[1-9])[.·/-](?P<day>3[01]|[12]\d|0?[1-9]) ?[日号](?!楼|线|店|门)"
)
_POINT_BARE = re.compile(
    r"(?<=[于在从至到自])(?P<month>1[0-2]|0?[1-9])\.(?P<day>3[01]|[12]\d|0?[1-9])(?![\d.%]| ?[元块万米公千个折度倍吨斤升])"
)
_THIS_MONTH = re.compile(
    rf"(?P<which>上上个?|上个?|这个?|本|当|下个?)月(?:份)?(?:的)? ?(?:(?P<day>{_DAY} ?[日号])|(?P<part>[初底末中](?!国|午)|[上中下]旬)?)(?!内)"
)
_DAY_ONLY = re.compile(
    rf"(?:(?<=[，。；、,;:：!！?？ \n(（“到至从于在和是我本的即自迄~-])|^)(?<!\d[-~至到])(?P<day>{_DAY}) ?(?:号(?=上午|下午|晚|早|中午|凌晨|傍晚|夜|当天|那天|这天|到|至|-|~|去|在|我|，|。|,|就|又|才|左右|开始|前|后|之前|之后|以前|以后|购|买|下单|签|付|交|给|收|发|取|的|他|她|对方|商家|店|通知|打|来|还|说|答|退|晚|$|\n|\))|日(?!内|之内|游|本|子|常|用|报|均|租|语|系|落|期|光|夜|志|照|程|前后|到账|未|工|薪|志|元|息))"
)
_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨儿": -1, "昨晨": -1,
    "今天": 0, "今日": 0, "今早": 0, "今晨": 0, "今晚": 0, "今儿": 0, "明天": 1, "明日": 1, "后天": 2,
}  # fmt: skip
_RELATIVE = re.compile("(?<![年的])(?:" + "|".join(_DAYS) + ")(?!的社会|的中国)")
_WEEKDAY = re.compile(
    r"(?P<which>上上个?|上个?|这个?|本|下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-6])(?![至到\-~、个年次期])"
)
_SAID_WHEN = re.compile("上午|下午|晚|早|中午|凌晨|那天|当天|去|在|我|到|买|，|。|就|才|又|$")
_AGO = re.compile(
    rf"(?P<number>\d{{1,3}}|[{_HAN}两半]{{1,3}})(?P<unit>天|日|个?星期|周|个?礼拜|个?多?月)(?:之|以)?前(?!后)"
)
_LUNAR = re.compile(
    rf"(?P<word>除夕(?:夜|当天)?|大年三十|年三十|(?:大年|年|正月)初(?P<first>[一二三四五六七八九十])|(?:农历|阴历|(?=[正腊冬]月(?:初|[二三]?十|廿|\d)))(?P<month>正|腊|冬|十[一二]?|[二三四五六七八九]|1[0-2]|[1-9])月(?P<day>初[一二三四五六七八九十]|{_DAY_HAN}|3[01]|[12]\d|[1-9])?)"
)
_SPAN_BEFORE = re.compile(r"(?:每个?|逢|近|这|前|头|几个?|整个|连续|长达|共)$")


@dataclass(slots=True)
class _Reader:
    """Carries the filing day, and the last year and month that were named outright."""

    filed: dt.date | None
    year: int | None = None
    month: int | None = None


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    value = numerals.parse({"元": "一", "正": "一", "腊": "十二", "冬": "十一"}.get(text, text))
    return None if value is None else int(value)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(word: str, filed: dt.date | None) -> int | None:
    if word.isdigit():
        if (number := int(word)) >= 100:
            return number
        return 2000 + number if number <= (filed.year if filed else 2099) % 100 + 1 else None
    if word[0] in "二两" and len(word) == 4:
        return _number(word.translate({ord("两"): "二", ord("○"): "零", ord("o"): "零", ord("0"): "零"}))
    if filed is None:
        return None
    return filed.year + {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "大前": -3, "明": 1}[word]


def _latest(filed: dt.date, month: int, day: int | None) -> str | None:
    """Give the latest such day (or month) not after the filing day."""
    if day is None:
        year = filed.year if month <= filed.month else filed.year - 1
        return f"{year:04d}-{month:02d}"
    for year in range(filed.year, filed.year - 9, -1):
        found = _day(year, month, day)
        if found is not None and found <= filed:
            return found.isoformat()
    return None


def _back(filed: dt.date, months: int) -> tuple[int, int]:
    number = filed.year * 12 + filed.month - 1 - months
    return number // 12, number % 12 + 1


_Read = Callable[["_Reader", re.Match[str], str], tuple[str, float] | None]


def _full(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    year, month = _year(found["year"], reader.filed), _number(found["month"])
    if year is None or month is None or not 1 <= month <= 12:
        return None
    reader.year, reader.month = year, month
    day = found["day"] and _number(found["day"].strip("日号 "))
    if day:
        exact = _day(year, month, day)
        return None if exact is None else (exact.isoformat(), 0.97)
    return f"{year:04d}-{month:02d}", 0.95


def _month_day(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    month, day = _number(found["month"]), _number(found["day"].strip("日号 "))
    if reader.filed is None or month is None or day is None or not 1 <= month <= 12:
        return None
    value = _latest(reader.filed, month, day)
    if value is None:
        return None
    reader.year, reader.month = int(value[:4]), month
    return value, 0.9


def _month_only(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    month = _number(found["month"])
    if reader.filed is None or month is None or not 1 <= month <= 12:
        return None
    if _SPAN_BEFORE.search(text, max(0, found.start() - 3), found.start()):
        return None
    value = _latest(reader.filed, month, None)
    if value is not None:
        reader.year, reader.month = int(value[:4]), month
    return None if value is None else (value, 0.85)


def _this_month(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    if reader.filed is None:
        return None
    back = {"上上": 2, "上": 1, "这": 0, "本": 0, "当": 0, "下": -1}[found["which"].rstrip("个")]
    year, month = _back(reader.filed, back)
    if found["which"] == "当" and reader.year and reader.month:
        year, month = reader.year, reader.month
    if not found["day"]:
        # 这个月, 上个月 alone name a month; 本月 and 当月 mostly do not.
        return (f"{year:04d}-{month:02d}", 0.7) if found["which"][0] in "上下" or found["part"] else None
    exact = _day(year, month, _number(found["day"].strip("日号 ")) or 0)
    return None if exact is None else (exact.isoformat(), 0.95)


def _day_only(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    day = _number(found["day"])
    if text[max(0, found.start() - 2) : found.start()] in ("每月", "个月", "月的"):
        return None
    if (
        reader.filed is None
        or day is None
        or (text[found.end() - 1] == "日" and day < 4 and not found["day"].isdigit())
    ):
        return None
    if reader.year and reader.month:
        exact = _day(reader.year, reader.month, day)
        if exact is not None and exact <= reader.filed:
            return exact.isoformat(), 0.8
    for back in (0, 1, 2):
        year, month = _back(reader.filed, back)
        exact = _day(year, month, day)
        if exact is not None and exact <= reader.filed:
            return exact.isoformat(), 0.7
    return None


def _relative(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    if reader.filed is None:
        return None
    return (reader.filed + dt.timedelta(days=_DAYS[found[0]])).isoformat(), 0.95


def _weekday(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    before = text[max(0, found.start() - 1) : found.start()]
    if reader.filed is None or before in ("每", "逢", "至", "到", "双", "-", "个", "期") or found["day"] == "末":
        return None
    place = "一二三四五六".find(found["day"]) if not found["day"].isdigit() else int(found["day"]) - 1
    place = 6 if place < 0 else place
    monday = reader.filed - dt.timedelta(days=reader.filed.weekday())
    if found["which"]:
        weeks = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}[found["which"].rstrip("个")]
        return (monday + dt.timedelta(days=7 * weeks + place)).isoformat(), 0.95
    if not _SAID_WHEN.match(text, found.end()):
        return None
    back = (reader.filed.weekday() - place) % 7
    return (reader.filed - dt.timedelta(days=back)).isoformat(), 0.75


def _ago(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    if reader.filed is None or text[max(0, found.start() - 1) : found.start()] in ("第", "几", "数", "提", "."):
        return None
    unit = found["unit"]
    if found["number"] == "半":
        return ((reader.filed - dt.timedelta(days=15)).isoformat(), 0.5) if "月" in unit else None
    number = _number(found["number"])
    if number is None or number == 0 or "多" in unit:
        return None
    if "月" in unit:
        year, month = _back(reader.filed, number)
        return (f"{year:04d}-{month:02d}", 0.6) if "个" in unit else None
    days = number if unit in ("天", "日") else 7 * number
    return (reader.filed - dt.timedelta(days=days)).isoformat(), 0.85 if days < 60 else 0.5


def _lunar(reader: _Reader, found: re.Match[str], text: str) -> tuple[str, float] | None:
    if reader.filed is None:
        return None
    word = found["word"]
    exact: dt.date | None
    if word.endswith(("除夕", "除夕夜", "当天", "三十")):
        exact = lunar.latest_eve(reader.filed)
    elif found["first"]:
        exact = lunar.latest(reader.filed, month=1, day=_number(found["first"]) or 1)
    else:
        month = _number(found["month"])
        day = _number(found["day"].lstrip("初")) if found["day"] else None
        if month is None or day is None:
            return None
        exact = lunar.latest(reader.filed, month=month, day=day)
    return None if exact is None else (exact.isoformat(), 0.8)


# A rule runs only where one of its marks stands in the text.
_RULES: tuple[tuple[str, str, re.Pattern[str], _Read], ...] = (
    ("full", "年", _FULL, _full),
    ("dotted", "-./", _DOTTED, _full),
    ("solid", "0", _SOLID, _full),
    ("lunar", "初夕历三正腊冬", _LUNAR, _lunar),
    ("month_day", "月", _MONTH_DAY, _month_day),
    ("point_day", "日号", _POINT_DAY, _month_day),
    ("point_day", ".", _POINT_BARE, _month_day),
    ("this_month", "月", _THIS_MONTH, _this_month),
    ("month", "月", _MONTH_ONLY, _month_only),
    ("ago", "前", _AGO, _ago),
    ("weekday", "周期拜", _WEEKDAY, _weekday),
    ("relative", "天日今昨晚儿", _RELATIVE, _relative),
    ("day", "日号", _DAY_ONLY, _day_only),
)
_NEEDS = re.compile(r"[年月日号周天前晚夜早期拜夕双初]|\d[-./·]\d|元旦|\d{8}|618|五一")


def _hits(text: str) -> Iterator[tuple[int, int, str, re.Match[str], _Read]]:
    """Give the matches of all rules, each stretch of text to the first rule that takes it, in the order of the text."""
    taken = Taken(len(text))
    hits = []
    for rule, marks, pattern, read in _RULES:
        if not any(mark in text for mark in marks):
            continue
        for found in pattern.finditer(text):
            if taken.claim(*found.span()):
                hits.append((found.start(), found.end(), rule, found, read))
    return iter(sorted(hits, key=lambda hit: hit[0]))


def find(text: str, *, filed: dt.date | None) -> list[Item]:
    """Find the dates of a folded text; values are `YYYY-MM-DD` or `YYYY-MM`."""
    if not _NEEDS.search(text):
        return []
    reader = _Reader(filed)
    items = []
    for start, stop, rule, found, read in _hits(text):
        answer = read(reader, found, text)
        if answer is not None:
            items.append(Item(answer[0], start, stop, f"date.{rule}", answer[1]))
    if filed is not None:
        for pattern, month, day in lunar.FEASTS:
            for hit in pattern.finditer(text):
                value = _latest(filed, month, day)
                if value is not None and not any(
                    item.start < hit.end() and hit.start() < item.stop for item in items
                ):
                    items.append(Item(value, hit.start(), hit.end(), "date.feast", 0.7))
    return items
