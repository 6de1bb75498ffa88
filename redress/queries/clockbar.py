"""The drawing of a clock: one bar with start, today, warning and due day; the same on desk, phone and paper.

Geometry only: x runs from 0 (the start) to WIDTH. Colours and words belong to those who show it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redress.law.calendar import Calendar, OutsideCalendar

WIDTH = 1000.0
HATCH = 9.0  # between two strokes of a hatched part
NEAR_WORKING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """Where things stand on the bar, and what they say. Meaning: on-time, near, late, done or paused."""

    meaning: str
    start: dt.date
    end: dt.date  # the right edge: the due day, or today when it has passed
    today_x: float | None  # None where the clock has stopped
    run_to: float
    due_x: float | None
    warn_x: float | None
    careful_x: float | None
    over: tuple[float, float] | None  # past the due day
    pauses: tuple[tuple[float, float], ...]
    hatches: tuple[tuple[float, float], ...]  # strokes: x at the foot, x at the head
    holidays: tuple[float, ...]
    make_up_days: tuple[float, ...]
    days_left: int | None
    is_in_working_days: bool
    rests: int  # days off by notice between start and end
    makeups: int


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)[:10]) if value else None


def draw(view: Mapping[str, Any], *, today: dt.date, calendar: Calendar) -> Bar:
    """Draw a clock given as plain data (answers.clock_view) on `today`."""
    start, due, warn = _day(view["start"]) or today, _day(view.get("due_on")), _day(view.get("warn_on"))
    careful, stopped = _day(view.get("careful_on")), _day(view.get("stopped_on"))
    now = stopped or today
    unit = str((view.get("limit") or {}).get("unit", "days"))
    last = max(day for day in (due, now, start + dt.timedelta(days=1)) if day is not None)
    if due is None:  # paused: the end is not known; leave room to the right
        last = max(last, start + (now - start) * 2)
    span = (last - start).days

    def place(day: dt.date) -> float:
        return round(min(max((day - start).days / span, 0.0), 1.0) * WIDTH, 1)

    pauses = tuple(
        (place(began), place(_day(ended) or last))
        for began_text, ended in view.get("pauses", [])
        if (began := _day(began_text)) is not None
    )
    holidays, makeups = [], []
    for offset in range(1, min(span, 800) + 1):
        day = start + dt.timedelta(days=offset)
        try:
            kind = calendar.info(day).kind
        except OutsideCalendar:
            break
        if kind == "holiday":
            holidays.append(place(day))
        elif kind == "make_up_day":
            makeups.append(place(day))
    left = None
    if due is not None:
        left = calendar.working_days_between(now, due) if unit == "working_days" else (due - now).days
        if unit == "working_days" and now > due:
            left = min(left, -1)
    return Bar(
        meaning=_meaning(view, now=now, due=due, warn=warn, stopped=stopped, left=left, unit=unit),
        start=start,
        end=last,
        today_x=None if stopped else place(today),
        run_to=place(min(now, due) if due else now),
        due_x=place(due) if due else None,
        warn_x=place(warn) if warn and due and start < warn < due else None,
        careful_x=place(careful) if careful and due and careful != due else None,
        over=(place(due), place(now)) if due and now > due else None,
        pauses=pauses,
        hatches=tuple(stroke for began, ended in pauses for stroke in _strokes(began, ended)),
        holidays=tuple(holidays),
        make_up_days=tuple(makeups),
        days_left=left,
        is_in_working_days=unit == "working_days",
        rests=len(holidays),
        makeups=len(makeups),
    )


def _meaning(
    view: Mapping[str, Any],
    *,
    now: dt.date,
    due: dt.date | None,
    warn: dt.date | None,
    stopped: dt.date | None,
    left: int | None,
    unit: str,
) -> str:
    if stopped is not None:
        return "late" if due is not None and now > due else "done"
    if view.get("paused"):
        return "paused"
    if due is not None and now > due:
        return "late"
    if warn is not None and now >= warn:
        return "near"
    return "near" if left is not None and left <= (NEAR_WORKING_DAYS if unit == "working_days" else 3) else "on-time"


def _strokes(began: float, ended: float) -> list[tuple[float, float]]:
    """Slanted strokes that fill a stretch, cut at its right edge."""
    found, x = [], began
    while x < ended:
        found.append((round(x, 1), round(min(x + HATCH, ended), 1)))
        x += HATCH
    return found
