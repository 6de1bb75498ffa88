"""The case page: facts left, what happened in the middle, next moves right, clocks always in sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redress import wiring
from redress.law.standing import day_of
from redress.operations import access, looking
from redress.queries import staff
from redress.web import actor, clocks, dates
from redress.web.desk import clockline, doors, factsheet, timeline
from redress.web.desk.moveform import About, Form
from redress.web.faults import said

TEXT_SHOWN = 4000  # characters of a narrative on the page; the rest on demand


@dataclass(frozen=True, slots=True)
class MoveLink:
    """A move that leads on, as a button."""

    name: str
    label: str
    key: str
    href: str
    cite: str
    blocked: str
    is_open: bool


class CaseRow(Protocol):
    """What a case row tells about itself."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def procedure(self) -> str: ...
    @property
    def office_id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def received_at(self) -> dt.datetime: ...


def about(case: CaseRow) -> About:
    """Return what a form must know of its case."""
    return About(case.id, case.number, case.procedure, case.office_id, day_of(case.received_at), case.version)


@require_safe
@actor.needs(*doors.READERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case to somebody who may see it; that he saw personal data is written down."""
    return shown(request, number)


def shown(
    request: HttpRequest,
    number: str,
    *,
    form: Form | None = None,
    moved_on: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the case page, with a move's form in its panel when there is one."""
    by = actor.actor_of(request)
    at = wiring.now()
    view = looking.look(number=number, by=by, at=at, address=actor.address_of(request))
    ids = timeline.person_ids(view["journal"])
    if view["handler_id"]:
        ids.add(view["handler_id"])
    names = staff.names(ids)
    sees = access.sees_personal(by)
    is_full = request.GET.get("full") == "1"
    strong, weak = move_links(view, by, open_name=form.name if form else "")
    narrative = view["narrative"]
    data = {
        "number": view["number"],
        "version": view["version"],
        "kind": said(view["procedure"]["zh"], view["procedure"]["en"]),
        "stage": said(view["stage_label"]["zh"], view["stage_label"]["en"]),
        "is_open": view["is_open"],
        "is_history": view["is_history"],
        "is_erased": view["is_erased"],
        "title": view["title"],
        "office": said(view["office"]["zh"], view["office"]["en"]) if view["office"] else "",
        "handler": names.get(view["handler_id"] or 0, ""),
        "narrative": narrative if is_full else narrative[:TEXT_SHOWN],
        "cut": max(0, len(narrative) - TEXT_SHOWN) if not is_full else 0,
        "sees_personal": sees,
        "people": factsheet.parties(view),
        "facts": factsheet.facts(view),
        "classes": factsheet.classes(view),
        "national": factsheet.national(view),
        "links": factsheet.links(view, allowed=access.visible_offices(by)),
        "evidence": factsheet.evidence(view),
        "timeline": timeline.items(view["journal"], procedure_id=view["procedure"]["id"], names=names),
        "clocks": running(view, today=day_of(at)),
        "past_clocks": stopped(view, today=day_of(at)),
        "strong": strong,
        "weak": weak,
        "form": form,
        "moved_on": moved_on,
        "may_move": bool(by.roles & set(doors.MOVERS)),
        "seal": view["journal"][-1]["hash"][:12] if view["journal"] else "",
    }
    return doors.page(request, "desk/case.html", data, here="list", status=status)


def running(view: Mapping[str, Any], *, today: dt.date) -> list[dict[str, Any]]:
    """Return the clocks that run, limits before service targets, what falls due first in front, each with why."""
    held = [clock for clock in view["clocks"] if clock["stopped_on"] is None] if view["is_open"] else []
    held.sort(key=lambda clock: (clock["basis"] == "target", clock["due_on"] is None, clock["due_on"] or ""))
    return [
        {
            **clocks.words(clock, today=today),
            "why": clockline.why(clock),
            "article": dates.article(clock["cite"]["article"]) if clock["cite"] else "",
        }
        for clock in held
    ]


def stopped(view: Mapping[str, Any], *, today: dt.date) -> list[dict[str, Any]]:
    """Return the clocks that have stopped, the last first."""
    held = [clock for clock in view["clocks"] if clock["stopped_on"] is not None]
    return [clocks.words(clock, today=today) for clock in reversed(held)]


def move_links(
    view: Mapping[str, Any], by: access.Actor, *, open_name: str
) -> tuple[tuple[MoveLink, ...], tuple[MoveLink, ...]]:
    """Return the moves as buttons: those that change the stage, and the others."""
    strong: list[MoveLink] = []
    weak: list[MoveLink] = []
    for move in view["moves"]:
        if move["name"] in factsheet.ELSEWHERE or (move["to"] is None and move["blocked_by"]):
            continue  # done elsewhere on the page, or not for this case
        link = MoveLink(
            name=move["name"],
            label=said(move["zh"], move["en"]),
            key=move["key"],
            href=f"/desk/c/{view['number']}/m/{move['name']}",
            cite=dates.citation(move["cite"]) if move["cite"] else "",
            blocked=" · ".join(said(guard["zh"], guard["en"]) for guard in move["blocked_by"]),
            is_open=move["name"] == open_name,
        )
        (strong if move["to"] is not None else weak).append(link)
    return tuple(strong), tuple(weak)
