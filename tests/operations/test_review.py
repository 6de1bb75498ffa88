"""Closing says what happened, and a dissatisfied appellant brings a closed case back."""

from __future__ import annotations

import pytest

from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Conflict, Refused, Wrong
from redress.store.models import Case
from tests.world import World


def refused(world: World) -> int:
    """Return a complaint that was not accepted."""
    case_id = world.assigned()
    world.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    return case_id


@pytest.mark.parametrize("outcome", ["settled", "not_settled", "withdrawn"])
def test_a_complaint_is_not_closed_with_what_did_not_happen(world: World, outcome: str) -> None:
    case_id = refused(world)

    with pytest.raises(Refused):
        world.move("east", case_id, "close", outcome=outcome)

    world.move("east", case_id, "close", outcome="refused")
    assert Case.objects.get(id=case_id).stage == "closed"


@pytest.mark.parametrize("outcome", ["filed", "not_filed", "answered", "done"])
def test_a_complaint_knows_no_outcome_of_another_kind(world: World, outcome: str) -> None:
    case_id = refused(world)

    with pytest.raises(Wrong):
        world.move("east", case_id, "close", outcome=outcome)


def test_an_open_case_is_not_looked_at_again_and_a_closed_one_only_once(world: World) -> None:
    case_id = refused(world)
    again = Advance(case_id, "ask_review", {"explanation": "没有说理由"})
    by = access.appellant(case_id=case_id)

    with pytest.raises(Conflict):
        record(moves=[again], by=by, at=world.at)
    world.move("east", case_id, "close", outcome="refused")
    record(moves=[again], by=by, at=world.at)
    with pytest.raises(Conflict):
        record(moves=[again], by=by, at=world.at)

    assert Case.objects.get(id=case_id).stage == "review"
    world.move("east", case_id, "reopen", reason="确有遗漏，重新办理")
    assert Case.objects.get(id=case_id).stage == "assigned"
