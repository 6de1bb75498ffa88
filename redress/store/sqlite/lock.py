"""A lock that one process holds: a lock of the operating system on a file beside the database.

It falls when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

from django.conf import settings


class Lock:
    """A lock in hand."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def is_held(self) -> bool:
        """Say whether the lock is still ours."""
        return self._descriptor is not None

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def take(connection: Any, *, name: str) -> Lock | None:
    """Take the lock `name`, or return None when another process (or another holder in this one) has it."""
    place = Path(str(connection.settings_dict["NAME"]))
    folder = place.parent if place.is_file() else Path(settings.REDRESS_DATA)  # a database in memory has no place
    descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Lock(descriptor)
