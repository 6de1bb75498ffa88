"""Fills the fictional city through the real door: every journal and clock of it is true.

Each planned course is made move by move, as the officer who made it and at that moment. What needs a case that is
already in the tables (a link, a lead, a merge) is made in a second pass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from redress.demo import PASSWORD, noticeboard, plan
from redress.demo.plan import CASE_OF, Course, PlannedAppeal, PlannedInspection, Step
from redress.law.standing import ZONE
from redress.operations import access, house, intake, opening, supervision
from redress.operations.moves import Advance, Follow, Opening, Recorded
from redress.operations.record import record
from redress.operations.refusals import Refused
from redress.queries import offices

BATCH = 50
SECOND_PASS = frozenset({"find_lead", "split", "confirm_link", "merge", "close_repeat"})
Progress = Callable[[int, int], None]


@dataclass
class Filled:
    """What was filled, and the steps that the procedures refused (none, if the plan is right)."""

    appeals: int = 0
    cases: int = 0
    moves: int = 0
    refused: list[str] = field(default_factory=list)


class Filler:
    """Applies one plan."""

    def __init__(self, *, seed: int, appeals: int, until: dt.date) -> None:
        self.seed, self.count, self.until = seed, appeals, until
        self.city = plan.city(seed, until=until)
        self.now = dt.datetime.combine(until, dt.time(8), tzinfo=ZONE)
        self.actors: dict[str, access.Actor] = {}
        self.case_of: dict[tuple[int, str], tuple[int, str]] = {}
        self.filled = Filled()

    def found(self) -> None:
        """Make the offices and the people."""
        drafts = [
            house.OfficeDraft(
                o.code,
                o.zh,
                o.en,
                "department" if o.kind in ("desk", "section") else o.kind,
                o.parent,
                o.areas,
                o.kind == "desk",
            )
            for o in sorted(self.city.offices, key=lambda o: (bool(o.parent), o.kind == "station"))
        ]
        people = [house.PersonDraft(p.username, p.name, p.role, p.office) for p in self.city.staff]
        self.actors = house.found_city(
            offices_=drafts, people=people, password=PASSWORD, at=self.now - dt.timedelta(days=800)
        )

    def run(self, progress: Progress) -> Filled:
        """Fill appeals and inspections, then let the sweep notice what is late."""
        self.found()
        late: list[tuple[PlannedAppeal, Course, list[Step]]] = []
        for batch in _batches(plan.appeals(self.city, seed=self.seed, appeals=self.count, until=self.until), BATCH):
            late += self._first_pass(batch)
            progress(self.filled.appeals, self.count)
        for planned, course, steps in late:
            self._second_pass(planned, course, steps)
        for one in plan.inspections(
            self.city, seed=self.seed, inspections=max(4, self.count // 60), until=self.until
        ):
            self._inspect(one)
        noticeboard.publish(self.city, until=self.until, by=access.SYSTEM)
        supervision.sweep(at=self.now)
        house.settle_messages(before=self.now)
        return self.filled

    def _first_pass(self, batch: list[PlannedAppeal]) -> list[tuple[PlannedAppeal, Course, list[Step]]]:
        openings: list[Opening] = []
        late: list[tuple[PlannedAppeal, Course, list[Step]]] = []
        mixed: list[tuple[PlannedAppeal, list[Opening]]] = []
        order: list[PlannedAppeal] = []
        for planned in batch:
            cases = intake.openings(_draft(planned))
            if len(cases) > 1:
                mixed.append((planned, cases))
                continue
            course = planned.courses[0] if planned.courses else None
            now, rest = _split(course.steps if course else ())
            openings.append(replace(cases[0], then=tuple(self._follow(step) for step in now), nudge=False))
            order.append(planned)
            if course is not None and rest:
                late.append((planned, course, rest))
        done = self._record(openings)
        for planned, recorded in zip(order, done, strict=True):
            self.case_of[(planned.index, planned.kinds[0])] = (recorded.case_id, recorded.number)
        for planned, cases in mixed:
            cases = [replace(case, nudge=False) for case in cases]
            for kind, recorded in zip(
                planned.kinds, intake.open_together(cases, by=access.CHANNEL, at=planned.received_at), strict=True
            ):
                self.case_of[(planned.index, kind)] = (recorded.case_id, recorded.number)
            late += [
                (planned, course, list(course.steps)) for course in planned.courses if course.kind in planned.kinds
            ]
        late += [(p, course, list(course.steps)) for p in batch for course in p.courses if course.kind not in p.kinds]
        self.filled.appeals += len(batch)
        self.filled.cases += sum(len(planned.kinds) for planned in batch)
        return late

    def _record(self, openings: list[Opening]) -> tuple[Recorded, ...]:
        done = record(moves=openings, by=access.CHANNEL, at=self.now)
        self.filled.moves += sum(len(one.then) for one in openings)
        return done

    def _actor(self, step: Step) -> access.Actor:
        if step.role == "appellant":  # what he did then is written down by the house
            return access.Actor("appellant", "诉求人", frozenset({"appellant", "system"}))
        actor = self.actors.get(step.officer)
        if actor is not None:
            return actor
        office = offices.by_code(step.office)
        return access.Actor("system", "系统", frozenset({step.role, "system"}), office.id if office else None)

    def _follow(self, step: Step) -> Follow:
        return Follow(step.move, self._named(_fields(step.fields)), step.at, self._actor(step))

    def _named(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Write a mediator by name, and a person by id, where the plan has sign-in names."""
        person = self.actors.get(str(fields.get("person_id", "")))
        if person is not None:
            fields = {**fields, "person_id": int(person.id.partition(":")[2])}
        mediator = self.actors.get(str(fields.get("mediator", "")))
        return {**fields, "mediator": mediator.name} if mediator is not None else fields

    def _second_pass(self, planned: PlannedAppeal, course: Course, steps: list[Step]) -> None:
        """Make the steps that need other cases; the course of a lead goes on the case that the lead opened."""
        key = (planned.index, course.kind)
        if key not in self.case_of:
            self.filled.refused.append(f"appeal {planned.index}: no case for its {course.kind} course")
            return
        case_id, number = self.case_of[key]
        for step in steps:
            fields = {name: self._resolve(value) for name, value in self._named(_fields(step.fields)).items()}
            advance = Advance(case_id, step.move, fields, at=step.at, by=self._actor(step))
            try:
                done = record(moves=[advance], by=access.SYSTEM, at=self.now)
            except Refused as refused:
                self.filled.refused.append(f"{number} {step.move}: {refused.en}")
                return
            self.filled.moves += 1
            for opened in done[0].opened:
                found = next((one for one in done if one.case_id == opened), None)
                self.case_of[(planned.index, "lead")] = (opened, found.number if found else "")

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(CASE_OF):
            index, kind = value[len(CASE_OF) :].split(":")
            return self.case_of.get((int(index), kind), (0, value))[1]
        return value

    def _inspect(self, planned: PlannedInspection) -> None:
        fields = {
            "target_name": planned.target.name, "target_item": planned.target_item, "planned_on": planned.planned_on.isoformat(),
        }  # fmt: skip
        actor = self.actors[planned.officer]
        try:
            case = opening.open_case(procedure="inspection", fields=fields, by=actor, at=planned.planned_at)
            moves = [
                Advance(case.case_id, step.move, _fields(step.fields), at=step.at, by=self._actor(step))
                for step in planned.course.steps
            ]
            if moves:
                record(moves=moves, by=access.SYSTEM, at=self.now)
        except Refused as refused:
            self.filled.refused.append(f"inspection {planned.index}: {refused.en}")
            return
        self.filled.cases += 1
        self.filled.moves += len(moves)


def _split(steps: tuple[Step, ...]) -> tuple[list[Step], list[Step]]:
    """Part the steps that can be made with the opening from those that need other cases."""
    for place, step in enumerate(steps):
        if step.move in SECOND_PASS or any(
            isinstance(v, str) and v.startswith(CASE_OF) for v in step.fields.values()
        ):
            return list(steps[:place]), list(steps[place:])
    return list(steps), []


def _fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write planned fields as the strict forms want them."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None or value == "":
            continue
        if isinstance(value, (dt.datetime, dt.date)):
            found[name] = value.isoformat()
        elif isinstance(value, (Decimal, float)):
            found[name] = f"{value:.2f}"
        else:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def _draft(planned: PlannedAppeal) -> intake.AppealDraft:
    """Turn a planned appeal into what a channel brings."""
    appellant = {"name": planned.appellant.name, "phone": planned.appellant.phone}
    if planned.id_number:
        appellant["id_number"] = planned.id_number
    respondent = {"name": planned.respondent_name, "uscc": planned.respondent_uscc}
    platform = getattr(planned.respondent, "platform", "")
    if platform:
        respondent["platform"] = platform
    return intake.AppealDraft(
        kinds=planned.kinds,
        channel=planned.channel,
        narrative=planned.narrative.strip() or f"{planned.respondent_name}，请处理。",  # the tersest of all voices
        received_at=planned.received_at,
        source=f"demo:{planned.channel}" if planned.external_id else "",
        external_id=planned.external_id or "",
        appellant=appellant,
        respondent={name: value for name, value in respondent.items() if value},
        remedy_sought=planned.remedies,
        amount=Decimal(planned.amount) if planned.amount else None,
        purchased_on=planned.purchased_on,
        orders=planned.order_numbers,
        subject_class=planned.subject_class,
        issue_class=planned.issue_class,
        area=planned.area,
    )


def _batches(items: Iterator[PlannedAppeal], size: int) -> Iterator[list[PlannedAppeal]]:
    batch: list[PlannedAppeal] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def fill(*, seed: int, appeals: int, until: dt.date, progress: Progress = lambda done, all_: None) -> Filled:
    """Fill an empty house with the fictional city of `seed` over the two years before `until`."""
    return Filler(seed=seed, appeals=appeals, until=until).run(progress)
