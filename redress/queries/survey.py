"""The survey behind a link: its code names one case and proves that the asker was sent it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from redress.queries import lawbook, lookups
from redress.store import seal, vault
from redress.store.models import Case, CaseEvent

LENGTH = 8
REVIEW = "ask_review"


@dataclass(frozen=True, slots=True)
class Asked:
    """A case whose handling may be rated."""

    case_id: int
    number: str
    is_closed: bool
    procedure: str
    may_be_reviewed: bool  # a dissatisfied answer brings it back to be looked at again
    answer: str  # the satisfaction given before; empty when none


def code_of(number: str) -> str:
    """Return the code of a case's survey: its number and eight letters that only this house can make."""
    return f"{number}-{seal.code(vault.secret('survey'), number, length=LENGTH)}"


def find(code: str) -> Asked | None:
    """Return the case that a survey code names; None for a wrong one."""
    number, _, letters = code.strip().rpartition("-")
    if not number or not seal.same_code(letters, seal.code(vault.secret("survey"), number, length=LENGTH)):
        return None
    ref = lookups.case_ref(number)
    if ref is None:
        return None
    case = Case.objects.filter(id=ref.id).values("is_open", "procedure", "procedure_version", "stage").get()
    last = (
        CaseEvent.objects.filter(case_id=ref.id, name="survey.answered")
        .order_by("-seq")
        .values_list("data", flat=True)
        .first()
    )
    answer = str(json.loads(last).get("satisfaction", "")) if last else ""
    procedure = lawbook.current().procedures.get(case["procedure"])
    move = procedure.version(case["procedure_version"]).moves.get(REVIEW) if procedure else None
    again = move is not None and case["stage"] in (move.from_stages or ())
    return Asked(ref.id, ref.number, not case["is_open"], case["procedure"], again, answer)
