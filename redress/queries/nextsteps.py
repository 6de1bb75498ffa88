"""What happens next to an appeal and by when at the latest, by the law in force: for the page after lodging.

Each step is counted from the latest day of the step before, so that no promise is earlier than the law allows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from redress.law import limits, rulebook
from redress.law.calendar import OutsideCalendar
from redress.queries import lawbook

# procedure → (step, rule, is the extended limit meant), in order
COURSES: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "complaint": (
        ("pick_up", "pick_up_target", False),
        ("decide", "acceptance_decision", False),
        ("mediate", "mediation_limit", False),
    ),
    "tipoff": (
        ("pick_up", "pick_up_target", False),
        ("verify", "lead_verification", False),
        ("verify_extended", "lead_verification", True),
    ),
    "inquiry": (("pick_up", "pick_up_target", False), ("answer", "closing_target", False)),
    "other_appeal": (("pick_up", "pick_up_target", False), ("answer", "closing_target", False)),
}
FROM_RECEIPT = frozenset({"pick_up_target", "closing_target"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step to come: its name, its last day, the rule and article behind it. `basis` law or target."""

    name: str
    by: dt.date
    rule: str
    basis: str
    is_provisional: bool
    cite: dict[str, Any] | None


def of(*, procedure: str, received_on: dt.date) -> tuple[Step, ...]:
    """List the steps of an appeal received on a day; a rule not in force or switched off leaves its step out."""
    law = lawbook.current()
    found: list[Step] = []
    latest = received_on
    base = received_on
    for name, rule, is_extended in COURSES.get(procedure, ()):
        if name != "verify_extended":
            base = received_on if rule in FROM_RECEIPT else latest
        try:
            deadline = limits.last_day(
                rulebook=law.rulebook, rule=rule, start=base, calendar=law.calendar, extended=is_extended, on=base
            )
        except (rulebook.NoAnswer, OutsideCalendar, limits.WrongAsk):
            continue
        if deadline.due_on is None:
            continue
        latest = max(latest, deadline.due_on)
        found.append(
            Step(
                name,
                deadline.due_on,
                rule,
                deadline.basis,
                deadline.provisional,
                deadline.cite.as_dict() if deadline.cite else None,
            )
        )
    return tuple(found)
