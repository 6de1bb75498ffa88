"""What an erasure leaves behind in PostgreSQL's files: dead rows until a vacuum, its log until that is recycled."""

from __future__ import annotations

from typing import Any

LEFT = (
    "dead rows stay in PostgreSQL's files until they are vacuumed, and in its log until that is recycled: "
    "VACUUM store_case, store_searchtext, store_lookupkey, store_casekey, store_outbox, store_upload; CHECKPOINT"
)


def wipe(connection: Any) -> str:
    """Return what is left to be done by whoever runs the server."""
    return LEFT
