"""Append-only facts on SQLite: a change or a deletion is refused by the database itself."""

from __future__ import annotations

from typing import Any

FACTS = (
    "store_caseevent",
    "store_party",
    "store_letter",
    "store_checkpoint",
    "store_checkpointleaf",
    "store_settingevent",
)


def install(connection: Any) -> None:
    """Put the triggers on the tables of facts."""
    with connection.cursor() as cursor:
        for table in FACTS:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
                )


def remove(connection: Any) -> None:
    """Take the triggers off (tests that empty the tables need this; nothing else does)."""
    with connection.cursor() as cursor:
        for table in FACTS:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
