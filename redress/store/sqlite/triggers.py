"""Facts on SQLite: a change, a deletion or a replacement is refused by the database itself.

`INSERT OR REPLACE` deletes the row in its way without asking the triggers on deletion, so an insert is refused where
its key is taken (the row id is a key too). A case and its key may be written anew, but neither takes another place;
a case is never deleted, its key only once the journal holds the event of the erasure.
"""

from __future__ import annotations

from typing import Any

# table → the columns of each unique key
FACTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "store_caseevent": (("case_id", "seq"),),
    "store_party": (("id",),),
    "store_letter": (("id",), ("number",), ("check_code",)),
    "store_checkpoint": (("seq",),),
    "store_checkpointleaf": (("checkpoint_id", "case_id"),),
    "store_settingevent": (("seq",),),
}
KEPT: dict[str, tuple[tuple[str, ...], ...]] = {
    "store_case": (("id",), ("number",)),
    "store_casekey": (("case_id",),),
}
_ERASED = "EXISTS (SELECT 1 FROM store_caseevent WHERE case_id = OLD.case_id AND name = 'case.erased')"


def _wanted() -> dict[str, str]:
    """Return each trigger's name and the statement that makes it."""
    found: dict[str, str] = {}

    def refuse(table: str, name: str, verb: str, when: str = "") -> None:
        condition = f"WHEN {when} " if when else ""
        found[f"{table}_{name}"] = (
            f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} {condition}"
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )

    for table, keys in {**FACTS, **KEPT}.items():
        taken = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in key)})"  # noqa: S608
            for key in (("rowid",), *keys)
        )
        refuse(table, "no_replace", "INSERT", taken)
    for table in FACTS:
        refuse(table, "no_update", "UPDATE")
        refuse(table, "no_delete", "DELETE")
    for table, keys in KEPT.items():
        names = ["rowid", *(name for key in keys for name in key)]
        refuse(table, "no_move", "UPDATE", " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in names))
    refuse("store_case", "no_delete", "DELETE")
    refuse("store_casekey", "no_delete", "DELETE", f"NOT {_ERASED}")
    return found


def _held(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def install(connection: Any) -> None:
    """Put the triggers on the tables of facts, of cases and of their keys; one that says something else is made anew."""
    held = _held(connection)
    with connection.cursor() as cursor:
        for name, sql in _wanted().items():
            if held.get(name) == sql:
                continue
            if name in held:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql)


def missing(connection: Any) -> list[str]:
    """Name the triggers that are not there, or say something else than they should."""
    held = _held(connection)
    return [name for name, sql in _wanted().items() if held.get(name) != sql]


def remove(connection: Any) -> None:
    """Take the triggers off (tests that empty the tables need this; nothing else does)."""
    with connection.cursor() as cursor:
        for name in _wanted():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
