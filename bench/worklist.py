"""What a page of an officer's list costs (query and JSON), first and hundredth alike, beside pages by offset and count.

The baseline is what a list usually is: the ORM's rows, `count(*)` for the pager, `LIMIT … OFFSET …`, json.dumps.
CPU of the application's process; on SQLite the database is part of it.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

from django.db import connections

from bench import filler, insight_rows
from redress.law.standing import day_of
from redress.queries import worklist
from redress.store.models import AppealFacts, Case, Office

CALLS = 2_000  # in all, over the questions
LIMIT = 25
TARGET = 15.0
TODAY = day_of(filler.UNTIL)
COLUMNS = ("number", "procedure", "stage", "office__code", "title", "facts__respondent", "facts__amount",
           "facts__subject_class", "received_at", "next_due_on", "next_due_rule", "version", "is_open")  # fmt: skip


def questions() -> dict[str, dict[str, Any]]:
    """Return the lists that are measured: of the desk, of a small and a large office, of a supervisor, filtered."""
    ids = list(Office.objects.order_by("id").values_list("id", flat=True))
    large, small = frozenset(ids[:1]), frozenset(ids[-1:])
    several = frozenset(ids[2:12])
    handler = Case.objects.filter(handler__isnull=False).values_list("handler_id", flat=True)[0]
    counts = {code: AppealFacts.objects.filter(subject_class=code).count() for code in _classes()}
    rare, common = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
    everything: dict[str, Any] = {"offices": None}
    return {
        "desk, open": everything | {"is_open": True},
        "desk, all": everything,
        "desk, newest": everything | {"order": "newest"},
        "desk, overdue": everything | {"due_before": TODAY},
        "desk, to be dispatched": everything | {"procedure": "complaint", "stage": "received"},
        "desk, rare stage": everything | {"stage": "suspended"},
        "desk, closed complaints": everything | {"procedure": "complaint", "stage": "closed"},
        "desk, common class": everything | {"subject_class": common},
        "desk, rare class, newest": everything | {"subject_class": rare, "order": "newest"},
        "desk, rare channel": everything | {"channel": "C13"},
        "large office, open": {"offices": large, "is_open": True},
        "large office, open tip-offs": {"offices": large, "procedure": "tipoff", "is_open": True},
        "small office": {"offices": small},
        "small office, newest": {"offices": small, "order": "newest", "procedure": "complaint"},
        "ten offices, open": {"offices": several, "is_open": True},
        "ten offices, newest mediating": {"offices": several, "stage": "mediating", "order": "newest"},
        "a handler's own": {"offices": large | several, "handler": handler, "is_open": True},
    }


def _classes() -> list[str]:
    return list(AppealFacts.objects.order_by().values_list("subject_class", flat=True).distinct())


def measure(*, size: int) -> list[dict[str, Any]]:
    """Return the rows of this bench over the filled house."""
    vendor = connections["default"].vendor
    asked = questions()
    rounds = max(10, CALLS // (2 * len(asked)))
    found: dict[str, dict[str, float]] = {"first": {}, "hundredth": {}}
    base: dict[str, dict[str, float]] = {"first": {}, "hundredth": {}}
    for name, question in asked.items():
        pages, cursor = 0, None
        last = None
        while pages < 99:
            page = worklist.cases(**question, cursor=cursor, limit=LIMIT)
            if page.next is None:
                break
            pages, last, cursor = pages + 1, cursor, page.next
        cursor = cursor or last
        found["first"][name] = _cost(lambda q=question: worklist.as_json(worklist.cases(**q)), rounds)
        found["hundredth"][name] = _cost(
            lambda q=question, c=cursor: worklist.as_json(worklist.cases(**q, cursor=c)), rounds
        )
        base["first"][name] = _cost(lambda q=question: _usual(q, 0), 2)
        base["hundredth"][name] = _cost(lambda q=question, p=pages: _usual(q, p), 2)
    rows = []
    for place, costs in found.items():
        worst = max(costs, key=costs.__getitem__)
        mean, usual = sum(costs.values()) / len(costs), sum(base[place].values()) / len(costs)
        rows.append(
            insight_rows.row(
                claim=f"an officer's list, {place} page, mean of {len(costs)} lists ({vendor})", size=size,
                ours=round(mean, 2), baseline=round(usual, 1), unit="ms CPU of the application's process",
                target=f"<= {TARGET:g}, the slowest list too", ok=costs[worst] <= TARGET, slowest=worst,
                slowest_ms=round(costs[worst], 2), calls=rounds * len(costs),
                by_list={name: round(cost, 2) for name, cost in costs.items()},
            )
        )  # fmt: skip
    rows.append(_heads(size, vendor))
    return rows


def _heads(size: int, vendor: str) -> dict[str, Any]:
    offices = frozenset(Office.objects.values_list("id", flat=True)[:10])
    cost = _cost(lambda: worklist.heads(offices=offices, today=TODAY), 200)
    return insight_rows.row(
        claim=f"the counts at the head of a list, ten offices ({vendor})", size=size, ours=round(cost, 2), baseline=None,
        unit="ms CPU of the application's process", target=f"<= {TARGET:g}", ok=cost <= TARGET,
    )  # fmt: skip


def _cost(work: Callable[[], Any], rounds: int) -> float:
    """Return the mean CPU milliseconds of `work`, after one run to warm up."""
    work()
    started = time.process_time()
    for _ in range(rounds):
        work()
    return 1000 * (time.process_time() - started) / rounds


def _usual(question: dict[str, Any], page: int) -> str:
    """Return the page as a list by count and offset would."""
    cases = Case.objects.all()
    if question["offices"] is not None:
        cases = cases.filter(office_id__in=question["offices"])
    for name, column in (
        ("procedure", "procedure"), ("stage", "stage"), ("is_open", "is_open"), ("handler", "handler_id"),
        ("subject_class", "facts__subject_class"), ("channel", "facts__channel"), ("due_before", "sort_on__lt"),
    ):  # fmt: skip
        if name in question:
            cases = cases.filter(**{column: question[name]})
    order = ("-received_at", "-id") if question.get("order") == "newest" else ("sort_on", "id")
    count = cases.count()
    rows = list(cases.order_by(*order).values(*COLUMNS)[page * LIMIT : (page + 1) * LIMIT])
    return json.dumps(
        {"count": count, "items": rows}, default=lambda v: v.isoformat() if isinstance(v, dt.date) else str(v)
    )
