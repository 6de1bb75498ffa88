"""The clocks of a case, and in one sentence why each date is what it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from redress.law import limits, rulebook
from redress.law.calendar import OutsideCalendar
from redress.law.deadline import Deadline
from redress.queries import lawbook
from redress.web import dates
from redress.web.faults import said, speaks_english


@dataclass(frozen=True, slots=True)
class Why:
    """Why a clock ends when it does."""

    sentence: str
    days: tuple[Day, ...]
    others: tuple[str, ...]  # other readings, limits shown beside it


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the proof."""

    date: dt.date
    label: str
    counts: bool
    n: int
    why: str
    is_last: bool


def counted(view: Mapping[str, Any]) -> Deadline | None:
    """Count a clock again with its proof; None for a day that a person set, or where the law gives no number."""
    if view["basis"] == "set":
        return None
    law = lawbook.current()
    pauses = tuple(
        (dt.date.fromisoformat(began), dt.date.fromisoformat(ended) if ended else None)
        for began, ended in view["pauses"]
    )
    try:
        return limits.last_day(
            rulebook=law.rulebook,
            rule=view["rule"],
            start=dt.date.fromisoformat(view["start"]),
            calendar=law.calendar,
            pauses=pauses,
            extended=bool(view["extended"]),
            with_proof=True,
        )
    except (rulebook.NoAnswer, OutsideCalendar, limits.WrongAsk):
        return None


def why(view: Mapping[str, Any]) -> Why | None:
    """Say why a clock ends on its day, with every day from its start."""
    deadline = counted(view)
    if deadline is None or deadline.proof is None:
        return None
    days = tuple(
        Day(
            each.date,
            dates.words(each.date, weekday=False),
            each.counts,
            each.n,
            why_day(each.why),
            each.date == deadline.due_on,
        )
        for each in deadline.proof
    )
    return Why(sentence(deadline), days, others(deadline))


def sentence(deadline: Deadline) -> str:
    """Say in a sentence how the days were counted."""
    assert deadline.proof is not None
    skipped = Counter(each.why for each in deadline.proof if not each.counts and each.why not in ("start", "roll"))
    unit = _("个工作日") if deadline.limit.unit == "working_days" else unit_words(deadline.limit.unit)
    count = deadline.limit.extended if deadline.extended and deadline.limit.extended else deadline.limit.count
    start = deadline.start.date() if isinstance(deadline.start, dt.datetime) else deadline.start
    parts = [
        _("%(start)s 当天不算，从次日起数 %(count)s %(unit)s")
        % {"start": dates.words(start, weekday=False), "count": count, "unit": unit}
    ]
    gone = [f"{why_day(name)} {n} {_('天')}" for name, n in skipped.items()]
    if gone:
        parts.append(_("不算的有：%(days)s") % {"days": "、".join(gone) if not speaks_english() else ", ".join(gone)})
    made_up = sum(1 for each in deadline.proof if each.why == "make_up_day" and each.counts)
    if made_up and deadline.limit.unit == "working_days":
        parts.append(_("调休上班的 %(n)s 天算") % {"n": made_up})
    if deadline.due_on is None:
        parts.append(_("现在暂停计时，恢复后再接着数"))
    elif deadline.rolled and deadline.unrolled_on:
        parts.append(
            _("最后一天 %(day)s 放假，顺延到 %(due)s")
            % {
                "day": dates.words(deadline.unrolled_on, weekday=False),
                "due": dates.words(deadline.due_on, weekday=False),
            }
        )
    else:
        parts.append(_("到 %(due)s 为止") % {"due": dates.words(deadline.due_on, weekday=False)})
    return "；".join(parts) + "。" if not speaks_english() else "; ".join(parts) + "."


def unit_words(unit: str) -> str:
    """Write the unit of a limit."""
    return {"days": _("天"), "hours": _("小时"), "months": _("个月"), "years": _("年")}.get(unit, unit)


def why_day(text: str) -> str:
    """Write why a day counts or not."""
    kind, _colon, name = text.partition(":")
    known = {
        "start": _("起算日"), "weekday": _("工作日"), "weekend": _("周末"), "make_up_day": _("调休上班"), "pause": _("暂停"),
        "roll": _("顺延"), "not published": _("安排未公布"),
    }  # fmt: skip
    return name if kind == "holiday" and name else known.get(kind, _("放假") if kind == "holiday" else text)


def others(deadline: Deadline) -> tuple[str, ...]:
    """List the other readings and limits that stand beside the date."""
    found = []
    if deadline.other_reading is not None:
        found.append(
            _("另一种读法（休息日也顺延）：%(day)s")
            % {"day": dates.words(deadline.other_reading.due_on, weekday=False)}
        )
    for also in deadline.also_due:
        if also.due_on is not None:
            cite = dates.citation(also.cite.as_dict()) if also.cite else ""
            found.append(
                _("同时适用 %(count)s %(unit)s：%(day)s %(cite)s")
                % {
                    "count": also.limit.count,
                    "unit": _("个工作日") if also.limit.unit == "working_days" else unit_words(also.limit.unit),
                    "day": dates.words(also.due_on, weekday=False),
                    "cite": cite,
                }
            )
    return tuple(found)


def name_of(view: Mapping[str, Any]) -> str:
    """Write a clock's name."""
    return said(view["name"]["zh"], view["name"]["en"])
