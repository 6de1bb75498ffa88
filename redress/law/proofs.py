"""The day-by-day proof of a limit: for every day from the start to the last one, whether it counts and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redress.law.calendar import Calendar


@dataclass(frozen=True, slots=True)
class ProofDay:
    """One day of a proof: `n` counted units so far; `why` start, weekday, weekend, holiday:NAME, … (contract)."""

    date: dt.date
    counts: bool
    n: int
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return {date, counts, n, why}."""
        return {"date": self.date.isoformat(), "counts": self.counts, "n": self.n, "why": self.why}


def day_by_day(
    *,
    calendar: Calendar,
    start: dt.date,
    unit: str,
    unrolled_on: dt.date | None,
    due_on: dt.date | None,
    pauses: Sequence[tuple[dt.date, dt.date | None]],
    due_at: dt.datetime | None = None,
    started_at: dt.datetime | None = None,
) -> tuple[ProofDay, ...]:
    """List every day from `start` to `due_on` (backwards for a limit counted back).

    While a pause is open the proof ends on the day it began. `pauses` are united and lie after the start. For hours
    `n` is the number of whole hours run by the end of the day (in the zone of `started_at`).
    """
    end = due_on
    if end is None or unrolled_on is None:
        end = unrolled_on = next(began for began, ended in pauses if ended is None)
    step = dt.timedelta(days=-1 if end < start else 1)
    paused: set[int] = set()
    for began, ended in pauses:
        if ended is not None:
            paused.update(range(began.toordinal() + 1, min(ended, end).toordinal() + 1))
    days = [ProofDay(start, False, 0, "start")]
    n = 0
    day = start
    while day != end:
        day += step
        if (day > unrolled_on) if step.days > 0 else (day < unrolled_on):
            days.append(ProofDay(day, False, n, "roll"))
            continue
        if day.toordinal() in paused:
            days.append(ProofDay(day, False, n, "pause"))
            continue
        counts = unit != "working_days" or calendar.works(day)
        if due_at is not None and started_at is not None:
            midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=started_at.tzinfo)
            n = int((min(midnight, due_at) - started_at).total_seconds() // 3600)
        else:
            n += counts
        days.append(ProofDay(day, counts, n, _why(calendar, day)))
    return tuple(days)


def _why(calendar: Calendar, day: dt.date) -> str:
    info = calendar.info(day)
    if info.kind == "holiday":
        return f"holiday:{info.name}"
    return "not published" if info.kind == "not_published" else info.kind
