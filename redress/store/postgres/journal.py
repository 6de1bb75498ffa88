"""The journal as PostgreSQL holds it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from redress.store import chain

MOMENTS = ("at", "recorded_at")
# A moment that Python cannot hold (infinity, the year 20000) is read as nothing, which is told below.
COLUMNS = ", ".join(
    f'CASE WHEN "{name}" >= \'0001-01-02\' AND "{name}" < \'9999-12-31\' THEN "{name}" END'
    if name in MOMENTS
    else f'"{name}"'
    for name in chain.COLUMNS
)


@contextlib.contextmanager
def lenient(connection: Any) -> Iterator[None]:
    """Do nothing: PostgreSQL takes no text that is not in its encoding."""
    yield


def event_rows(connection: Any, *, case_ids: Sequence[int]) -> Iterator[tuple[int, chain.EventRow | str]]:
    """Yield (case id, event) in order; a text instead of the event says why it cannot be read."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            f'SELECT {COLUMNS} FROM "store_caseevent" WHERE "case_id" = ANY(%s) ORDER BY "case_id", "seq"'.encode(),  # noqa: S608
            [list(case_ids)],
        )
        for row in cursor:
            values = list(row)
            for place in (10, 11, 12):
                values[place] = bytes(values[place])
            if not all(isinstance(values[place], dt.datetime) for place in (3, 4)):
                yield row[0], "a moment is out of range"
                continue
            yield row[0], chain.EventRow(*values)
