"""The drawing of a clock says what the clock says, whatever the dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.law import library, limits
from redress.queries import clockbar

LAW = library.load()
DAYS = st.dates(dt.date(2026, 4, 20), dt.date(2026, 11, 30))


def view(rule: str, start: dt.date, **more: object) -> dict[str, object]:
    deadline = limits.last_day(rulebook=LAW.rulebook, rule=rule, start=start, calendar=LAW.calendar)
    return {
        "rule": rule, "start": start.isoformat(), "due_on": deadline.due_on, "warn_on": deadline.warn_on, "careful_on": None,
        "stopped_on": None, "paused": False, "limit": deadline.limit.as_dict(), **more,
    }  # fmt: skip


@given(start=DAYS, offset=st.integers(0, 150), rule=st.sampled_from(["acceptance_decision", "mediation_limit"]))
def test_everything_lies_on_the_bar_in_order_of_time(start: dt.date, offset: int, rule: str) -> None:
    today = start + dt.timedelta(days=offset)

    bar = clockbar.draw(view(rule, start), today=today, calendar=LAW.calendar)

    places = [bar.run_to, bar.due_x, bar.today_x, *bar.holidays, *bar.make_up_days, bar.warn_x]
    assert all(0 <= place <= clockbar.WIDTH for place in places if place is not None)
    assert bar.due_x is not None
    assert bar.today_x is not None
    assert bar.run_to == min(bar.today_x, bar.due_x)
    assert (bar.over is not None) == (bar.meaning == "late")
    assert bar.days_left is not None
    assert (bar.days_left < 0) == (bar.meaning == "late")
    if bar.warn_x is not None:
        assert bar.warn_x < bar.due_x


@pytest.mark.parametrize(
    ("today", "meaning", "left"),
    [("2026-09-21", "on-time", 7), ("2026-09-28", "on-time", 3), ("2026-09-29", "near", 2), ("2026-10-07", "near", 1),
     ("2026-10-08", "near", 0), ("2026-10-09", "late", -1)],
)  # fmt: skip
def test_the_meaning_turns_with_the_days(today: str, meaning: str, left: int) -> None:
    bar = clockbar.draw(
        view("acceptance_decision", dt.date(2026, 9, 21)), today=dt.date.fromisoformat(today), calendar=LAW.calendar
    )

    assert (bar.meaning, bar.days_left) == (meaning, left)
    assert (bar.rests, bar.makeups) == (10, 0)


def test_a_stopped_clock_is_done_or_late_for_good() -> None:
    start = dt.date(2026, 9, 21)
    for stopped, meaning in (("2026-09-25", "done"), ("2026-10-12", "late")):
        bar = clockbar.draw(
            view("acceptance_decision", start, stopped_on=stopped), today=dt.date(2026, 12, 1), calendar=LAW.calendar
        )
        assert bar.meaning == meaning
        assert bar.today_x is None


def test_an_open_pause_is_hatched_to_the_end_and_has_no_due_day() -> None:
    given_view = view("mediation_limit", dt.date(2026, 9, 7)) | {
        "due_on": None, "warn_on": None, "paused": True, "pauses": [["2026-09-10", None]],
    }  # fmt: skip

    bar = clockbar.draw(given_view, today=dt.date(2026, 9, 20), calendar=LAW.calendar)

    assert bar.meaning == "paused"
    assert bar.due_x is None
    assert bar.pauses[0][1] == clockbar.WIDTH
    assert bar.hatches[-1][1] <= clockbar.WIDTH
