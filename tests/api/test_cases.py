"""Cases through the API: lists, moves with their forms, conflicts, search, export; never more than one may see."""

from __future__ import annotations

from typing import Any

from redress.store.models import AccessEntry
from tests.api.client import Machine, appeal
from tests.world import World


def _lodged(machine: Machine, **changes: Any) -> str:
    status, answer = machine.post("/appeals", appeal(**changes))
    assert status == 201
    return str(answer["number"])


def test_a_case_says_what_may_be_done_with_a_form_for_each_move(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    number = _lodged(machine)

    _, case = machine.get(f"/cases/{number}")

    dispatch = next(move for move in case["moves"] if move["name"] == "dispatch")
    assert dispatch["schema"]["required"] == ["office"]
    assert "CD" in dispatch["schema"]["properties"]["office"]["enum"]
    assert case["narrative"].startswith("在城东的")


def test_a_move_on_what_is_stale_says_what_changed(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    number = _lodged(machine)
    _, seen = machine.get(f"/cases/{number}")
    machine.move(number, "dispatch", office="CD")

    status, answer = machine.post(
        f"/cases/{number}/moves/dispatch", {"version": seen["version"], "fields": {"office": "CX"}}
    )

    assert (status, answer["code"]) == (409, "stale_version")
    assert answer["changed"] == [{"seq": 2, "event": "case.dispatched"}]


def test_a_move_that_the_procedure_does_not_allow_is_a_conflict(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    number = _lodged(machine)

    status, answer = machine.post(f"/cases/{number}/moves/accept", {"version": 1, "fields": {}})
    unknown, _ = machine.post(f"/cases/{number}/moves/fly", {"version": 1, "fields": {}})

    assert (status, answer["code"], unknown) == (409, "move_not_allowed", 409)


def test_wrong_fields_of_a_move_are_named(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    number = _lodged(machine)

    status, answer = machine.post(
        f"/cases/{number}/moves/dispatch", {"version": 1, "fields": {"office": "XX", "x": 1}}
    )

    assert status == 422
    assert {(one["where"], one["code"]) for one in answer["errors"]} == {
        ("/fields/office", "choice"),
        ("/fields/x", "unknown"),
    }


def test_the_list_is_by_what_falls_due_and_pages_without_losing_a_case(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    numbers = {_lodged(machine, narrative=f"第{n}件锅坏了") for n in range(30)}

    seen: list[str] = []
    cursor = None
    for _ in range(10):
        _, page = machine.get("/cases", procedure="complaint", **({"cursor": cursor} if cursor else {}))
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 30
    assert set(seen) == numbers


def test_a_broken_cursor_is_refused_in_one_line(world: World) -> None:
    status, answer = Machine("cases:move").get("/cases", cursor="?!")

    assert status in (400, 422)
    assert answer["where"] in ("/cursor", None)


def test_an_office_sees_its_own_cases_only(world: World) -> None:
    whole = Machine("appeals:write", "cases:move")
    east, west = _lodged(whole), _lodged(whole, narrative="另一件：空调不制冷")
    whole.move(east, "dispatch", office="CD")
    whole.move(west, "dispatch", office="CX")

    branch = Machine("cases:move", office="CD")

    assert branch.get(f"/cases/{east}")[0] == 200
    assert branch.get(f"/cases/{west}")[0] == 404
    assert [item["number"] for item in branch.get("/cases")[1]["items"]] == [east]


def test_reading_alone_shows_no_personal_data_and_moving_is_logged(world: World) -> None:
    writer = Machine("appeals:write", "cases:move")
    number = _lodged(writer, narrative="我叫何小雨，电话13900001234，锅坏了")

    _, masked = Machine("cases:read").get(f"/cases/{number}")
    _, full = writer.get(f"/cases/{number}")

    assert "13900001234" not in str(masked)
    assert "何小雨" not in str(masked)
    assert masked["parties"] == []
    assert "13900001234" in full["narrative"]
    assert AccessEntry.objects.filter(what="case").count() >= 1


def test_search_finds_any_two_characters_of_the_masked_text(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    number = _lodged(machine, narrative="羽绒服跑绒，电话13900001234，不给换")

    found = machine.get("/search", q="跑绒")[1]
    phone_masked = Machine("cases:read").get("/search", q="13900001234")[1]
    short, answer = machine.get("/search", q="绒")

    assert [hit["number"] for hit in found["hits"]] == [number]
    assert (found["count"], found["count_is_capped"]) == (1, False)
    assert phone_masked["hits"] == []
    assert (short, answer["where"]) == (422, "/q")


def test_the_export_streams_every_case_and_defuses_formulas(world: World) -> None:
    machine = Machine("appeals:write", "export")
    for number in range(3):
        _lodged(machine, narrative=f"第{number}件", respondent={"name": "=HYPERLINK(1)"})

    status, content = machine.get("/export/cases.csv")
    jsonl_status, lines = machine.get("/export/cases.jsonl")
    refused, _ = Machine("cases:read").get("/export/cases.csv")

    assert (status, jsonl_status, refused) == (200, 200, 403)
    assert content.count(b"\n") == 4
    assert b",'=HYPERLINK(1)" in content
    assert lines.count(b"\n") == 3


def test_an_inspection_runs_by_its_file_alone(world: World) -> None:
    machine = Machine("cases:move", office="CD")
    fields = {"target_name": "城东商场", "target_item": "3号扶梯", "planned_on": "2026-09-01"}

    status, case = machine.post("/cases", {"procedure": "inspection", "fields": fields})
    number = case["number"]
    machine.move(number, "inspect", inspectors="郑工、钱工", inspection_result="梳齿板缺损")
    ordered = machine.move(number, "order_mending", hazards="梳齿板缺损", rectify_by="2026-12-10")

    assert status == 201
    assert [(clock["rule"], clock["due_on"]) for clock in ordered["clocks"] if not clock["stopped_on"]] == [
        ("ordered_rectification", "2026-12-10")
    ]


def test_an_address_that_is_not_there_answers_in_the_one_shape(world: World) -> None:
    status, answer = Machine("cases:read").get("/nowhere")
    wrong_way, same = Machine("cases:read").post("/search", {})

    assert (status, answer["code"]) == (404, "not_found")
    assert (wrong_way, same["code"]) == (405, "method_not_allowed")
