"""Opens a case of any procedure from the fields that its opening move asks for: an inspection, a mark, an action item.

No procedure is known here by name: what a new file in the overlay describes can be opened at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from redress.language import redact
from redress.law.shapes import Move, Procedure
from redress.law.standing import day_of
from redress.operations import access, looking
from redress.operations.moves import Opening, Recorded
from redress.operations.record import record
from redress.operations.refusals import NotFound
from redress.operations.steps.prepare import title_of
from redress.queries import lawbook
from redress.store import tokens

APPEALS = frozenset({"complaint", "tipoff", "inquiry", "other_appeal"})  # these come in by intake.lodge


def opening_moves(*, procedure: str, day: dt.date) -> tuple[Procedure, tuple[Move, ...]]:
    """Return a procedure and the moves that open a case of it on a day; raises NotFound."""
    found = lawbook.current().procedures.get(procedure)
    if found is None or procedure in APPEALS:
        raise NotFound(
            zh=f"没有可以直接登记的程序“{procedure[:60]}”", en=f"no procedure {procedure[:60]!r} that is opened like this",
            hint_zh="投诉举报请走受理登记", hint_en="appeals are lodged, not opened", where="/procedure",
        )  # fmt: skip
    moves = found.on(day).moves.values()
    return found, tuple(move for move in moves if move.from_stages is None and "channel" not in move.who)


def openable(*, by: access.Actor, day: dt.date) -> tuple[tuple[Procedure, Move], ...]:
    """Return the procedures that `by` may open in his own office, each with the first opening move that is his."""
    found = []
    for name in lawbook.current().procedures:
        if name in APPEALS or by.office_id is None:
            continue
        procedure, moves = opening_moves(procedure=name, day=day)
        first = next((move for move in moves if looking.may(by, move, by.office_id, None)), None)
        if first is not None:
            found.append((procedure, first))
    return tuple(found)


def open_case(
    *, procedure: str, fields: Mapping[str, Any], by: access.Actor, at: dt.datetime, move: str | None = None
) -> Recorded:
    """Open a case in the actor's office; raises what `record` raises."""
    _, moves = opening_moves(procedure=procedure, day=day_of(at))
    name = move or (moves[0].name if moves else "open")
    texts = [value for value in fields.values() if isinstance(value, str) and value.strip()]
    masked = redact.mask("　".join(texts))[:5000]
    opening = Opening(
        procedure=procedure,
        move=name,
        fields=fields,
        at=at,
        office_id=by.office_id,
        title=title_of(masked),
        search_text=tokens.normalise(masked),
        nudge=False,
    )
    return record(moves=[opening], by=by, at=at)[0]
