"""The journal as PostgreSQL holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from redress.store import chain

COLUMNS = ", ".join(f'"{name}"' for name in chain.COLUMNS)


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
