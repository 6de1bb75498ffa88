"""What holds for every limit: a later start never ends earlier, a pause never shortens, arithmetic is day counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from redress.law import library, limits, rulebook
from redress.law.limits import Pause

calmly = settings(max_examples=60, deadline=None)  # a busy machine is no reason to fail
LAW = library.load(with_procedures=False)
STARTS = st.dates(dt.date(2022, 11, 1), dt.date(2028, 12, 31))
COUNTED = sorted(
    rule.id
    for rule in LAW.rulebook.rules.values()
    if rule.versions and rule.versions[-1].limit.unit in ("working_days", "days", "months", "years")
)
FORWARD = [rule for rule in COUNTED if not LAW.rulebook.rules[rule].counts_back]
BY_DAYS = [rule for rule in FORWARD if LAW.rulebook.rules[rule].versions[-1].limit.unit in ("working_days", "days")]


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    began = draw(st.dates(dt.date(2022, 10, 1), dt.date(2029, 6, 30)))
    return began, began + dt.timedelta(days=draw(st.integers(0, 60)))


def last_day(rule: str, start: dt.date, on: dt.date = dt.date(2026, 4, 15), **more: Any) -> limits.Deadline:
    if rule == "filing_notice":  # ended with Order 20
        on = dt.date(2026, 4, 14)
    return limits.last_day(
        rulebook=LAW.rulebook, calendar=LAW.calendar, rule=rule, start=start, on=on, include_off=True, **more
    )


@calmly
@given(rule=st.sampled_from(COUNTED), first=STARTS, second=STARTS, several=st.lists(pauses(), max_size=3))
def test_a_later_start_never_ends_earlier(rule: str, first: dt.date, second: dt.date, several: list[Pause]) -> None:
    early, late = sorted((first, second))
    given_pauses = () if LAW.rulebook.rules[rule].counts_back else several

    one, two = (last_day(rule, start, pauses=given_pauses) for start in (early, late))

    assert one.due_on is not None
    assert two.due_on is not None
    assert one.due_on <= two.due_on
    assert one.warn_on <= two.warn_on  # type: ignore[operator]


@calmly
@given(rule=st.sampled_from(FORWARD), start=STARTS, several=st.lists(pauses(), max_size=3), one_more=pauses())
def test_a_pause_never_shortens(rule: str, start: dt.date, several: list[Pause], one_more: Pause) -> None:
    without, with_it = last_day(rule, start, pauses=several), last_day(rule, start, pauses=[*several, one_more])

    assert without.due_on <= with_it.due_on  # type: ignore[operator]
    assert without.paused_days <= with_it.paused_days


@calmly
@given(rule=st.sampled_from(FORWARD), start=STARTS, several=st.lists(pauses(), max_size=4), swap=st.randoms())
def test_the_order_of_pauses_does_not_matter(rule: str, start: dt.date, several: list[Pause], swap: Any) -> None:
    mixed = list(several)
    swap.shuffle(mixed)

    assert last_day(rule, start, pauses=several) == last_day(rule, start, pauses=mixed)


def counted_by_hand(rule: str, start: dt.date, several: Sequence[Pause], *, extended: bool = False) -> dt.date:
    """Walk day by day, marking off every day that counts, as the text of the law is read."""
    limit = LAW.rulebook.version_on(rule, day=dt.date(2026, 4, 15), include_off=True).limit
    paused = {
        began + dt.timedelta(days=n) for began, ended in several if ended for n in range(1, (ended - began).days + 1)
    }
    day, left = start, (limit.extended or limit.count) if extended else limit.count
    while left:
        day += dt.timedelta(days=1)
        if day not in paused and (limit.unit == "days" or LAW.calendar.works(day)):
            left -= 1
    return day


@calmly
@given(
    rule=st.sampled_from([rule for rule in BY_DAYS if rule != "filing_notice"]),
    start=STARTS,
    several=st.lists(pauses(), max_size=3),
    extended=st.booleans(),
)
def test_the_arithmetic_is_what_a_day_counter_finds(
    rule: str, start: dt.date, several: list[Pause], extended: bool
) -> None:
    has_extension = (
        LAW.rulebook.version_on(rule, day=dt.date(2026, 4, 15), include_off=True).limit.extended is not None
    )
    answer = last_day(rule, start, pauses=several, extended=extended and has_extension)

    assert answer.unrolled_on == counted_by_hand(rule, start, several, extended=extended and has_extension)


@calmly
@given(rule=st.sampled_from(FORWARD), start=STARTS, several=st.lists(pauses(), max_size=2))
def test_a_rolled_day_works_and_only_days_off_lie_between(rule: str, start: dt.date, several: list[Pause]) -> None:
    answer = last_day(rule, start, pauses=several)
    assert answer.unrolled_on is not None
    assert answer.due_on is not None
    between = (answer.due_on - answer.unrolled_on).days

    assert answer.rolled == (between > 0)
    if answer.rolled:
        assert LAW.calendar.works(answer.due_on)
        assert not any(LAW.calendar.works(answer.unrolled_on + dt.timedelta(days=n)) for n in range(between))
        assert answer.other_reading is None
    if answer.other_reading is not None:
        assert not LAW.calendar.works(answer.due_on)
        assert answer.other_reading.due_on == LAW.calendar.next_working_day(answer.due_on)


@calmly
@given(rule=st.sampled_from(FORWARD), start=STARTS)
def test_the_warning_is_the_last_working_day_not_after_the_unrolled_day(rule: str, start: dt.date) -> None:
    answer = last_day(rule, start)
    assume(not LAW.rulebook.rules[rule].is_floor)
    assert answer.warn_on is not None
    assert answer.unrolled_on is not None

    assert LAW.calendar.works(answer.warn_on)
    assert answer.warn_on <= answer.unrolled_on
    assert LAW.calendar.next_working_day(answer.warn_on) > answer.unrolled_on


@calmly
@given(start=st.dates(dt.date(2024, 7, 1), dt.date(2026, 4, 14)))
def test_between_the_two_orders_the_sixty_days_never_end_after_the_forty_five_working_days(start: dt.date) -> None:
    answer = last_day("mediation_limit", start, on=start)

    assert answer.cite is not None
    assert answer.cite.instrument == "SC-778/2024"
    [beside] = answer.also_due
    assert beside.cite is not None
    assert beside.cite.instrument == "SAMR-20/2019"
    assert beside.due_on is not None
    assert answer.due_on is not None
    assert beside.due_on >= answer.due_on


def test_they_end_together_for_one_start_only() -> None:
    starts = [
        dt.date(2024, 7, 1) + dt.timedelta(days=n)
        for n in range((dt.date(2026, 4, 14) - dt.date(2024, 7, 1)).days + 1)
    ]
    together = []
    for start in starts:
        answer = last_day("mediation_limit", start, on=start)
        if answer.also_due[0].due_on == answer.due_on:
            together.append(start)

    assert together == [dt.date(2024, 10, 7)]


@calmly
@given(start=STARTS, months=st.integers(1, 600))
def test_months_end_on_the_same_number_or_the_month_end(start: dt.date, months: int) -> None:
    end = limits._add_months(start, "months", months)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + dt.timedelta(days=1)).day == 1)


MOMENTS = st.integers(0, 6 * 365 * 24 * 3600).map(
    lambda seconds: dt.datetime(2023, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)


@calmly
@given(start=MOMENTS)
def test_hours_run_from_the_moment_whatever_the_day(start: dt.datetime) -> None:
    answer = limits.last_day(rulebook=LAW.rulebook, calendar=LAW.calendar, rule="evidence_report", start=start)

    assert answer.due_at == start + dt.timedelta(hours=24)
    assert answer.due_at.tzinfo == limits.ZONE
    assert answer.due_on == answer.due_at.date()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(limits.WrongAsk) as refused:
        last_day("acceptance_decision", dt.datetime(2026, 4, 15, 10, 0))  # noqa: DTZ001
    assert refused.value.code == "no_zone"


def test_the_proof_explains_a_rolled_limit_day_by_day() -> None:
    answer = limits.last_day(
        rulebook=LAW.rulebook,
        calendar=LAW.calendar,
        rule="mediation_limit",
        start=dt.date(2026, 8, 3),
        pauses=[(dt.date(2026, 8, 4), dt.date(2026, 8, 5))],
        with_proof=True,
    )
    assert answer.proof is not None
    why = {str(day.date): day.why for day in answer.proof}

    assert why["2026-08-03"] == "start"
    assert why["2026-08-05"] == "pause"
    assert why["2026-08-08"] == "weekend"
    assert why["2026-09-20"] == "make_up_day"
    assert why["2026-09-25"] == "holiday:中秋节"
    assert why["2026-10-03"] == "holiday:国庆节"
    assert why["2026-10-04"] == why["2026-10-08"] == "roll"
    assert [day.n for day in answer.proof if day.date == answer.unrolled_on] == [60]


def test_the_proof_says_what_is_not_published() -> None:
    answer = last_day("acceptance_decision", dt.date(2026, 12, 30), with_proof=True)
    assert answer.proof is not None

    assert {day.why for day in answer.proof if day.date > LAW.calendar.horizon} == {"not published"}
    assert answer.provisional


def test_the_proof_of_a_paused_limit_ends_where_the_pause_began() -> None:
    answer = last_day("mediation_limit", dt.date(2026, 8, 3), pauses=[(dt.date(2026, 8, 10), None)], with_proof=True)
    assert answer.proof is not None

    assert (answer.due_on, answer.paused) == (None, True)
    assert (answer.proof[-1].date, answer.proof[-1].n) == (dt.date(2026, 8, 10), 7)


def test_the_answer_has_the_written_shape() -> None:
    answer = last_day("mediation_limit", dt.date(2026, 8, 3), with_proof=True).as_dict()

    assert {key: answer[key] for key in ("rule", "version", "basis", "start", "limit", "unrolled_on", "due_on")} == {
        "rule": "mediation_limit",
        "version": "2026-04-15",
        "basis": "law",
        "start": "2026-08-03",
        "limit": {"count": 60, "unit": "days"},
        "unrolled_on": "2026-10-02",
        "due_on": "2026-10-08",
    }
    assert {key: answer[key] for key in ("warn_on", "rolled", "paused_days", "other_reading", "provisional")} == {
        "warn_on": "2026-09-30",
        "rolled": True,
        "paused_days": 0,
        "other_reading": None,
        "provisional": False,
    }
    assert answer["cite"] == {
        "instrument": "SAMR-121/2025",
        "article": "23(5)",
        "also": [{"instrument": "SC-778/2024", "article": "46"}],
    }
    assert answer["proof"][0] == {"date": "2026-08-03", "counts": False, "n": 0, "why": "start"}
    assert set(answer["proof"][1]) == {"date", "counts", "n", "why"}


def test_what_the_rulebook_cannot_answer_says_so_with_a_stable_code() -> None:
    with pytest.raises(rulebook.NotInForce) as refused:
        last_day("mediation_limit", dt.date(2026, 8, 3), on=dt.date(2019, 1, 1))

    assert refused.value.as_dict()["code"] == "not_in_force"
    assert (refused.value.as_dict()["first"], refused.value.as_dict()["last"]) == ("2020-01-01", None)
