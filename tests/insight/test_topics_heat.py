"""Heat: as many as so many different people this week, and likes by their logarithm."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.insight import heat, moments

NOW = dt.datetime(2026, 3, 16, 12, 0, tzinfo=moments.SHANGHAI)


def days_ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def test_a_person_today_counts_one_and_half_as_much_each_week() -> None:
    assert heat.people_this_week(latest=[days_ago(0)], now=NOW) == 1.0
    assert heat.people_this_week(latest=[days_ago(7), days_ago(14)], now=NOW) == 0.75
    assert heat.people_this_week(latest=[NOW + dt.timedelta(days=3)], now=NOW) == 1.0
    assert heat.people_this_week(latest=[], now=NOW) == 0.0


def test_heat_is_severity_times_people_plus_the_logarithm_of_likes() -> None:
    latest = {"a": days_ago(0), "b": days_ago(7)}

    assert heat.heat(latest=latest, now=NOW) == 1.5
    assert heat.heat(latest=latest, now=NOW, severity=2.0) == 3.0
    assert heat.heat(latest=latest, now=NOW, likes=63) == 7.5
    with pytest.raises(ValueError, match="-1 likes"):
        heat.heat(latest=latest, now=NOW, likes=-1)


@given(st.dictionaries(st.text(min_size=1), st.floats(0, 400), max_size=30), st.integers(0, 10**6))
def test_more_people_never_cool_and_time_never_heats(ages: dict[str, float], likes: int) -> None:
    latest = {person: days_ago(age) for person, age in ages.items()}
    value = heat.heat(latest=latest, now=NOW, likes=likes)

    assert value <= len(latest) + 20.0
    assert heat.heat(latest={**latest, "\0new": NOW}, now=NOW, likes=likes) > value
    assert heat.heat(latest=latest, now=NOW + dt.timedelta(days=1), likes=likes) <= value


def test_the_peak_is_the_day_with_the_most_different_people() -> None:
    said = [(days_ago(3), "a"), (days_ago(3), "a"), (days_ago(3), "a"), (days_ago(1), "b"), (days_ago(1), "c")]

    assert heat.peak(moments=said) == dt.date(2026, 3, 15)
    assert heat.peak(moments=said[:4]) == dt.date(2026, 3, 13)
    with pytest.raises(ValueError, match="no moment"):
        heat.peak(moments=[])


def test_a_rise_is_told_against_what_was_expected() -> None:
    found = heat.rise(people=12, expected=4.0)

    assert found.times == 3.0
    assert found.tail == pytest.approx(0.000915, abs=1e-6)
    assert heat.rise(people=12, expected=4.0, dispersion=3.0).tail > 10 * found.tail
    with pytest.raises(ValueError, match="expectation of 0"):
        heat.rise(people=1, expected=0)


def test_levels_are_shares_of_the_past_year() -> None:
    year = [float(n) for n in range(1000)]

    assert [heat.level(heat=value, past_year=year) for value in (998.0, 985.0, 960.0, 500.0)] == [
        "red",
        "orange",
        "yellow",
        "none",
    ]
    assert heat.level(heat=1e9, past_year=year[:100]) == "none"
