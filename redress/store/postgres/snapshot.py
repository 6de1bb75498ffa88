"""A consistent look at PostgreSQL: a read-only transaction in which every statement sees the same moment."""

from __future__ import annotations

from typing import Any

from psycopg import IsolationLevel


def settings(place: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a connection that only reads, and always the same moment."""
    place["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    return place


def begin(connection: Any) -> None:
    """Pin the look: the first statement fixes the moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute("SELECT 1")
