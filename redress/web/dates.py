"""Days, sums and articles as people say them, in the language of the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from redress import wiring
from redress.law import instruments
from redress.law.standing import ZONE
from redress.web.faults import said, speaks_english

WEEKDAYS = "一二三四五六日"
ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
ARTICLE = re.compile(r"(\d+)((?:\(\d+\))*)\Z")


def as_day(value: Any) -> dt.date | None:
    """Read a day from a day, a moment or ISO text; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.astimezone(ZONE).date() if value.tzinfo else value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value)
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else as_day(dt.datetime.fromisoformat(text))
    except ValueError:
        return None


def words(day: dt.date, *, weekday: bool = True) -> str:
    """Write a day: 4月24日（周五）, or Friday's English; the year stands where it is not this one."""
    is_other = day.year != wiring.today().year
    if speaks_english():
        text = f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if is_other else "")
        return f"{ENGLISH[day.weekday()]} {text}" if weekday else text
    text = f"{day.month}月{day.day}日"
    if is_other:
        text = f"{day.year}年{text}"
    return f"{text}（周{WEEKDAYS[day.weekday()]}）" if weekday else text


def weekdays() -> tuple[str, ...]:
    """Return the heads of a week, Monday first."""
    return ENGLISH if speaks_english() else tuple(WEEKDAYS)


def listed(items: Iterable[str]) -> str:
    """Join words as the language of the page does: 甲、乙 or A, B."""
    return (", " if speaks_english() else "、").join(items)


def article(text: str) -> str:
    """Write an article: 第15条, 第23条第（5）项; English: art. 23(5)."""
    if speaks_english():
        return f"art. {text}"
    found = ARTICLE.match(text)
    if not found:
        return f"第{text}条"
    items = re.findall(r"\((\d+)\)", found.group(2))
    return f"第{found.group(1)}条" + "".join(f"第（{item}）项" for item in items)


def citation(cite: Mapping[str, Any]) -> str:
    """Write {instrument, article} with the instrument's title."""
    name = str(cite.get("instrument", ""))
    known = instruments.find(name)
    title = said(known.zh, known.en) if known else name
    where = article(str(cite.get("article", "")))
    return f"{title}, {where}" if speaks_english() else f"《{title}》{where}"


def left(days: int, *, is_working: bool) -> str:
    """Write how many days are left: 还有 3 个工作日, 今天到期, 已超 2 天."""
    if days == 0:
        return _("今天到期")
    if abs(days) == 1:  # English has a singular
        if days > 0:
            return _("还有 1 个工作日") if is_working else _("还有 1 天")
        return _("已超 1 个工作日") if is_working else _("已超 1 天")
    if days < 0:
        return (_("已超 %(n)s 个工作日") if is_working else _("已超 %(n)s 天")) % {"n": -days}
    return (_("还有 %(n)s 个工作日") if is_working else _("还有 %(n)s 天")) % {"n": days}
