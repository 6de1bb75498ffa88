"""The lock of the single worker: one holder, whoever asks; free again when it is given back or its holder dies."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection

from redress.store import backend

HOLD = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from redress.store import backend
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
lock = backend.of().lock.take(connection, name="worker")
print("taken" if lock else "refused", flush=True)
sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
def test_one_holder_at_a_time_and_each_name_for_itself() -> None:
    lock = backend.of().lock
    first = lock.take(connection, name="worker")
    assert first is not None

    assert first.is_held()
    assert lock.take(connection, name="worker") is None
    other = lock.take(connection, name="import")
    assert other is not None

    first.release()
    assert not first.is_held()
    again = lock.take(connection, name="worker")
    assert again is not None
    again.release()
    other.release()


@pytest.mark.django_db(transaction=True)
def test_a_lock_falls_when_its_holder_is_killed() -> None:
    name = str(connection.settings_dict["NAME"])
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, name], env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "taken\n"
    lock = backend.of().lock
    assert lock.take(connection, name="worker") is None

    holder.kill()
    holder.communicate()

    for _ in range(200):
        mine = lock.take(connection, name="worker")
        if mine is not None:
            break
    assert mine is not None
    mine.release()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a lock on a file has no connection to lose")
def test_a_holder_whose_connection_was_cut_learns_it() -> None:
    mine = backend.of().lock.take(connection, name="worker")
    assert mine is not None

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'")

    assert not mine.is_held()
    assert backend.of().lock.take(connection, name="worker") is not None
