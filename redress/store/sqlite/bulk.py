"""Rows into SQLite, many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any


def adapt(value: Any) -> Any:
    """Write a value as the tables hold it on SQLite: moments in UTC without a zone, dates and sums as text."""
    kind = type(value)
    if kind is str or kind is int or kind is bytes or value is None:
        return value
    if kind is dt.datetime:
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(sep=" ")
    if kind is dt.date:
        return value.isoformat()
    if kind is Decimal:
        return str(value)
    return int(value) if kind is bool else value


def insert(connection: Any, *, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows` into `table` in the open transaction."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    with connection.wrap_database_errors:
        connection.connection.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608  (names are our own)
            [[adapt(value) for value in row] for row in rows],
        )


def execute(connection: Any, *, sql: str, values: Sequence[Any]) -> Any:
    """Run one statement with `?` marks on the bare connection and return its cursor."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.connection.execute(sql, [adapt(value) for value in values])
