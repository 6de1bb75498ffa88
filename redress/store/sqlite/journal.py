"""The journal as SQLite holds it, byte by byte: a value in another shape than we write is a fault, not a value."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from redress.store import chain
from redress.store.sqlite.bulk import adapt

# The plus takes the moments as they are written: the converter that the connection has for them may raise.
COLUMNS = ", ".join(f'+"{name}"' if name in ("at", "recorded_at") else f'"{name}"' for name in chain.COLUMNS)


@contextlib.contextmanager
def lenient(connection: Any) -> Iterator[None]:
    """Read bytes that are no UTF-8 as lone surrogates inside the block, where the driver would give up."""
    connection.ensure_connection()
    raw = connection.connection
    raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def event_rows(connection: Any, *, case_ids: Sequence[int]) -> Iterator[tuple[int, chain.EventRow | str]]:
    """Yield (case id, event) in order; a text instead of the event says why it cannot be read."""
    connection.ensure_connection()
    marks = ", ".join("?" * len(case_ids))
    sql = f'SELECT {COLUMNS} FROM "store_caseevent" WHERE "case_id" IN ({marks}) ORDER BY "case_id", "seq"'  # noqa: S608
    try:
        rows = connection.connection.execute(sql, list(case_ids)).fetchall()
    except sqlite3.OperationalError as wrong:
        if "decode" not in str(wrong):
            raise
        with lenient(connection):
            rows = connection.connection.execute(sql, list(case_ids)).fetchall()
        for row in rows:
            yield row[0], _not_utf8(row) or _event(row)
        return
    for row in rows:
        yield row[0], _event(row)


def _not_utf8(row: Sequence[Any]) -> str:
    for name, value in zip(chain.COLUMNS, row, strict=True):
        try:
            if isinstance(value, str):
                value.encode("utf-8")
        except UnicodeEncodeError:
            return f"column {name} is no UTF-8 text"
    return ""


def _event(row: Sequence[Any]) -> chain.EventRow | str:
    values = list(row)
    for place in (3, 4):
        moment = values[place]
        if not isinstance(moment, str):
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
