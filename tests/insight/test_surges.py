"""Surges through their one door: what holds for every method and every series, however bad."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from redress.insight import delay, exposure, surges

Floats = NDArray[np.float64]
WEEKS = 282
DAYS = tuple(dt.date(2018, 1, 1) + dt.timedelta(days=7 * n) for n in range(WEEKS))


def weekday(day: dt.date) -> bool:
    return day.weekday() < 5


def some_counts(seed: int, *, series: int = 3, weeks: int = WEEKS) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(4.0, rng.uniform(0.3, 4.0, (series, 1)), (series, weeks))).astype(np.float64)


@pytest.mark.parametrize("method", surges.METHODS)
@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cut=st.integers(270, WEEKS - 2),
    later=st.lists(st.integers(0, 400), min_size=1, max_size=12),
)
def test_a_later_week_never_changes_an_earlier_alarm(
    method: surges.Method, seed: int, cut: int, later: list[int]
) -> None:
    before = some_counts(seed)
    after = before.copy()
    after[:, cut + 1 :] = np.resize(np.array(later, dtype=float), WEEKS - cut - 1)

    one = surges.detect(counts=before, settings=surges.defaults(method=method), first=268, last=cut, days=DAYS)
    two = surges.detect(counts=after, settings=surges.defaults(method=method), first=268, days=DAYS)

    seen = cut - 268 + 1
    assert np.array_equal(one.alarm, two.alarm[:, :seen])
    assert np.array_equal(one.upper, two.upper[:, :seen], equal_nan=True)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(270, WEEKS - 2), factor=st.floats(0.0, 30.0))
def test_nor_does_it_with_events_learned_from_all_series(seed: int, cut: int, factor: float) -> None:
    before = some_counts(seed)
    after = before.copy()
    after[:, cut + 1 :] = np.round(after[:, cut + 1 :] * factor)
    asked = {"settings": surges.defaults(method="farrington-flexible"), "first": 268, "days": DAYS}

    one, two = (
        surges.detect(
            counts=counts, exposure=exposure.Calendar(counts=counts, days=DAYS, works=weekday).at, last=cut, **asked
        )
        for counts in (before, after)
    )

    assert np.array_equal(one.alarm, two.alarm)
    assert np.array_equal(one.upper, two.upper, equal_nan=True)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_series_is_judged_alone_as_among_others(seed: int) -> None:
    counts = some_counts(seed, series=4)
    flexible = surges.defaults(method="farrington-flexible")

    together = surges.detect(counts=counts, settings=flexible, first=WEEKS - 1)
    alone = [surges.detect(counts=row[None], settings=flexible, first=WEEKS - 1) for row in counts]

    for number, one in enumerate(alone):
        assert one.upper[0, 0] == pytest.approx(together.upper[number, 0], nan_ok=True)
        assert one.alarm[0, 0] == together.alarm[number, 0]


@pytest.mark.parametrize("method", surges.METHODS)
def test_a_sudden_rise_is_an_alarm_and_the_week_before_is_none(method: surges.Method) -> None:
    counts = some_counts(11, series=1)
    counts[0, -30:] = [4, 3, 5] * 10
    counts[0, -3:] = 60

    found = surges.detect(counts=counts, settings=surges.defaults(method=method), first=WEEKS - 4)

    assert not found.alarm[0, 0]
    assert found.alarm[0, 1:].any()


@pytest.mark.parametrize("method", surges.METHODS)
def test_bad_series_are_left_untested_and_the_good_one_beside_them_is_not(method: surges.Method) -> None:
    good = some_counts(12, series=1)[0]
    short = np.full(WEEKS, np.nan)
    short[-4:] = 9.0
    one_point = np.full(WEEKS, np.nan)
    one_point[-1] = 50.0
    gaps = good.copy()
    gaps[[n for n in range(WEEKS) if n % 3]] = np.nan
    nothing = np.full(WEEKS, np.nan)
    chosen = surges.defaults(method=method)

    found = surges.detect(counts=np.array([good, short, one_point, gaps, nothing]), settings=chosen, first=WEEKS - 1)

    assert found.tested[:, 0].tolist() == [True, False, False, False, False]
    assert np.isnan(found.upper[1:, 0]).all()
    assert not found.alarm[1:].any()
    assert "4 weeks of history" in surges.why_untested(counts=short, settings=chosen)
    assert "1 weeks of history" in surges.why_untested(counts=one_point, settings=chosen)
    assert "are missing" in surges.why_untested(counts=gaps, settings=chosen)
    assert surges.why_untested(counts=nothing, settings=chosen) == "no week with a count"
    assert surges.why_untested(counts=np.zeros(WEEKS), settings=chosen) == "nothing was ever counted"
    assert surges.why_untested(counts=good, settings=chosen) == ""


def test_zeros_alone_raise_no_alarm_and_no_warning() -> None:
    for method in surges.METHODS:
        found = surges.detect(counts=np.zeros((2, WEEKS)), settings=surges.defaults(method=method), first=WEEKS - 2)
        assert not found.alarm.any()


def test_a_few_missing_weeks_do_not_stop_a_test() -> None:
    counts = some_counts(13, series=1)
    counts[0, [30, 31, 150]] = np.nan

    found = surges.detect(counts=counts, settings=surges.defaults(method="farrington-flexible"), first=WEEKS - 1)

    assert found.tested.all()


@pytest.mark.parametrize(
    ("counts", "asked", "why"),
    [
        (np.array([1.0, 2.0]), {}, "shape"),
        (np.array([[1.0, -2.0]]), {}, "below zero"),
        (np.array([[1.0, 2.0]]), {"first": 2}, "do not lie within"),
        (np.array([[1.0, 2.0]]), {"first": 1, "last": 0}, "do not lie within"),
    ],
)
def test_impossible_questions_are_refused(counts: Floats, asked: dict[str, int], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        surges.detect(counts=counts, settings=surges.defaults(method="farrington"), **asked)


def test_an_exposure_must_be_positive_and_fit() -> None:
    counts = some_counts(14)
    chosen = surges.defaults(method="farrington-flexible")
    for wrong in (np.zeros(WEEKS), np.ones(WEEKS - 1)):
        with pytest.raises(ValueError, match="exposure"):
            surges.detect(counts=counts, settings=chosen, first=WEEKS - 1, exposure=wrong)


def test_an_unknown_method_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'cusum'.*farrington-flexible"):
        surges.defaults(method="cusum")  # type: ignore[arg-type]


def test_a_newest_week_known_by_half_is_judged_by_half_of_what_is_expected() -> None:
    rng = np.random.default_rng(15)
    week = np.repeat(np.arange(WEEKS), 20)
    arrived = week + rng.choice(3, week.size, p=[0.5, 0.3, 0.2])
    known = delay.arrivals(week=week, arrived=arrived, known_at=WEEKS - 1, longest=4)
    share = delay.exposure(known=known)
    chosen = surges.defaults(method="farrington-flexible")

    plain = surges.detect(counts=known.counts[None], settings=chosen, first=WEEKS - 1)
    aware = surges.detect(counts=known.counts[None], settings=chosen, first=WEEKS - 1, exposure=share)

    assert share[-1] == pytest.approx(0.5, abs=0.05)
    assert share[-2] == pytest.approx(0.8, abs=0.05)
    assert share[0] == 1.0
    assert plain.expected[0, 0] == pytest.approx(20.0, rel=0.1)
    assert aware.expected[0, 0] == pytest.approx(10.0, rel=0.15)
