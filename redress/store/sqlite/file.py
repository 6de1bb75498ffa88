"""The database file under a connection that is kept open: noticed when it was taken away or another put in its place.

A connection kept for minutes saves opening and closing the file at every request (closing the last one folds the
write-ahead log, two milliseconds). But it would go on writing into a file that has no name any more.
"""

from __future__ import annotations

import os
from typing import Any

from django.db import connections

ATTRIBUTE = "redress_file"


def remember(sender: Any, connection: Any, **rest: Any) -> None:
    """Note which file a new connection opened (a receiver of `connection_created`)."""
    if connection.vendor == "sqlite":
        setattr(connection, ATTRIBUTE, _identity(str(connection.settings_dict["NAME"])))


def drop_replaced(**rest: Any) -> None:
    """Close kept connections whose file is not the one that bears its name now (a receiver of `request_started`)."""
    for connection in connections.all(initialized_only=True):
        if connection.vendor != "sqlite" or connection.connection is None or connection.in_atomic_block:
            continue
        known = getattr(connection, ATTRIBUTE, None)
        if known is not None and known != _identity(str(connection.settings_dict["NAME"])):
            connection.close()


def _identity(name: str) -> tuple[int, int] | None:
    try:
        found = os.stat(name)
    except OSError:
        return (0, 0) if os.path.isabs(name) else None  # None: a database in memory
    return found.st_dev, found.st_ino
