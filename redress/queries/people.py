"""People who sign in: their card with roles and preferences. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from redress.queries import offices
from redress.store.models import Person, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role held in an office."""

    role: str
    office_id: int
    office_code: str
    office_zh: str


@dataclass(frozen=True, slots=True)
class Card:
    """One person as plain data. `office_id` is the office in which the person acts: that of the first role."""

    id: int
    username: str
    name: str
    is_active: bool
    must_use_second_factor: bool
    language: str
    theme: str
    is_large_text: bool
    office_id: int | None
    roles: tuple[str, ...]
    held: tuple[Held, ...]


def _card(person: Person, held: tuple[Held, ...]) -> Card:
    office_id = held[0].office_id if held else None
    return Card(
        person.id, person.username, person.name, person.is_active, person.must_use_second_factor, person.language,
        person.theme, person.is_large_text, office_id,
        tuple(dict.fromkeys(one.role for one in held if one.office_id == office_id)), held,
    )  # fmt: skip


def _held(person_ids: list[int]) -> dict[int, tuple[Held, ...]]:
    tree = offices.everything()
    found: dict[int, list[Held]] = {}
    for person_id, role, office_id in (
        Role.objects.filter(person_id__in=person_ids).order_by("id").values_list("person_id", "role", "office_id")
    ):
        office = tree.get(office_id)
        found.setdefault(person_id, []).append(
            Held(role, office_id, office.code if office else "", office.zh if office else "")
        )
    return {person_id: tuple(held) for person_id, held in found.items()}


def card(*, person_id: int) -> Card | None:
    """Return one person; None when there is none. Two queries, offices held in memory."""
    person = Person.objects.filter(id=person_id).first()
    return _card(person, _held([person_id]).get(person_id, ())) if person else None


def everybody(*, office_id: int | None = None) -> tuple[Card, ...]:
    """List all people by sign-in name, or those who hold a role in an office."""
    people = Person.objects.order_by("username")
    if office_id is not None:
        people = people.filter(roles__office_id=office_id).distinct()
    rows = list(people)
    held = _held([person.id for person in rows])
    return tuple(_card(person, held.get(person.id, ())) for person in rows)
