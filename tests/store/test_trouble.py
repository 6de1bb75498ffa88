"""A busy, lost, full or damaged database: 503 in words, nothing half-written, and the next call goes through."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from redress.operations.refusals import Refused
from redress.store import trouble
from redress.store.models import Case, CaseEvent
from redress.store.sqlite import file
from tests.world import World


@contextmanager
def another_writer_holds_the_tables() -> Iterator[None]:
    """Hold what a lodging needs on a connection of its own, and let the house wait only a moment."""
    other = connection.copy()
    with connection.cursor() as cursor, other.cursor() as holder:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout=50")
            holder.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("SET lock_timeout = '50ms'")
            holder.execute("BEGIN")
            holder.execute("LOCK TABLE store_serial IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            other.close()


def test_a_locked_database_is_told_and_the_next_lodging_goes_through(real_world: World) -> None:
    real_world.lodge()

    with another_writer_holds_the_tables(), pytest.raises(trouble.Unavailable) as told:
        real_world.lodge(narrative="第二件")

    assert (told.value.status, told.value.code) == (503, "database_busy")
    assert isinstance(told.value, Refused)
    assert isinstance(told.value, OperationalError)
    assert Case.objects.count() == 1
    real_world.lodge(narrative="第二件")
    assert Case.objects.count() == 2


def test_a_lost_database_is_told_and_found_again(real_world: World) -> None:
    real_world.lodge()

    with lost_database(), pytest.raises(trouble.Unavailable) as told:
        real_world.lodge(narrative="第二件")

    assert told.value.code == "database_lost"
    real_world.lodge(narrative="第二件")
    assert [case.version for case in Case.objects.all()] == [1, 1]
    assert CaseEvent.objects.count() == 2


@contextmanager
def lost_database() -> Iterator[None]:
    """Take the database away under the open connection."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        with connection.cursor() as cursor, other.cursor() as killer:
            cursor.execute("SELECT pg_backend_pid()")
            killer.execute("SELECT pg_terminate_backend(%s, 5000)", [cursor.fetchone()[0]])
        yield
        other.close()
        return
    connection.close()  # the last connection folds the write-ahead log into the file
    name = Path(str(connection.settings_dict["NAME"]))
    away = name.with_suffix(".away")
    name.rename(away)
    name.mkdir()
    try:
        yield
    finally:
        connection.close()
        name.rmdir()
        away.rename(name)


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite keeps the whole database in a file with a name"
)
def test_a_file_taken_away_under_a_kept_connection_is_noticed_before_anything_is_acknowledged(
    real_world: World,
) -> None:
    real_world.lodge()
    connection.close()
    file_name = Path(str(connection.settings_dict["NAME"]))
    away = file_name.with_suffix(".away")
    with connection.cursor() as cursor:  # the connection that is kept from one request to the next
        cursor.execute("SELECT count(*) FROM store_case")
    file_name.rename(away)
    try:
        answer = Client().get("/readyz")
        empty_house = Client().get("/healthz")
    finally:
        connection.close()
        file_name.unlink(missing_ok=True)
        away.rename(file_name)

    assert answer.status_code == 503
    assert empty_house.status_code in (200, 503)
    assert Client().get("/readyz").status_code == 200
    real_world.lodge(narrative="第二件")
    assert Case.objects.count() == 2


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite keeps the whole database in a file with a name"
)
def test_a_kept_connection_stays_while_its_file_does(real_world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    before = connection.connection

    file.drop_replaced()

    assert connection.connection is before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a full disk is PostgreSQL's own affair; its code is below")
def test_a_full_disk_is_told_and_nothing_is_half_written(real_world: World) -> None:
    real_world.lodge()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(trouble.Unavailable) as told:
        fill_up(real_world)

    connection.close()  # a fresh connection has room again
    assert told.value.code == "disk_full"
    cases = Case.objects.count()
    assert CaseEvent.objects.count() == cases
    real_world.lodge(narrative="又有地方了")
    assert Case.objects.count() == cases + 1


def fill_up(world: World) -> None:
    """Lodge long appeals until something gives way."""
    for number in range(200):
        world.lodge(narrative=f"第{number}件，" + "写得很长。" * 2000)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (psycopg.errors.DiskFull(), "disk_full"),
        (psycopg.errors.DeadlockDetected(), "database_busy"),
        (psycopg.errors.LockNotAvailable(), "database_busy"),
        (psycopg.errors.TooManyConnections(), "database_busy"),
        (psycopg.errors.AdminShutdown(), "database_lost"),
        (psycopg.errors.CannotConnectNow(), "database_lost"),
        (psycopg.errors.ReadOnlySqlTransaction(), "database_lost"),
        (psycopg.OperationalError("connection refused"), "database_lost"),
        (psycopg.InterfaceError("the connection is closed"), "database_lost"),
        (psycopg.errors.DataCorrupted(), "database_damaged"),
        (psycopg.errors.UndefinedTable(), "database_lost"),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.errors.StringDataRightTruncation(), None),
        (psycopg.errors.UndefinedColumn(), None),
        (ValueError("nothing of the kind"), None),
    ],
)
def test_each_state_of_postgresql_has_its_word(error: Exception, code: str | None) -> None:
    wrapped = OperationalError(str(error))
    wrapped.__cause__ = error

    for seen in (error, wrapped):
        told = trouble.of(seen)
        assert (told.code if told else None) == code


@pytest.mark.parametrize(("spoil", "code"), [("bytes", "database_damaged"), ("folder", "database_lost")])
def test_each_state_of_sqlite_has_its_word(tmp_path: Path, spoil: str, code: str) -> None:
    name = tmp_path / "house.sqlite3"
    if spoil == "bytes":
        name.write_bytes(b"no database at all" * 100)
    else:
        name.mkdir()

    with pytest.raises(sqlite3.Error) as wrong:
        sqlite3.connect(name).execute("SELECT * FROM sqlite_master")

    told = trouble.of(wrong.value)
    assert told is not None
    assert told.code == code


def test_what_is_wrong_with_the_data_passes_through(world: World) -> None:
    case_id = world.lodge()

    def twice() -> Any:
        from django.db import transaction

        with trouble.told(), transaction.atomic():
            Case.objects.create(**Case.objects.filter(id=case_id).values()[0])

    with pytest.raises(IntegrityError):
        twice()
