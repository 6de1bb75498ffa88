"""Who works where, for those who hand out work: names of people by office. Plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from redress.store.models import Person, Role

WORKING = ("desk", "handler", "supervisor", "mediator", "inspector", "enforcement", "council")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a case may be given."""

    id: int
    name: str
    office_id: int


def works_in(*, person_id: int, office_id: int) -> bool:
    """Say whether an active person holds a working role in an office."""
    return Role.objects.filter(
        person_id=person_id, office_id=office_id, role__in=WORKING, person__is_active=True
    ).exists()


def of_offices(office_ids: Iterable[int]) -> tuple[Colleague, ...]:
    """List the active people with a working role in these offices, by office and name."""
    rows = (
        Role.objects.filter(office_id__in=list(office_ids), role__in=WORKING, person__is_active=True)
        .order_by("office_id", "person__name", "person_id")
        .values_list("person_id", "person__name", "office_id")
        .distinct()
    )
    return tuple(Colleague(*row) for row in rows)


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id; no query when none is asked for."""
    wanted = set(person_ids)
    return dict(Person.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}
