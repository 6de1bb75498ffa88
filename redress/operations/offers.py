"""What a move on a case asks and what blocks it, for the one who wants to make it; refuses as `record` would."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from redress.law.shapes import Guard, Move
from redress.law.standing import day_of
from redress.operations import access
from redress.operations.refusals import Conflict, NotFound
from redress.operations.steps import session
from redress.queries import journals, lawbook


@dataclass(frozen=True, slots=True)
class Offered:
    """A move that is offered on a case now; `version` is the case's."""

    case_id: int
    number: str
    procedure: str
    office_id: int
    received_on: dt.date
    version: int
    move: Move
    blocked: tuple[Guard, ...]


def offer(*, number: str, move: str, by: access.Actor, at: dt.datetime) -> Offered:
    """Return a move as it is offered on a case.

    Raises NotFound (no such case that he may see, no such move), Forbidden (not his), Conflict `move_not_allowed` (not
    in this stage). What still blocks it is told, not refused: the form says it.
    """
    case = access.case_for(by, number)
    procedure = lawbook.current().procedures.get(case.procedure)
    if procedure is None:
        raise Conflict(
            code="procedure_missing", zh=f"程序“{case.procedure}”的文件不在，不能办理",
            en=f"the file of procedure {case.procedure} is gone",
            hint_zh="请把程序文件放回", hint_en="put the procedure file back",
        )  # fmt: skip
    today = day_of(at)
    standing = journals.standing_of(case_id=case.id, procedure=case.procedure, today=today)
    known = procedure.version(standing.procedure_version).moves.get(move)
    if known is None or known.from_stages is None:
        raise NotFound(zh="没有这个办理事项", en="there is no such move")
    access.role_for(by, known, office_id=case.office_id, case_id=case.id)
    found = next((each for each in standing.offers if each.move.name == move), None)
    if found is None:
        raise session.not_allowed(procedure, move, standing.stage)
    return Offered(
        case.id, case.number, case.procedure, case.office_id, day_of(case.received_at), case.version, found.move,
        found.blocked_by,
    )  # fmt: skip


def pair(*, number: str, other: str, by: access.Actor) -> tuple[int, int]:
    """Return the ids of two cases that one may see; raises NotFound, also for a case beside itself."""
    first, second = access.case_for(by, number), access.case_for(by, other)
    if first.id == second.id:
        raise NotFound(zh="请选择另一件", en="choose another case")
    return first.id, second.id
