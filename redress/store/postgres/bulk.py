"""Rows into PostgreSQL, many at once: COPY for a batch, one prepared statement for a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

FEW = 20  # from here on COPY is cheaper than a statement with many values


def insert(connection: Any, *, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows` into `table` in the open transaction."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with psycopg.Cursor(connection.connection) as cursor:
        if len(rows) >= FEW:
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        one = "(" + ", ".join(["%s"] * len(columns)) + ")"
        values = [value for row in rows for value in row]
        sql = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(rows))}'  # noqa: S608
        cursor.execute(sql.encode(), values)


def execute(connection: Any, *, sql: str, values: Sequence[Any]) -> Any:
    """Run one statement with `?` marks on the bare connection and return its cursor."""
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(sql.replace("?", "%s").encode(), values)
    return cursor
