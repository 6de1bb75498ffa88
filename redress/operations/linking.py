"""Two cases that belong together: a person confirms, refuses or undoes the link; each step is an event with its reason."""

from __future__ import annotations

import datetime as dt

from redress.operations import access
from redress.operations.moves import Advance, Recorded
from redress.operations.record import record
from redress.operations.refusals import NotFound, Wrong
from redress.queries import case as case_query

KINDS = ("same_case", "group", "related")


def confirm(
    *, number: str, other: str, kind: str, reasons: str, version: int | None, by: access.Actor, at: dt.datetime
) -> Recorded:
    """Link two cases; where the house had not proposed it, the officer's own reasons are recorded first.

    Raises NotFound when one of them is not to be seen, Wrong `reason_missing`, and what record raises.
    """
    first, second = access.case_for(by, number), access.case_for(by, other)
    if first.id == second.id:
        raise NotFound(zh="请选择另一件", en="choose another case")
    known = next((link for link in case_query.links(first.id) if link["id"] == second.id), None)
    moves = []
    seen = version
    if known is None or known["state"] != "proposed":
        if not reasons.strip():
            raise Wrong(
                code="reason_missing", zh="请写明为什么是关联的", en="say why they belong together",
                hint_zh="例如：同一消费者、同一家店、同一笔钱", hint_en="for example: same person, same shop, same sum",
                where="/reasons",
            )  # fmt: skip
        moves.append(
            Advance(
                first.id,
                "propose_link",
                {"other_case": second.number, "link_kind": kind, "reasons": " ".join(reasons.split())[:480]},
                expected_version=seen,
            )
        )
        seen = None
    moves.append(
        Advance(first.id, "confirm_link", {"other_case": second.number, "link_kind": kind}, expected_version=seen)
    )
    return record(moves=moves, by=by, at=at)[0]
