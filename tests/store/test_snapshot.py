"""A snapshot sees the tables as they were when it began, holds up no writer, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import DatabaseError, connection, transaction

from redress.store import snapshot
from redress.store.models import Case, CaseEvent, Secret
from tests.world import World

Given = TypeVar("Given")


def elsewhere(work: Callable[[], Given]) -> Given:
    """Do something in another thread, which has a connection of its own."""

    def run() -> Given:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_it_sees_one_moment_while_the_house_goes_on_writing(real_world: World) -> None:
    first = real_world.lodge()

    with snapshot.reading():
        second = elsewhere(lambda: real_world.lodge(narrative="第二件"))
        elsewhere(lambda: real_world.move("desk", first, "dispatch", office="CD"))
        seen = list(CaseEvent.objects.values_list("case_id", "seq"))
        versions = list(Case.objects.values_list("version", flat=True))

    assert seen == [(first, 1)]
    assert versions == [1]
    assert sorted(Case.objects.values_list("id", "version")) == [(first, 2), (second, 1)]


def test_it_cannot_write_and_the_house_can_afterwards(real_world: World) -> None:
    with pytest.raises(DatabaseError), snapshot.reading():
        Secret.objects.create(name="x", master="m", wrapped=b"")

    assert not Secret.objects.filter(name="x").exists()
    assert real_world.lodge()


def test_inside_a_transaction_it_is_refused(world: World) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), snapshot.reading():
        pass
