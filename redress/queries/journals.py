"""The journal as the fold reads it: events of cases, without what is sealed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from redress.law.library import Library
from redress.law.standing import Event, Fold, Standing, day_of
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


def fold_all(*, library: Library, batch: int = 500) -> Iterator[dict[str, str]]:
    """Fold every case's journal with `library`; yields a fault {file, where, why} for each case that does not fit it.

    A case does not fit when its procedure is gone, one of its events belongs to no version, its stage is not a stage of
    the version it stands in, or its clocks cannot be worked out. One bad case does not stop the rest.
    """
    last = 0
    while rows := list(Case.objects.filter(id__gt=last).order_by("id").values("id", "number", "procedure")[:batch]):
        events = events_of(row["id"] for row in rows)
        for row in rows:
            for why in _misfits(library, str(row["procedure"]), [event for event, _ in events.get(row["id"], [])]):
                yield {"file": "journal", "where": str(row["number"]), "why": why}
        last = rows[-1]["id"]


def _misfits(library: Library, name: str, events: list[Event]) -> list[str]:
    procedure = library.procedures.get(name)
    if procedure is None:
        return [f"there is no procedure {name!r} any more"]
    if not events:
        return ["the case has no events"]
    dated = {version.since for version in procedure.versions}
    gone = sorted({event.version for event in events} - dated)
    if gone:
        return [f"procedure {name} has no version {gone[0]!r} any more"]
    try:
        fold = Fold(procedure=procedure, rulebook=library.rulebook)
        for event in events:
            fold.add(event)
        fold.standing(calendar=library.calendar, today=day_of(events[-1].at))
    except Exception as wrong:
        return [f"it cannot be folded: {type(wrong).__name__}: {wrong}"]
    strange = [
        f"version {fold.version.since} of {name} knows no event {events[seq - 1].name!r}" for seq in fold.unknown
    ]
    if fold.stage not in fold.version.stages:
        strange.append(f"version {fold.version.since} of {name} has no stage {fold.stage!r}")
    return strange


__all__ = ["Event", "events_of", "fold_all", "fold_of", "open_cases", "standing_of"]
