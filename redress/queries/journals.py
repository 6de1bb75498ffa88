"""The journal as the fold reads it: events of cases, without what is sealed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from redress.law.standing import Event, Fold, Standing
from redress.queries import lawbook
from redress.store.models import Case, CaseEvent


def events_of(case_ids: Iterable[int]) -> dict[int, list[tuple[Event, bytes]]]:
    """Return the events of cases in order, each with its hash, in one query."""
    found: dict[int, list[tuple[Event, bytes]]] = {}
    rows = (
        CaseEvent.objects.filter(case_id__in=list(case_ids))
        .order_by("case_id", "seq")
        .values_list("case_id", "seq", "name", "at", "procedure_version", "data", "hash")
    )
    for case_id, seq, name, at, version, data, digest in rows:
        event = Event(seq, name, at, version, json.loads(data))
        found.setdefault(case_id, []).append((event, bytes(digest)))
    return found


def fold_of(*, procedure: str, events: Iterable[Event]) -> Fold:
    """Fold events under a procedure; a procedure no longer on file is read by what its events say."""
    law = lawbook.current()
    fold = Fold(procedure=law.procedures[procedure], rulebook=law.rulebook)
    for event in events:
        fold.add(event)
    return fold


def standing_of(*, case_id: int, procedure: str, today: dt.date) -> Standing:
    """Say where a case stands today."""
    events = [event for event, _ in events_of([case_id]).get(case_id, [])]
    return fold_of(procedure=procedure, events=events).standing(calendar=lawbook.current().calendar, today=today)


def open_cases(*, batch: int = 500) -> Iterator[list[dict[str, Any]]]:
    """Walk all open cases by id, a batch at a time."""
    last = 0
    while True:
        rows = list(
            Case.objects.filter(id__gt=last, is_open=True)
            .order_by("id")
            .values("id", "number", "procedure", "version", "next_due_on", "next_due_rule", "next_wake_on")[:batch]
        )
        if not rows:
            return
        yield [dict(row) for row in rows]
        last = rows[-1]["id"]


__all__ = ["Event", "events_of", "fold_of", "open_cases", "standing_of"]
