"""Many cases at once: a preview first, a result for each, and one bad case does not stop the others."""

from __future__ import annotations

from typing import Any

import pytest

from redress.operations import officer
from redress.operations.refusals import Wrong
from redress.store.models import Case
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of, person_id, version_of
from tests.world import World


def ticked(*case_ids: int) -> list[str]:
    return [f"{number_of(one)}:{version_of(one)}" for one in case_ids]


def send(world: World, username: str, move: str, marks: list[str], **more: Any) -> Any:
    return browser(username).post("/desk/bulk", {"move": move, "n": marks, "next": "/desk/?due=late", **more})


def waiting(world: World, count: int) -> list[int]:
    return [world.lodge(narrative=f"第{n}件，商家不退款。", area="350981001") for n in range(count)]


def test_the_preview_suggests_the_competent_office_with_its_article_and_does_nothing(world: World) -> None:
    from redress.queries import offices
    from redress.store.models import Office

    Office.objects.filter(code="CD").update(areas="350981001")
    offices.forget()
    cases = waiting(world, 2)

    response = send(world, "desk", "dispatch", ticked(*cases))

    said = text_of(response)
    assert "先看清楚再办" in said
    assert "被投诉人实际经营地" in said
    assert "第13条" in said
    assert body(response).count('<option value="CD" selected>') == 2
    assert set(Case.objects.values_list("stage", flat=True)) == {"received"}


def test_each_case_gets_its_own_office(world: World) -> None:
    first, second = waiting(world, 2)
    offices = {f"office:{number_of(first)}": "CD", f"office:{number_of(second)}": "CX"}

    response = send(world, "desk", "dispatch", ticked(first, second), go="1", **offices)

    assert "办成 2 件，没办成 0 件" in text_of(response)
    assert Case.objects.get(id=first).office_id == world.offices["CD"]
    assert Case.objects.get(id=second).office_id == world.offices["CX"]


def test_one_bad_case_is_named_and_the_others_go_through(world: World) -> None:
    good, stale, gone = waiting(world, 3)
    marks = ticked(good, stale, gone)
    world.move("desk", stale, "note", note="刚刚打过电话")
    world.move("desk", gone, "redirect", route="法院", explanation="不归我们管")

    response = send(world, "desk", "dispatch", [*marks, "JL-1999-000001:1"], go="1", office="CD")

    said = text_of(response)
    assert "办成 1 件，没办成 3 件" in said
    assert "这件在您查看之后又有了新的办理记录" in said
    assert "其间 记备注" in said
    assert "没有找到编号 JL-1999-000001" in said
    assert [Case.objects.get(id=one).stage for one in (good, stale, gone)] == ["dispatched", "received", "closed"]


def test_a_case_without_a_choice_is_left_alone(world: World) -> None:
    first, second = waiting(world, 2)

    response = send(world, "desk", "dispatch", ticked(first, second), go="1", **{f"office:{number_of(first)}": "CD"})

    assert "没有选择，未办理" in text_of(response)
    assert Case.objects.get(id=second).stage == "received"


def test_a_supervisor_assigns_many_to_their_offices_people(world: World) -> None:
    first, second = world.assigned(), world.assigned(narrative="第二件，商家不退款。")

    preview = send(world, "chief", "assign", ticked(first, second))
    done = send(
        world, "chief", "assign", ticked(first, second), go="1",
        **{f"person_id:{number_of(one)}": str(person_id(world, "east")) for one in (first, second)},
    )  # fmt: skip

    assert "王芳" in text_of(preview)
    assert "陈立" not in body(preview)
    assert "办成 2 件" in text_of(done)
    assert set(Case.objects.values_list("handler_id", flat=True)) == {person_id(world, "east")}


def test_a_move_that_does_not_fit_is_said_before_and_cannot_be_ticked(world: World) -> None:
    case_id = world.assigned()

    response = send(world, "desk", "dispatch", ticked(case_id))

    assert "“待决定”阶段不能办理" in text_of(response)
    assert "disabled" in body(response)


@pytest.mark.parametrize(
    ("who", "move", "status"), [("east", "dispatch", 404), ("analyst", "receive", 403), ("desk", "erase", 404)]
)
def test_a_batch_is_not_a_way_around_the_roles(world: World, who: str, move: str, status: int) -> None:
    case_id = world.lodge()

    response = send(world, who, move, ticked(case_id), go="1", office="CD")

    assert response.status_code == status
    assert Case.objects.get(id=case_id).version == 1


def test_another_offices_case_is_not_moved_by_naming_it(world: World) -> None:
    case_id = world.lodge()
    world.move("desk", case_id, "dispatch", office="CX")

    response = send(world, "east", "receive", ticked(case_id), go="1")

    assert "办成 0 件，没办成 1 件" in text_of(response)
    assert Case.objects.get(id=case_id).stage == "dispatched"


def test_nothing_ticked_says_how_to_tick(world: World) -> None:
    assert "没有勾选任何件" in text_of(send(world, "desk", "dispatch", ["x", ":", "a:b"]))


def test_more_than_two_hundred_are_refused_and_nothing_is_done(world: World) -> None:
    chosen = [officer.Chosen(f"JL-2026-{n:06}", 1) for n in range(201)]

    with pytest.raises(Wrong) as refused:
        officer.make_many(chosen=chosen, move="dispatch", fields={}, by=world.actors["desk"], at=world.at)

    assert refused.value.code == "too_many"


def test_a_surprise_in_one_case_does_not_stop_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = waiting(world, 2)
    made, bad = officer.make, number_of(first)

    def make(**given: Any) -> Any:
        if given["number"] == bad:
            raise RuntimeError("a bug")
        return made(**given)

    monkeypatch.setattr(officer, "make", make)
    done = officer.make_many(
        chosen=[officer.Chosen(number_of(one), 1) for one in (first, second)], move="dispatch", fields={"office": "CD"},
        by=world.actors["desk"], at=world.at,
    )  # fmt: skip

    assert [one.code for one in done] == ["internal", ""]
    assert Case.objects.get(id=second).stage == "dispatched"
