"""Events and working days: learned from all series together and from past years only."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from redress.insight import exposure, farrington, lunar, surges
from redress.law import library

Floats = NDArray[np.float64]
CALENDAR = library.load(with_procedures=False).calendar
DAYS = tuple(dt.date(2016, 1, 4) + dt.timedelta(days=7 * n) for n in range(8 * 52))


def festive_counts(seed: int, *, series: int = 60, peak: float = 2.0, trough: float = 0.4) -> Floats:
    """Counts of days with 3·15 doubling a week and the Spring Festival halving a fortnight, summed by week."""
    rng = np.random.default_rng(seed)
    factor = np.ones((len(DAYS), 7))
    for number, monday in enumerate(DAYS):
        for n in range(7):
            day = monday + dt.timedelta(days=n)
            if 0 <= (day - dt.date(day.year, 3, 15)).days < 7:
                factor[number, n] = peak
            if -7 <= (day - lunar.spring_festival(year=day.year)).days < 7:
                factor[number, n] = trough
    mean = rng.uniform(4.0, 30.0, (series, 1)) * factor.mean(axis=1)
    return rng.poisson(rng.gamma(mean / 0.5, 0.5)).astype(np.float64)


def test_festivals_lie_inside_the_officially_arranged_holidays() -> None:
    for year in range(2014, 2027):
        day = CALENDAR.info(lunar.spring_festival(year=year))
        assert (day.works, day.name) == (False, "春节")


def test_festivals_lie_a_lunar_year_apart() -> None:
    days = [lunar.spring_festival(year=year) for year in range(2000, 2061)]

    assert {(later - day).days for day, later in itertools.pairwise(days)} <= {353, 354, 355, 383, 384, 385}
    assert all((1, 21) <= (day.month, day.day) <= (2, 20) for day in days)


def test_a_year_off_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="1999"):
        lunar.spring_festival(year=1999)


def test_the_size_of_events_is_learned_from_past_years() -> None:
    known = exposure.Calendar(counts=festive_counts(1), days=DAYS, works=CALENDAR.works)

    learned = known.year(year=2023)
    effect = dict(zip(learned.names, np.exp(learned.log_effects), strict=True))

    assert effect["consumer_day+0"] == pytest.approx(2.0, rel=0.1)
    assert effect["consumer_day+3"] == pytest.approx(2.0, rel=0.1)
    assert effect["consumer_day+7"] == pytest.approx(1.0, rel=0.1)
    assert effect["spring_festival+0"] == pytest.approx(0.4, rel=0.15)
    assert effect["double_eleven+0"] == pytest.approx(1.0, rel=0.1)


def test_a_calendar_year_never_teaches_itself() -> None:
    counts = festive_counts(2)
    changed = counts.copy()
    changed[:, [n for n, day in enumerate(DAYS) if day.year >= 2022]] *= 7.0

    before = exposure.Calendar(counts=counts, days=DAYS, works=CALENDAR.works).year(year=2022)
    after = exposure.Calendar(counts=changed, days=DAYS, works=CALENDAR.works).year(year=2022)

    assert np.array_equal(before.exposure, after.exposure)


def test_nothing_is_assumed_while_three_years_are_not_known() -> None:
    known = exposure.Calendar(counts=festive_counts(3), days=DAYS, works=CALENDAR.works)

    assert np.array_equal(known.year(year=2018).exposure, np.ones(len(DAYS)))
    assert not np.array_equal(known.year(year=2019).exposure, np.ones(len(DAYS)))


def test_peak_weeks_alarm_as_seldom_as_others_once_events_are_known() -> None:
    counts = festive_counts(4, series=120)
    first = next(n for n, day in enumerate(DAYS) if day.year == 2022)
    peak = [n - first for n, day in enumerate(DAYS) if n >= first and 0 <= (day - dt.date(day.year, 3, 9)).days < 7]
    known = exposure.Calendar(counts=counts, days=DAYS, works=CALENDAR.works)

    plain = surges.detect(counts=counts, settings=farrington.FLEXIBLE, first=first, last=first + 60, days=DAYS)
    aware = surges.detect(
        counts=counts, settings=farrington.FLEXIBLE, first=first, last=first + 60, days=DAYS, exposure=known.at
    )
    peak = [week for week in peak if week <= 60]

    assert plain.alarm[:, peak].mean() > 0.1
    assert aware.alarm[:, peak].mean() < 0.04
    assert aware.alarm.mean() < 0.025


def test_days_and_counts_must_be_of_one_length() -> None:
    with pytest.raises(ValueError, match="415 days"):
        exposure.Calendar(counts=festive_counts(5, series=2), days=DAYS[1:], works=CALENDAR.works)
