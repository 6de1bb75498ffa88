"""The one door for writes: moves in, journal appended, caches written, outbox filled, in one transaction.

Nothing else in the house writes a case. What the law does not allow is refused here and leaves no trace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from redress.operations.access import Actor
from redress.operations.moves import Advance, Opening, Recorded
from redress.operations.steps.session import Session
from redress.store import trouble


def record(*, moves: Sequence[Opening | Advance], by: Actor, at: dt.datetime) -> tuple[Recorded, ...]:
    """Carry out `moves` in order, all or none, and say where each case they touched stands now.

    1. read the cases concerned and fold their events; 2. for each move ask: may he, does the procedure allow it, are
    its fields right; 3. append the events with their hashes; 4. write the caches, with a compare-and-set of each
    case's version; 5. put what must leave the house into the outbox.

    Raises refusals.NotFound, Forbidden, Conflict (`stale_version`, `move_not_allowed`), Wrong and trouble.Unavailable;
    then nothing is written.
    """
    with trouble.told(), transaction.atomic():
        return carry_out(moves=moves, by=by, at=at)


def carry_out(*, moves: Sequence[Opening | Advance], by: Actor, at: dt.datetime) -> tuple[Recorded, ...]:
    """Do what `record` does inside the caller's transaction, which must end with it when it raises."""
    session = Session(by=by, at=at)
    session.read(moves)
    for move in moves:
        session.take(move)
    return session.write()
