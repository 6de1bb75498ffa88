"""What an event changes in the caches: the office that holds the case, and the columns that lists and figures read.

`after` is a function of the event alone, so that a rebuild can run it again over the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from redress.law.procedure import Move
from redress.law.standing import Standing
from redress.operations.refusals import Wrong
from redress.queries import offices, staff

if TYPE_CHECKING:
    from redress.operations.steps.session import Held


def before(held: Held, move: Move, fields: Mapping[str, Any], extra: dict[str, Any]) -> None:
    """Note in the event what a later rebuild must know: from which office a dispatch came, to which it goes back."""
    if move.event == "case.dispatched":
        office = offices.by_code(str(fields["office"]))
        if office is None:
            raise Wrong(
                code="unknown_office", zh=f"没有代码为“{fields['office']}”的单位", en=f"no office {fields['office']!r}",
                hint_zh="请从列表中选择", hint_en="choose one of the listed offices", where="/office",
            )  # fmt: skip
        extra["from_office_id"], extra["to_office_id"] = held.office_id, office.id
    elif move.event == "case.returned":
        dispatched = held.fold.seen.get("case.dispatched", [])
        home = dispatched[-1].get("from_office_id") if dispatched else None
        intake = offices.intake()
        extra["to_office_id"] = home or (intake.id if intake else held.office_id)
    elif move.event == "case.assigned" and not staff.works_in(
        person_id=int(fields["person_id"]), office_id=held.office_id
    ):
        raise Wrong(
            code="not_of_this_office", zh="此人不在本件的承办单位", en="that person does not work in the office that has the case",
            hint_zh="请从本单位人员中选择", hint_en="choose somebody of that office", where="/person_id",
        )  # fmt: skip


def after(held: Held, move: Move, data: Mapping[str, Any], at: dt.datetime) -> None:
    """Write down what this event changes in the caches."""
    held.case_changes["last_at"] = at
    if isinstance(data.get("to_office_id"), int):
        held.office_id = int(data["to_office_id"])
        held.case_changes["handler_id"] = None  # who handled it in the office before does not follow the case
    if move.name == "erase":
        held.case_changes.update(is_erased=True, title="")
    held.facts_changes.update(facts_of(move.event, data, at))
    if move.event == "case.returned":
        held.facts_changes["returns"] = len(held.fold.seen.get("case.returned", []))
    if move.event == "case.assigned" and isinstance(data.get("person_id"), int):
        held.case_changes["handler_id"] = data["person_id"]


ON_TIME = {
    "pick_up_target": "is_picked_up_on_time",
    "acceptance_decision": "is_decided_on_time",
    "closing_target": "is_closed_on_time",
}


def on_time(standing: Standing) -> dict[str, Any]:
    """Return whether the clocks that figures are made of were kept: True, False once late, absent while they run.

    The last run of a clock counts; a careful date is no limit and is left out.
    """
    found: dict[str, Any] = {}
    for clock in standing.clocks:
        column = ON_TIME.get(clock.rule)
        if column is None or clock.is_careful or clock.due_on is None:
            continue
        if clock.stopped_on is not None:
            found[column] = not clock.is_missed
        else:
            found.pop(column, None)
            if clock.is_missed:
                found[column] = False
    return found


def _sum(written: Any) -> Decimal | None:
    return Decimal(str(written)) if written not in (None, "") else None


def facts_of(event: str, data: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    """Return the columns of AppealFacts that an event sets."""
    match event:
        case "class.confirmed":
            found: dict[str, Any] = {
                name: data[name] for name in ("subject_class", "issue_class") if data.get(name) is not None
            }
            return {**found, "class_is_confirmed": True}
        case "case.dispatched":
            return {"dispatched_at": at}
        case "case.received":
            return {"competent_at": at}
        case "complaint.accepted":
            return {"decided_at": at}
        case "complaint.refused":
            return {"decided_at": at, "ground": data.get("refusal_ground", ""), "outcome": "refused"}
        case "mediation.agreed":
            return {"outcome": "settled", "recovered": _sum(data.get("recovered"))}
        case "mediation.terminated":
            return {"ground": data.get("termination_ground", ""), "outcome": "not_settled"}
        case "complaint.withdrawn" | "tipoff.withdrawn" | "inquiry.withdrawn" | "appeal.withdrawn":
            return {"outcome": "withdrawn"}
        case "verification.filed":
            return {"outcome": "filed", "decided_at": at}
        case "verification.not_filed":
            return {"outcome": "not_filed", "decided_at": at}
        case "inquiry.answered" | "appeal.answered":
            return {"outcome": "answered", "decided_at": at}
        case "appeal.redirected":
            return {"outcome": "redirected"}
        case "case.closed":
            return {"outcome": data.get("outcome", "")}
        case "national.numbered":
            return {"national_number": data.get("national_number", "")}
        case "survey.answered":
            return {"satisfaction": data.get("satisfaction", "")}
        case _:
            return {}
