"""The supervisor's board: who is late and why, counts beside their denominators, one key makes an order with its clock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from redress.law.standing import ZONE
from redress.operations import supervision
from redress.store.models import Case
from tests.web.conftest import text_of
from tests.web.desk.people import browser, number_of, person_id, version_of
from tests.world import World

LATE = dt.datetime(2026, 8, 10, 10, 0, tzinfo=ZONE)
NOON = dt.datetime(2026, 8, 31, 12, 0, tzinfo=ZONE)


def late_case(world: World, **more: Any) -> int:
    case_id = world.assigned(at=LATE, **more)
    world.move("chief", case_id, "assign", person_id=person_id(world, "east"), at=LATE)
    supervision.sweep(at=NOON)
    return case_id


def listed(response: Any) -> list[str]:
    return re.findall(r'<tr data-href="/desk/c/([^"]+)"', response.content.decode())


def test_the_board_says_who_is_late_by_which_clock_and_since_when_nothing_happened(world: World) -> None:
    case_id = late_case(world)
    world.assigned(narrative="准时的一件，商家不退款。")

    response = browser("chief").get("/desk/board")

    said = text_of(response)
    assert listed(response) == [number_of(case_id)]
    assert "已超 8 个工作日" in said
    assert "受理决定期限 第15条" in said
    assert "待决定 · 21 天没有动静" in said
    assert "8月10日 指定承办人" in said
    assert "王芳" in said


def test_counts_stand_beside_their_denominator_by_office_and_person(world: World) -> None:
    late_case(world)
    world.assigned(narrative="准时的一件，商家不退款。")
    returned = world.assigned(narrative="退回过的一件。")
    world.move("east", returned, "return_to_desk", reason="不在我们辖区")
    world.move("desk", returned, "dispatch", office="CD")

    said = text_of(browser("chief").get("/desk/board"))

    assert "城东分局 3 1 33% 0 1 / 3" in said
    assert "王芳 1 1 0" in said
    assert "未指定承办人 2 0 0" in said
    assert "单位按机构顺序排列，不排名" in said


def test_ranking_of_offices_ships_off_and_is_said_when_it_is_on(world: World, settings: Any) -> None:
    late_case(world)
    settings.REDRESS_RANKINGS = True

    assert "单位按超期比例排列（管理员已打开排名）" in text_of(browser("chief").get("/desk/board"))


def test_the_late_list_narrows_to_an_office_a_person_and_a_clock(world: World) -> None:
    mine = late_case(world)
    other = world.assigned(office="CX", at=LATE, narrative="城西的一件，商家不退款。")
    supervision.sweep(at=NOON)
    client = browser("chief")
    office, person = world.offices["CD"], person_id(world, "east")

    assert listed(client.get(f"/desk/board?office={office}")) == [number_of(mine)]
    assert listed(client.get(f"/desk/board?office={office}&person={person}")) == [number_of(mine)]
    assert listed(client.get(f"/desk/board?office={world.offices['CX']}&person=0")) == [number_of(other)]
    assert listed(client.get("/desk/board?rule=acceptance_decision")) == [number_of(mine), number_of(other)]
    assert listed(client.get("/desk/board?rule=mediation_limit")) == []


def test_what_falls_due_within_three_days_has_its_own_list(world: World) -> None:
    case_id = world.assigned()
    Case.objects.filter(id=case_id).update(sort_on=dt.date(2026, 9, 2), next_due_on=dt.date(2026, 9, 2))
    client = browser("chief")

    assert listed(client.get("/desk/board")) == []
    assert listed(client.get("/desk/board?what=near")) == [number_of(case_id)]


def test_an_order_begins_ready_runs_its_own_clock_and_ends_with_its_answer(world: World) -> None:
    case_id = late_case(world)
    chief, handler = browser("chief"), browser("east")
    address = f"/desk/c/{number_of(case_id)}/m/order?next=/desk/board"

    form = chief.get(address)
    demand = re.search(r'name="demand"[^>]*>\s*([^<]+)</textarea>', form.content.decode())
    day = re.search(r'name="answer_by" value="([^"]+)"', form.content.decode())
    assert demand is not None
    assert day is not None
    done = chief.post(
        address,
        {"version": version_of(case_id), "next": "/desk/board", "demand": demand.group(1), "answer_by": day.group(1)},
    )

    assert done["Location"] == "/desk/board"
    assert day.group(1) == "2026-09-03"
    assert "8月31日 已督办" in text_of(chief.get("/desk/board"))
    assert "督办反馈" in text_of(handler.get(f"/desk/c/{number_of(case_id)}"))
    handler.post(
        f"/desk/c/{number_of(case_id)}/m/answer_order", {"version": version_of(case_id), "answer": "明天办结"}
    )
    assert "已督办" not in text_of(chief.get("/desk/board"))


def test_many_late_cases_are_ordered_in_one_go(world: World) -> None:
    cases = [late_case(world), late_case(world, narrative="另一件超期的，商家失联。")]
    client = browser("chief")
    marks = [f"{number_of(one)}:{version_of(one)}" for one in cases]

    preview = client.post("/desk/bulk", {"move": "order", "n": marks, "next": "/desk/board"})
    done = client.post(
        "/desk/bulk",
        {
            "move": "order",
            "n": marks,
            "go": "1",
            "demand": "请办结",
            "answer_by": "2026-09-04",
            "next": "/desk/board",
        },
    )

    assert "请说明超期原因" in text_of(preview)
    assert "办成 2 件，没办成 0 件" in text_of(done)


def test_nobody_but_a_supervisor_or_auditor_sees_the_board_and_only_the_first_orders(world: World) -> None:
    case_id = late_case(world)

    assert browser("east").get("/desk/board").status_code == 403
    assert "督办…" not in text_of(browser("auditor").get("/desk/board"))
    refused = browser("east").post(
        f"/desk/c/{number_of(case_id)}/m/order",
        {"demand": "x", "answer_by": "2026-09-04", "version": version_of(case_id)},
    )
    assert refused.status_code == 403


def test_odd_questions_to_the_board_are_harmless(world: World) -> None:
    late_case(world)

    response = browser("chief").get("/desk/board?office=x&person=-1&rule=%00&what=?&cursor=2026-13-01.x")

    assert response.status_code == 200
