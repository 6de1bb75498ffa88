"""The supervisor's board: who is late and why, by office and person; one key makes a supervision order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.operations import access
from redress.queries import board, desk
from redress.web import actor, dates
from redress.web.desk import doors, lines
from redress.web.faults import said

PAGE = 25


@dataclass(frozen=True, slots=True)
class Person:
    """One person's counts."""

    name: str
    open: int
    late: int
    near: int
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Office:
    """One office's counts, with denominators in words."""

    name: str
    open: int
    late: int
    near: int
    share: str
    returned: str
    href: str
    is_here: bool
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """One late case: its line, what was done last, and an order that waits."""

    line: lines.Line
    last: str
    on: str
    idle: str
    ordered: str


def _address(**wanted: Any) -> str:
    query = urlencode({name: value for name, value in wanted.items() if value not in (None, "")})
    return f"/desk/board?{query}" if query else "/desk/board"


@require_safe
@actor.needs(*doors.CHIEFS)
def show(request: HttpRequest) -> HttpResponse:
    """Show the board, and the late (or nearing) cases of what was chosen on it."""
    by, today = actor.actor_of(request), wiring.today()
    allowed = access.visible_offices(by)
    held = board.board(allowed=allowed, today=today)
    office_id = doors.whole(request.GET.get("office", ""))
    person = request.GET.get("person", "")
    handler_id = doors.whole(person) if person else None
    rule = doors.tidy(request.GET.get("rule", ""))
    is_near = request.GET.get("what") == "near"
    page = board.late_numbers(
        allowed=allowed, today=today, office_id=office_id, handler_id=handler_id, rule=rule, is_near=is_near,
        cursor=request.GET.get("cursor", "")[:40], limit=PAGE,
    )  # fmt: skip
    rows = desk.rows(page.numbers, may_move=doors.may_move(by), today=today)
    still = board.standstills(row.id for row in rows)
    what = "near" if is_near else ""
    offices = _offices(held, office_id=office_id, handler_id=handler_id, what=what)
    here = {"office": office_id, "person": person, "rule": rule, "what": what}
    data = {
        "total": held.total,
        "offices": [one for one in offices if one.open or one.is_here],
        "idle_offices": sum(1 for one in offices if not one.open and not one.is_here),
        "rules": [
            (
                said(line.zh, line.en), line.late, line.basis == "target", _address(rule=line.rule), line.rule == rule,
            )
            for line in held.rules
        ],
        "late": [_late(line, still.get(line.id, board.Standstill()), today) for line in lines.lines(rows, today=today)],
        "is_near": is_near,
        "tabs": [
            (_("已超期"), held.total.late, _address(office=office_id, person=person), not is_near, "late"),
            (_("三天内到期"), held.total.near, _address(office=office_id, person=person, what="near"), is_near, "near"),
        ],
        "is_narrowed": office_id is not None or bool(person) or bool(rule),
        "next": _address(**here, cursor=page.next) if page.next else "",
        "here": request.get_full_path(),
        "may_order": "supervisor" in by.roles,
        "is_ranked": rankings_on(),
    }  # fmt: skip
    return doors.page(request, "desk/board.html", data, here="board")


def rankings_on() -> bool:
    """Say whether offices may be ranked: ships off, because a count without its burden misleads."""
    return bool(settings.REDRESS_RANKINGS)


def _offices(held: board.Board, *, office_id: int | None, handler_id: int | None, what: str) -> list[Office]:
    found = []
    for line in held.offices:
        counts = line.counts
        people = tuple(
            Person(
                one.name or _("未指定承办人"),
                one.counts.open,
                one.counts.late,
                one.counts.near,
                _address(office=line.id, person=one.id or "0", what=what),
                office_id == line.id and handler_id == (one.id or 0),
            )
            for one in line.people
        )
        found.append(
            Office(
                said(line.zh, line.en),
                counts.open,
                counts.late,
                counts.near,
                percent(counts.late, counts.open),
                f"{line.returned} / {line.dispatched}",
                _address(office=line.id, what=what),
                office_id == line.id,
                people,
            )
        )
    if rankings_on():
        found.sort(key=lambda one: (-(one.late / one.open if one.open else 0), one.name))
    return found


def percent(part: int, whole: int) -> str:
    """Write a share with its denominator; a dash where there is none."""
    return f"{part / whole:.0%}" if whole else "—"


def _late(line: lines.Line, still: board.Standstill, today: Any) -> Late:
    idle = (today - still.on).days if still.on else 0
    return Late(
        line,
        said(still.event_zh, still.event_en),
        dates.words(still.on, weekday=False) if still.on else "",
        (_("%(n)s 天没有动静") % {"n": idle}) if idle > 0 else _("今天有办理"),
        (_("%(day)s 已督办") % {"day": dates.words(still.ordered_on, weekday=False)}) if still.ordered_on else "",
    )
