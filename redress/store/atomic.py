"""Files that are there in full or not at all, for the owner only: evidence, the master keys, a backup's keys."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write `data` to `path` beside it first, down to the disk, then in its place; raises OSError, leaving nothing.

    The folder is made when there is none.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = beside(path)
    try:
        put(temporary, data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # a folder that cannot be flushed is no reason to lose the file
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def beside(path: Path) -> Path:
    """Return where this process writes what will be `path`."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def put(path: Path, data: bytes) -> None:
    """Write a new file for the owner only, down to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
