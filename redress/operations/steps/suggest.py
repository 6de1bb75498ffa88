"""Suggested classes of an appeal, from its masked text and the class trees' own words; None is better than a guess."""

from __future__ import annotations

from typing import Any

from redress.store.models import AppealFacts, SearchText

MODEL = "words-1"


def classes_for(case_id: int) -> dict[str, Any]:
    """Return the fields of a `propose_class` move, empty when nothing can be suggested or a class is already there."""
    facts = AppealFacts.objects.filter(case_id=case_id).values("subject_class", "issue_class").first()
    text = SearchText.objects.filter(case_id=case_id).values_list("text", flat=True).first()
    if facts is None or not text or (facts["subject_class"] and facts["issue_class"]):
        return {}
    from redress.language import suggestion
    from redress.taxonomy import tree

    fields: dict[str, Any] = {}
    reasons = []
    wanted = [scheme for scheme in ("subject_class", "issue_class") if not facts[scheme]]
    for one in suggestion.suggest(text, tree=tree.load(), schemes=wanted, limit=1):
        fields[one.scheme] = one.code
        reasons += list(one.reasons)
    if not fields:
        return {}
    return {**fields, "reasons": "、".join(dict.fromkeys(reasons))[:480] or "—", "model_version": MODEL}
