"""What a move sets off beside its own event: another case opened from this one, linked both ways.

Also the caches of links, which follow the link events of the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from redress.law.procedure import Move
from redress.operations.moves import Facts, Opening, PartyDraft
from redress.operations.refusals import Wrong
from redress.queries import lookups

if TYPE_CHECKING:
    from redress.operations.steps.session import Held, Session

LINK_STATES = {
    "link.proposed": "proposed", "link.confirmed": "confirmed", "link.refused": "refused", "link.undone": "undone",
}  # fmt: skip


def carry_out(session: Session, held: Held, move: Move, fields: Mapping[str, Any], at: dt.datetime) -> None:
    """Carry out the effects of a move just appended."""
    for effect in move.effects:
        if "open" in effect:
            _open(session, held, str(effect["open"]), effect, fields, at)
        elif "open_each" in effect:
            for procedure in fields.get(str(effect["open_each"])) or []:
                if procedure != held.procedure.id:
                    _open(session, held, procedure, effect, fields, at)
    if move.event in LINK_STATES:
        other = lookups.case_ref(str(fields["other_case"]))
        if other is None or other.id == held.id:
            raise Wrong(
                code="unknown_case", zh=f"没有编号为“{str(fields['other_case'])[:60]}”的另一件", en="there is no such other case",
                hint_zh="请核对编号", hint_en="check the number", where="/other_case",
            )  # fmt: skip
        session.out.add_link(
            held.id, other.id, kind=fields.get("link_kind"), state=LINK_STATES[move.event],
            reasons=str(fields.get("reasons", "")), at=at,
        )  # fmt: skip


def _open(
    session: Session,
    held: Held,
    procedure: str,
    effect: Mapping[str, Any],
    fields: Mapping[str, Any],
    at: dt.datetime,
) -> None:
    """Open a case from this one: its words, parties and keys go along; the two are linked."""
    origin = lookups.origin_of(held.id)
    narrative = str(fields.get("clue") or origin.narrative or held.number)
    name = str(effect.get("with", "open"))
    opening = Opening(
        procedure=procedure,
        move=name,
        fields={"narrative": narrative},
        at=at,
        office_id=None if name == "open" else held.office_id,  # a split goes to the desk again
        facts=Facts(**origin.facts) if origin.facts else Facts(channel=""),
        parties=tuple(PartyDraft(role, data) for role, data in origin.parties),
        title=origin.title,
        search_text=origin.search_text,
        appeal_of=held.appeal_id or held.id,
        extra={"from_case": held.number, "link_kind": str(effect.get("link", "related"))},
        nudge=False,
        is_history=held.is_history,
    )
    opened = session.take_spawned(opening)
    session.out.copy_lookups(held.id, opened)
    session.out.add_link(
        held.id, opened, kind=str(effect.get("link", "related")), state="confirmed", reasons="", at=at
    )
    held.opened.append(opened)
