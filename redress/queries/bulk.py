"""What a batch needs to know before it is carried out: does a move fit a case now, and what events are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from redress.queries import lawbook
from redress.queries.desk import MayMove, Row


def fits(row: Row, *, move: str, may_move: MayMove, today: dt.date) -> str:
    """Say why a move does not fit a case: `procedure`, `move`, `stage` or `role`; empty where it does.

    Guards are not looked at: they are checked when the move is made.
    """
    procedure = lawbook.current().procedures.get(row.procedure)
    if procedure is None:
        return "procedure"
    current = procedure.on(today)
    found = current.moves.get(move)
    if found is None or found.from_stages is None:
        return "move"
    if row.stage not in found.from_stages:
        return "stage"
    if not may_move(found, row.office_id):
        return "role"
    return ""


def event_words(events: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return what events are called in both languages, by the procedures on file."""
    known: dict[str, tuple[str, str]] = {}
    for procedure in lawbook.current().procedures.values():
        for version in procedure.versions:
            for event, move in version.by_event.items():
                known.setdefault(event, (move.zh, move.en))
    return tuple(known.get(event, (event, event)) for event in events)
