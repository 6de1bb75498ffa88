"""A lock that one process holds: an advisory lock on a connection of its own.

It falls when the process or its connection ends, however it ends; whoever works long asks `is_held` now and then.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import Error


class Lock:
    """A lock in hand."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def is_held(self) -> bool:
        """Say whether the lock is still ours: it is while its connection lives."""
        if self._own.connection is None:
            return False
        try:
            with self._own.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            self._own.close()
            return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        self._own.close()


def take(connection: Any, *, name: str) -> Lock | None:
    """Take the lock `name` of this database, or return None when somebody else has it."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    own = connection.copy()  # the shared connection may be closed and opened anew at any time
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        taken = cursor.fetchone()[0]
    if not taken:
        own.close()
        return None
    return Lock(own)
