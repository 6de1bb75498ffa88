"""A consistent look at SQLite: a reading transaction, which in WAL mode holds up no writer."""

from __future__ import annotations

from typing import Any


def settings(place: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a connection that only reads."""
    options = place["OPTIONS"]
    options["transaction_mode"] = "DEFERRED"
    options["init_command"] = options["init_command"] + " PRAGMA query_only=ON;"
    return place


def begin(connection: Any) -> None:
    """Pin the look: a deferred transaction sees the tables as they are at its first read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        cursor.fetchone()
