"""The worker proposes links and classes with reasons; a person confirms, refuses, undoes; nothing is merged."""

from __future__ import annotations

import datetime as dt

import pytest

from redress.jobs import compare
from redress.operations.refusals import Wrong
from redress.store.models import AppealFacts, Case, CaseEvent, Link, Outbox
from tests.world import World


def _links(world: World) -> list[tuple[str, str]]:
    compare.run(at=world.at)
    return [(link.kind, link.reasons) for link in Link.objects.order_by("id")]


def test_the_same_person_and_sum_at_the_same_trader_is_proposed_as_the_same_case(world: World) -> None:
    world.lodge()
    world.lodge(narrative="上次说的健身房关门的事，还是没人管，退我年卡的钱", channel="C13")

    (kind, reasons), *rest = _links(world)

    assert kind == "same_case"
    assert "同一手机号" in reasons
    assert rest == []
    assert Link.objects.get().state == "proposed"


def test_others_at_the_same_trader_with_the_same_words_are_a_group_not_the_same_case(world: World) -> None:
    world.lodge()
    world.lodge(appellant={"name": "别人", "phone": "13700009999"})

    assert [kind for kind, _ in _links(world)] == ["group"]


def test_strangers_with_nothing_in_common_are_not_linked(world: World) -> None:
    world.lodge()
    other = {"name": "别人", "phone": "13700009999"}
    world.lodge(narrative="面馆吃出头发丝", respondent={"name": "老李面馆"}, amount=None, appellant=other)

    assert _links(world) == []


def test_a_link_is_confirmed_undone_and_stays_in_the_journal(world: World) -> None:
    first = world.lodge()
    second = world.lodge(channel="C13")
    compare.run(at=world.at)
    number = Case.objects.get(id=first).number

    world.move("desk", second, "confirm_link", other_case=number, link_kind="same_case")
    confirmed = Link.objects.get().state
    world.move("desk", second, "undo_link", other_case=number, reason="是两件事")

    assert (confirmed, Link.objects.get().state) == ("confirmed", "undone")
    names = list(CaseEvent.objects.filter(case_id=second).order_by("seq").values_list("name", flat=True))
    assert names[-2:] == ["link.confirmed", "link.undone"]
    assert Case.objects.filter(id__in=(first, second), is_open=True).count() == 2


def test_a_refused_link_is_not_proposed_again(world: World) -> None:
    first, second = world.lodge(), world.lodge(channel="C13")
    compare.run(at=world.at)
    world.move("desk", second, "refuse_link", other_case=Case.objects.get(id=first).number)
    Outbox.objects.filter(kind="compare").update(state="waiting", due_at=world.at)

    again = compare.run(at=world.at + dt.timedelta(minutes=1))

    assert Link.objects.get().state == "refused"
    assert again["errors"] == []


def test_a_link_to_nowhere_is_refused(world: World) -> None:
    case_id = world.lodge()

    with pytest.raises(Wrong) as refused:
        world.move("desk", case_id, "confirm_link", other_case="JL-1999-000001", link_kind="related")

    assert refused.value.where == "/other_case"


def test_classes_are_proposed_with_the_words_that_point_to_them_and_a_person_confirms(world: World) -> None:
    case_id = world.lodge()

    compare.run(at=world.at)

    event = CaseEvent.objects.get(case_id=case_id, name="class.proposed")
    assert "健身" in event.data
    assert AppealFacts.objects.get(case_id=case_id).subject_class == "", "a proposal is not a class"
    world.move("desk", case_id, "classify", subject_class="S0405", issue_class="P0501")
    facts = AppealFacts.objects.get(case_id=case_id)
    assert (facts.subject_class, facts.class_is_confirmed) == ("S0405", True)


def test_a_class_that_is_not_in_the_tree_is_refused(world: World) -> None:
    case_id = world.lodge()

    with pytest.raises(Wrong) as refused:
        world.move("desk", case_id, "classify", subject_class="X9999")

    assert refused.value.where == "/subject_class"


def test_a_second_run_of_the_worker_proposes_nothing_new(world: World) -> None:
    world.lodge()
    world.lodge(channel="C13")

    first, second = compare.run(at=world.at), compare.run(at=world.at)

    assert first["compared"] == 2
    assert second == {"compared": 0, "proposed": 0, "errors": []}
