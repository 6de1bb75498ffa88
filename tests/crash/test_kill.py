"""kill -9 at any moment of lodging, importing or moving loses nothing that was acknowledged and leaves no half-move."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from typing import Any

import pytest
from django.db import connection

from redress.operations import access, deliveries, intake
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.queries import proofs
from redress.store.models import AppealFacts, Case, CaseEvent, CaseKey, SearchText, SourceRecord
from tests.world import World

pytestmark = pytest.mark.crash
KILLS = 200
ROUTE = (
    ("desk", "dispatch", {"office": "CD"}),
    ("east", "receive", {}),
    ("east", "accept", {}),
    ("east", "consent", {"party": "complainant", "consent_means": "phone"}),
    ("east", "find_lead", {"clue": "线索"}),
)


def _work(world: World, pipe: int, seed: int) -> None:
    """Lodge, import and move for ever, and tell the pipe what was acknowledged."""
    rng = random.Random(seed)

    def say(**what: Any) -> None:
        os.write(pipe, (json.dumps(what) + "\n").encode())

    serial = 0
    while True:
        serial += 1
        choice = rng.random()
        if choice < 0.3:
            rows = [_delivery(world, f"{seed}-{serial}-{n}") for n in range(40)]
            taken = deliveries.take(rows, by=access.CHANNEL, at=world.at)
            say(kind="import", ids=[row.external_id for row in rows], received=taken.received)
            continue
        done = intake.lodge(draft=world.draft(narrative=f"锅坏了 {seed} {serial}"), by=access.CHANNEL, at=world.at)
        say(kind="lodge", number=done.answer["number"])
        for who, move, fields in ROUTE[: rng.randrange(len(ROUTE) + 1)]:
            moved = record(moves=[Advance(done.case_ids[0], move, fields)], by=world.actors[who], at=world.at)[0]
            say(kind="move", number=moved.number, version=moved.version)


def _delivery(world: World, name: str) -> deliveries.Delivery:
    draft = world.draft(
        narrative=f"第 {name} 件", source="profile:crash", external_id=name, is_history=True, reply="已处理"
    )
    return deliveries.Delivery(draft, name, hashlib.sha256(name.encode()).digest())


def _child(world: World, seed: int) -> tuple[int, int]:
    reading, writing = os.pipe()
    connection.close()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        os.close(reading)
        _work(world, writing, seed)
    finally:
        os._exit(1)


def test_a_process_killed_at_random_moments_loses_nothing_and_leaves_no_half_move(real_world: World) -> None:
    rng = random.Random(20261121)
    real_world.assigned()  # loads the law and the keys before the first fork
    deliveries.take([_delivery(real_world, f"0-{n}") for n in range(40)], by=access.CHANNEL, at=real_world.at)
    numbers: dict[str, int] = {}
    imported: set[str] = set()
    for seed in range(KILLS):
        pid, reading = _child(real_world, seed)
        time.sleep(0.02 + rng.random() * 0.2)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(reading, "rb") as pipe:
            for line in pipe.read().split(b"\n"):
                if not line.endswith(b"}"):
                    continue
                said = json.loads(line)
                if said["kind"] == "import":
                    imported.update(said["ids"])
                else:
                    numbers[said["number"]] = max(numbers.get(said["number"], 1), said.get("version", 1))

    versions = dict(Case.objects.values_list("number", "version"))
    assert len(numbers) > KILLS // 4, "the children did hardly any work: the test shows nothing"
    assert [number for number, version in numbers.items() if versions.get(number, 0) < version] == []
    known = set(SourceRecord.objects.filter(scope="profile:crash").values_list("external_id", flat=True))
    assert imported <= known

    found = proofs.verify()
    assert found["bad"] == []
    assert found["events"] == CaseEvent.objects.count()
    cases = Case.objects.count()
    assert (CaseKey.objects.count(), AppealFacts.objects.count(), SearchText.objects.count()) == (cases, cases, cases)
    leads = CaseEvent.objects.filter(name="lead.found").count()
    assert Case.objects.filter(procedure="tipoff").count() == leads, (
        "a lead was found and its case not opened, or the reverse"
    )
    assert SourceRecord.objects.filter(scope="profile:crash").count() % 40 == 0, "half a batch was written"
