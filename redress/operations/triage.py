"""Triage: the worker compares a new appeal with the ones there are, and proposes links and classes with reasons.

A proposal is an event like any other; a person confirms or refuses it, and can undo what was confirmed. Nothing is
merged, dropped or decided here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Refused
from redress.operations.steps import linking, suggest
from redress.store.models import Case, LookupKey, Outbox

SAME_KINDS = {"id_number", "order"}  # a person's identity, or the same order: most likely the same matter
REASONS = {
    "phone": "同一手机号", "id_number": "同一身份证号", "order": "订单号一致", "trader_amount": "同一商家且金额一致", "text": "文字相同",
}  # fmt: skip
FULLEST_KEY = 50  # a key that so many cases share (a hotline's own number) says nothing
LOOK_BACK = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link that the exact keys suggest."""

    other_id: int
    other: str
    kind: str
    reasons: str


def proposals(case_id: int) -> list[Proposal]:
    """Find the cases that share exact keys with this one, the strongest first; reasons in words."""
    keys = [
        (k, bytes(d), at)
        for k, d, at in LookupKey.objects.filter(case_id=case_id).values_list("kind", "digest", "at")
    ]
    shared: dict[int, set[str]] = {}
    for kind, digest, at in keys:
        others = list(
            LookupKey.objects.filter(kind=kind, digest=digest, at__gte=at - LOOK_BACK)
            .exclude(case_id=case_id)
            .values_list("case_id", flat=True)[: FULLEST_KEY + 1]
        )
        if len(others) <= FULLEST_KEY:
            for other in others:
                shared.setdefault(other, set()).add(kind)
    away = linking.known(case_id) | linking.family(case_id)
    wanted = {other: kinds for other, kinds in shared.items() if other not in away}
    numbers = dict(Case.objects.filter(id__in=wanted, is_erased=False).values_list("id", "number"))
    found = [
        Proposal(other, numbers[other], _kind(kinds), "；".join(REASONS[k] for k in sorted(kinds)))
        for other, kinds in wanted.items()
        if other in numbers
    ]
    found.sort(key=lambda one: (one.kind != "same_case", -len(one.reasons), -one.other_id))
    return found[: linking.MOST]


def _kind(kinds: set[str]) -> str:
    """Name the kind of link that these shared keys suggest: text alone never makes a same case."""
    if kinds & SAME_KINDS or ("phone" in kinds and kinds & {"trader_amount", "text"}):
        return "same_case"
    if kinds & {"trader_amount", "text"}:
        return "group"
    return "related"


def compare(*, case_id: int, at: dt.datetime) -> int:
    """Propose the links of one case; returns how many were proposed."""
    moves = [
        Advance(case_id, "propose_link", {"other_case": one.other, "link_kind": one.kind, "reasons": one.reasons})
        for one in proposals(case_id)
    ]
    classes = suggest.classes_for(case_id)
    if classes:
        moves.append(Advance(case_id, "propose_class", classes))
    if moves:
        record(moves=moves, by=access.SYSTEM, at=at)
    return len(moves)


def work_off(*, at: dt.datetime, most: int) -> dict[str, Any]:
    """Work off the waiting nudges; a case that fails is set aside for an hour and named."""
    done: dict[str, Any] = {"compared": 0, "proposed": 0, "errors": []}
    rows = list(
        Outbox.objects.filter(kind="compare", state="waiting", due_at__lte=at)
        .order_by("due_at", "id")
        .values_list("id", "case_id")[:most]
    )
    for row_id, case_id in rows:
        try:
            with transaction.atomic():
                done["proposed"] += compare(case_id=int(case_id or 0), at=at)
                Outbox.objects.filter(id=row_id).update(state="sent", sent_at=at)
            done["compared"] += 1
        except Refused as refused:
            done["errors"].append({"case_id": case_id, "why": refused.en})
            Outbox.objects.filter(id=row_id).update(due_at=at + dt.timedelta(hours=1), error=refused.code[:300])
        except Exception as wrong:
            done["errors"].append({"case_id": case_id, "why": f"{type(wrong).__name__}: {wrong}"[:300]})
            Outbox.objects.filter(id=row_id).update(due_at=at + dt.timedelta(hours=1), error=str(wrong)[:300])
    return done
