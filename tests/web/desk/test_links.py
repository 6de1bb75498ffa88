"""Two cases side by side: what agrees is marked; a link is confirmed, refused and undone by a person, each with its event."""

from __future__ import annotations

from redress.operations import triage
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.store.models import AccessEntry, CaseEvent, Link
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of, version_of
from tests.world import World


def propose(world: World, case_id: int) -> None:
    """Let the house propose what the exact keys say."""
    record(
        moves=[
            Advance(case_id, "propose_link", {"other_case": one.other, "link_kind": one.kind, "reasons": one.reasons})
            for one in triage.proposals(case_id)
        ],
        by=world.actors["system"],
        at=world.at,
    )


def two(world: World) -> tuple[int, int]:
    """Two appeals of one person; the house has proposed the link."""
    first = world.assigned()
    second = world.assigned(narrative="我又打了一次电话，健身房的事还是没有人管。")
    propose(world, second)
    return first, second


def pair(first: int, second: int) -> str:
    return f"/desk/c/{number_of(first)}/with/{number_of(second)}"


def test_the_house_proposes_with_reasons_and_the_case_page_leads_to_the_comparison(world: World) -> None:
    first, second = two(world)

    page = browser("east").get(f"/desk/c/{number_of(second)}")

    assert "建议 · 同一件" in text_of(page)
    assert "同一手机号" in text_of(page)
    assert pair(second, first) in body(page)


def test_side_by_side_marks_what_is_the_same_and_logs_both_looks(world: World) -> None:
    first, second = two(world)
    AccessEntry.objects.all().delete()

    response = browser("east").get(pair(first, second))

    said = text_of(response)
    assert "诉求人：电话 相同 13900001234 13900001234" in said
    assert "金额 相同" in said
    assert "事情经过 相同" not in said
    assert set(AccessEntry.objects.values_list("case_id", flat=True)) == {first, second}


def test_a_proposed_link_is_confirmed_then_undone_and_never_lost(world: World) -> None:
    first, second = two(world)
    client = browser("east")

    client.post(pair(first, second), {"action": "confirm", "kind": "same_case", "version": version_of(first)})
    assert Link.objects.get().state == "confirmed"
    client.post(pair(first, second), {"action": "undo", "reasons": "不是同一张卡", "version": version_of(first)})

    assert Link.objects.get().state == "undone"
    assert CaseEvent.objects.filter(name__in=("link.proposed", "link.confirmed", "link.undone")).count() == 3


def test_a_proposed_link_is_refused(world: World) -> None:
    first, second = two(world)

    browser("east").post(pair(first, second), {"action": "refuse", "version": version_of(first)})

    assert Link.objects.get().state == "refused"


def test_a_link_of_ones_own_needs_a_reason(world: World) -> None:
    first = world.assigned()
    second = world.assigned(
        appellant={"name": "别人", "phone": "13700001111"}, amount=None, narrative="完全另一件事，买菜缺斤少两。"
    )
    client = browser("east")

    without = client.post(pair(first, second), {"action": "confirm", "kind": "group", "version": version_of(first)})
    done = client.post(
        pair(first, second),
        {"action": "confirm", "kind": "group", "reasons": "同一家店", "version": version_of(first)},
    )

    assert without.status_code == 422
    assert "请写明为什么是关联的" in text_of(without)
    assert done.status_code == 302
    link = Link.objects.get()
    assert (link.kind, link.state, link.reasons) == ("group", "confirmed", "同一家店")


def test_a_stale_comparison_is_refused_and_keeps_the_reason(world: World) -> None:
    first, second = two(world)
    seen = version_of(first)
    world.move("mediator", first, "note", note="先等等")

    response = browser("east").post(
        pair(first, second), {"action": "confirm", "kind": "group", "reasons": "我的理由", "version": seen}
    )

    assert response.status_code == 409
    assert 'value="我的理由"' in body(response)
    assert Link.objects.get().state == "proposed"


def test_a_case_of_another_office_is_named_but_not_shown(world: World) -> None:
    first = world.assigned()
    other = world.assigned(office="CX", narrative="我又打了一次电话，健身房的事还是没有人管。")
    propose(world, other)
    client = browser("east")

    said = text_of(client.get(f"/desk/c/{number_of(first)}"))

    assert number_of(other) in said
    assert "在其他单位" in said
    assert "健身房的事还是没有人管" not in said
    assert client.get(pair(first, other)).status_code == 404
    assert browser("desk").get(pair(first, other)).status_code == 200


def test_a_typed_number_leads_to_the_comparison_and_a_wrong_one_says_so(world: World) -> None:
    first, second = world.assigned(), world.assigned(narrative="第二件，商家不退款。")
    client = browser("east")

    right = client.get(f"/desk/c/{number_of(first)}/with", {"other": f" {number_of(second)} "})
    wrong = client.get(f"/desk/c/{number_of(first)}/with", {"other": "JL-1"})
    itself = client.get(f"/desk/c/{number_of(first)}/with", {"other": number_of(first)})

    assert right["Location"] == pair(first, second)
    assert wrong.status_code == itself.status_code == 404


def test_one_who_may_only_look_cannot_link(world: World) -> None:
    first, second = two(world)
    client = browser("analyst")

    page = client.get(pair(first, second))
    refused = client.post(pair(first, second), {"action": "confirm", "kind": "same_case"})

    assert "确认关联" not in text_of(page)
    assert "13900001234" not in text_of(page)
    assert refused.status_code == 403
    assert Link.objects.get().state == "proposed"
