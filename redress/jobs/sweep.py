"""The sweep: notices what neared and what was missed; once an hour it appends a checkpoint and drops unclaimed files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redress.operations import keeping, supervision, uploads

CHECKPOINT_EVERY = dt.timedelta(hours=1)
UNCLAIMED_AFTER = dt.timedelta(days=2)  # a file handed in, its appeal never sent


def run(*, at: dt.datetime) -> dict[str, Any]:
    """Sweep once; safe to run again at once."""
    done = supervision.sweep(at=at)
    last = keeping.last_checkpoint_at()
    if last is None or at - last >= CHECKPOINT_EVERY:
        keeping.make_checkpoint(at=at)
        uploads.drop_unclaimed(before=at - UNCLAIMED_AFTER)
    return done
