"""What an officer does at the desk: one move with what follows of itself, or the same move on many cases.

Picking a case up makes the officer its handler. In a batch each case has its own transaction and its own result: one
bad case does not stop the rest.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from redress.law.standing import day_of
from redress.operations import access
from redress.operations.moves import Advance, Recorded
from redress.operations.record import record
from redress.operations.refusals import Refused, Wrong
from redress.queries import lawbook, staff
from redress.store.models import Case

log = logging.getLogger("redress.officer")
MOST = 200  # cases in one batch


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case in a batch, the version that the officer saw, and what is given for it alone."""

    number: str
    version: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of a batch; `code` is empty where it went through."""

    number: str
    code: str = ""
    zh: str = ""
    en: str = ""
    hint_zh: str = ""
    hint_en: str = ""
    changed: tuple[str, ...] = ()  # events that came in between


def make(
    *, number: str, move: str, fields: Mapping[str, Any], version: int | None, by: access.Actor, at: dt.datetime
) -> Recorded:
    """Make a move on the case named `number`; picking it up makes the officer its handler.

    Raises what access.case_for and record raise.
    """
    case = access.case_for(by, number)
    moves = [Advance(case.id, move, fields, expected_version=version)]
    person_id = _picks_up(case, move, by, at)
    if person_id is not None:
        moves.append(Advance(case.id, "assign", {"person_id": person_id}))
    return record(moves=moves, by=by, at=at)[0]


def _picks_up(case: Case, move: str, by: access.Actor, at: dt.datetime) -> int | None:
    """Return the person who becomes the handler by this move, None when it is no picking up."""
    procedure = lawbook.current().procedures.get(case.procedure)
    kind, _, number = by.id.partition(":")
    if procedure is None or kind != "person":
        return None
    moves = procedure.on(day_of(at)).moves
    if move not in moves or moves[move].event != "case.received" or "assign" not in moves:
        return None
    if not by.roles & set(moves["assign"].who):
        return None
    return int(number) if staff.works_in(person_id=int(number), office_id=case.office_id) else None


def make_many(
    *, chosen: Sequence[Chosen], move: str, fields: Mapping[str, Any], by: access.Actor, at: dt.datetime
) -> tuple[Outcome, ...]:
    """Make one move on many cases, each for itself; returns what became of each, in the order given.

    A case's own fields go over the common ones; fields that its procedure does not ask for are left out. Raises Wrong
    `too_many` for more than 200 cases; nothing is done then.
    """
    if len(chosen) > MOST:
        raise Wrong(
            code="too_many", zh=f"一次最多办理 {MOST} 件", en=f"at most {MOST} cases at once",
            hint_zh="请分几次办理", hint_en="do it in several goes",
        )  # fmt: skip
    return tuple(_one(each, move, {**fields, **each.fields}, by, at) for each in chosen)


def _one(each: Chosen, move: str, fields: Mapping[str, Any], by: access.Actor, at: dt.datetime) -> Outcome:
    try:
        asked = _asked(each.number, move, by, at)
        wanted = fields if asked is None else {name: value for name, value in fields.items() if name in asked}
        make(number=each.number, move=move, fields=wanted, version=each.version, by=by, at=at)
    except Refused as refused:
        changed = tuple(str(item.get("event", "")) for item in refused.facts.get("changed", []))
        return Outcome(each.number, refused.code, refused.zh, refused.en, refused.hint_zh, refused.hint_en, changed)
    except Exception:  # the surprising is logged; the other cases go on
        log.exception("a case of a batch failed: %s", each.number)
        return Outcome(
            each.number, "internal", "系统出错，这一件没有办理", "something went wrong; this case was not touched",
            "请单独打开再办一次", "open it and try again",
        )  # fmt: skip
    return Outcome(each.number)


def _asked(number: str, move: str, by: access.Actor, at: dt.datetime) -> frozenset[str] | None:
    case = access.case_for(by, number)
    procedure = lawbook.current().procedures.get(case.procedure)
    found = procedure.on(day_of(at)).moves.get(move) if procedure else None
    return frozenset(ask.field.name for ask in found.asks) if found else None
