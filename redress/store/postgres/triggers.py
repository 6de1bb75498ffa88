"""Append-only facts on PostgreSQL: a change, a deletion or an emptying is refused by the database itself."""

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
        cursor.execute(
            "CREATE OR REPLACE FUNCTION store_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$"
        )
        for table in FACTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS append_only ON {table}")
            cursor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION store_append_only()"
            )
            cursor.execute(f"DROP TRIGGER IF EXISTS append_only_all ON {table}")
            cursor.execute(
                f"CREATE TRIGGER append_only_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION store_append_only()"
            )


def remove(connection: Any) -> None:
    """Take the triggers off (tests that empty the tables need this; nothing else does)."""
    with connection.cursor() as cursor:
        for table in FACTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS append_only ON {table}")
            cursor.execute(f"DROP TRIGGER IF EXISTS append_only_all ON {table}")
