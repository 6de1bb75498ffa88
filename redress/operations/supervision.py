"""Supervision: what falls due is noticed, recorded and told; no clock moves a case against a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redress.law.standing import day_of
from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Refused
from redress.queries import journals, lawbook
from redress.store.models import Case

BATCH = 200


def sweep(*, at: dt.datetime) -> dict[str, Any]:
    """Record `limit.neared` and `limit.missed` for the clocks that came to it; safe to run again and again.

    Each is recorded once a clock and last day. One bad case is named in `errors` and set aside until tomorrow.
    """
    today = day_of(at)
    done: dict[str, Any] = {"neared": 0, "missed": 0, "surveys": 0, "errors": []}
    seen: set[int] = set()
    while True:
        waiting = (
            Case.objects.filter(next_wake_on__lte=today)
            .exclude(id__in=seen)
            .order_by("next_wake_on", "id")
            .values_list("id", "number", "procedure")[:BATCH]
        )
        rows = list(waiting)
        if not rows:
            return done
        events = journals.events_of(row[0] for row in rows)
        for case_id, number, procedure in rows:
            seen.add(case_id)
            try:
                _look_at(case_id, procedure, [event for event, _ in events.get(case_id, [])], today, at, done)
            except Refused as refused:
                if refused.code == "stale_version":
                    seen.discard(case_id)  # someone moved it meanwhile: look again
                else:
                    done["errors"].append({"case": number, "why": refused.en})
            except Exception as wrong:
                done["errors"].append({"case": number, "why": f"{type(wrong).__name__}: {wrong}"})
                Case.objects.filter(id=case_id).update(next_wake_on=today + dt.timedelta(days=1))


def _look_at(
    case_id: int, procedure: str, events: list[journals.Event], today: dt.date, at: dt.datetime, done: dict[str, Any]
) -> None:
    fold = journals.fold_of(procedure=procedure, events=events)
    standing = fold.standing(calendar=lawbook.current().calendar, today=today)
    neared = {(d.get("rule"), d.get("due_on")) for d in standing.seen.get("limit.neared", ())}
    missed = {(d.get("rule"), d.get("due_on")) for d in standing.seen.get("limit.missed", ())}
    moves = []
    for clock in standing.running:
        if clock.due_on is None:
            continue
        mark = {"rule": clock.rule, "due_on": clock.due_on.isoformat()}
        key = (mark["rule"], mark["due_on"])
        if clock.is_missed and not clock.is_careful:
            if key not in missed:
                moves.append(Advance(case_id, "miss_limit", mark))
                done["missed"] += 1
        elif clock.remind_on is not None and clock.remind_on <= today and key not in neared:
            moves.append(Advance(case_id, "near_limit", mark))
            done["neared"] += 1
    if moves:
        record(moves=moves, by=access.SYSTEM, at=at)
        return
    Case.objects.filter(id=case_id, version=len(events)).update(next_wake_on=standing.next_wake_on)
