"""The little world of the tests: offices, people and one appeal to start from. No factories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from redress.law.standing import ZONE
from redress.operations import access, intake
from redress.operations.moves import Advance, Recorded
from redress.operations.record import record
from redress.operations.steps.prepare import AppealDraft

MORNING = dt.datetime(2026, 8, 31, 9, 30, tzinfo=ZONE)  # a Monday under Order 121
PASSWORD = "correct-horse-battery"

_password: dict[str, str] = {}

OFFICES = (  # code, zh, kind, parent, areas, is_intake
    ("SJ", "建宁县市场监督管理局", "bureau", None, "", True),
    ("CD", "城东分局", "branch", "SJ", "350981001", False),
    ("CX", "城西分局", "branch", "SJ", "350981002", False),
    ("XB", "消费者权益保护委员会", "council", "SJ", "", False),
)
PEOPLE = (  # username, name, role, office
    ("desk", "李敏", "desk", "SJ"),
    ("east", "王芳", "handler", "CD"),
    ("west", "陈立", "handler", "CX"),
    ("chief", "周强", "supervisor", "SJ"),
    ("mediator", "吴晓", "mediator", "CD"),
    ("inspector", "郑工", "inspector", "CD"),
    ("enforcer", "冯队", "enforcement", "CD"),
    ("analyst", "褚研", "analyst", "SJ"),
    ("council", "卫红", "council", "XB"),
    ("keeper", "蒋站", "keeper", "CD"),
    ("admin", "沈管", "admin", "SJ"),
    ("auditor", "韩审", "auditor", "SJ"),
)


@dataclass
class World:
    """The house of the tests; `actors` holds everybody by sign-in name."""

    actors: dict[str, access.Actor] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    at: dt.datetime = MORNING

    def draft(self, **changes: Any) -> AppealDraft:
        """Return an appeal as a consumer would bring it."""
        given: dict[str, Any] = {
            "kinds": ("complaint",),
            "channel": "C08",
            "narrative": "2026年8月20日在城东的悦动健身办了年卡3800元，现在关门了，电话打不通，要求退款。",
            "received_at": self.at,
            "appellant": {"name": "何小雨", "phone": "13900001234"},
            "respondent": {"name": "悦动健身（城东店）", "phone": "0593-7001234"},
            "remedy_sought": ("R01",),
            "amount": Decimal("3800"),
        }
        given.update(changes)
        return AppealDraft(**given)

    def lodge(self, *, at: dt.datetime | None = None, **changes: Any) -> int:
        """Lodge an appeal and return the id of its first case."""
        at = at or self.at
        draft = self.draft(received_at=at, **changes)
        by = access.CHANNEL if draft.is_history else access.Actor("appellant", "", frozenset({"appellant"}))
        return intake.lodge(draft=draft, by=by, at=at).case_ids[0]

    def move(
        self, who: str | access.Actor, case_id: int, move: str, *, at: dt.datetime | None = None, **fields: Any
    ) -> Recorded:
        """Make a move as somebody."""
        actor = self.actors[who] if isinstance(who, str) else who
        return record(moves=[Advance(case_id, move, fields)], by=actor, at=at or self.at)[0]

    def assigned(self, *, office: str = "CD", at: dt.datetime | None = None, **changes: Any) -> int:
        """Return a complaint that the branch has picked up."""
        case_id = self.lodge(at=at, **changes)
        self.move("desk", case_id, "dispatch", office=office, at=at)
        self.move("east" if office == "CD" else "west", case_id, "receive", at=at)
        return case_id


def make_world() -> World:
    """Make the offices and the people in the database."""
    from django.contrib.auth.hashers import make_password

    from redress.queries import offices as offices_module
    from redress.store.models import Office, Person, Role

    world = World()
    for code, zh, kind, parent, areas, is_intake in OFFICES:
        parent_id = world.offices.get(parent) if parent else None
        row = Office.objects.create(
            code=code, name_zh=zh, kind=kind, parent_id=parent_id, areas=areas, is_intake=is_intake
        )
        world.offices[code] = row.id
    offices_module.forget()
    if "hash" not in _password:
        _password["hash"] = make_password(PASSWORD, hasher="argon2")  # once a run: it is slow on purpose
    password = _password["hash"]
    for username, name, role, office in PEOPLE:
        person = Person.objects.create(username=username, name=name, password=password, created_at=MORNING)
        Role.objects.create(person=person, role=role, office_id=world.offices[office])
        world.actors[username] = access.Actor(f"person:{person.id}", name, frozenset({role}), world.offices[office])
    world.actors["system"] = access.SYSTEM
    return world
