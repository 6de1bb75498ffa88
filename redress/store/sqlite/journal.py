"""The journal as SQLite holds it, byte by byte: a value in another shape than we write is a fault, not a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from redress.store import chain
from redress.store.sqlite.bulk import adapt

COLUMNS = ", ".join(f'"{name}"' for name in chain.COLUMNS)


def event_rows(connection: Any, *, case_ids: Sequence[int]) -> Iterator[tuple[int, chain.EventRow | str]]:
    """Yield (case id, event) in order; a text instead of the event says why it cannot be read."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    marks = ", ".join("?" * len(case_ids))
    cursor.execute(
        f'SELECT {COLUMNS} FROM "store_caseevent" WHERE "case_id" IN ({marks}) ORDER BY "case_id", "seq"',  # noqa: S608
        list(case_ids),
    )
    for row in cursor:
        yield row[0], _event(row)


def _event(row: Sequence[Any]) -> chain.EventRow | str:
    values = list(row)
    for place in (3, 4):
        moment = values[place]
        if not isinstance(moment, str):
            if isinstance(moment, dt.datetime):  # a converter of the connection was faster
                values[place] = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
                continue
            return f"column {chain.COLUMNS[place]} holds no moment"
        try:
            values[place] = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
        except ValueError:
            return f"column {chain.COLUMNS[place]} holds no moment"
        if adapt(values[place]) != moment:
            return f"column {chain.COLUMNS[place]} is not written as it was"
    for place, kind in (
        (0, int),
        (1, int),
        (2, str),
        (5, str),
        (6, str),
        (8, str),
        (9, str),
        (10, bytes),
        (11, bytes),
        (12, bytes),
    ):
        if type(values[place]) is not kind:
            return f"column {chain.COLUMNS[place]} holds another type"
    if values[7] is not None and type(values[7]) is not int:
        return "column office_id holds another type"
    return chain.EventRow(*values)
