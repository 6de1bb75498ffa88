"""Founding a house: its offices and its people, and the settling of what a past written down would send today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from redress.operations import access
from redress.queries import offices
from redress.store.models import Office, Outbox, Person, Role


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """An office to be founded; parents come before their children."""

    code: str
    zh: str
    en: str
    kind: str
    parent: str = ""
    areas: tuple[str, ...] = ()
    is_intake: bool = False
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """Someone of an office, with one role."""

    username: str
    name: str
    role: str
    office: str


def found(*, at: dt.datetime) -> bool:
    """Make a bureau with the intake desk where there is none; returns whether one was made."""
    offices.forget()
    if offices.intake() is not None:
        return False
    found_city(
        offices_=[OfficeDraft("SJ", "市场监督管理局", "Market Regulation Bureau", "bureau", is_intake=True)],
        people=[],
        password="",
        at=at,
    )
    return True


def found_city(
    *, offices_: Iterable[OfficeDraft], people: Iterable[PersonDraft], password: str, at: dt.datetime
) -> dict[str, access.Actor]:
    """Make offices and people; returns the actors by sign-in name. Those that are there already stay as they are."""
    with transaction.atomic():
        ids: dict[str, int] = dict(Office.objects.values_list("code", "id"))
        for one in offices_:
            if one.code not in ids:
                ids[one.code] = Office.objects.create(
                    code=one.code, name_zh=one.zh, name_en=one.en, kind=one.kind, parent_id=ids.get(one.parent),
                    areas=" ".join(one.areas), is_intake=one.is_intake, phone=one.phone, address=one.address,
                ).id  # fmt: skip
        drafts = list(people)
        known = dict(Person.objects.values_list("username", "id"))
        digest = make_password(password) if password and any(one.username not in known for one in drafts) else "!"
        actors = {}
        for draft in drafts:
            if draft.username not in known:
                person = Person.objects.create(
                    username=draft.username, name=draft.name, password=digest, created_at=at
                )
                known[draft.username] = person.id
                Role.objects.create(person=person, role=draft.role, office_id=ids[draft.office])
            actors[draft.username] = access.Actor(
                f"person:{known[draft.username]}", draft.name, frozenset({draft.role}), ids[draft.office]
            )
    offices.forget()
    return actors


def settle_messages(*, before: dt.datetime) -> int:
    """Mark the waiting messages of a past that was written down as sent; returns how many there were."""
    return (
        Outbox.objects.filter(state="waiting", due_at__lt=before)
        .exclude(kind="compare")
        .update(state="sent", sent_at=before)
    )
