"""Clocks: one run of a limit, from the day it starts to the day it stops or runs out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from redress.law import limits, rulebook
from redress.law.calendar import Calendar, OutsideCalendar


@dataclass(frozen=True, slots=True)
class Clock:
    """One run of a limit: since when, until when, by which article; stopped when `stopped_on` is set."""

    rule: str
    zh: str
    en: str
    basis: str
    start: dt.date
    due_on: dt.date | None
    warn_on: dt.date | None
    remind_on: dt.date | None
    is_provisional: bool
    is_careful: bool  # counted from intake, shown as the warning
    is_paused: bool
    stopped_on: dt.date | None
    is_missed: bool
    careful_on: dt.date | None
    on_expiry: Mapping[str, str] | None
    pauses: tuple[tuple[dt.date, dt.date | None], ...]
    restarts: tuple[dt.date, ...]
    is_extended: bool
    deadline: limits.Deadline | None


@dataclass(slots=True)
class Run:
    """A run under way in a fold."""

    rule: str
    start: dt.date
    is_careful: bool = False
    careful_from: dt.date | None = None
    pauses: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)
    restarts: list[dt.date] = field(default_factory=list)
    is_extended: bool = False
    stopped_on: dt.date | None = None
    fixed: tuple[str, str, dt.date, tuple[str, ...]] | None = None  # zh, en, due, stops_on: set by a person


def clock_of(*, run: Run, book: rulebook.Rulebook, calendar: Calendar, today: dt.date) -> Clock | None:
    """Say how `run` stands on `today`; None where the limit is not in force, switched off or without a number."""
    if run.fixed is not None:
        return _fixed_clock(run, today)
    rule = book.rules[run.rule]
    last = {
        "rulebook": book,
        "rule": run.rule,
        "calendar": calendar,
        "pauses": tuple(run.pauses),
        "extended": run.is_extended,
    }
    try:
        deadline = limits.last_day(start=run.start, restarts=tuple(run.restarts), **last)  # type: ignore[arg-type]
    except (rulebook.NoAnswer, OutsideCalendar, limits.WrongAsk):
        return None  # not in force that day, switched off, without a number, or before the calendar
    careful_on = None
    if run.careful_from is not None and run.careful_from != run.start:
        careful_on = limits.last_day(start=run.careful_from, **last).due_on  # type: ignore[arg-type]
    due_on, warn_on = deadline.due_on, deadline.warn_on
    stopped_on = run.stopped_on
    end = stopped_on or today
    remind_on = None
    if due_on is not None:
        remind_on = reminder_day(before=rule.remind_before, due_on=due_on, calendar=calendar)
        if warn_on is not None:
            remind_on = min(remind_on, warn_on)
        if careful_on is not None:
            remind_on = min(remind_on, careful_on)
    return Clock(
        rule=rule.id,
        zh=rule.name["zh"],
        en=rule.name["en"],
        basis=rule.basis,
        start=run.restarts[-1] if run.restarts else run.start,
        due_on=due_on,
        warn_on=warn_on,
        remind_on=remind_on,
        is_provisional=deadline.provisional,
        is_careful=run.is_careful,
        is_paused=bool(run.pauses and run.pauses[-1][1] is None and stopped_on is None),
        stopped_on=stopped_on,
        is_missed=due_on is not None and end > due_on,
        careful_on=careful_on,
        on_expiry=rule.on_expiry,
        pauses=tuple(run.pauses),
        restarts=tuple(run.restarts),
        is_extended=run.is_extended,
        deadline=deadline,
    )


def reminder_day(*, before: rulebook.Limit | None, due_on: dt.date, calendar: Calendar) -> dt.date:
    """Return the day to remind on: the rule's `remind_before` ahead of the last day (one day where it has none)."""
    if before is None:
        return due_on - dt.timedelta(days=1)
    if before.unit != "working_days":
        return due_on - dt.timedelta(days=before.count)
    return calendar.add_working_days(due_on, -before.count)


def _fixed_clock(run: Run, today: dt.date) -> Clock:
    """A clock whose last day a person set."""
    assert run.fixed is not None
    zh, en, due, _ = run.fixed
    end = run.stopped_on or today
    return Clock(
        rule=run.rule,
        zh=zh,
        en=en,
        basis="set",
        start=run.start,
        due_on=due,
        warn_on=due,
        remind_on=due - dt.timedelta(days=1),
        is_provisional=False,
        is_careful=False,
        is_paused=False,
        stopped_on=run.stopped_on,
        is_missed=end > due,
        careful_on=None,
        on_expiry=None,
        pauses=(),
        restarts=(),
        is_extended=False,
        deadline=None,
    )


def next_of(
    clocks: Sequence[Clock], *, neared: Iterable[Mapping[str, Any]], missed: Iterable[Mapping[str, Any]]
) -> tuple[dt.date | None, str, dt.date | None]:
    """Return what falls due first, by which rule, and the next day on which the sweep must look.

    A service target that was missed leaves the list (its event stays); a limit of the law stays until it ends.
    """
    told_near = {(str(data.get("rule")), str(data.get("due_on"))) for data in neared}
    told_missed = {(str(data.get("rule")), str(data.get("due_on"))) for data in missed}
    best: tuple[dt.date, bool, str] | None = None  # on one day a limit of the law comes before a target
    wake: dt.date | None = None
    for clock in clocks:
        if clock.stopped_on is not None or clock.due_on is None:
            continue
        mark = (clock.rule, clock.due_on.isoformat())
        is_target = clock.basis == "target"
        if not (is_target and mark in told_missed) and (best is None or (clock.due_on, is_target) < best[:2]):
            best = (clock.due_on, is_target, clock.rule)
        if mark not in told_near and mark not in told_missed and clock.remind_on is not None:
            day = clock.remind_on
        elif mark not in told_missed and not clock.is_careful:
            day = clock.due_on + dt.timedelta(days=1)
        else:
            continue
        wake = day if wake is None else min(wake, day)
    return (best[0], best[2], wake) if best else (None, "", wake)
