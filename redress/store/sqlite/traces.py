"""What an erasure leaves behind in SQLite's files, and how it is wiped.

`PRAGMA secure_delete` (see the settings) overwrites a deleted row in its page; older pages stay in the write-ahead log
until it is emptied, and deleted words stay in the segments of the search index until those are merged.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

from redress.store.sqlite.search import TABLE

STEP = 200  # pages merged at a time, a transaction each, so that others can write in between
WAIT = 2000  # milliseconds to wait for those who still read old pages
IN_USE = "the database is in use and its write-ahead log still holds old pages: run this again when it is quiet"


def wipe(connection: Any) -> str:
    """Merge what was deleted out of the search index and empty the write-ahead log; returns what is left, or ''.

    Call it outside a transaction.
    """
    connection.ensure_connection()
    raw = connection.connection
    merge = f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', ?)"  # noqa: S608
    with _patience(raw):
        try:
            before = raw.total_changes
            raw.execute(merge, [-STEP])  # below zero: all segments into one
            while raw.total_changes - before > 1:  # a merge that has nothing left to do changes one row only
                before = raw.total_changes
                raw.execute(merge, [STEP])
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as wrong:
            if "locked" not in str(wrong):
                raise
            busy = 1
    return IN_USE if busy else ""


@contextlib.contextmanager
def _patience(raw: Any) -> Iterator[None]:
    usual = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    raw.execute(f"PRAGMA busy_timeout = {WAIT}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(usual)}")
