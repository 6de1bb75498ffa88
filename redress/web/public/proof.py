"""The proof of a date: every day from the start to the last one, whether it counts and why. Public, nothing personal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.law import limits, rulebook
from redress.law.calendar import OutsideCalendar
from redress.law.deadline import Deadline
from redress.operations.refusals import NotFound, Wrong
from redress.queries import lawbook
from redress.web import dates, faults, render
from redress.web import limits as rates
from redress.web.faults import said

LONGEST = dt.timedelta(days=1200)


def _wrong(zh: str, en: str) -> Wrong:
    return Wrong(
        code="bad_proof",
        zh=zh,
        en=en,
        hint_zh="请从期限旁边的“怎么算的”进入",
        hint_en="come here from the clock itself",
    )


def _pauses(text: str) -> tuple[tuple[dt.date, dt.date | None], ...]:
    found = []
    for part in [one for one in text.split(",") if one][:50]:
        began, _dots, ended = part.partition("..")
        found.append((dt.date.fromisoformat(began), dt.date.fromisoformat(ended) if ended else None))
    return tuple(found)


@require_safe
def show(request: HttpRequest, rule: str) -> HttpResponse:
    """Count a limit in front of the reader."""
    rates.check(request, purpose="proof", per_minute=60, burst=60)
    law = lawbook.current()
    if rule not in law.rulebook.rules:
        raise NotFound(zh="没有这个期限", en="there is no such limit")
    asked = request.GET.get("start", "") or wiring.today().isoformat()
    try:
        start = dt.date.fromisoformat(asked)
        deadline = limits.last_day(
            rulebook=law.rulebook, rule=rule, start=start, calendar=law.calendar, pauses=_pauses(request.GET.get("pauses", "")),
            extended=request.GET.get("extended") == "1", with_proof=True,
        )  # fmt: skip
    except rulebook.NoAnswer as none:
        raise NotFound(zh="这个期限在那一天还没有或已不适用", en=str(none)) from None
    except (ValueError, OutsideCalendar, limits.WrongAsk):
        raise _wrong("日期读不懂，或超出了日历", "the date cannot be read or lies outside the calendar") from None
    if deadline.due_on is not None and abs(deadline.due_on - start) > LONGEST:
        raise _wrong("这个期限太长，不能逐日列出", "the limit is too long to be listed day by day")
    return render.page(request, "public/proof.html", _data(rule, deadline, start) | {"back": faults.back_of(request)})


def _data(rule: str, deadline: Deadline, start: dt.date) -> dict[str, Any]:
    about = lawbook.current().rulebook.rules[rule]
    days = deadline.proof or ()
    ordered = sorted(days, key=lambda one: one.date)
    cells = [
        {
            "iso": one.date.isoformat(),
            "day": one.date.day,
            "month": one.date.month if one.date.day == 1 or place == 0 else 0,
            "n": one.n if one.counts else 0,
            "counts": one.counts,
            "why": why(one.why, unit=deadline.limit.unit),
            "is_last": one.date == deadline.due_on,
            "is_start": one.why == "start",
        }
        for place, one in enumerate(ordered)
    ]
    unit = {"working_days": _("个工作日"), "days": _("天"), "months": _("个月"), "years": _("年"), "hours": _("小时")}
    return {
        "name": said(about.name["zh"], about.name["en"]),
        "count": deadline.limit.extended if deadline.extended and deadline.limit.extended else deadline.limit.count,
        "unit": unit[deadline.limit.unit],
        "start": dates.words(start),
        "due": dates.words(deadline.due_on) if deadline.due_on else "",
        "rolled_from": dates.words(deadline.unrolled_on) if deadline.rolled and deadline.unrolled_on else "",
        "other": dates.words(deadline.other_reading.due_on) if deadline.other_reading else "",
        "also": [
            {"due": dates.words(one.due_on), "cite": dates.citation(one.cite.as_dict()) if one.cite else ""}
            for one in deadline.also_due
            if one.due_on
        ],
        "is_provisional": deadline.provisional,
        "cite": dates.citation(deadline.cite.as_dict()) if deadline.cite else "",
        "is_target": deadline.basis == "target",
        "weekdays": dates.weekdays(),
        "gaps": list(range(ordered[0].date.weekday())) if ordered else [],
        "cells": cells,
        "version": deadline.version,
    }


def holiday(name: str) -> str:
    """Return a holiday's name in the language of the page; a name that a notice brings anew stays as it is."""
    return {
        "元旦": _("元旦"),
        "春节": _("春节"),
        "清明节": _("清明节"),
        "劳动节": _("劳动节"),
        "端午节": _("端午节"),
        "中秋节": _("中秋节"),
        "国庆节": _("国庆节"),
        "国庆节、中秋节": _("国庆节、中秋节"),
        "中秋节、国庆节": _("中秋节、国庆节"),
        "抗日战争暨世界反法西斯战争胜利70周年纪念日": _("抗战胜利纪念日"),
    }.get(name, name)


def why(code: str, *, unit: str = "working_days") -> str:
    """Say in words why a day counts or not; where every day counts, a weekend is not worth a word."""
    kind, _colon, name = code.partition(":")
    if kind == "holiday":
        return holiday(name)
    if unit != "working_days" and kind in ("weekend", "make_up_day"):
        return ""
    return {
        "start": _("起算日，不算"),
        "weekday": "",
        "weekend": _("周末"),
        "make_up_day": _("调休上班"),
        "pause": _("暂停"),
        "roll": _("顺延"),
        "not published": _("未公布"),
    }.get(kind, kind)
