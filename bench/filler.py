"""A base for the store benches: many cases with texts that differ, put straight into the tables, minutes for a million.

Not through `record`: what a list or a search reads is as it would be (cases, facts, exact keys, search text and its
index, two events a case), what they do not read is filler of the right size. `redress verify` has nothing to say here.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connections, transaction

from bench import match_generator
from redress.language import keys
from redress.law.standing import day_of
from redress.operations.steps.rows import CASE_COLUMNS, FACT_COLUMNS, NEVER
from redress.store import backend, chain, tokens, vault
from redress.store.models import Office, Person
from redress.taxonomy import tree

BATCH = 2_000
UNTIL = dt.datetime(2026, 8, 31, 10, tzinfo=dt.UTC)
DAYS = 3 * 365
OFFICES = 40
HANDLERS = 200
OPEN_SHARE = 0.04
PROCEDURES = (("complaint", 70), ("tipoff", 20), ("inquiry", 6), ("other_appeal", 4))
OPEN_STAGES = {
    "complaint": (
        ("received", 15),
        ("dispatched", 10),
        ("assigned", 30),
        ("accepted", 15),
        ("mediating", 28),
        ("suspended", 2),
    ),
    "tipoff": (("received", 20), ("dispatched", 10), ("verifying", 70)),
    "inquiry": (("received", 60), ("assigned", 40)),
    "other_appeal": (("received", 60), ("assigned", 40)),
}
CHANNELS = (("C01", 30), ("C03", 25), ("C08", 20), ("C05", 14), ("C09", 9), ("C12", 1.9), ("C13", 0.1))


@dataclass(frozen=True, slots=True)
class _Draws:
    """What every case is drawn from."""

    random: random.Random
    offices: list[int]
    handlers: list[int]
    classes: list[str]
    secret: bytes


def fill(*, cases: int, seed: int = 1) -> float:
    """Fill an empty, migrated house with `cases` cases; returns the seconds it took. Progress on standard error."""
    started = time.monotonic()
    draws = _draws(seed)
    connection = connections["default"]
    done = 0
    for batch in _batches(draws, cases):
        with transaction.atomic():
            _write(connection, batch)
        done += len(batch)
        if done % 50_000 < BATCH:
            sys.stderr.write(f"\r{done:,} cases, {done / (time.monotonic() - started):,.0f}/s ")
            sys.stderr.flush()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO store_serial (scope, last) VALUES ('case', %s)", [cases])
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('searchtext_grams'::regclass)")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seconds = time.monotonic() - started
    sys.stderr.write(f"\r{cases:,} cases in {seconds:.0f} s on {connection.vendor}\n")
    return seconds


def desk() -> int:
    """Make the office that receives appeals, when there is none; returns its id."""
    found = Office.objects.filter(is_intake=True).first()
    return (found or Office.objects.create(code="B00", name_zh="市局", kind="bureau", is_intake=True)).id


def _draws(seed: int) -> _Draws:
    home = desk()
    offices = [home]
    for n in range(1, OFFICES):
        offices.append(Office.objects.create(code=f"B{n:02}", name_zh=f"第{n}所", parent_id=home).id)
    handlers = [
        Person.objects.create(username=f"h{n}", name=f"办{n}", password="!", created_at=UNTIL).id
        for n in range(HANDLERS)
    ]
    draw = random.Random(seed)
    classes = [node.id for node in tree.load() if node.scheme == "subject_class" and node.is_leaf]
    draw.shuffle(classes)
    return _Draws(draw, offices, handlers, classes, vault.secret("lookup"))


def _batches(draws: _Draws, cases: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for case_id, appeal in enumerate(texts(cases, seed=draws.random.randrange(10**6)), start=1):
        batch.append(_case(draws, case_id, cases, appeal))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def texts(count: int, *, seed: int) -> Iterator[match_generator.Appeal]:
    """Yield appeals whose texts are of the lengths that hotlines see: many of 70 characters, some of 600."""
    draw = random.Random(seed)
    while count > 0:
        appeals = match_generator.generate(
            match_generator.Setting(
                appeals=min(40_000, max(count, 500)), seed=draw.randrange(10**9), part=draw.randrange(2)
            )
        )
        for place, appeal in enumerate(appeals[:count]):
            more = draw.choices((0, 1, 2, 4, 8), (50, 28, 12, 7, 3))[0]
            told = "".join(one.text for one in appeals[place : place + 1 + more])
            yield match_generator.Appeal(
                **{name: getattr(appeal, name) for name in appeal.__slots__} | {"text": told}
            )
        count -= len(appeals)


def _pick(draws: _Draws, weighted: tuple[tuple[str, float], ...]) -> str:
    return draws.random.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]


def _case(draws: _Draws, case_id: int, cases: int, appeal: match_generator.Appeal) -> dict[str, Any]:
    draw = draws.random
    procedure = _pick(draws, PROCEDURES)
    # Ids follow the moment of receipt, but for one case in twenty that was brought in later.
    age = DAYS * (1 - case_id / cases) * 86_400 if draw.random() < 0.95 else draw.random() * DAYS * 86_400
    at = UNTIL - dt.timedelta(seconds=int(age) + draw.randrange(600))
    is_open = draw.random() < OPEN_SHARE * min(20.0, 1.5 / (age / 86_400 / DAYS + 0.02))
    due = day_of(UNTIL) + dt.timedelta(days=int(draw.gauss(12, 12))) if is_open and draw.random() < 0.9 else None
    return {
        "id": case_id, "appeal": appeal, "procedure": procedure, "at": at, "is_open": is_open, "due": due,
        "stage": _pick(draws, OPEN_STAGES[procedure]) if is_open else "closed",
        "office": draws.offices[min(int(draw.paretovariate(0.7)) - 1, OFFICES - 1)],
        "handler": draw.choice(draws.handlers) if is_open and draw.random() < 0.7 else None,
        "class": draws.classes[min(int(draw.paretovariate(0.6)) - 1, len(draws.classes) - 1)],
        "channel": _pick(draws, CHANNELS),
        "keys": keys.exact_keys(secret=draws.secret, phone=appeal.phone, orders=(appeal.order,) if appeal.order else ()),
        "searched": tokens.normalise(f"{appeal.text}\n{appeal.trader}"),
    }  # fmt: skip


def _write(connection: Any, batch: list[dict[str, Any]]) -> None:
    bulk = backend.of().bulk
    bulk.insert(connection, table="store_case", columns=CASE_COLUMNS, rows=[_case_row(one) for one in batch])
    bulk.insert(connection, table="store_appealfacts", columns=FACT_COLUMNS, rows=[_facts_row(one) for one in batch])
    bulk.insert(
        connection, table="store_caseevent", columns=chain.COLUMNS,
        rows=[row for one in batch for row in _events(one)],
    )  # fmt: skip
    bulk.insert(
        connection, table="store_casekey", columns=("case_id", "master", "wrapped"),
        rows=[(one["id"], "m1", os.urandom(60)) for one in batch],
    )  # fmt: skip
    bulk.insert(
        connection, table="store_party", columns=("case_id", "seq", "role", "sealed", "digest"),
        rows=[(one["id"], 1, role, os.urandom(90), bytes(32)) for one in batch for role in ("complainant", "respondent")],
    )  # fmt: skip
    bulk.insert(
        connection, table="store_lookupkey", columns=("kind", "digest", "case_id", "at"),
        rows=[(key.kind, key.digest, one["id"], one["at"]) for one in batch for key in set(one["keys"])],
    )  # fmt: skip
    backend.of().search.add(connection, rows=[(one["id"], one["at"], one["searched"]) for one in batch])


def _case_row(one: dict[str, Any]) -> tuple[Any, ...]:
    row = {
        "id": one["id"], "number": f"BX-{one['at'].year}-{one['id']:08}", "procedure": one["procedure"],
        "procedure_version": "2026-04-15", "subject_kind": "dispute", "subject_id": None, "office_id": one["office"],
        "handler_id": one["handler"], "appeal_id": None, "stage": one["stage"], "is_open": one["is_open"],
        "is_history": False, "is_erased": False, "version": 2, "head_hash": bytes(32), "received_at": one["at"],
        "opened_on": day_of(one["at"]), "closed_on": None if one["is_open"] else day_of(one["at"]),
        "next_due_on": one["due"], "next_due_rule": "mediation_limit" if one["due"] else "",
        "next_wake_on": one["due"], "sort_on": one["due"] or NEVER, "title": one["appeal"].text[:60],
    }  # fmt: skip
    return tuple(row[name] for name in CASE_COLUMNS)


def _facts_row(one: dict[str, Any]) -> tuple[Any, ...]:
    appeal = one["appeal"]
    row = dict.fromkeys(FACT_COLUMNS, "") | {
        "case_id": one["id"], "channel": one["channel"], "source": "bench", "external_id": f"X{one['id']}",
        "amount": Decimal(appeal.amount) if appeal.amount else None, "subject_class": one["class"], "issue_class": "P0101",
        "class_is_confirmed": True, "remedy": "R02", "respondent": appeal.trader[:200], "area": "990181",
        "outcome": "" if one["is_open"] else "settled", "dispatched_at": one["at"], "competent_at": one["at"], "returns": 0,
    }  # fmt: skip
    empty = (
        "recovered",
        "purchased_on",
        "decided_at",
        "is_picked_up_on_time",
        "is_decided_on_time",
        "is_closed_on_time",
    )
    return tuple((row | dict.fromkeys(empty)).values())


def _events(one: dict[str, Any]) -> list[tuple[Any, ...]]:
    size = 3 * len(one["appeal"].text) + 60
    first = '{"channel":"C08","parties":[{"role":"complainant","sha256":"' + "0" * 64 + '"}],"source":"bench"}'
    return [
        (one["id"], 1, "appeal.received", one["at"], one["at"], "bench", "channel", one["office"], "2026-04-15", first,
         os.urandom(size), bytes(32), bytes(32)),
        (one["id"], 2, "case.dispatched", one["at"], one["at"], "person:1", "desk", one["office"], "2026-04-15",
         '{"from_office_id":1,"office":"B01","to_office_id":2}', b"", bytes(32), bytes(32)),
    ]  # fmt: skip
