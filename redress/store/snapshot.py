"""A consistent look at all tables while the house goes on writing: what a backup reads.

Inside the block this thread's connection is another one, on which one reading transaction is open: every question
sees the same moment, nothing can be written, and nobody who writes elsewhere is held up.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connections, transaction

from redress.store import backend


@contextlib.contextmanager
def reading(*, using: str = "default") -> Iterator[None]:
    """Look at the tables as they are now. Raises RuntimeError inside a transaction, which would not be seen."""
    usual = connections[using]
    if usual.in_atomic_block:
        raise RuntimeError("a snapshot does not see what an open transaction has written; end the transaction first")
    own = usual.copy()
    own.settings_dict = backend.of(using).snapshot.settings(
        {**usual.settings_dict, "OPTIONS": dict(usual.settings_dict["OPTIONS"])}
    )
    connections[using] = own
    try:
        with transaction.atomic(using=using):
            backend.of(using).snapshot.begin(own)
            yield
    finally:
        own.close()
        connections[using] = usual
