"""Complaints and tip-offs that are not on the national platform yet (Order 121 art. 40): the *not yet there* list."""

from __future__ import annotations

from dataclasses import dataclass

from redress.store.models import Case

PROCEDURES = ("complaint", "tipoff")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of numbers, and the id after which the next one begins (0: there is none)."""

    numbers: tuple[str, ...]
    next: int


def waiting(*, allowed: frozenset[int] | None, after: int = 0, limit: int = 50, is_open: bool = True) -> Waiting:
    """List the cases without a national number, the oldest first; past records and erased cases are left out."""
    cases = Case.objects.filter(
        procedure__in=PROCEDURES, is_history=False, is_erased=False, facts__national_number="", id__gt=after
    )
    if is_open:
        cases = cases.filter(is_open=True)
    if allowed is not None:
        cases = cases.filter(office_id__in=allowed)
    rows = list(cases.order_by("id").values_list("number", "id")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return Waiting(tuple(number for number, _ in rows), rows[-1][1] if more else 0)
