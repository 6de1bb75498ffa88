"""Lists of cases: every filter, order and page gives what reading all cases would give, in two statements at most."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redress.operations.steps.rows import NEVER
from redress.queries import listplans, paging, worklist
from redress.store import backend
from redress.store.models import AppealFacts, Case
from tests.store.texts import START, put
from tests.world import World

TODAY = dt.date(2026, 9, 1)
STAGES = {"complaint": ("received", "assigned", "mediating", "closed"), "tipoff": ("received", "verifying", "closed")}
CLASSES = ("", "G0101", "G0102", "G02", "S01")


@pytest.fixture
def full_house(world: World) -> World:
    """Some hundred cases of every sort."""
    draw = random.Random(7)
    handlers = [int(world.actors[name].id.partition(":")[2]) for name in ("east", "west")]
    for number in range(1, 161):
        procedure = draw.choice(list(STAGES))
        stage = draw.choice(STAGES[procedure])
        has_due = stage != "closed" and draw.random() < 0.8
        put(
            f"第{number}件", office_id=world.offices[draw.choice(("SJ", "CD", "CX"))], procedure=procedure, stage=stage,
            is_open=stage != "closed", sort_on=TODAY + dt.timedelta(days=draw.randrange(-4, 9)) if has_due else NEVER,
            at=START + dt.timedelta(hours=draw.randrange(400), microseconds=draw.choice((0, 5))),
        )  # fmt: skip
        Case.objects.filter(id=number).update(handler_id=draw.choice((None, None, *handlers)))
        AppealFacts.objects.create(
            case_id=number, channel=draw.choice(("C01", "C08")), subject_class=draw.choice(CLASSES), respondent="某店",
            amount=draw.choice((None, Decimal("3800.5"), Decimal("12"))),
        )  # fmt: skip
    return world


def by_hand(world: World, **asked: Any) -> list[str]:
    """List the numbers by reading all cases."""
    cases = list(Case.objects.select_related("facts", "office"))
    allowed = asked.get("offices")
    tests = {
        "offices": lambda c, v: c.office_id in v,
        "office": lambda c, v: c.office.code == v,
        "procedure": lambda c, v: c.procedure == v,
        "stage": lambda c, v: c.stage == v,
        "is_open": lambda c, v: c.is_open == v,
        "due_before": lambda c, v: c.is_open and c.sort_on < v,
        "handler": lambda c, v: c.handler_id == v,
        "subject_class": lambda c, v: c.facts.subject_class.startswith(v),
        "channel": lambda c, v: c.facts.channel == v,
    }
    for name, value in asked.items():
        if name in tests and value is not None:
            cases = [case for case in cases if tests[name](case, value)]
    assert allowed is None or all(case.office_id in allowed for case in cases)
    if asked.get("order") == "newest":
        return [c.number for c in sorted(cases, key=lambda c: (c.received_at, c.id), reverse=True)]
    return [c.number for c in sorted(cases, key=lambda c: (c.sort_on, c.id))]


def paged(limit: int = 7, **asked: Any) -> list[str]:
    """List the numbers a page at a time."""
    numbers: list[str] = []
    cursor = None
    while True:
        page = worklist.cases(**asked, cursor=cursor, limit=limit)
        numbers += [item["number"] for item in page.items]
        if page.next is None:
            return numbers
        assert len(page.items) == limit
        cursor = page.next


FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"procedure": "complaint"}, {"stage": "received"}, {"procedure": "complaint", "stage": "closed"},
    {"procedure": "tipoff", "stage": "mediating"}, {"procedure": "no_such"}, {"stage": "no_such"}, {"office": "CD"},
    {"office": "no such"}, {"is_open": True}, {"is_open": False}, {"due_before": TODAY}, {"subject_class": "G01"},
    {"due_before": TODAY, "is_open": False}, {"subject_class": "G0102", "channel": "C01"}, {"subject_class": "imported"},
    {"channel": "C08", "procedure": "tipoff", "due_before": TODAY}, {"stage": "assigned", "office": "CX", "is_open": True},
)  # fmt: skip


@pytest.mark.parametrize("few", [0, 12, listplans.FEW])
@pytest.mark.parametrize("branches", [0, listplans.BRANCHES])
def test_every_filter_and_order_lists_what_reading_all_cases_would(
    full_house: World, monkeypatch: pytest.MonkeyPatch, few: int, branches: int
) -> None:
    monkeypatch.setattr(listplans, "FEW", few)
    monkeypatch.setattr(listplans, "BRANCHES", branches)
    east = int(full_house.actors["east"].id.partition(":")[2])
    offices = [full_house.offices[code] for code in ("SJ", "CD", "CX")]

    for asked, allowed, order, handler in itertools.product(
        FILTERS, (None, frozenset(offices[1:]), frozenset(offices[:1]), frozenset()), worklist.ORDERS, (None, east)
    ):
        question = {**asked, "offices": allowed, "order": order, "handler": handler}
        assert paged(**question) == by_hand(full_house, **question), question


def test_a_page_needs_two_statements_at_most_and_never_counts_all(
    full_house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    real = backend.of().bulk.execute
    monkeypatch.setattr(
        backend.of().bulk, "execute", lambda c, *, sql, values: sent.append(sql) or real(c, sql=sql, values=values)
    )  # type: ignore[func-returns-value]
    worklist.cases(offices=None)  # the office tree is read once and held
    offices = frozenset(full_house.offices.values())

    for asked in FILTERS:
        sent.clear()
        with CaptureQueriesContext(connection) as others:
            worklist.cases(offices=offices, **asked)
        assert len(sent) + len(others) <= 2
    sent.clear()
    worklist.cases(offices=offices, is_open=True)
    assert len(sent) == 1
    sent.clear()
    worklist.heads(offices=offices, today=TODAY)
    assert len(sent) == 1


def test_an_item_is_plain_and_ready_for_json(world: World) -> None:
    case_id = world.assigned()

    page = worklist.cases(offices=None)

    item = msgspec.json.decode(worklist.as_json(page))["items"][0]
    case = Case.objects.get(id=case_id)
    assert item == {
        "number": case.number, "procedure": "complaint", "stage": "assigned", "office": "CD", "title": case.title,
        "respondent": "悦动健身（城东店）", "amount": "3800.00", "subject_class": "", "version": 3, "is_open": True,
        "received_at": "2026-08-31T01:30:00+00:00", "next_due_on": case.next_due_on.isoformat() if case.next_due_on else None,
        "next_due_rule": "acceptance_decision",
    }  # fmt: skip


def test_the_heads_count_what_is_due(full_house: World) -> None:
    cases = [c for c in Case.objects.all() if c.is_open]

    for allowed in (None, frozenset({full_house.offices["CD"], full_house.offices["SJ"]}), frozenset[int]()):
        heads = worklist.heads(offices=allowed, today=TODAY)

        seen = [c for c in cases if allowed is None or c.office_id in allowed]
        ahead = [(c.sort_on - TODAY).days for c in seen if c.sort_on != NEVER]
        assert heads.overdue == sum(days < 0 for days in ahead)
        assert heads.due_today == sum(days == 0 for days in ahead)
        assert heads.within_three_days == sum(1 <= days <= 3 for days in ahead)
        assert heads.to_be_reviewed == 0
        assert heads.to_be_dispatched == sum(c.stage == "received" for c in seen)


def test_a_page_goes_on_where_the_last_one_ended_whatever_has_changed_above(full_house: World) -> None:
    first = worklist.cases(offices=None, is_open=True, limit=10)
    Case.objects.filter(number__in=[item["number"] for item in first.items]).update(sort_on=NEVER)

    second = worklist.cases(offices=None, is_open=True, limit=10, cursor=first.next)

    assert not {item["number"] for item in first.items} & {item["number"] for item in second.items}


@pytest.mark.parametrize("cursor", ["", "x", "****", "AAAA", "é", "A" * 400])
def test_a_cursor_that_nobody_gave_out_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(paging.BadCursor) as refused:
        worklist.cases(offices=None, cursor=cursor)

    assert refused.value.code == "bad_cursor"
    assert refused.value.status == 400


def test_a_cursor_serves_only_the_question_it_was_given_for(full_house: World) -> None:
    mine = frozenset({full_house.offices["CD"]})
    page = worklist.cases(offices=mine, limit=3)
    assert page.next is not None

    assert worklist.cases(offices=mine, limit=3, cursor=page.next).items
    for other in ({"offices": None}, {"offices": mine, "stage": "received"}, {"offices": mine, "order": "newest"}):
        with pytest.raises(paging.BadCursor):
            worklist.cases(**other, limit=3, cursor=page.next)  # type: ignore[arg-type]
