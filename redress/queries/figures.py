"""Figures counted in the tables, each by its one definition, and the cases that each opens into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr, TruncMonth

from redress.insight import indicators
from redress.insight.indicators import Indicator
from redress.law.standing import ZONE
from redress.queries import offices
from redress.store.models import Case

APPEALS = ("complaint", "tipoff", "inquiry", "other_appeal")
CONDITIONS: Mapping[str, Q] = {
    "live": Q(is_history=False),
    "complaint": Q(procedure="complaint"),
    "tipoff": Q(procedure="tipoff"),
    "inquiry": Q(procedure="inquiry"),
    "other_appeal": Q(procedure="other_appeal"),
    "appeal": Q(procedure__in=APPEALS),
    "pick_up_due": Q(facts__is_picked_up_on_time__isnull=False),
    "pick_up_kept": Q(facts__is_picked_up_on_time=True),
    "closing_due": Q(facts__is_closed_on_time__isnull=False),
    "closing_kept": Q(facts__is_closed_on_time=True),
    "decision_due": Q(facts__is_decided_on_time__isnull=False),
    "decision_kept": Q(facts__is_decided_on_time=True),
    "decided": Q(facts__decided_at__isnull=False),
    "accepted": Q(facts__decided_at__isnull=False) & ~Q(facts__outcome="refused"),
    "mediated": Q(facts__outcome__in=("settled", "not_settled")),
    "settled": Q(facts__outcome="settled"),
    "verified": Q(facts__outcome__in=("filed", "not_filed")),
    "filed": Q(facts__outcome="filed"),
    "rated": ~Q(facts__satisfaction=""),
    "satisfied": Q(facts__satisfaction__in=("very", "satisfied", "fair")),
    "returned": Q(facts__returns__gt=0),
}
DIMENSIONS: Mapping[str, str] = {
    "kind": "procedure", "channel": "facts__channel", "office": "office_id", "subject_class": "subject", "issue_class": "issue",
    "month": "month", "area": "facts__area", "ground": "facts__ground",
}  # fmt: skip


class UnknownFigure(Exception):
    """There is no such figure or dimension."""


def where(names: tuple[str, ...]) -> Q:
    """Return the conditions named, all of which must hold."""
    found = Q()
    for name in names:
        found &= CONDITIONS[name]
    return found


def between(first: dt.date | None, last: dt.date | None) -> Q:
    """Return the condition on the moment of receipt: days in China, both inclusive."""
    found = Q()
    if first is not None:
        found &= Q(received_at__gte=dt.datetime.combine(first, dt.time(), tzinfo=ZONE))
    if last is not None:
        found &= Q(received_at__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=ZONE))
    return found


def figure(
    *,
    name: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
    office_ids: frozenset[int] | None = None,
    by: str | None = None,
) -> dict[str, Any]:
    """Return a figure: {name, definition, numerator, denominator, value, unit, rows}; raises UnknownFigure."""
    indicator = indicators.BY_ID.get(name)
    if indicator is None or (by is not None and by not in DIMENSIONS):
        raise UnknownFigure(f"there is no figure {name!r}" if indicator is None else f"there is no dimension {by!r}")
    scope = _scope(first, last, office_ids)
    whole = _count(indicator, scope)
    rows = _rows(indicator, scope, by) if by else []
    return {
        "name": name,
        "label": {"zh": indicator.zh, "en": indicator.en},
        "definition": {
            "zh": indicators.definition(indicator), "en": indicators.definition(indicator, language="en")
        },
        **whole,
        "unit": indicator.unit,
        "rows": rows,
    }  # fmt: skip


def all_figures(
    *, first: dt.date | None, last: dt.date | None, office_ids: frozenset[int] | None = None
) -> dict[str, dict[str, Any]]:
    """Return every indicator's numbers for a period in one query."""
    wanted: dict[str, Any] = {}
    for one in indicators.INDICATORS:
        if one.sums:
            wanted[f"{one.id}__n"] = Sum(f"facts__{one.sums}", filter=where(one.counts))
        else:
            wanted[f"{one.id}__n"] = Count("id", filter=where(one.counts))
        if one.over:
            wanted[f"{one.id}__d"] = Count("id", filter=where(one.over))
    found = _scope(first, last, office_ids).aggregate(**wanted)
    return {one.id: _value(one, found[f"{one.id}__n"], found.get(f"{one.id}__d")) for one in indicators.INDICATORS}


def cases(
    *, name: str, part: str, first: dt.date | None, last: dt.date | None, office_ids: frozenset[int] | None
) -> QuerySet[Case]:
    """Return the cases behind a figure: its numerator, or with part="over" its denominator; raises UnknownFigure."""
    indicator = indicators.BY_ID.get(name)
    if indicator is None:
        raise UnknownFigure(f"there is no figure {name!r}")
    names = indicator.over if part == "over" and indicator.over else indicator.counts
    return _scope(first, last, office_ids).filter(where(names)).order_by("-received_at", "-id")


def _scope(first: dt.date | None, last: dt.date | None, office_ids: frozenset[int] | None) -> QuerySet[Case]:
    query = Case.objects.filter(between(first, last), procedure__in=APPEALS)
    return query if office_ids is None else query.filter(office_id__in=office_ids)


def _count(indicator: Indicator, scope: QuerySet[Case]) -> dict[str, Any]:
    top = scope.filter(where(indicator.counts))
    numerator = top.aggregate(n=Sum(f"facts__{indicator.sums}"))["n"] if indicator.sums else top.count()
    denominator = scope.filter(where(indicator.over)).count() if indicator.over else None
    return _value(indicator, numerator, denominator)


def _value(indicator: Indicator, numerator: Any, denominator: int | None) -> dict[str, Any]:
    """Return numerator, denominator and value; a rate over nothing has no value."""
    if indicator.sums:
        total = Decimal(numerator or 0).quantize(Decimal("0.01"))
        return {"numerator": str(total), "denominator": None, "value": str(total)}
    numerator = int(numerator or 0)
    if indicator.over is None:
        return {"numerator": numerator, "denominator": None, "value": numerator}
    value = round(100 * numerator / denominator, 2) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "value": value}


def _rows(indicator: Indicator, scope: QuerySet[Case], by: str) -> list[dict[str, Any]]:
    column = DIMENSIONS[by]
    query: Any = scope
    if by == "subject_class":
        query = query.annotate(subject=Substr("facts__subject_class", 1, 3))
    elif by == "issue_class":
        query = query.annotate(issue=Substr("facts__issue_class", 1, 3))
    elif by == "month":
        query = query.annotate(month=TruncMonth("received_at", tzinfo=ZONE))
    top = (
        Sum(f"facts__{indicator.sums}", filter=where(indicator.counts))
        if indicator.sums
        else Count("id", filter=where(indicator.counts))
    )
    parts = {"n": top}
    if indicator.over:
        parts["d"] = Count("id", filter=where(indicator.over))
    found = (
        query.values(key=_key(column)).annotate(**parts).order_by("key")
        if by == "month"
        else query.values(key=_key(column)).annotate(**parts).order_by("-n", "key")
    )
    tree = offices.everything()
    rows = []
    for row in found:
        key = row["key"]
        if by == "office":
            key = tree[key].code if key in tree else str(key)
        elif by == "month":
            key = key.astimezone(ZONE).strftime("%Y-%m")
        if not row["n"] and not row.get("d"):
            continue
        rows.append({"key": key or "", **_value(indicator, row["n"], row.get("d"))})
    return rows


def _key(column: str) -> Any:
    from django.db.models import F

    return F(column)


def case_rows(
    *,
    name: str,
    part: str,
    first: dt.date | None,
    last: dt.date | None,
    office_ids: frozenset[int] | None,
    start: int,
    count: int,
) -> list[dict[str, Any]]:
    """Return a stretch of the cases behind a figure as plain rows (titles are masked)."""
    tree = offices.everything()
    query = cases(name=name, part=part, first=first, last=last, office_ids=office_ids)
    return [
        {
            "number": number,
            "received_on": received_at.astimezone(ZONE).date(),
            "title": title,
            "office": tree[office_id].zh if office_id in tree else "",
        }
        for number, received_at, title, office_id in query.values_list("number", "received_at", "title", "office_id")[
            start : start + count
        ]
    ]
