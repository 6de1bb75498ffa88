"""Facts on PostgreSQL: a change, a deletion or an emptying is refused by the database itself.

A case and its key may be written anew, but neither takes another place; a case is never deleted, its key only once
the journal holds the event of the erasure.
"""

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
KEPT = {"store_case": ("id", "number"), "store_casekey": ("case_id",)}
_REFUSE = """
CREATE OR REPLACE FUNCTION store_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_KEY_GOES = """
CREATE OR REPLACE FUNCTION store_key_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM store_caseevent WHERE case_id = OLD.case_id AND name = 'case.erased') THEN
        RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END
$$
"""


def _wanted() -> dict[tuple[str, str], str]:
    """Return (table, trigger) and what follows `CREATE TRIGGER <name>`."""
    found: dict[tuple[str, str], str] = {}
    for table in FACTS:
        found[table, "append_only"] = (
            f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION store_append_only()"
        )
    for table in (*FACTS, *KEPT):
        found[table, "append_only_all"] = f"BEFORE TRUNCATE ON {table} EXECUTE FUNCTION store_append_only()"
    for table, names in KEPT.items():
        moved = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in names)
        found[table, "stays"] = (
            f"BEFORE UPDATE OF {', '.join(names)} ON {table} FOR EACH ROW WHEN ({moved}) "
            "EXECUTE FUNCTION store_append_only()"
        )
    found["store_case", "no_delete"] = "BEFORE DELETE ON store_case FOR EACH ROW EXECUTE FUNCTION store_append_only()"
    found["store_casekey", "no_delete"] = (
        "BEFORE DELETE ON store_casekey FOR EACH ROW EXECUTE FUNCTION store_key_goes()"
    )
    return found


def _held(connection: Any) -> set[tuple[str, str]]:
    """Return (table, trigger) of those that are there and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace"
        )
        return set(cursor.fetchall())


def install(connection: Any) -> None:
    """Put the triggers on the tables of facts, of cases and of their keys; those that are there stay untouched."""
    held = _held(connection)
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE)
        cursor.execute(_KEY_GOES)
        for (table, name), rest in _wanted().items():
            if (table, name) not in held:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"CREATE TRIGGER {name} {rest}")


def missing(connection: Any) -> list[str]:
    """Name the triggers that are not there or are switched off, as table.trigger."""
    held = _held(connection)
    return [f"{table}.{name}" for table, name in _wanted() if (table, name) not in held]


def remove(connection: Any) -> None:
    """Take the triggers off (tests that empty the tables need this; nothing else does)."""
    with connection.cursor() as cursor:
        for table, name in _wanted():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
