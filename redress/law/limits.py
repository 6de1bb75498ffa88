"""When a limit runs out: count, unit, pauses, restarts, extension and roll. The day-by-day proof is in proofs.py.

Civil Code arts. 200 to 204 and Order 121 art. 45: the day of the event is not counted, hours run from the moment,
months and years end on the day of the same number or the month's last day. Readings R-01, R-02, R-03 and R-05 of
docs/law/readings.md are carried out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from redress.law import proofs
from redress.law.calendar import Calendar
from redress.law.deadline import AlsoDue, Deadline, OtherReading
from redress.law.rulebook import AlsoLimit, Rulebook

__all__ = [
    "AlsoDue",
    "Deadline",
    "OtherReading",
    "Pause",
    "WrongAsk",
    "last_day",
    "paused_days",
    "unite",
]

ZONE = ZoneInfo("Asia/Shanghai")
Pause = tuple[dt.date, dt.date | None]


class WrongAsk(Exception):
    """Says that what was asked does not fit the rule; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def last_day(
    *,
    rulebook: Rulebook,
    rule: str,
    start: dt.date | dt.datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    restarts: Sequence[dt.date] = (),
    extended: bool = False,
    on: dt.date | None = None,
    region: str | None = None,
    branch: str | None = None,
    include_off: bool = False,
    with_proof: bool = False,
) -> Deadline:
    """Find the last day of `rule` for a start.

    `start` is a day, or a zoned moment (needed for limits in hours; its day in China counts otherwise). A pause is
    (from, to): the days after `from` through `to` do not count; `to` None is a pause still open. The last of
    `restarts` is the start. The version is the one in force on the start, or on `on`.

    Raises what Rulebook.version_on raises, calendar.OutsideCalendar, and WrongAsk (codes `no_extension`,
    `unknown_branch`, `bad_pause`, `needs_moment`, `no_pause`, `no_zone`).
    """
    about = rulebook.rule(rule)
    moment: dt.datetime | None = None
    if isinstance(start, dt.datetime):
        if start.tzinfo is None:
            raise WrongAsk("no_zone", f"the moment {start.isoformat()} has no zone")
        moment = start.astimezone(ZONE)
        start = moment.date()
    if restarts:
        start = max(start, *restarts)
    version = rulebook.version_on(rule, day=on or start, region=region, include_off=include_off)
    calendar.works(start)  # refuses a start before the calendar, whatever the unit
    limit, cite, also = version.limit, version.cite, version.also
    if branch is not None:
        chosen = version.branches.get(branch)
        if chosen is None:
            known = ", ".join(version.branches) or "none"
            raise WrongAsk("unknown_branch", f"{rule} has no branch {branch!r}; it has {known}")
        limit, cite, also = chosen.limit, chosen.cite, chosen.also
    count = limit.count
    if extended:
        if limit.extended is None:
            raise WrongAsk("no_extension", f"{rule} has no extension in the version of {version.since}")
        count = limit.extended
    shown_start: dt.date | dt.datetime = start
    due_at = None
    united: tuple[Pause, ...] = ()
    if limit.unit == "hours":
        if moment is None or restarts:
            raise WrongAsk("needs_moment", f"{rule} runs in hours: its start is a moment, not a day")
        if pauses:
            raise WrongAsk("no_pause", f"{rule} runs in hours and knows no pause")
        shown_start, due_at = moment, moment + dt.timedelta(hours=count)
        unrolled: dt.date | None = due_at.astimezone(ZONE).date()
    else:
        if pauses:
            if about.counts_back:
                raise WrongAsk("no_pause", f"{rule} is counted back from a day and knows no pause")
            united = unite(pauses, after=start)
        for _, ended in united:
            calendar.works(ended or start)  # refuses a pause that runs too far ahead to be meant
        unrolled = _end(limit.unit, -count if about.counts_back else count, start, united, calendar)
    may_roll = not (about.counts_back or about.is_floor or due_at is not None)
    due, other = _roll(unrolled, version.roll, calendar, may_roll=may_roll)
    also_due = tuple(_also(item, start, due, united, calendar, extended=extended) for item in also)
    proof = None
    if with_proof:
        proof = proofs.day_by_day(
            calendar=calendar,
            start=start,
            unit=limit.unit,
            unrolled_on=unrolled,
            due_on=due,
            pauses=united,
            due_at=due_at,
            started_at=moment,
        )
    return Deadline(
        rule=rule,
        version=version.since.isoformat(),
        basis=about.basis,
        start=shown_start,
        limit=limit,
        unrolled_on=unrolled,
        due_on=due,
        warn_on=_warn(unrolled, calendar, is_floor=about.is_floor),
        rolled=due != unrolled,
        paused=due is None,
        paused_days=paused_days(united, through=unrolled),
        other_reading=other,
        provisional=due is not None and due > calendar.horizon,
        cite=cite,
        also_due=also_due,
        proof=proof,
        extended=extended,
        due_at=due_at,
        source=version.source,
    )


def unite(pauses: Sequence[Pause], *, after: dt.date) -> tuple[Pause, ...]:
    """Join overlapping and touching pauses and drop what lies before `after` (R-05); raises WrongAsk (bad_pause).

    An open pause swallows all that begins later.
    """
    clipped: list[Pause] = []
    for began, ended in sorted(pauses, key=lambda pause: pause[0]):
        if ended is not None and ended < began:
            raise WrongAsk("bad_pause", f"the pause from {began} ends before it begins ({ended})")
        if ended is not None and ended <= after:
            continue
        began = max(began, after)
        if clipped:
            last_began, last_ended = clipped[-1]
            if last_ended is None:
                break
            if began <= last_ended:
                clipped[-1] = (last_began, None if ended is None else max(ended, last_ended))
                continue
        if began != ended:  # a pause of one day leaves every day counted
            clipped.append((began, ended))
    return tuple(clipped)


def paused_days(pauses: Sequence[Pause], *, through: dt.date | None) -> int:
    """Count the days that united, closed pauses took out of a limit that ran through `through`."""
    return sum(
        (ended - began).days for began, ended in pauses if ended is not None and (through is None or began < through)
    )


def _end(unit: str, count: int, start: dt.date, pauses: Sequence[Pause], calendar: Calendar) -> dt.date | None:
    """Find the day on which the count is full; None when a pause that is still open holds it up."""
    if unit == "working_days":
        number = calendar.working_days_through(start) + count
        end = calendar.nth_working_day(number)
        for began, ended in pauses:
            if began >= end:
                break
            if ended is None:
                return None
            number += calendar.working_days_between(began, ended)
            end = calendar.nth_working_day(number)
        return end
    end = start + dt.timedelta(days=count) if unit == "days" else _add_months(start, unit, count)
    for began, ended in pauses:
        if began >= end:
            break
        if ended is None:
            return None
        end += ended - began
    return end


def _add_months(start: dt.date, unit: str, count: int) -> dt.date:
    """Add months or years: the day of the same number, else the month's last day (Civil Code art. 202)."""
    months = start.year * 12 + start.month - 1 + (count * 12 if unit == "years" else count)
    year, month = divmod(months, 12)
    next_month = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    month_end = (next_month - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(start.day, month_end))


def _roll(
    unrolled: dt.date | None, roll: str, calendar: Calendar, *, may_roll: bool
) -> tuple[dt.date | None, OtherReading | None]:
    """Move a last day that does not work, as the version's roll says; and the broader reading where it differs."""
    if unrolled is None or not may_roll or calendar.works(unrolled):
        return unrolled, None
    after = calendar.next_working_day(unrolled)
    if roll == "rest_day" or (roll == "holiday" and calendar.in_holiday_period(unrolled)):
        return after, None
    return unrolled, OtherReading("rest_day", after)


def _warn(unrolled: dt.date | None, calendar: Calendar, *, is_floor: bool) -> dt.date | None:
    """Return the last working day on or before the unrolled day; a floor's own day, since earlier is too early."""
    if unrolled is None or is_floor:
        return unrolled
    return calendar.previous_working_day_or_same(unrolled)


def _also(
    item: AlsoLimit,
    start: dt.date,
    due: dt.date | None,
    pauses: Sequence[Pause],
    calendar: Calendar,
    *,
    extended: bool,
) -> AlsoDue:
    """Find the last day of a limit shown beside the one that governs, or of the step that follows it."""
    begins = due if item.follows else start
    if begins is None:
        return AlsoDue(item.limit, None, item.cite, item.name)
    count = item.limit.extended if extended and item.limit.extended is not None else item.limit.count
    end = _end(item.limit.unit, count, begins, () if item.follows else pauses, calendar)
    rolled, _ = _roll(end, item.roll, calendar, may_roll=True)
    return AlsoDue(item.limit, rolled, item.cite, item.name)
