"""What the pages of figures show: numbers with their growth, definitions, and bars that a screen reader can read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redress.insight import indicators
from redress.queries import figures
from redress.taxonomy import tree

BAR = 200  # width of the longest bar in units of its drawing
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as a page shows it; `value` is text with its unit, `growth` against the same days a year before."""

    id: str
    label: str
    value: str
    over: str
    before: str
    growth: str
    direction: str  # up, down, same or empty
    definition: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a breakdown."""

    label: str
    value: str
    share: str
    width: int


def english() -> bool:
    """Say whether the page is in English."""
    return str(get_language() or "").startswith("en")


def period(*, year: int | None, today: dt.date) -> tuple[dt.date, dt.date, dt.date, dt.date]:
    """Return the days of a year (to today in the running one) and the same days of the year before."""
    chosen = year or today.year
    first = dt.date(chosen, 1, 1)
    last = today if chosen == today.year else dt.date(chosen, 12, 31)
    before_last = dt.date(chosen - 1, last.month, min(last.day, 28) if last.month == 2 else last.day)
    return first, last, dt.date(chosen - 1, 1, 1), before_last


def all_shown(
    *, first: dt.date, last: dt.date, before_first: dt.date, before_last: dt.date, office_ids: frozenset[int] | None
) -> list[Shown]:
    """Return every figure of a period with that of the period before."""
    now = figures.all_figures(first=first, last=last, office_ids=office_ids)
    before = figures.all_figures(first=before_first, last=before_last, office_ids=office_ids)
    return [shown(one, now[one.id], before[one.id]) for one in indicators.INDICATORS]


def shown(one: indicators.Indicator, now: dict[str, Any], before: dict[str, Any]) -> Shown:
    """Put one figure into words."""
    growth, direction = growth_of(one, now["value"], before["value"])
    over = ""
    if one.over:
        over = _("%(top)s ÷ %(under)s") % {"top": f"{now['numerator']:,}", "under": f"{now['denominator']:,}"}
    return Shown(
        one.id,
        one.en if english() else one.zh,
        said(one, now["value"]),
        over,
        said(one, before["value"]),
        growth,
        direction,
        indicators.definition(one, language="en" if english() else "zh"),
    )


def said(one: indicators.Indicator, value: Any) -> str:
    """Write a value with its unit; a rate over nothing is "n/a", never 0 %."""
    if value is None:
        return _("无数据")
    if one.unit == "%":
        return f"{value:.1f}%"
    if one.unit == "yuan":
        amount = Decimal(value)
        if not english() and amount >= 10_000:
            return f"{amount / 10_000:,.1f} 万元"
        return _("%(sum)s 元") % {"sum": f"{amount:,.0f}"}
    return f"{value:,}"


def growth_of(one: indicators.Indicator, now: Any, before: Any) -> tuple[str, str]:
    """Return the growth in words: points for a rate, per cent for a count; empty where there is nothing to compare."""
    if now is None or before in (None, 0, "0.00"):
        return "", ""
    change = Decimal(str(now)) - Decimal(str(before))
    if one.unit == "%":
        text = _("%(points)s 个百分点") % {"points": f"{abs(change):.1f}"}
    else:
        text = f"{abs(100 * change / Decimal(str(before))):.1f}%"
    return text, "up" if change > 0 else "down" if change < 0 else "same"


def bars(*, name: str, by: str, first: dt.date, last: dt.date, office_ids: frozenset[int] | None) -> list[Bar]:
    """Return the rows of a breakdown, the largest first (months in order), cut at ten with the rest told."""
    found = figures.figure(name=name, by=by, first=first, last=last, office_ids=office_ids)
    rows = [(label_of(by, row["key"]), int(row["numerator"])) for row in found["rows"] if row["numerator"]]
    total = sum(count for _label, count in rows)
    if by != "month" and len(rows) > MOST_ROWS:
        rest = sum(count for _label, count in rows[MOST_ROWS:])
        rows = [*rows[:MOST_ROWS], (_("其余"), rest)]
    most = max((count for _label, count in rows), default=1)
    return [
        Bar(label, f"{count:,}", f"{100 * count / total:.1f}%", max(1, round(BAR * count / most)))
        for label, count in rows
    ]


def label_of(by: str, key: str) -> str:
    """Name one row of a breakdown."""
    if by == "kind":
        names = {"complaint": _("投诉"), "tipoff": _("举报"), "inquiry": _("咨询"), "other_appeal": _("其他诉求")}
        return names.get(key, key)
    if by in ("channel", "subject_class", "issue_class"):
        held = tree.load()
        if key in held:
            node = held.node(key)
            return node.en if english() else node.zh
        return key or _("未分类")
    return key or _("未写明")
