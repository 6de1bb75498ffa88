"""Rows into PostgreSQL, many at once: binary COPY for a batch, one statement with many values for a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

FEW = 20  # from here on COPY is cheaper than a statement with many values
_types: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
BYTEA, TEXT, VARCHAR, INT4_ARRAY = 17, 25, 1043, 1007


class Packed(bytes):
    """An int4[] that is already in PostgreSQL's binary form."""


class _PackedDumper(Dumper):
    format = Format.BINARY
    oid = INT4_ARRAY

    def dump(self, obj: Any) -> Buffer | None:
        return bytes(obj)


psycopg.adapters.register_dumper(Packed, _PackedDumper)


def insert(connection: Any, *, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows` into `table` in the open transaction."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        if len(rows) >= FEW:
            types = _column_types(connection, table, tuple(columns))
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT BINARY)') as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
            return
        one = "(" + ", ".join(["%s"] * len(columns)) + ")"
        values = [value for row in rows for value in row]
        sql = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([one] * len(rows))}'  # noqa: S608
        cursor.execute(sql.encode(), values)


def execute(connection: Any, *, sql: str, values: Sequence[Any]) -> Any:
    """Run one statement with `?` marks on the bare connection and return its cursor."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = psycopg.Cursor(connection.connection)
        cursor.execute(sql.replace("?", "%s").encode(), values)
        return cursor


def _column_types(connection: Any, table: str, columns: tuple[str, ...]) -> list[int]:
    """Return the type of each column as binary COPY must know it; asked of the database once."""
    key = (str(connection.settings_dict["NAME"]), table, columns)
    found = _types.get(key)
    if found is None:
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(
                b"SELECT attname, atttypid::int FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0",
                [table],
            )
            by_name: dict[str, int] = dict(cursor.fetchall())
        # Already packed arrays go through as the bytes they are.
        as_written = {VARCHAR: TEXT, INT4_ARRAY: BYTEA}
        kinds = [by_name[column] for column in columns]
        found = _types[key] = [as_written.get(kind, kind) for kind in kinds]
    return found
