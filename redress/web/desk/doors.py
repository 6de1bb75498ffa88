"""Who may open which page of the desk, and the frame that every page of the desk is shown in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from redress import wiring
from redress.law.shapes import Move
from redress.operations import access, looking, opening
from redress.web import actor, render

READERS = (
    "desk", "handler", "supervisor", "mediator", "inspector", "enforcement", "council", "keeper", "expert", "analyst",
    "auditor",
)  # fmt: skip
MOVERS = tuple(role for role in READERS if role not in ("analyst", "auditor", "expert"))
ENTERING = ("desk", "handler", "keeper")  # those whom the procedures let register an appeal
DISPATCHERS = ("desk",)
CHIEFS = ("supervisor", "auditor")
FIGURES = ("desk", "handler", "supervisor", "analyst", "council", "secretary", "auditor")
NATIONAL = ("desk", "handler", "supervisor")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    name: str
    address: str
    label: str
    icon: str
    is_here: bool


def navigation(by: access.Actor, here: str) -> tuple[Entry, ...]:
    """List the pages of the desk that this officer may open."""
    entries: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
        ("list", "/desk/", _("待办"), "desk", READERS),
        ("new", "/desk/new", _("登记"), "phone", ENTERING),
        ("search", "/desk/search", _("查找"), "search", READERS),
        ("board", "/desk/board", _("督办台"), "bell", CHIEFS),
        ("figures", "/board/", _("数据"), "bars", FIGURES),
        ("national", "/desk/national", _("全国平台"), "out", NATIONAL),
    )
    if not by.roles & set(ENTERING) and by.roles & set(MOVERS) and opening.openable(by=by, day=wiring.today()):
        entries = (entries[0], ("new", "/desk/open/", _("登记"), "plus", MOVERS), *entries[2:])
    return tuple(
        Entry(name, address, label, icon, name == here)
        for name, address, label, icon, roles in entries
        if by.roles & set(roles)
    )


def page(
    request: HttpRequest, template: str, data: Mapping[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the desk with its navigation."""
    return render.page(
        request, template, {**data, "entries": navigation(actor.actor_of(request), here)}, status=status
    )


def may_move(by: access.Actor) -> Callable[[Move, int], bool]:
    """Return the question "may this officer make that move in that office"."""
    known: dict[tuple[int, int], bool] = {}

    def answer(move: Move, office_id: int) -> bool:
        key = (id(move), office_id)
        if key not in known:
            known[key] = looking.may(by, move, office_id, None)
        return known[key]

    return answer


def is_part(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of a page (a boosted or restored page is a whole one)."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")


def person_of(by: access.Actor) -> int | None:
    """Return the id of the person who acts."""
    kind, _colon, number = by.id.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def as_date(text: str) -> dt.date | None:
    """Read an ISO date; None for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def whole(text: str) -> int | None:
    """Read a small whole number as a form sends it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def tidy(text: str, most: int = 60) -> str:
    """Fold white space, leave out NUL (no database holds it) and cut: what an address gives is looked up, never stored."""
    return " ".join(text.replace("\0", " ").split())[:most]
