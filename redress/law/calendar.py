"""The official working calendar: which days work, which notice says so, and fast counting between days.

A day that no notice names follows the week: Monday to Friday works. Days after the last published year are counted
the same way and are provisional. Reading a year's file is in `calendarfile.py`; rolling a limit is in `limits.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

LAST_USABLE = dt.date(2999, 12, 31)


class OutsideCalendar(Exception):
    """Says that a day lies before the first published year, or too far ahead to be meant."""

    code = "outside_calendar"

    def __init__(self, day: dt.date, first: dt.date) -> None:
        super().__init__(f"{day.isoformat()} lies outside the calendar ({first.isoformat()} to {LAST_USABLE})")
        self.day, self.first, self.last = day, first, LAST_USABLE


@dataclass(frozen=True, slots=True)
class Notice:
    """A State Council notice that arranges days off and make-up days."""

    number: str
    title: str
    url: str

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A day that a notice names."""

    works: bool
    name: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Day:
    """What is known about a day; `kind` is weekday, weekend, holiday, make_up_day or not_published."""

    date: dt.date
    works: bool
    name: str | None
    kind: str
    notice: Notice | None
    provisional: bool


def _weekdays_through(ordinal: int) -> int:
    """Count the Mondays to Fridays from day 1 of the proleptic calendar (a Monday) through `ordinal`."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + (rest if rest < 5 else 5)


class Calendar:
    """Working days from `first` to `horizon` as published, and Monday to Friday after that.

    Counting and adding take constant time: a running count a day and the list of all working days are built once.
    """

    __slots__ = ("_base", "_counts", "_end", "_in_period", "_listed", "_total", "_working", "first", "horizon")

    def __init__(self, *, first: dt.date, horizon: dt.date, listed: Mapping[dt.date, Listed]) -> None:
        """Build the running counts for every day from `first` through `horizon` (both published)."""
        if horizon < first:
            raise ValueError(f"the horizon {horizon} lies before the first day {first}")
        self.first, self.horizon = first, horizon
        self._listed = dict(listed)
        self._base, self._end = first.toordinal(), horizon.toordinal()
        named = {day.toordinal(): entry for day, entry in self._listed.items()}
        counts: list[int] = []
        working: list[int] = []
        for ordinal in range(self._base, self._end + 1):
            entry = named.get(ordinal)
            if entry.works if entry is not None else (ordinal - 1) % 7 < 5:
                working.append(ordinal)
            counts.append(len(working))
        self._counts, self._working, self._total = counts, working, len(working)
        self._in_period = self._holiday_periods(named)

    def _holiday_periods(self, named: Mapping[int, Listed]) -> frozenset[int]:
        """Collect the days of every unbroken run of days off that contains a day off named by a notice (R-02)."""
        inside: set[int] = set()
        for ordinal, entry in named.items():
            if entry.works or ordinal in inside or not self._base <= ordinal <= self._end:
                continue
            for step in (-1, 1):
                at = ordinal
                while at >= self._base and not self._works(at):
                    inside.add(at)
                    at += step
        return frozenset(inside)

    # -- single days

    def _works(self, ordinal: int) -> bool:
        if ordinal > self._end:
            return (ordinal - 1) % 7 < 5
        index = ordinal - self._base
        return self._counts[index] > (self._counts[index - 1] if index else 0)

    def _checked(self, day: dt.date) -> int:
        if day < self.first or day > LAST_USABLE:
            raise OutsideCalendar(day, self.first)
        return day.toordinal()

    def works(self, day: dt.date) -> bool:
        """Say whether `day` is a working day; raises OutsideCalendar."""
        return self._works(self._checked(day))

    def info(self, day: dt.date) -> Day:
        """Return what is known about `day`: whether it works, its name, kind and notice; raises OutsideCalendar."""
        works = self.works(day)
        if day > self.horizon:
            return Day(day, works, None, "not_published", None, True)
        entry = self._listed.get(day)
        if entry is None:
            return Day(day, works, None, "weekday" if works else "weekend", None, False)
        return Day(day, works, entry.name, "make_up_day" if works else "holiday", entry.notice, False)

    def in_holiday_period(self, day: dt.date) -> bool:
        """Say whether `day` lies in an arranged holiday: a run of days off that contains a named one (R-02)."""
        return self._checked(day) in self._in_period

    # -- counting

    def working_days_through(self, day: dt.date) -> int:
        """Count the working days from `first` through `day`, both included; raises OutsideCalendar."""
        return self._through(self._checked(day))

    def _through(self, ordinal: int) -> int:
        if ordinal <= self._end:
            return self._counts[ordinal - self._base]
        return self._total + _weekdays_through(ordinal) - _weekdays_through(self._end)

    def nth_working_day(self, number: int) -> dt.date:
        """Return the `number`th working day from `first` on (1 is the first one); raises OutsideCalendar."""
        if number < 1:
            raise OutsideCalendar(self.first - dt.timedelta(days=1), self.first)
        if number <= self._total:
            return dt.date.fromordinal(self._working[number - 1])
        weeks, rest = divmod(_weekdays_through(self._end) + number - self._total - 1, 5)
        ordinal = weeks * 7 + rest + 1
        if ordinal > LAST_USABLE.toordinal():
            raise OutsideCalendar(LAST_USABLE + dt.timedelta(days=1), self.first)
        return dt.date.fromordinal(ordinal)

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Count the working days after `start` through `end`; negative when `end` lies before `start`."""
        return self.working_days_through(end) - self.working_days_through(start)

    def add_working_days(self, start: dt.date, working_days: int) -> dt.date:
        """Return the last of `working_days` working days counted from the day after `start`."""
        return self.nth_working_day(self.working_days_through(start) + working_days)

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return the first working day after `day`."""
        return self.add_working_days(day, 1)

    def next_working_day_or_same(self, day: dt.date) -> dt.date:
        """Return `day` when it works, else the first working day after it."""
        return day if self.works(day) else self.next_working_day(day)

    def previous_working_day_or_same(self, day: dt.date) -> dt.date:
        """Return `day` when it works, else the last working day before it; raises OutsideCalendar."""
        return self.nth_working_day(self.working_days_through(day))
