"""Hostile and careless bodies: one shape, a stable code, the place that is wrong, and never a 500."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redress.store.models import AppealFacts, Case
from tests.api.client import Machine, appeal
from tests.world import World


@pytest.mark.parametrize(
    "changes",
    [
        {"respondent": {"name": "甲\0店", "uscc": "91\0", "platform": "某\0平台"}},
        {"external_id": "X\0-1"},
        {"appellant": {"name": "何\0小雨", "phone": "13900001234", "address": "城\0东"}},
        {"narrative": "店家\0不退款"},
    ],
)
def test_nul_is_left_out_of_every_text(world: World, changes: dict[str, Any]) -> None:
    status, answer = Machine("appeals:write").post("/appeals", appeal(**changes))

    assert status == 201, answer
    facts = AppealFacts.objects.get()
    assert "\0" not in facts.respondent + facts.respondent_uscc + facts.platform + facts.external_id
    assert "\0" not in Case.objects.get().title


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"appellant": {"name": " ", "phone": "13900001234"}}, "/appellant/name", "empty"),
        ({"appellant": {"name": "\0", "phone": "13900001234"}}, "/appellant/name", "empty"),
        ({"respondent": {"name": "　"}}, "/respondent/name", "empty"),
        ({"purchased_on": "20260101xx"}, "/purchased_on", "date"),
        ({"purchased_on": "2026-W01-1"}, "/purchased_on", "date"),
        ({"purchased_on": "0001-01-01"}, "/purchased_on", "date_early"),
    ],
)
def test_what_is_no_name_or_date_is_refused_at_its_place(
    world: World, changes: dict[str, Any], where: str, code: str
) -> None:
    status, answer = Machine("appeals:write").post("/appeals", appeal(**changes))

    assert status == 422
    assert [(one["where"], one["code"]) for one in answer["errors"]] == [(where, code)]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"remedy_sought": ["R01", "x"]}, "/remedy_sought/1"),
        ({"purchased_on": "2099-01-01"}, "/purchased_on"),
        ({"attachments": ["nothing"]}, "/attachments/0"),
    ],
)
def test_what_is_unknown_or_lies_in_the_future_is_refused_at_its_place(
    world: World, changes: dict[str, Any], where: str
) -> None:
    status, answer = Machine("appeals:write").post("/appeals", appeal(**changes))

    assert (status, answer["where"]) == (422, where)
    assert not Case.objects.exists()


def test_a_wrong_field_of_a_move_points_into_its_fields(world: World) -> None:
    number = Case.objects.get(id=world.lodge()).number
    machine = Machine("cases:read", "cases:move", office="SJ")

    status, answer = machine.post(f"/cases/{number}/moves/dispatch", {"version": 1, "fields": {"office": 5}})

    assert status == 422
    assert {one["where"] for one in answer["errors"]} <= {
        "/fields/office",
        "/fields/note",
        "/fields/competence_basis",
    }


def test_a_body_in_chunks_is_asked_for_with_its_length(world: World) -> None:
    machine = Machine("appeals:write")

    response = Client().generic(
        "POST", "/api/v1/appeals", b"", content_type="application/json",
        headers={**machine.headers, "Transfer-Encoding": "chunked"},
    )  # fmt: skip

    assert (response.status_code, response.json()["code"]) == (411, "length_required")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"xx"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"; filename="'
         + b"n" * 5000 + b'.jpg"\r\n\r\nx\r\n--b--\r\n'),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_read_is_the_senders_fault(world: World, kind: str, body: bytes) -> None:
    machine = Machine("appeals:write")

    response = Client(raise_request_exception=False).generic(
        "POST", "/api/v1/uploads", body, content_type=kind, headers=machine.headers
    )

    assert response.status_code in (400, 415, 422)
    assert response.json()["code"]
    assert response.json()["hint"]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R/Encrypt<</Filter/Acme>>>>\n%%EOF",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages/Kids>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.7\n%%EOF",
    ],
)
def test_a_document_that_no_reader_can_read_is_refused_in_words(world: World, data: bytes) -> None:
    status, answer = Machine("appeals:write").upload("合同.pdf", data)

    assert status == 422
    assert answer["code"]
