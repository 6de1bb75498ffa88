"""Looking at a case: access is checked, what is personal is logged as seen, the rest is a question."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redress.law.shapes import Move
from redress.law.standing import day_of
from redress.operations import access
from redress.operations.refusals import Forbidden
from redress.queries import case as case_query
from redress.store.models import AccessEntry


def look(*, number: str, by: access.Actor, at: dt.datetime, address: str = "", what: str = "case") -> dict[str, Any]:
    """Return a case as `by` may see it, and log that personal data was seen. Raises NotFound."""
    case = access.case_for(by, number)
    sees = access.sees_personal(by)
    view = case_query.view(
        case_id=case.id,
        sees_personal=sees,
        may_move=lambda move, o, c: may(by, move, o, c),
        today=day_of(at),
        case=case,
    )
    if sees:
        AccessEntry.objects.create(at=at, by=by.id, case_id=case.id, what=what, address=address[:60])
    return view


def may(by: access.Actor, move: Move, office_id: int, case_id: int | None) -> bool:
    """Say whether the actor's role allows a move."""
    if "system" in move.who and move.who == ("system",):
        return False
    try:
        access.role_for(by, move, office_id=office_id, case_id=case_id)
    except Forbidden:
        return False
    return True
