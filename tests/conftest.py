"""Every test runs in a house of its own: a data folder in a temporary place, a key file, an empty database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="redress-test-", ignore_cleanup_errors=True)
os.environ["REDRESS_DATA"] = _folder.name
for _name in ("REDRESS_KEY_FILE", "REDRESS_LAW", "REDRESS_TODAY", "REDRESS_TEST_CLOCK"):
    os.environ.pop(_name, None)
os.environ["DJANGO_SETTINGS_MODULE"] = "redress.settings"  # here, not in pyproject: settings read the folder once

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

from tests.world import World, make_world  # noqa: E402

_teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _teardown_without_triggers(self: TransactionTestCase) -> None:
    """Facts cannot be deleted, so a test that really commits takes the triggers off before the tables are emptied.

    Emptying sends post_migrate, which puts them on again.
    """
    from redress.store import backend

    backend.of().triggers.remove(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS store_search_fts")
    _teardown(self)
    backend.install()


TransactionTestCase._fixture_teardown = _teardown_without_triggers  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    """A little house: one bureau with a desk, two branches, a council, and someone in every role."""
    return make_world()


@pytest.fixture
def real_world(transactional_db: None) -> World:
    """The same house where transactions are real (several threads or processes)."""
    return make_world()


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """What is held in memory between requests does not leak from test to test."""
    from redress.queries import lawbook, offices

    offices.forget()
    yield
    offices.forget()
    lawbook.configure(overlay=None)


@pytest.fixture
def data_folder() -> Path:
    """The data folder of this test run."""
    return Path(_folder.name)
