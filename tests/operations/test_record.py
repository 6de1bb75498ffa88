"""The one door: what the procedure allows is appended and folded, what it does not allow leaves no trace."""

from __future__ import annotations

import pytest

from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Conflict, Forbidden, NotFound, Wrong
from redress.store.models import AppealFacts, Case, CaseEvent, Link
from tests.world import World


def test_a_complaint_goes_from_the_desk_to_an_agreement(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")
    for party in ("complainant", "respondent"):
        world.move("east", case_id, "consent", party=party, consent_means="phone")
    world.move("mediator", case_id, "start_mediation", mediation_mode="phone", mediator="吴晓")
    world.move("mediator", case_id, "agree", agreement_form="document", agreement_terms="退2000元", recovered="2000")

    done = world.move("east", case_id, "close", outcome="settled")

    assert done.standing.is_closed
    row = Case.objects.get(id=case_id)
    assert (row.stage, row.is_open, row.next_due_on) == ("closed", False, None)
    facts = AppealFacts.objects.get(case_id=case_id)
    assert (facts.outcome, str(facts.recovered)) == ("settled", "2000.00")


def test_a_move_out_of_turn_is_refused_and_leaves_no_trace(world: World) -> None:
    case_id = world.lodge()

    with pytest.raises(Conflict) as refused:
        world.move("east", case_id, "accept")

    assert refused.value.code == "move_not_allowed"
    assert CaseEvent.objects.filter(case_id=case_id).count() == 1


def test_mediation_needs_the_consent_of_both(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")
    world.move("east", case_id, "consent", party="complainant", consent_means="phone")

    with pytest.raises(Conflict, match="respondent"):
        world.move("east", case_id, "start_mediation", mediation_mode="phone", mediator="吴晓")


def test_the_ground_no_agreement_in_time_waits_for_the_limit(world: World) -> None:
    import datetime as dt

    case_id = world.assigned()
    world.move("east", case_id, "accept")

    with pytest.raises(Conflict, match="not run out"):
        world.move("east", case_id, "terminate", termination_ground="SAMR-121/2025 23(5)")
    later = world.at + dt.timedelta(days=80)
    done = world.move("east", case_id, "terminate", termination_ground="SAMR-121/2025 23(5)", at=later)

    assert done.standing.stage == "terminated"


def test_a_refusal_needs_a_ground_of_the_day_and_its_conditional_fields(world: World) -> None:
    case_id = world.assigned()

    with pytest.raises(Wrong) as old_order:
        world.move("east", case_id, "refuse", refusal_ground="SAMR-20/2019 15(3)", explanation="不是生活消费")
    with pytest.raises(Wrong) as without_factors:
        world.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(3)", explanation="不是生活消费")
    done = world.move(
        "east",
        case_id,
        "refuse",
        refusal_ground="SAMR-121/2025 16(3)",
        explanation="不能证明消费关系",
        factors="没有凭证，商家无记录",
    )

    assert old_order.value.faults[0].where == "/refusal_ground"
    assert without_factors.value.faults[0].where == "/factors"
    assert done.standing.stage == "refused"


def test_a_branch_returns_to_the_desk_and_cannot_pass_sideways(world: World) -> None:
    case_id = world.assigned()

    with pytest.raises(Conflict):
        world.move("east", case_id, "dispatch", office="CX")
    back = world.move("east", case_id, "return_to_desk", reason="经营地在城西")

    assert back.standing.stage == "received"
    assert back.office_id == world.offices["SJ"]
    assert AppealFacts.objects.get(case_id=case_id).returns == 1
    assert [clock.rule for clock in back.standing.running] == ["closing_target"]


def test_another_office_and_another_role_are_refused(world: World) -> None:
    case_id = world.assigned()

    with pytest.raises(Forbidden):
        world.move("west", case_id, "accept")
    with pytest.raises(Forbidden):
        world.move("analyst", case_id, "note", note="x")
    with pytest.raises(NotFound):
        access.case_for(world.actors["west"], Case.objects.get(id=case_id).number)


def test_the_second_of_two_officers_is_told_what_changed(world: World) -> None:
    case_id = world.assigned()
    seen = Case.objects.get(id=case_id).version
    record(moves=[Advance(case_id, "accept", expected_version=seen)], by=world.actors["east"], at=world.at)

    with pytest.raises(Conflict) as refused:
        record(moves=[Advance(case_id, "accept", expected_version=seen)], by=world.actors["east"], at=world.at)

    assert refused.value.code == "stale_version"
    assert refused.value.facts["changed"] == [{"seq": seen + 1, "event": "complaint.accepted"}]


def test_a_sequence_is_all_or_nothing(world: World) -> None:
    case_id = world.assigned()

    with pytest.raises(Conflict):
        record(moves=[Advance(case_id, "accept"), Advance(case_id, "receive")], by=world.actors["east"], at=world.at)

    assert Case.objects.get(id=case_id).stage == "assigned"


def test_a_lead_found_opens_a_linked_tip_off_and_both_go_on(world: World) -> None:
    case_id = world.assigned()

    done = world.move("east", case_id, "find_lead", clue="宣传“永久有效”")

    lead = Case.objects.get(id=done.opened[0])
    assert (lead.procedure, lead.stage, lead.next_due_rule) == ("tipoff", "verifying", "lead_verification")
    assert Link.objects.get().kind == "lead"
    assert Case.objects.get(id=case_id).is_open


def test_what_is_personal_is_sealed_and_what_is_not_is_plain(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "note", note="何小雨说下周来局里")

    event = CaseEvent.objects.get(case_id=case_id, seq=4)

    assert "何小雨" not in event.data
    assert "何小雨".encode() not in bytes(event.sealed)


def test_facts_cannot_be_changed_or_deleted_in_the_database(world: World) -> None:
    from django.db import DatabaseError, connection, transaction

    case_id = world.lodge()

    for sql in ("UPDATE store_caseevent SET name = 'x'", "DELETE FROM store_caseevent", "DELETE FROM store_party"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert CaseEvent.objects.filter(case_id=case_id).exists()
