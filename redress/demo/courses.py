"""The course of a case: which office does what, and when, told in the moves and fields of the procedures.

A course is planned, not enforced: it is written so that the procedures of the law floor accept it (a test folds every
planned course through them). The law's limits are met as often as the settings say; a course chosen to be open stops
at a stage whose clock still runs at ``until``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from redress.demo import officers, schedule
from redress.demo.officers import write
from redress.law import grounds

CASE_OF = "case-of:"
_NEW_LAW = date(2026, 4, 15)


@dataclass(frozen=True, slots=True)
class Step:
    """One move: when, which, with what, made by whom. ``officer`` is a username ('' for a citizen or the system).

    A field value that begins with ``case-of:`` stands for the number of a case: ``case-of:<index>:<kind>``.
    """

    at: datetime
    move: str
    fields: Mapping[str, Any]
    office: str
    role: str
    officer: str


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of one case of an appeal, in order; ``is_open``: not closed at the end of the plan."""

    kind: str
    steps: tuple[Step, ...]
    is_open: bool


@dataclass(slots=True)
class Matter:
    """What a course depends on. ``hold`` is the stage at which an open case stops, '' for a course run to its end."""

    kind: str
    received_at: datetime
    office: str
    other_office: str
    code: str
    subject: str
    remedies: tuple[str, ...]
    amount: float | None
    until: datetime
    staff: Mapping[tuple[str, str], tuple[str, ...]]
    hold: str = ""
    twin: str = ""
    group_head: str = ""
    is_claimant: bool = False
    basis: str = "实际经营地"


@dataclass(slots=True)
class Walk:
    """Writes the steps of one course and knows when to stop."""

    matter: Matter
    rng: Random
    desk: schedule.Desk = field(init=False)
    steps: list[Step] = field(default_factory=list)
    handler: str = ""
    stopped: bool = False
    stage: str = "received"

    def __post_init__(self) -> None:
        self.desk = schedule.Desk(self.matter.received_at, self.rng)

    def at(self, stage: str) -> bool:
        """Note that a stage is reached; True when the course is to stop here."""
        self.stage = stage
        if self.matter.hold == stage:
            self.stopped = True
        return self.stopped

    def step(
        self,
        move: str,
        working_days: int = 0,
        *,
        role: str = "handler",
        place: str = "",
        days: int | None = None,
        told: Callable[[], Mapping[str, Any]] | None = None,
        **fields: Any,
    ) -> bool:
        """Add a move after so many working days (or natural ``days``); False when the plan ends before it.

        ``place`` is the acting office (the office of the case when left out); ``told`` gives fields that depend on
        the day of the move, such as a ground.
        """
        if self.stopped:
            return False
        held = self.matter
        moment = self.desk.after(working_days) if days is None else self.desk.days_later(days)
        if moment >= held.until:
            self.stopped = True
            return False
        if told is not None:
            fields.update(told())
        acting = place or held.office
        self.steps.append(Step(moment, move, fields, acting, role, self.who(role, acting)))
        return True

    def who(self, role: str, office: str) -> str:
        """Return the officer of a role in an office; the handler of a case stays the same."""
        if role == "handler" and self.handler and office == self.matter.office:
            return self.handler
        if role in ("appellant", "system"):
            return ""
        names = self.matter.staff.get((office, role)) or self.matter.staff.get(("JC", role), ())
        chosen = names[int(self.rng.random() * len(names))] if names else ""
        if role == "handler" and office == self.matter.office:
            self.handler = chosen
        return chosen

    def ground(self, kind: str, key: str) -> str:
        """Return the code of a ground in force on the day of the next step's decision."""
        found = grounds.ground_on(kind=kind, key=key, day=self.desk.now.date())
        return found.code if found else ""

    def is_new_law(self) -> bool:
        """Say whether Order 121 is in force where the pointer stands."""
        return self.desk.now.date() >= _NEW_LAW

    def chance(self, share: float) -> bool:
        """Say yes in this share of draws."""
        return self.rng.random() < share

    def done(self) -> Course:
        """Return the course."""
        last = self.steps[-1].move if self.steps else ""
        closed = any(step.move in CLOSING for step in self.steps)
        return Course(self.matter.kind, tuple(self.steps), not closed or last == "reopen")


CLOSING = frozenset(("close", "close_repeat", "redirect", "tell_no_power", "pass", "pass_at_once"))


def assign(walk: Walk) -> bool:
    """Dispatch and pick up, with a wrong address now and then; False when the course stops on the way."""
    held, rng, set_ = walk.matter, walk.rng, schedule.targets()
    if walk.at("received"):
        return False
    morning = held.received_at.hour < 16 and schedule.calendar().works(held.received_at.date())
    note = write("dispatch_note", rng)
    fields: dict[str, Any] = {"competence_basis": held.basis} if held.kind in ("complaint", "tipoff") else {}
    if note:
        fields["note"] = note
    wait = 0 if morning else 1 if schedule.calendar().works(held.received_at.date()) else 0
    if walk.chance(set_["wrong_dispatch"]) or held.hold == "returned":
        if not walk.step("dispatch", wait, role="desk", place="JCTS", office=held.other_office, **fields):
            return False
        if not walk.step("receive", 0, place=held.other_office):
            return False
        reason = write("return_reason", rng, other=_branch_name(held.office))
        if not walk.step("return_to_desk", 0 if walk.chance(0.6) else 1, place=held.other_office, reason=reason):
            return False
        walk.handler = ""
        if walk.at("returned"):
            return False
        wait = 0
    if not walk.step("dispatch", wait, role="desk", place="JCTS", office=held.office, **fields):
        return False
    if walk.at("dispatched"):
        return False
    draw, held_days = rng.random(), schedule.calendar()
    has_time = walk.desk.now.date() < held_days.add_working_days(held.received_at.date(), 1)
    slow = 2 + int(rng.random() * 2) if draw < set_["late"]["pick_up"] else 1 if draw < 0.3 and has_time else 0
    if not walk.step("receive", slow):
        return False
    officer = walk.who("handler", held.office)
    if officer and walk.chance(0.97):  # the rest lies in the office's common tray
        walk.step("assign", 0, person_id=officer)
    return not walk.at("assigned")


def _branch_name(code: str) -> str:
    return next((each.zh for each in officers.offices() if each.code == code), code)


def length(rng: Random) -> int:
    """Return how many working days after its receipt by the office a case is closed: median 4 to 5, a long tail."""
    shares: list[float] = schedule.targets()["closing_working_days"]
    draw, total = rng.random(), 0.0
    for days, share in enumerate(shares):
        total += share
        if draw < total:
            return days
    return 7 + min(36, int(rng.expovariate(1 / 7)))


def survey(walk: Walk, *, is_settled: bool) -> None:
    """Let the appellant rate the handling, in the share and split of the settings; an unsettled case is rated lower."""
    set_, rng = schedule.targets(), walk.rng
    if walk.stopped or not walk.chance(set_["survey_answered"]):
        return
    split: Mapping[str, float] = set_["satisfaction"]
    factor = (
        {"very": 1.25, "satisfied": 1.1, "fair": 0.8}
        if is_settled
        else {"dissatisfied": 2.2, "very_dissatisfied": 2.5, "very": 0.6}
    )
    names = list(split)
    answer = rng.choices(names, weights=[split[name] * factor.get(name, 1.0) for name in names])[0]
    mood = "good" if answer in ("very", "satisfied") else "fair" if answer == "fair" else "bad"
    fields: dict[str, Any] = {"satisfaction": answer}
    if walk.chance(0.7):
        fields["is_resolved"] = is_settled or walk.chance(0.15)
    comment = write(f"comment_{mood}", rng)
    if comment:
        fields["comment"] = comment
    walk.step("answer_survey", days=int(rng.random() * 5), role="appellant", **fields)


def rolled(day: date) -> date:
    """Return the first day after an arranged holiday that ``day`` lies in, else ``day``."""
    while schedule.is_long_holiday(day):
        day += timedelta(days=1)
    return day
