"""What the planned city promises: the same for the same seed, calibrated, lawful, and open at every stage."""

from __future__ import annotations

import collections
import dataclasses
import itertools
from datetime import date, datetime, time

import pytest

from redress.demo import plan, schedule
from redress.demo.plan import City, PlannedAppeal
from redress.demo.schedule import ZONE
from redress.law import asks, library, standing
from redress.taxonomy import regions, tree

UNTIL = date(2026, 11, 21)
END = datetime.combine(UNTIL, time(0, 0), ZONE)
OPENED_BY = {"lead": "open_from_lead"}
PROCEDURE = {"lead": "tipoff"}


@pytest.fixture(scope="module")
def city() -> City:
    return plan.city(1, until=UNTIL)


@pytest.fixture(scope="module")
def planned(city: City) -> list[PlannedAppeal]:
    return list(plan.appeals(city, seed=1, appeals=3000, until=UNTIL))


def share(items: collections.Counter[str], key: str) -> float:
    return items[key] / items.total()


def test_it_is_the_same_for_the_same_seed_and_day(city: City, planned: list[PlannedAppeal]) -> None:
    again = plan.appeals(plan.city(1, until=UNTIL), seed=1, appeals=3000, until=UNTIL)

    for first, second in zip(planned[:400], again, strict=False):
        assert dataclasses.asdict(first) == dataclasses.asdict(second)


def test_another_seed_gives_another_city(city: City, planned: list[PlannedAppeal]) -> None:
    other = plan.city(2, until=UNTIL)

    assert {trader.uscc for trader in other.traders}.isdisjoint(trader.uscc for trader in city.traders)
    told = {appeal.narrative for appeal in plan.appeals(other, seed=2, appeals=300, until=UNTIL)}
    assert len(told & {appeal.narrative for appeal in planned}) < 12


def test_it_plans_exactly_as_many_as_asked_in_the_order_of_receipt(city: City, planned: list[PlannedAppeal]) -> None:
    assert [appeal.index for appeal in planned] == list(range(3000))
    assert all(a.received_at <= b.received_at for a, b in itertools.pairwise(planned))
    assert [len(list(plan.appeals(city, seed=5, appeals=n, until=UNTIL))) for n in (1, 2, 37)] == [1, 2, 37]

    with pytest.raises(ValueError, match="1 or more"):
        plan.appeals(city, seed=5, appeals=0, until=UNTIL)


def test_everything_lies_in_the_two_years_before_the_day(planned: list[PlannedAppeal]) -> None:
    first = datetime.combine(date(2024, 11, 21), time(0, 0), ZONE)
    for appeal in planned:
        assert first <= appeal.received_at < END
        assert appeal.purchased_on <= appeal.received_at.date()
        for course in appeal.courses:
            moments = [appeal.received_at, *(step.at for step in course.steps)]
            assert moments == sorted(moments)
            assert moments[-1] < END


def test_officers_work_on_working_days(planned: list[PlannedAppeal]) -> None:
    calendar = schedule.calendar()
    for appeal in planned:
        for course in appeal.courses:
            for step in course.steps:
                if step.role != "appellant":
                    assert calendar.works(step.at.date()), (appeal.index, step)
                    assert 8 <= step.at.hour < 19


def test_kinds_and_channels_come_in_the_published_mix(planned: list[PlannedAppeal]) -> None:
    kinds = collections.Counter(appeal.kinds[0] for appeal in planned)
    channels = collections.Counter(appeal.channel for appeal in planned)

    assert share(kinds, "complaint") == pytest.approx(0.728, abs=0.03)
    assert share(kinds, "tipoff") == pytest.approx(0.114, abs=0.02)
    assert share(kinds, "inquiry") == pytest.approx(0.046, abs=0.015)
    assert share(channels, "C08") == pytest.approx(0.5, abs=0.04)
    online = sum(share(channels, code) for code in ("C02", "C03", "C04", "C05", "C06"))
    assert online == pytest.approx(0.38, abs=0.04)


def test_problems_goods_and_services_come_in_the_published_shares(planned: list[PlannedAppeal]) -> None:
    complaints = [appeal for appeal in planned if appeal.kinds[0] == "complaint"]
    problems = collections.Counter(appeal.issue_class[:3] for appeal in complaints)
    goods = collections.Counter(appeal.subject_class[0] for appeal in complaints)

    wanted = {"P01": 0.19, "P03": 0.15, "P04": 0.21, "P05": 0.14, "P06": 0.06, "P07": 0.07, "P09": 0.04}
    assert {code: share(problems, code) for code in wanted} == pytest.approx(wanted, abs=0.025)
    assert share(goods, "G") == pytest.approx(0.6, abs=0.04)


def test_decisions_and_outcomes_come_in_the_published_shares(planned: list[PlannedAppeal]) -> None:
    steps = [step for appeal in planned for course in appeal.courses for step in course.steps]
    moves = collections.Counter(step.move for step in steps)
    outcomes = collections.Counter(str(step.fields["outcome"]) for step in steps if step.move == "close")

    assert moves["accept"] / (moves["accept"] + moves["refuse"]) == pytest.approx(0.75, abs=0.04)
    mediated = outcomes["settled"] + outcomes["not_settled"] + outcomes["withdrawn"]
    assert outcomes["settled"] / mediated == pytest.approx(0.6, abs=0.05)
    assert 0.02 < moves["file"] / (moves["file"] + moves["not_file"]) < 0.12


def test_closing_takes_about_a_week_and_some_take_months(planned: list[PlannedAppeal]) -> None:
    calendar = schedule.calendar()
    taken = sorted(
        calendar.working_days_between(appeal.received_at.date(), step.at.date())
        for appeal in planned
        for course in appeal.courses[:1]
        for step in course.steps
        if step.move in ("close", "redirect", "close_repeat", "tell_no_power")
    )

    assert 3 <= taken[len(taken) // 2] <= 6
    assert 0.8 < sum(days <= 7 for days in taken) / len(taken) < 0.95
    assert taken[-1] > 30


def test_repeats_series_and_groups_come_as_often_as_set(planned: list[PlannedAppeal]) -> None:
    assert sum(appeal.same_as is not None for appeal in planned) == 240
    assert sum(bool(appeal.burst) for appeal in planned) == 90
    assert sum(bool(appeal.group) for appeal in planned) == 90


def test_a_repeat_is_the_same_matter_of_the_same_person(planned: list[PlannedAppeal]) -> None:
    for appeal in planned:
        if appeal.same_as is not None:
            first = planned[appeal.same_as]
            assert first.index < appeal.index
            assert first.same_as is None
            assert (first.appellant, first.respondent, first.kinds) == (
                appeal.appellant,
                appeal.respondent,
                appeal.kinds,
            )


def test_a_group_is_many_people_and_one_trader_that_shut_its_doors(planned: list[PlannedAppeal]) -> None:
    groups: dict[str, list[PlannedAppeal]] = collections.defaultdict(list)
    for appeal in planned:
        if appeal.group:
            groups[appeal.group].append(appeal)

    assert groups
    for members in groups.values():
        assert len({each.respondent.id for each in members}) == 1
        assert len({each.appellant.id for each in members}) == len(members)
        closed_on = members[0].respondent.closed_on
        assert closed_on is not None
        assert (members[0].received_at.date() - closed_on).days < 40
        assert {"T32"} <= set(members[0].tags)


def test_a_few_traders_draw_many_complaints(planned: list[PlannedAppeal]) -> None:
    counts = collections.Counter(appeal.respondent.id for appeal in planned).most_common()

    top = sum(count for _, count in counts[: len(counts) // 10]) / len(planned)
    assert top > 0.35
    assert sum(count == 1 for _, count in counts) > len(counts) / 4


def test_six_to_eight_in_a_hundred_are_open_and_at_every_stage(city: City) -> None:
    planned = list(plan.appeals(city, seed=3, appeals=6000, until=UNTIL))
    open_ones = [course for appeal in planned for course in appeal.courses if course.is_open]
    last = collections.Counter(course.steps[-1].move if course.steps else "none" for course in open_ones)

    assert 0.055 < sum(any(c.is_open for c in a.courses) for a in planned) / len(planned) < 0.085
    wanted = {"none", "dispatch", "return_to_desk", "receive", "ask_identity", "consent", "start_mediation"}
    wanted |= {"hold_session", "start_appraisal", "agree", "terminate", "refuse", "extend_verification", "file"}
    assert wanted <= set(last)


def test_the_fifteenth_of_march_brings_more_than_twice_a_day(city: City) -> None:
    days = schedule.two_years(UNTIL)
    weights = dict(zip(days, schedule.day_weights(days), strict=True))

    mean = sum(weights.values()) / len(weights)
    assert 2.0 < weights[date(2026, 3, 15)] / mean < 3.0
    assert weights[date(2025, 6, 18)] > weights[date(2025, 5, 21)]
    assert weights[date(2026, 7, 6)] > weights[date(2025, 7, 7)]


def test_every_class_is_a_class_of_the_trees_and_every_place_lies_in_the_city(
    city: City, planned: list[PlannedAppeal]
) -> None:
    held, places = tree.load(), regions.load()
    for appeal in planned:
        codes = [appeal.subject_class, appeal.issue_class, appeal.violation_class, appeal.channel]
        for code in (*filter(None, codes), *appeal.remedies, *appeal.tags):
            assert code in held
        assert places.is_within(appeal.area, city.region)
        assert appeal.issue_class or appeal.violation_class


def test_external_numbers_are_unique_within_a_channel(planned: list[PlannedAppeal]) -> None:
    keys = [(appeal.channel, appeal.external_id) for appeal in planned if appeal.external_id]

    assert len(keys) == len(set(keys))
    assert all(appeal.external_id for appeal in planned if appeal.channel == "C08")
    assert not any(appeal.external_id for appeal in planned if appeal.channel in ("C14", "C18", "C19"))


def test_every_planned_course_is_accepted_by_the_procedures_of_the_law(planned: list[PlannedAppeal]) -> None:
    law = library.load()
    for appeal in planned[:700]:
        for course in appeal.courses:
            procedure = law.procedures[PROCEDURE.get(course.kind, course.kind)]
            fold = standing.Fold(procedure=procedure, rulebook=law.rulebook)
            began = course.steps[0].at if course.kind == "lead" and course.steps else appeal.received_at
            version = procedure.on(standing.day_of(began))
            opening = version.moves[OPENED_BY.get(course.kind, "open")]
            fold.add(standing.Event(1, opening.event, began, version.since, {"narrative": appeal.narrative}))
            for number, step in enumerate(course.steps, 2):
                day = standing.day_of(step.at)
                version = procedure.on(day)
                offers = {o.move.name: o for o in fold.standing(calendar=law.calendar, today=day).offers}
                where = f"appeal {appeal.index} {course.kind} {step.move} in {fold.stage}"
                assert step.move in offers, where
                assert not offers[step.move].blocked_by, where
                assert step.role in version.moves[step.move].who, where
                told = {
                    name: 1 if name == "person_id" else value for name, value in step.fields.items()
                }  # a name yet
                fields = asks.check(move=version.moves[step.move], fields=told)
                fold.add(standing.Event(number, version.moves[step.move].event, step.at, version.since, fields))
            end = fold.standing(calendar=law.calendar, today=UNTIL)
            assert end.is_closed != course.is_open, (appeal.index, course.kind, fold.stage)


def test_the_limits_of_the_law_are_met_nearly_always_but_not_always(planned: list[PlannedAppeal]) -> None:
    law = library.load()
    late, runs = collections.Counter[str](), collections.Counter[str]()
    for appeal in planned:
        for course in appeal.courses[:1]:
            if course.kind == "complaint":
                procedure = law.procedures["complaint"]
                events = [standing.Event(1, "appeal.received", appeal.received_at, "2020-01-01", {"narrative": "x"})]
                for number, step in enumerate(course.steps, 2):
                    version = procedure.on(standing.day_of(step.at))
                    name = version.moves[step.move].event
                    events.append(standing.Event(number, name, step.at, version.since, dict(step.fields)))
                stood = standing.stand(
                    events=events, procedure=procedure, rulebook=law.rulebook, calendar=law.calendar, today=UNTIL
                )
                for clock in stood.clocks:
                    runs[clock.rule] += 1
                    late[clock.rule] += clock.is_missed
    assert 0 < late["acceptance_decision"] / runs["acceptance_decision"] < 0.025
    assert 0 < late["mediation_limit"] / runs["mediation_limit"] < 0.03
    assert late["pick_up_target"] / runs["pick_up_target"] < 0.03


def test_inspections_are_planned_and_some_are_mended(city: City) -> None:
    visits = list(plan.inspections(city, seed=1, inspections=80, until=UNTIL))

    assert len(visits) == 80
    assert [visit.planned_at for visit in visits] == sorted(visit.planned_at for visit in visits)
    moves = collections.Counter(step.move for visit in visits for step in visit.course.steps)
    assert moves["inspect"] > 60
    assert {"pass_at_once", "order_mending", "report", "pass"} <= set(moves)
    assert any(visit.course.is_open for visit in visits)


def test_inspections_are_accepted_by_their_procedure(city: City) -> None:
    law = library.load()
    procedure = law.procedures["inspection"]
    for visit in plan.inspections(city, seed=1, inspections=120, until=UNTIL):
        fold = standing.Fold(procedure=procedure, rulebook=law.rulebook)
        version = procedure.on(standing.day_of(visit.planned_at))
        fold.add(standing.Event(1, "inspection.planned", visit.planned_at, version.since, {}))
        for number, step in enumerate(visit.course.steps, 2):
            day = standing.day_of(step.at)
            offers = {o.move.name for o in fold.standing(calendar=law.calendar, today=day).offers}
            assert step.move in offers
            fields = asks.check(move=version.moves[step.move], fields=step.fields)
            fold.add(standing.Event(number, version.moves[step.move].event, step.at, version.since, fields))
