"""What the two databases do differently, chosen by the connection: bulk load, search, triggers, lock, snapshot.

The pair of folders `sqlite` and `postgres` holds it; one contract test runs on both.
"""

from __future__ import annotations

from types import ModuleType

from django.db import connections

from redress.store import postgres, sqlite


def of(using: str = "default") -> ModuleType:
    """Return the folder of the database behind `using`."""
    return postgres if connections[using].vendor == "postgresql" else sqlite


def install(*, using: str = "default") -> None:
    """Install triggers and search tables; safe to run again."""
    of(using).triggers.install(connections[using])
    of(using).search.install(connections[using])
