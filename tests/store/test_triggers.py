"""Facts, cases and their keys cannot be changed, deleted or replaced; an erasure may destroy a key."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from redress.operations import keeping
from redress.queries import health
from redress.store import backend
from redress.store.models import Case, CaseEvent, CaseKey
from tests.world import World

PROTECTED = (
    "store_case", "store_casekey", "store_caseevent", "store_party", "store_checkpoint", "store_checkpointleaf",
)  # fmt: skip


def _refused(sql: str) -> None:
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def kept(world: World) -> World:
    world.assigned()
    keeping.make_checkpoint(at=world.at)
    return world


@pytest.mark.parametrize("table", PROTECTED)
def test_no_row_can_be_deleted(kept: World, table: str) -> None:
    _refused(f"DELETE FROM {table}")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0


@pytest.mark.parametrize("table", PROTECTED)
def test_no_row_can_be_replaced_on_sqlite(kept: World, table: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    _refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_no_row_can_be_replaced_through_its_row_id_on_sqlite(kept: World) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    names = ", ".join(f'"{field.column}"' for field in CaseEvent._meta.concrete_fields)
    other = names.replace('"seq"', '"seq" + 70')
    _refused(f"INSERT OR REPLACE INTO store_caseevent (rowid, {names}) SELECT rowid, {other} FROM store_caseevent")
    _refused("UPDATE OR REPLACE store_case SET rowid = rowid + 1")


@pytest.mark.parametrize("change", ["number = 'JL-1999-000001'", "id = id + 1000"])
def test_a_case_keeps_its_number_and_its_id(kept: World, change: str) -> None:
    _refused(f"UPDATE store_case SET {change}")

    Case.objects.update(title="改过的题目")  # a cache may be written anew
    assert Case.objects.filter(title="改过的题目").exists()


def test_a_key_goes_only_when_the_journal_says_that_the_case_was_erased(kept: World) -> None:
    case = Case.objects.get()
    Case.objects.update(is_erased=True)  # a mark that anybody can set
    _refused("DELETE FROM store_casekey")
    Case.objects.update(is_erased=False)

    keeping.erase(number=case.number, reason="本人申请", by=kept.actors["system"], at=kept.at)

    assert not CaseKey.objects.exists()


def test_a_house_from_before_gets_the_triggers_that_it_lacks(kept: World) -> None:
    drop = (
        "DROP TRIGGER store_case_no_delete"
        if connection.vendor == "sqlite"
        else "DROP TRIGGER no_delete ON store_case"
    )
    with connection.cursor() as cursor:
        cursor.execute(drop)
    lacking = {name: ok for name, ok, _ in health.problems()}["append-only"]

    backend.install()
    backend.install()

    assert lacking is False
    assert {name: ok for name, ok, _ in health.problems()}["append-only"] is True
    _refused("DELETE FROM store_case")


def test_truncating_is_refused_on_postgresql(kept: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing waits for the end of the transaction any more
    _refused("TRUNCATE store_case CASCADE")
