"""Who may see and do what. Access is a queryset or a refusal, and it is decided in this file only."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from redress.law.shapes import Move
from redress.operations.refusals import Forbidden, NotFound
from redress.queries import offices
from redress.store.models import Case

STAFF = frozenset({"desk", "handler", "supervisor", "mediator", "inspector", "enforcement", "council", "keeper"})
WHOLE_HOUSE = frozenset({"desk", "analyst", "auditor"})  # see every case of the bureau
SUBTREE = frozenset({"supervisor"})  # see the cases of their office and the offices under it
OWN_OFFICE = frozenset({"handler", "mediator", "inspector", "enforcement", "council", "keeper", "expert"})
MASKED = frozenset({"analyst", "auditor"})  # see cases without what is personal


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that acts: a person, a token, the appellant of one appeal, or the system."""

    id: str
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    office_id: int | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    only_case: int | None = None  # an appellant acts on one appeal
    language: str = "zh"


SYSTEM = Actor("system", "系统", frozenset({"system"}))
CHANNEL = Actor("channel", "接入渠道", frozenset({"channel", "system"}))


def appellant(*, case_id: int) -> Actor:
    """Return the actor for someone who showed an appeal's number and code."""
    return Actor("appellant", "诉求人", frozenset({"appellant"}), only_case=case_id)


def visible_offices(actor: Actor) -> frozenset[int] | None:
    """Return the offices whose cases `actor` may see; None for all of them."""
    if "system" in actor.roles or actor.roles & WHOLE_HOUSE:
        return None
    seen: set[int] = set()
    if actor.office_id is not None:
        if actor.roles & SUBTREE:
            seen |= offices.subtree(actor.office_id)
        if actor.roles & OWN_OFFICE:
            seen.add(actor.office_id)
    return frozenset(seen)


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Return the cases that `actor` may see."""
    if actor.only_case is not None:
        return Case.objects.filter(id=actor.only_case) | Case.objects.filter(appeal_id=actor.only_case)
    allowed = visible_offices(actor)
    if allowed is None:
        return Case.objects.all()
    return Case.objects.filter(office_id__in=allowed)


def case_for(actor: Actor, number: str) -> Case:
    """Return the case named `number`; raises NotFound when there is none or one may not see it."""
    case = cases_for(actor).filter(number=number).first() if "\0" not in number else None
    if case is None:
        raise NotFound(
            zh=f"没有找到编号 {number[:60]}", en=f"there is no case {number[:60]} that you may see",
            hint_zh="请核对编号", hint_en="check the number",
        )  # fmt: skip
    return case


def sees_personal(actor: Actor) -> bool:
    """Say whether `actor` sees what is personal in the cases that he may see."""
    return bool(actor.roles & (STAFF | {"system", "appellant"}))


def is_own(actor: Actor, case_id: int) -> bool:
    """Say whether a case belongs to the appeal whose number and code the appellant showed."""
    if actor.only_case is None:
        return False
    return actor.only_case == case_id or Case.objects.filter(id=case_id, appeal_id=actor.only_case).exists()


def role_for(actor: Actor, move: Move, *, office_id: int, case_id: int | None) -> str:
    """Return the role in which `actor` may make `move` on a case of `office_id`; raises Forbidden.

    The desk acts on every case of the house, a supervisor on those of the offices under him, all others on those of
    their own office; an appellant on his own appeal.
    """
    for role in move.who:
        if role not in actor.roles:
            continue
        if role in ("system", "channel", "desk", "admin"):
            return role
        if role == "appellant":
            if case_id is None or "system" in actor.roles or is_own(actor, case_id):
                return role
            continue
        if actor.office_id is None:
            if actor.id.startswith("token:"):
                return role
            continue
        if role in SUBTREE and office_id in offices.subtree(actor.office_id):
            return role
        if office_id == actor.office_id:
            return role
    raise Forbidden(
        code="not_your_move",
        zh=f"您的岗位不能办理“{move.zh}”",
        en=f"your role may not make the move {move.name!r}",
        hint_zh="请由有权限的岗位办理",
        hint_en=f"it is made by: {', '.join(move.who)}, in the office that has the case",
    )
