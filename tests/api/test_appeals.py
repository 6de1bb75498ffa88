"""Lodging through the API: one answer a delivery, one error shape, nothing half taken."""

from __future__ import annotations

import pytest

from redress.store.models import Case
from tests.api.client import Machine, appeal
from tests.world import World


def test_an_appeal_gets_a_number_a_code_and_its_clocks(world: World) -> None:
    status, answer = Machine("appeals:write").post("/appeals", appeal())

    assert status == 201
    case = answer["cases"][0]
    assert (case["number"], case["kind"], case["stage"], case["office"]) == (
        answer["number"],
        "complaint",
        "received",
        "SJ",
    )
    clock = next(one for one in case["clocks"] if one["rule"] == "acceptance_decision")
    assert set(clock) >= {"rule", "due_on", "warn_on", "provisional", "cite"}
    assert clock["cite"]["instrument"] == "SAMR-121/2025"


def test_the_same_key_and_body_gets_the_same_answer_and_one_case(world: World) -> None:
    machine = Machine("appeals:write")

    first = machine.post("/appeals", appeal(), Idempotency_Key="k-1")
    second = machine.post("/appeals", appeal(), Idempotency_Key="k-1")

    assert (first[0], second[0]) == (201, 200)
    assert first[1] == second[1]
    assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_a_conflict(world: World) -> None:
    machine = Machine("appeals:write")
    machine.post("/appeals", appeal(), Idempotency_Key="k-1")

    status, answer = machine.post("/appeals", appeal(narrative="另一件事"), Idempotency_Key="k-1")

    assert (status, answer["code"]) == (409, "idempotency_key_reused")


def test_the_same_source_number_of_the_same_channel_is_the_same_appeal(world: World) -> None:
    machine = Machine("appeals:write")

    first = machine.post("/appeals", appeal(external_id="12345-7"))
    again = machine.post("/appeals", appeal(external_id="12345-7", narrative="改了几个字"))
    other = machine.post("/appeals", appeal(external_id="12345-7", channel="C09"))

    assert (first[0], again[0], other[0]) == (201, 200, 201)
    assert again[1] == first[1]


def test_a_mixed_appeal_opens_two_linked_cases(world: World) -> None:
    _, answer = Machine("appeals:write").post("/appeals", appeal(kinds=["complaint", "tipoff"]))

    assert [case["kind"] for case in answer["cases"]] == ["complaint", "tipoff"]
    assert answer["cases"][0]["number"] == answer["number"]


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"amount": "三千"}, "/amount", "money"),
        ({"amount": 3800}, "/amount", "type"),
        ({"purchased_on": "2026-02-30"}, "/purchased_on", "date"),
        ({"received_at": "2026-08-01T10:00:00"}, "/received_at", "moment_zone"),
        ({"received_at": "2999-08-01T10:00:00+08:00"}, "/received_at", "in_the_future"),
        ({"channel": "ZZZ"}, "/channel", "choice"),
        ({"narrative": "   "}, "/narrative", "empty"),
        ({"kinds": ["gossip"]}, "/kinds/0", "choice"),
        ({"appellant": {"name": "何小雨", "phone": "139"}}, "/appellant/phone", "phone"),
        ({"appellant": {"name": "何小雨"}}, "/appellant/phone", "missing"),
        ({"colour": "red"}, "/colour", "unknown"),
        ({"attachments": ["nowhere"]}, "/attachments/0", "unknown_upload"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_a_stable_code_and_nothing_is_written(
    world: World, change: dict[str, object], where: str, code: str
) -> None:
    status, answer = Machine("appeals:write").post("/appeals", appeal(**change))

    assert status == 422
    assert set(answer) >= {"code", "message", "where", "hint"}
    places = {(one["where"], one["code"]) for one in answer.get("errors", [])} | {(answer["where"], answer["code"])}
    assert (where, code) in places
    assert Case.objects.count() == 0


def test_what_is_no_json_and_what_is_no_json_type_are_told_apart(world: World) -> None:
    machine = Machine("appeals:write")

    broken, _ = machine.post("/appeals", "{not json")
    response = machine.client.post("/api/v1/appeals", "a=1", content_type="text/plain", headers=machine.headers)
    large, _ = machine.post("/appeals", "x" * (2 * 1024 * 1024 + 10))

    assert (broken, response.status_code, large) == (400, 415, 413)
    assert response.json()["code"] == "unsupported_media_type"


def test_without_a_token_or_the_scope_nothing_is_taken(world: World) -> None:
    none, answer = Machine().post("/appeals", appeal())
    wrong, _ = Machine("cases:read").post("/appeals", appeal())

    assert (none, answer["code"], wrong) == (401, "unauthorized", 403)
    assert Case.objects.count() == 0


def test_errors_come_in_the_language_asked_for(world: World) -> None:
    _, zh = Machine("appeals:write").post("/appeals", appeal(amount="x"))
    _, en = Machine("appeals:write", language="en").post("/appeals", appeal(amount="x"))

    assert (zh["code"], en["code"]) == ("wrong_fields", "wrong_fields")
    assert "改正" in zh["message"]
    assert "correcting" in en["message"]


def test_the_appellant_follows_by_number_and_code_and_sees_nothing_else(world: World) -> None:
    machine = Machine("appeals:write", "cases:move")
    _, lodged = machine.post("/appeals", appeal())
    machine.move(lodged["number"], "note", note="内部备注不给看")

    status, seen = Machine().get(f"/appeals/{lodged['number']}", code=lodged["follow_code"].lower())
    wrong, answer = Machine().get(f"/appeals/{lodged['number']}", code="AAAAAAAA")
    nowhere, same = Machine().get("/appeals/JL-1999-000001", code="AAAAAAAA")

    assert status == 200
    assert "内部备注" not in str(seen)
    assert seen["cases"][0]["plain"]["zh"].startswith("我们已收到")
    assert (wrong, nowhere) == (404, 404)
    assert answer["message"] == same["message"]
