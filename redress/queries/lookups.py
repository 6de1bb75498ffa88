"""Small look-ups that several questions and verbs share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from redress.store import vault
from redress.store.models import AppealFacts, Case, CaseEvent, Party, SearchText


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case by id and number."""

    id: int
    number: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a case was opened with, opened from its seal."""

    narrative: str
    parties: tuple[tuple[str, dict[str, Any]], ...]
    facts: dict[str, Any]
    title: str
    search_text: str


def case_ref(number: str) -> CaseRef | None:
    """Find a case by its number."""
    row = Case.objects.filter(number=number).values_list("id", "number").first()
    return CaseRef(*row) if row else None


def origin_of(case_id: int) -> Origin:
    """Return what a case was opened with; raises vault.Erased when its key was destroyed."""
    sealer = vault.sealer(case_id)
    first = CaseEvent.objects.filter(case_id=case_id, seq=1).values_list("sealed", flat=True).first()
    sealed = json.loads(sealer.open(bytes(first))) if first else {}
    parties = tuple(
        (role, json.loads(sealer.open(bytes(data))))
        for role, data in Party.objects.filter(case_id=case_id).order_by("id").values_list("role", "sealed")
    )
    columns = (
        "channel", "source", "amount", "purchased_on", "subject_class", "issue_class", "remedy", "respondent",
        "respondent_uscc", "platform", "area",
    )  # fmt: skip
    facts = AppealFacts.objects.filter(case_id=case_id).values(*columns).first() or {}
    title = Case.objects.filter(id=case_id).values_list("title", flat=True).first() or ""
    text = SearchText.objects.filter(case_id=case_id).values_list("text", flat=True).first() or ""
    return Origin(str(sealed.get("narrative", "")), parties, dict(facts), title, text)
