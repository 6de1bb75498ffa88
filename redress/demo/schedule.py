"""When things happen: how many appeals a day brings, at which hour, and when an office gets to the next step.

The weights are those of data/targets.yaml (months, weekdays, the 15th of March, the two shopping festivals, growth); the
working days are those of the official calendar of the law floor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from redress.demo import texts
from redress.law import library
from redress.law.calendar import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
_FESTIVALS = ((6, 18), (11, 11))


@lru_cache(maxsize=1)
def targets() -> Mapping[str, Any]:
    """Return the settings of data/targets.yaml."""
    with (texts.DATA / "targets.yaml").open(encoding="utf-8") as file:
        found: Mapping[str, Any] = yaml.safe_load(file)
    return found


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """Return the official working calendar."""
    return library.load(with_procedures=False).calendar


def two_years(until: date) -> tuple[date, ...]:
    """Return the days of the two years that end the day before ``until``."""
    start = until.replace(year=until.year - 2) if (until.month, until.day) != (2, 29) else date(until.year - 2, 2, 28)
    return tuple(start + timedelta(days=number) for number in range((until - start).days))


def is_near_festival(day: date, *, days: int = 7) -> bool:
    """Say whether ``day`` lies within ``days`` of the 18th of June or the 11th of November."""
    return any(abs((day - date(day.year, month, number)).days) <= days for month, number in _FESTIVALS)


def is_long_holiday(day: date) -> bool:
    """Say whether ``day`` lies in an arranged holiday."""
    held = calendar()
    return day <= held.horizon and held.in_holiday_period(day)


def seasons(day: date) -> tuple[str, ...]:
    """Return the seasons of goods that a day belongs to (data/targets.yaml, ``seasons``)."""
    found = []
    if is_near_festival(day):
        found.append("online")
    if is_long_holiday(day):
        found.append("holiday")
    if day.month in (7, 8):
        found.append("summer")
    if day.month in (6, 7, 8, 9):
        found.append("summerheat")
    if day.month in (1, 3):
        found.append("newyear")
    if ((day.month, day.day) >= (1, 10) and (day.month, day.day) <= (2, 20)) or day.month == 9:
        found.append("gift")
    if day.month in (4, 5):
        found.append("spring")
    return tuple(found)


def day_weights(days: Sequence[date]) -> list[float]:
    """Return how many appeals each day brings, relative to the others."""
    set_ = targets()
    months, weekdays, growth = set_["months"], set_["weekdays"], set_["growth_a_year"]
    weights = []
    for place, day in enumerate(days):
        weight = months[day.month - 1] * weekdays[day.weekday()] * (1 + growth) ** (place / 365)
        if day.month == 3 and day.day == 15:
            weight *= set_["march_15"] / weekdays[day.weekday()]
        elif day.month == 3 and day.day in (14, 16):
            weight *= set_["march_14_16"] / weekdays[day.weekday()]
        if is_near_festival(day):
            weight *= 1 + set_["festival_share_online"] * (set_["seasons"]["online"] - 1)
        weights.append(weight)
    return weights


_HOURS = {
    "hotline": (1, 1, 1, 1, 1, 2, 6, 14, 40, 62, 60, 48, 30, 34, 50, 56, 52, 44, 32, 28, 24, 16, 8, 3),
    "online": (14, 8, 4, 3, 2, 2, 5, 10, 26, 40, 44, 40, 38, 36, 40, 42, 40, 36, 34, 40, 48, 52, 44, 28),
    "office": (0, 0, 0, 0, 0, 0, 0, 0, 20, 60, 60, 40, 4, 8, 50, 55, 45, 20, 0, 0, 0, 0, 0, 0),
}
_HOUR_SUMS = {name: tuple(accumulate(weights)) for name, weights in _HOURS.items()}


def moment_on(day: date, *, door: str, rng: Random) -> datetime:
    """Return a moment of the day at which this kind of door (hotline, online, office) is used."""
    hour = rng.choices(range(24), cum_weights=_HOUR_SUMS[door])[0]
    return datetime.combine(day, time(hour, int(rng.random() * 60), int(rng.random() * 60)), ZONE)


class Desk:
    """A pointer that walks through office hours: each step is later than the one before."""

    __slots__ = ("_calendar", "now", "rng")

    def __init__(self, start: datetime, rng: Random) -> None:
        self.now, self.rng = start, rng
        self._calendar = calendar()

    def after(self, working_days: int = 0, *, minutes: int = 5) -> datetime:
        """Move on by working days and then to some office hour, at least ``minutes`` later than now."""
        random, held = self.rng.random, self._calendar
        day = self.now.date()
        if working_days:
            day = held.add_working_days(day, working_days)
        elif not held.works(day):
            day = held.next_working_day(day)
        earliest = self.now + timedelta(minutes=minutes)
        base = datetime.combine(day, time(8, 40), ZONE)
        if working_days or day > self.now.date() or earliest < base:
            # Mornings 8:40 to 11:50, afternoons 13:40 to 17:20.
            drawn = int(random() * 410)
            moment = base + timedelta(minutes=drawn if drawn < 190 else drawn + 110, seconds=int(random() * 60))
            if moment < earliest:
                moment = earliest
        else:
            moment = earliest + timedelta(minutes=int(random() * 40), seconds=int(random() * 60))
            if moment.hour >= 18 > earliest.hour:
                moment = earliest  # what is nearly done is finished before going home
        if moment.hour >= 19 or moment.date() != day:
            day = held.next_working_day(day)
            moment = datetime.combine(day, time(8, 45), ZONE) + timedelta(minutes=int(random() * 150))
        self.now = moment
        return moment

    def days_later(self, days: int) -> datetime:
        """Move on by natural days, to any waking hour: a citizen's step, not an office's."""
        random = self.rng.random
        moment = self.now + timedelta(minutes=10 + int(random() * 300))
        if days:
            day = self.now.date() + timedelta(days=days)
            moment = datetime.combine(day, time(8 + int(random() * 13), int(random() * 60)), ZONE)
        self.now = moment
        return moment

    def not_before(self, day: date) -> None:
        """Move the pointer to the beginning of ``day`` where it lies earlier."""
        start = datetime.combine(day, time(0, 1), ZONE)
        if self.now < start:
            self.now = start
