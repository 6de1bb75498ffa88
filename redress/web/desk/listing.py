"""The worklist: what falls due first, filters, views kept under a name, a letter for each move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redress import wiring
from redress.operations import access, views
from redress.operations.refusals import Refused
from redress.queries import desk, offices, worklist
from redress.taxonomy import tree
from redress.web import actor, faults, prefs
from redress.web.desk import bulkletters, doors, lines, words
from redress.web.faults import said

SIZES = (50, 25, 100)
NEAR_DAYS = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means everything."""

    procedure: str = ""
    stage: str = ""
    office: str = ""
    mine: bool = False
    due: str = ""  # late, today, near, waiting
    open: str = "1"  # 1 open, 0 closed, all
    klass: str = ""
    channel: str = ""
    order: str = "due"

    @property
    def query(self) -> str:
        """The filters as a query string, the usual values left out."""
        pairs = (
            ("procedure", self.procedure), ("stage", self.stage), ("office", self.office), ("mine", "1" if self.mine else ""),
            ("due", self.due), ("open", self.open if self.open != "1" else ""), ("class", self.klass),
            ("channel", self.channel), ("order", self.order if self.order != "due" else ""),
        )  # fmt: skip
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def narrowed(self) -> int:
        """How many filters are set."""
        return len([1 for part in self.query.split("&") if part])


@dataclass(frozen=True, slots=True)
class Head:
    """One of the counts on top of the list, a filter too."""

    label: str
    count: str
    href: str
    meaning: str
    is_here: bool


def read(given: Mapping[str, str]) -> Filters:
    """Read the filters from a query; odd values count as not set."""

    def text(name: str) -> str:
        return doors.tidy(given.get(name, ""))

    due, order, is_open = text("due"), text("order"), text("open") or "1"
    return Filters(
        procedure=text("procedure"),
        stage=text("stage"),
        office=text("office"),
        mine=text("mine") == "1",
        due=due if due in ("late", "today", "near", "waiting") else "",
        open=is_open if is_open in ("1", "0", "all") else "1",
        klass=text("class"),
        channel=text("channel"),
        order=order if order in ("due", "newest") else "due",
    )


def asked(filters: Filters, *, by: access.Actor, today: dt.date) -> dict[str, Any]:
    """Turn the filters into what worklist.cases takes."""
    stage = filters.stage or None
    before: dt.date | None = None
    after: dt.date | None = None
    match filters.due:
        case "late":
            before = today
        case "today":
            after, before = today, today + dt.timedelta(days=1)
        case "near":
            after, before = today + dt.timedelta(days=1), today + dt.timedelta(days=NEAR_DAYS + 1)
        case "waiting":
            stage = "received"
    found: dict[str, Any] = {
        "offices": access.visible_offices(by),
        "procedure": filters.procedure or None,
        "stage": stage,
        "office": filters.office or None,
        "due_before": before,
        "is_open": {"1": True, "0": False}.get(filters.open),
        "handler": doors.person_of(by) if filters.mine else None,
        "subject_class": filters.klass or None,
        "channel": filters.channel or None,
        "order": filters.order,
    }
    if after is not None:
        found["due_from"] = after
    return found


@require_safe
@actor.needs(*doors.READERS)
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the list."""
    by, today = actor.actor_of(request), wiring.today()
    filters = read(request.GET)
    size = doors.whole(request.GET.get("size", "")) or SIZES[0]
    size = size if size in SIZES else SIZES[0]
    cursor = request.GET.get("cursor", "")[:300]
    found = worklist.cases(**asked(filters, by=by, today=today), cursor=cursor or None, limit=size)
    rows = desk.rows([item["number"] for item in found.items], may_move=doors.may_move(by), today=today)
    shown = lines.lines(rows, today=today)
    tail = urlencode([("cursor", found.next), *([("size", size)] if size != SIZES[0] else [])]) if found.next else ""
    data = {
        "lines": shown,
        "filters": filters,
        "heads": heads(by, filters, today=today),
        "views": saved(by, filters),
        "next": f"/desk/?{'&'.join(part for part in (filters.query, tail) if part)}" if tail else "",
        "first": f"/desk/?{filters.query}" if cursor else "",
        "here": f"/desk/?{request.GET.urlencode()}" if request.GET else "/desk/",
        "kept": filters.query,
        "options": options(filters, by=by, today=today),
        "bulk": bulk_moves(by),
        "shown": len(shown),
    }
    return doors.page(request, "desk/list.html", data, here="list")


def bulk_moves(by: access.Actor) -> tuple[tuple[str, str], ...]:
    """List what may be done to many cases at once in these roles."""
    return tuple(
        (name, label)
        for name, label, roles in (
            ("dispatch", _("分派"), {"desk"}),
            ("receive", _("接收"), {"handler", "enforcement", "council"}),
            ("assign", _("指定承办人"), {"desk", "handler", "supervisor"}),
            ("order", _("督办"), {"supervisor"}),
            ("letter", _("发文书"), set(bulkletters.SENDERS)),
        )
        if by.roles & roles
    )


def heads(by: access.Actor, filters: Filters, *, today: dt.date) -> tuple[Head, ...]:
    """Count what presses: due today, within three days, overdue, to be dispatched, brought back by the appellant."""
    counts = worklist.heads(offices=access.visible_offices(by), today=today)
    wanted = (
        ("late", _("已超期"), "late", counts.overdue),
        ("today", _("今天到期"), "near", counts.due_today),
        ("near", _("三天内"), "near", counts.within_three_days),
        ("waiting", _("待分派"), "plain", counts.to_be_dispatched),
    )
    found = tuple(
        Head(
            label, f"{worklist.CAP}+" if count > worklist.CAP else str(count), f"/desk/?due={name}",
            meaning if count else "plain", filters.due == name,
        )
        for name, label, meaning, count in wanted
    )  # fmt: skip
    again = counts.to_be_reviewed
    if again or filters.stage == "review":  # rare, so it is shown where there is one
        count = f"{worklist.CAP}+" if again > worklist.CAP else str(again)
        found += (Head(_("不满意，再看一次"), count, "/desk/?stage=review", "near", filters.stage == "review"),)
    return found


def saved(by: access.Actor, filters: Filters) -> tuple[tuple[int, str, str, bool], ...]:
    """Return one's own views: (id, name, address, is it the one shown)."""
    person_id = doors.person_of(by)
    found = desk.saved_views(person_id=person_id) if person_id is not None else ()
    return tuple((one.id, one.name, f"/desk/?{one.query}", one.query == filters.query) for one in found)


def options(filters: Filters, *, by: access.Actor, today: dt.date) -> dict[str, Any]:
    """Return what the filters may be set to: lists of (value, label, is it set)."""
    allowed = access.visible_offices(by)
    held = tree.load()
    return {
        "procedure": [(one, said(zh, en), one == filters.procedure) for one, zh, en in desk.procedures()],
        "stage": [
            (one, said(zh, en), one == filters.stage)
            for one, zh, en in desk.stages_of(filters.procedure or "complaint", today=today)
        ],
        "office": [
            (one.code, said(one.zh, one.en), one.code == filters.office)
            for one in offices.everything().values()
            if one.is_active and (allowed is None or one.id in allowed)
        ],
        "channel": [(node.id, said(node.zh, node.en), node.id == filters.channel) for node in held.leaves("channel")],
        "class": [
            (node.id, words.klass(node.id), node.id == filters.klass)
            for node in held
            if node.scheme == "subject_class" and node.level == 2
        ],
        "klass_words": words.klass(filters.klass),
    }


@require_POST
@actor.needs(*doors.READERS)
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters shown under a name, or drop a view."""
    by = actor.actor_of(request)
    back = prefs.safe_next(request, request.POST.get("back", ""), "/desk/")
    try:
        if request.POST.get("drop"):
            views.drop(view_id=doors.whole(request.POST["drop"]) or 0, by=by)
            messages.success(request, _("视图已删除"))
            return HttpResponseRedirect("/desk/")
        query = urlencode(parse_qsl(request.POST.get("query", "")))
        views.keep(name=request.POST.get("name", ""), query=query, by=by)
        messages.success(request, _("视图已保存"))
        return HttpResponseRedirect(f"/desk/?{query}" if query else "/desk/")
    except Refused as refused:
        told = faults.words(refused)
        messages.error(request, words.sentence(told["message"], told["hint"]))
        return HttpResponseRedirect(back)
