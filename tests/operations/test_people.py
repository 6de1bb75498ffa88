"""People who sign in: only an administrator changes them, and each change stands in the journal of settings."""

from __future__ import annotations

import pytest
from django.db import connection

from redress.operations import drafts, people, settings_journal
from redress.operations.refusals import Conflict, Forbidden, NotFound, Refused, Wrong
from redress.queries import people as who
from redress.store import backend
from redress.store.models import Person, SettingEvent
from tests.world import MORNING, World


def test_an_administrator_creates_somebody_who_can_sign_in_with_the_password_that_was_made(world: World) -> None:
    person_id, password = people.create(username="new.one", name="新人", by=world.actors["admin"], at=MORNING)
    people.grant(person_id=person_id, role="handler", office="CD", by=world.actors["admin"], at=MORNING)

    card = who.card(person_id=person_id)
    assert card is not None
    assert (card.roles, card.office_id) == (("handler",), world.offices["CD"])
    assert Person.objects.get(id=person_id).password.startswith("argon2$")
    assert Person.objects.get(id=person_id).check_password(password)
    assert list(SettingEvent.objects.order_by("seq").values_list("name", flat=True)) == [
        "person.created",
        "role.granted",
    ]
    assert password not in "".join(SettingEvent.objects.values_list("data", flat=True))


@pytest.mark.parametrize(
    "name", ["desk", "east", "west", "chief", "mediator", "analyst", "council", "keeper", "auditor"]
)
def test_nobody_else_changes_people(world: World, name: str) -> None:
    by, at = world.actors[name], MORNING
    target = Person.objects.get(username="inspector").id

    for act in (
        lambda: people.create(username="x1", name="某", by=by, at=at),
        lambda: people.grant(person_id=target, role="desk", office="SJ", by=by, at=at),
        lambda: people.take_away(person_id=target, role="inspector", office="CD", by=by, at=at),
        lambda: people.set_active(person_id=target, is_active=False, by=by, at=at),
        lambda: people.require_second_factor(person_id=target, is_required=True, by=by, at=at),
        lambda: people.change_password(person_id=target, password="long-enough-secret", by=by, at=at),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not SettingEvent.objects.exists()


def test_everybody_may_change_the_own_password_but_not_to_a_weak_one(world: World) -> None:
    person = Person.objects.get(username="east")

    people.change_password(person_id=person.id, password="a-longer-secret-9", by=world.actors["east"], at=MORNING)

    assert Person.objects.get(id=person.id).check_password("a-longer-secret-9")
    for weak in ("short", "password123", "1234567890"):
        with pytest.raises(Wrong, match="too short or too common"):
            people.change_password(person_id=person.id, password=weak, by=world.actors["east"], at=MORNING)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"username": "desk"}, "username_taken"), ({"username": "王 芳"}, "bad_username"), ({"username": ""}, "bad_username"),
        ({"name": " "}, "name_missing"), ({"password": "1234567890"}, "weak_password"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_one_line_and_nothing_is_written(
    world: World, given: dict[str, str], code: str
) -> None:
    fields = {"username": "fine", "name": "某人"} | given

    with pytest.raises(Refused) as refused:
        people.create(**fields, by=world.actors["admin"], at=MORNING)

    assert refused.value.code == code
    assert not SettingEvent.objects.exists()
    assert not Person.objects.filter(username="fine").exists()


def test_unknown_roles_offices_and_people_are_refused(world: World) -> None:
    by, target = world.actors["admin"], Person.objects.get(username="east").id

    with pytest.raises(Wrong, match="no role"):
        people.grant(person_id=target, role="king", office="CD", by=by, at=MORNING)
    with pytest.raises(Wrong, match="no office"):
        people.grant(person_id=target, role="desk", office="ZZ", by=by, at=MORNING)
    with pytest.raises(NotFound):
        people.grant(person_id=99999, role="desk", office="CD", by=by, at=MORNING)
    with pytest.raises(NotFound):
        people.take_away(person_id=target, role="desk", office="CD", by=by, at=MORNING)


def test_an_administrator_cannot_lock_himself_out(world: World) -> None:
    by = world.actors["admin"]
    own = int(by.id.partition(":")[2])

    with pytest.raises(Conflict):
        people.take_away(person_id=own, role="admin", office="SJ", by=by, at=MORNING)
    with pytest.raises(Conflict):
        people.set_active(person_id=own, is_active=False, by=by, at=MORNING)


def test_the_journal_of_settings_shows_a_change_made_behind_its_back(world: World) -> None:
    by, target = world.actors["admin"], Person.objects.get(username="east").id
    people.grant(person_id=target, role="mediator", office="CD", by=by, at=MORNING)
    people.take_away(person_id=target, role="mediator", office="CD", by=by, at=MORNING)
    people.grant(person_id=target, role="mediator", office="CD", by=by, at=MORNING)
    people.grant(person_id=target, role="mediator", office="CD", by=by, at=MORNING)  # held already

    assert settings_journal.verify() == ()
    assert SettingEvent.objects.count() == 3
    backend.of().triggers.remove(connection)
    SettingEvent.objects.filter(seq=2).update(data='{"person":1}')
    assert settings_journal.verify() == (2,)
    backend.of().triggers.install(connection)


@pytest.mark.django_db
def test_a_draft_opens_only_as_it_was_closed() -> None:
    text = drafts.closed({"a": "很长的经过\ud83d", "b": [1, 2]})

    assert drafts.opened(text) == {"a": "很长的经过\ud83d", "b": [1, 2]}
    assert drafts.opened(text[:-8] + "AAAAAAA=") == {}
    assert drafts.opened("nonsense") == {}
    assert "经过" not in text
