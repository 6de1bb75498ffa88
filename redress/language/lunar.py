"""The traditional calendar, as far as people date their troubles by it: 除夕, 正月初三, 农历八月十五.

Months begin on the day of the new moon in Chinese time; the month without a major solar term between two winter
solstices, where thirteen months lie between them, is the leap month. New moons and the sun's longitude follow Meeus,
Astronomical Algorithms (2nd ed.), chapters 49 and 25 (low accuracy: some minutes, enough for the day but at the
rarest midnight). Good for 1900 to 2100.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re

FEASTS: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"双(?:十一|11)|(?<![\d.])11[.·]11(?![\d.])"), 11, 11),
    (re.compile(r"双(?:十二|12)(?!小时)"), 12, 12),
    (re.compile(r"(?<![\d.])6[.·]?18(?=大促|活动|购物|期间|当天|年中|促销|的时候|那天|晚)"), 6, 18),
    (re.compile(r"国庆节?(?:当天|那天)"), 10, 1),
    (re.compile(r"五一(?:劳动节)?(?:当天|那天)|劳动节(?:当天|那天)"), 5, 1),
    (re.compile(r"元旦节?(?:当天|那天|晚)?(?!假期|期间|前后)"), 1, 1),
)
"""Days of the solar year that people name: pattern, month, day."""

_CHINA = 8.0 / 24.0
_MONTH = 29.530588861


def _delta_days(year: float) -> float:
    """Give terrestrial minus universal time in days (Espenak and Meeus, good enough near 1950-2050)."""
    span = year - 2000.0
    return (62.92 + 0.32217 * span + 0.005589 * span * span) / 86400.0


@functools.lru_cache(maxsize=4096)
def _new_moon(number: int) -> int:
    """Give the day (proleptic ordinal, Chinese time) of the new moon `number` counted from 2000-01-06."""
    k = float(number)
    t = k / 1236.85
    e = 1.0 - 0.002516 * t - 0.0000074 * t * t
    sun, moon, node, ascent = (
        math.radians(start + rate * k + bend * t * t)
        for start, rate, bend in (
            (2.5534, 29.10535670, -0.0000014),
            (201.5643, 385.81693528, 0.0107582),
            (160.7108, 390.67050284, -0.0016118),
            (124.7746, -1.56375588, 0.0020672),
        )
    )
    day = 2451550.09766 + _MONTH * k + 0.00015437 * t * t
    day += (
        -0.40720 * math.sin(moon)
        + 0.17241 * e * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * node)
        + 0.00739 * e * math.sin(moon - sun)
        - 0.00514 * e * math.sin(moon + sun)
        + 0.00208 * e * e * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * node)
        - 0.00057 * math.sin(moon + 2 * node)
        + 0.00056 * e * math.sin(2 * moon + sun)
        - 0.00042 * math.sin(3 * moon)
        + 0.00042 * e * math.sin(sun + 2 * node)
        + 0.00038 * e * math.sin(sun - 2 * node)
        - 0.00024 * e * math.sin(2 * moon - sun)
        - 0.00017 * math.sin(ascent)
        + 0.000325 * math.sin(math.radians(299.77 + 0.107408 * k - 0.009173 * t * t))
    )
    return _ordinal(day - _delta_days(2000.0 + k / 12.3685) + _CHINA)


def _ordinal(julian: float) -> int:
    return math.floor(julian + 0.5) - 1721425


def _sun(ordinal: int) -> float:
    """Give the sun's apparent longitude in degrees at the beginning of a Chinese day."""
    julian = ordinal + 1721424.5 - _CHINA + _delta_days(1.0 + ordinal / 365.2425)
    t = (julian - 2451545.0) / 36525.0
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    return (mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))) % 360.0


def _month_of(ordinal: int) -> int:
    """Give the number of the new moon on or before a day."""
    number = round((ordinal - dt.date(2000, 1, 6).toordinal()) / _MONTH)
    while _new_moon(number) > ordinal:
        number -= 1
    while _new_moon(number + 1) <= ordinal:
        number += 1
    return number


@functools.lru_cache(maxsize=256)
def _solstice(year: int) -> int:
    """Give the day of the winter solstice (longitude 270) of a year."""
    for day in range(dt.date(year, 12, 19).toordinal(), dt.date(year, 12, 25).toordinal()):
        if _sun(day) < 270.0 <= _sun(day + 1):
            return day
    raise AssertionError(f"no solstice in {year}")  # pragma: no cover


@functools.lru_cache(maxsize=256)
def months(year: int) -> tuple[tuple[int, bool, dt.date], ...]:
    """List the lunar months from the eleventh of `year` - 1 to the tenth of `year`: number, leap, first day."""
    first, last = _month_of(_solstice(year - 1)), _month_of(_solstice(year))
    leap_year = last - first == 13
    listed, number, leap_done = [], 11, False
    for moon in range(first, last):
        start, stop = _new_moon(moon), _new_moon(moon + 1)
        has_term = int(_sun(start) // 30) != int(_sun(stop) // 30)
        leap = leap_year and not leap_done and not has_term and moon > first
        if leap:
            leap_done = True
            number = (number - 2) % 12 + 1
        listed.append((number, leap, dt.date.fromordinal(start)))
        number = number % 12 + 1
    return tuple(listed)


def new_year(year: int) -> dt.date:
    """Give the first day of the lunar year that begins in `year`."""
    return next(start for number, leap, start in months(year) if number == 1 and not leap)


def latest(filed: dt.date, *, month: int, day: int) -> dt.date | None:
    """Give the latest such lunar day not after `filed`; None for a day no month has."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    for year in (filed.year + 1, filed.year, filed.year - 1, filed.year - 2):
        for number, leap, start in reversed(months(year)):
            found = start + dt.timedelta(days=day - 1)
            if number == month and not leap and found <= filed:
                return found
    return None


def latest_eve(filed: dt.date) -> dt.date:
    """Give the latest eve of the lunar new year not after `filed`."""
    eve = new_year(filed.year) - dt.timedelta(days=1)
    return eve if eve <= filed else new_year(filed.year - 1) - dt.timedelta(days=1)
