"""The official working calendar: the same days as the published list, fast arithmetic that counts as one would."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.law import calendarfile, library
from redress.law.calendar import Calendar, OutsideCalendar

CALENDAR = library.load(with_procedures=False).calendar
calmly = settings(max_examples=60, deadline=None)  # a busy machine is no reason to fail
FIRST, HORIZON = dt.date(2014, 1, 1), dt.date(2026, 12, 31)
DAYS = st.dates(FIRST, dt.date(2030, 12, 31))


def day_range(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def test_it_runs_from_2014_through_2026() -> None:
    assert (CALENDAR.first, CALENDAR.horizon) == (FIRST, HORIZON)


def test_every_day_works_as_in_the_independent_list() -> None:
    days = day_range(FIRST, HORIZON)

    assert len(days) == 4748
    assert [day for day in days if CALENDAR.works(day) != chinese_calendar.is_workday(day)] == []


def test_every_listed_day_names_its_notice_and_address() -> None:
    listed = [CALENDAR.info(day) for day in day_range(FIRST, HORIZON) if CALENDAR.info(day).notice]

    assert len([day for day in listed if day.kind == "holiday"]) == 351
    assert len([day for day in listed if day.kind == "make_up_day"]) == 81
    assert all("国" in str(day.notice) and "gov.cn" in day.notice.url and day.name for day in listed if day.notice)


def test_a_day_changed_later_carries_the_later_notice() -> None:
    assert CALENDAR.info(dt.date(2019, 5, 2)).notice.number == "国办发明电〔2019〕3号"  # type: ignore[union-attr]
    assert CALENDAR.info(dt.date(2020, 2, 1)).notice.number == "国办发明电〔2020〕1号"  # type: ignore[union-attr]
    assert CALENDAR.info(dt.date(2018, 12, 29)).notice.number == "国办发明电〔2018〕15号"  # type: ignore[union-attr]


def test_what_is_known_of_a_day_names_its_kind() -> None:
    kinds = {
        day: CALENDAR.info(dt.date.fromisoformat(day)).kind for day in ("2026-10-01", "2026-10-10", "2026-10-17")
    }

    assert kinds == {"2026-10-01": "holiday", "2026-10-10": "make_up_day", "2026-10-17": "weekend"}
    assert CALENDAR.info(dt.date(2026, 10, 19)).kind == "weekday"
    assert CALENDAR.info(dt.date(2027, 1, 1)).kind == "not_published"


def test_the_seven_weekend_days_that_notices_leave_unlisted_belong_to_their_holiday() -> None:
    gaps = [
        day
        for day in day_range(dt.date(2014, 1, 2), HORIZON)
        if CALENDAR.info(day).kind == "weekend" and CALENDAR.info(day - dt.timedelta(days=1)).kind == "holiday"
    ]

    assert [str(day) for day in gaps] == [
        "2014-04-06",
        "2015-05-02",
        "2015-06-21",
        "2016-01-02",
        "2019-04-06",
        "2019-06-08",
        "2019-09-14",
    ]
    assert all(CALENDAR.in_holiday_period(day) for day in gaps)


def test_an_ordinary_weekend_is_no_holiday_period() -> None:
    assert not CALENDAR.in_holiday_period(dt.date(2026, 6, 14))
    assert CALENDAR.in_holiday_period(dt.date(2026, 9, 27))
    assert not CALENDAR.in_holiday_period(dt.date(2026, 9, 28))


def test_a_holiday_period_is_the_unbroken_run_around_a_named_day_off() -> None:
    for day in day_range(dt.date(2014, 1, 11), dt.date(2026, 12, 20)):
        run = [day]
        while not CALENDAR.works(run[0] - dt.timedelta(days=1)):
            run.insert(0, run[0] - dt.timedelta(days=1))
        while not CALENDAR.works(run[-1] + dt.timedelta(days=1)):
            run.append(run[-1] + dt.timedelta(days=1))
        named = any(CALENDAR.info(each).kind == "holiday" for each in run)
        assert CALENDAR.in_holiday_period(day) == (named and not CALENDAR.works(day)), day


def test_past_the_last_published_year_days_follow_the_week_and_are_provisional() -> None:
    for day in day_range(dt.date(2027, 1, 1), dt.date(2027, 12, 31)):
        info = CALENDAR.info(day)
        assert (info.works, info.provisional, info.notice) == (day.weekday() < 5, True, None)
    assert not CALENDAR.info(HORIZON).provisional


@pytest.mark.parametrize("day", [dt.date(2013, 12, 31), dt.date(3000, 1, 1)])
def test_a_day_outside_the_calendar_is_refused(day: dt.date) -> None:
    for question in (CALENDAR.works, CALENDAR.info, CALENDAR.in_holiday_period, CALENDAR.next_working_day):
        with pytest.raises(OutsideCalendar) as refused:
            question(day)
        assert refused.value.code == "outside_calendar"
        assert str(day) in str(refused.value)


def test_no_working_day_lies_before_the_first() -> None:
    with pytest.raises(OutsideCalendar):
        CALENDAR.previous_working_day_or_same(dt.date(2014, 1, 1))
    with pytest.raises(OutsideCalendar):
        CALENDAR.nth_working_day(10**9)


@calmly
@given(start=DAYS, working_days=st.integers(1, 400))
def test_adding_working_days_counts_as_a_finger_on_a_wall_calendar_does(start: dt.date, working_days: int) -> None:
    day, left = start, working_days
    while left:
        day += dt.timedelta(days=1)
        left -= CALENDAR.works(day)

    assert CALENDAR.add_working_days(start, working_days) == day


@calmly
@given(first=DAYS, last=DAYS)
def test_counting_working_days_between_two_days_is_a_sum_of_days(first: dt.date, last: dt.date) -> None:
    early, late = sorted((first, last))
    counted = sum(CALENDAR.works(day) for day in day_range(early, late)[1:])

    assert CALENDAR.working_days_between(early, late) == counted
    assert CALENDAR.working_days_between(late, early) == -counted


@calmly
@given(day=st.dates(dt.date(2014, 1, 2), dt.date(2030, 12, 31)))
def test_the_nearest_working_days_work_and_nothing_between_does(day: dt.date) -> None:
    before, after = CALENDAR.previous_working_day_or_same(day), CALENDAR.next_working_day(day)

    assert CALENDAR.works(before)
    assert CALENDAR.works(after)
    assert before <= day < after
    assert not any(CALENDAR.works(each) for each in day_range(before, after)[1:-1] if each != before)
    assert CALENDAR.next_working_day_or_same(day) == (day if CALENDAR.works(day) else after)


@calmly
@given(far=st.dates(dt.date(2027, 1, 1), dt.date(2900, 1, 1)))
def test_far_days_are_counted_in_weeks_without_a_table(far: dt.date) -> None:
    number = CALENDAR.working_days_through(far)

    assert CALENDAR.works(far) == (CALENDAR.nth_working_day(number) == far)
    assert CALENDAR.nth_working_day(number) <= far < CALENDAR.nth_working_day(number + 1)


def test_a_year_after_a_missing_year_is_left_out() -> None:
    years = [calendarfile.NoticeYear(year, {}) for year in (2024, 2025, 2027)]

    calendar, left_out = calendarfile.join(years)

    assert (calendar.first, calendar.horizon, left_out) == (dt.date(2024, 1, 1), dt.date(2025, 12, 31), (2027,))


def test_a_calendar_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="horizon"):
        Calendar(first=dt.date(2026, 1, 1), horizon=dt.date(2025, 12, 31), listed={})
