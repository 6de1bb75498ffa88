"""People who sign in: create, grant and take away roles, change passwords; each change journalled with the settings."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from redress.operations import settings_journal
from redress.operations.access import Actor
from redress.operations.refusals import Conflict, Forbidden, NotFound, Wrong
from redress.queries import offices
from redress.store import seal
from redress.store.models import Person, Role

ROLES: tuple[str, ...] = (
    "desk", "handler", "supervisor", "mediator", "expert", "inspector", "enforcement", "analyst", "council",
    "secretary", "keeper", "volunteer", "trader", "admin", "auditor",
)  # fmt: skip
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,59}\Z", re.ASCII)


def create(
    *,
    username: str,
    name: str,
    by: Actor,
    at: dt.datetime,
    password: str = "",
    must_use_second_factor: bool = False,
) -> tuple[int, str]:
    """Create somebody who may sign in; returns (person id, password), the password made here when none is given.

    Raises Forbidden, Conflict `username_taken`, Wrong `bad_username`, `name_missing`, `weak_password`.
    """
    _admin(by)
    if not USERNAME.match(username):
        raise Wrong(
            code="bad_username", zh="登录名用 2 至 60 个字母、数字、点或横线", en="a sign-in name has 2 to 60 letters, digits, dots or dashes",
            hint_zh="例如 wang.fang", hint_en="for example wang.fang", where="/username",
        )  # fmt: skip
    if not name.strip():
        raise Wrong(
            code="name_missing", zh="请填写姓名", en="the name is missing",
            hint_zh="填写本人姓名", hint_en="give the person's name", where="/name",
        )  # fmt: skip
    chosen = password or new_password()
    _check_password(chosen, username, name)
    try:
        with transaction.atomic():
            person = Person.objects.create(
                username=username, name=name.strip()[:60], password=make_password(chosen), created_at=at,
                must_use_second_factor=must_use_second_factor,
            )  # fmt: skip
            settings_journal.write(
                name="person.created",
                data={"person": person.id, "username": username, "name": person.name},
                by=by,
                at=at,
            )
    except IntegrityError:
        raise Conflict(
            code="username_taken", zh=f"登录名“{username}”已有人使用", en=f"the sign-in name {username!r} is taken",
            hint_zh="请换一个", hint_en="choose another", where="/username",
        ) from None  # fmt: skip
    return person.id, chosen


def add_with_role(*, username: str, name: str, role: str, office: str, by: Actor, at: dt.datetime) -> dict[str, str]:
    """Create somebody with a first role, both or neither; returns {name, username, password}."""
    with transaction.atomic():
        person_id, password = create(username=username, name=name, by=by, at=at)
        grant(person_id=person_id, role=role, office=office, by=by, at=at)
    return {"name": name.strip(), "username": username, "password": password}


def grant(*, person_id: int, role: str, office: str, by: Actor, at: dt.datetime) -> None:
    """Give a person a role in an office (by its code); a role held already changes nothing.

    Raises Forbidden, NotFound, Wrong `unknown_role`, `unknown_office`.
    """
    _admin(by)
    person, office_id = _person(person_id), _office(office)
    if role not in ROLES:
        raise Wrong(
            code="unknown_role", zh=f"没有“{role[:30]}”这一岗位", en=f"there is no role {role[:30]!r}",
            hint_zh="请从列表中选择", hint_en=f"one of {', '.join(ROLES)}", where="/role",
        )  # fmt: skip
    with transaction.atomic():
        _, is_new = Role.objects.get_or_create(person=person, role=role, office_id=office_id)
        if is_new:
            settings_journal.write(
                name="role.granted", data={"person": person.id, "role": role, "office": office}, by=by, at=at
            )


def take_away(*, person_id: int, role: str, office: str, by: Actor, at: dt.datetime) -> None:
    """Take a role from a person; raises Forbidden and NotFound, and Conflict for one's own admin role."""
    _admin(by)
    if role == "admin" and by.id == f"person:{person_id}":
        raise Conflict(
            code="own_admin_role", zh="不能取消自己的管理员岗位", en="one cannot take away one's own admin role",
            hint_zh="请由另一位管理员办理", hint_en="another administrator can",
        )  # fmt: skip
    with transaction.atomic():
        gone, _ = Role.objects.filter(person_id=person_id, role=role, office_id=_office(office)).delete()
        if not gone:
            raise NotFound(zh="此人没有这一岗位", en="the person does not hold this role")
        settings_journal.write(
            name="role.taken_away", data={"person": person_id, "role": role, "office": office}, by=by, at=at
        )


def set_active(*, person_id: int, is_active: bool, by: Actor, at: dt.datetime) -> None:
    """Let a person sign in, or not any more."""
    _admin(by)
    if by.id == f"person:{person_id}":
        raise Conflict(code="own_sign_in", zh="不能停用自己", en="one cannot switch oneself off")
    person = _person(person_id)
    with transaction.atomic():
        if Person.objects.filter(id=person.id, is_active=not is_active).update(is_active=is_active):
            settings_journal.write(
                name="person.switched", data={"person": person.id, "is_active": is_active}, by=by, at=at
            )


def require_second_factor(*, person_id: int, is_required: bool, by: Actor, at: dt.datetime) -> None:
    """Say whether a person must show a second factor at sign-in."""
    _admin(by)
    person = _person(person_id)
    with transaction.atomic():
        Person.objects.filter(id=person.id).update(must_use_second_factor=is_required)
        settings_journal.write(
            name="person.second_factor", data={"person": person.id, "is_required": is_required}, by=by, at=at
        )


def change_password(*, person_id: int, password: str, by: Actor, at: dt.datetime) -> None:
    """Set a password: one's own, or somebody's as an administrator. Raises Forbidden, NotFound, Wrong `weak_password`."""
    if by.id != f"person:{person_id}":
        _admin(by)
    person = _person(person_id)
    _check_password(password, person.username, person.name)
    with transaction.atomic():
        Person.objects.filter(id=person.id).update(password=make_password(password))
        settings_journal.write(name="password.changed", data={"person": person.id}, by=by, at=at)


def keep_preferences(*, person_id: int, language: str, theme: str, is_large_text: bool) -> None:
    """Keep how a person wants to see the pages (no setting of the house, so not journalled)."""
    Person.objects.filter(id=person_id).update(language=language, theme=theme, is_large_text=is_large_text)


def new_password() -> str:
    """Make a password that can be read out: four groups of four letters and digits that are not misread."""
    return "-".join("".join(secrets.choice(seal.ALPHABET) for _ in range(4)) for _ in range(4))


def _check_password(password: str, username: str, name: str) -> None:
    try:
        password_validation.validate_password(password, Person(username=username, name=name))
    except ValidationError:
        raise Wrong(
            code="weak_password", zh="密码太短或太常见", en="the password is too short or too common",
            hint_zh="至少 10 位，不用常见词", hint_en="at least 10 characters, no common word", where="/password",
        ) from None  # fmt: skip


def _admin(by: Actor) -> None:
    if not by.roles & {"admin", "system"}:
        raise Forbidden(
            code="admins_only", zh="只有管理员可以办理", en="only an administrator may do this",
            hint_zh="请联系管理员", hint_en="ask an administrator",
        )  # fmt: skip


def _person(person_id: int) -> Person:
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise NotFound(zh="没有这个人", en="there is no such person")
    return person


def _office(code: str) -> int:
    office = offices.by_code(code)
    if office is None:
        raise Wrong(
            code="unknown_office", zh=f"没有代码为“{code[:30]}”的单位", en=f"no office {code[:30]!r}",
            hint_zh="请从列表中选择", hint_en="choose one of the listed offices", where="/office",
        )  # fmt: skip
    return office.id
