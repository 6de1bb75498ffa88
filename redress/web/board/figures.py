"""The first dashboard: the figures that a county prints each year; each has its definition and opens into its cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.insight import indicators
from redress.operations import access
from redress.queries import figures
from redress.web import actor, figureview
from redress.web.desk import doors

READERS = ("desk", "handler", "supervisor", "analyst", "council", "secretary", "auditor")
PAGE = 50
BREAKDOWNS = ("kind", "month", "channel", "subject_class", "issue_class")


def _year(request: HttpRequest, today: dt.date) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and 2014 <= int(text) <= today.year else today.year


def _scope(by: access.Actor) -> frozenset[int] | None:
    """A handler sees the figures of his office, a supervisor those of his offices, the others the whole house's."""
    return access.visible_offices(by) if not by.roles & {"council", "secretary"} else None


@require_safe
@actor.needs(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """Show all figures of a year with those of the same days a year before, and what they are made of."""
    today = wiring.today()
    year = _year(request, today)
    first, last, before_first, before_last = figureview.period(year=year, today=today)
    office_ids = _scope(actor.actor_of(request))
    titles = {
        "kind": _("按诉求种类"), "month": _("按月份"), "channel": _("按来源"), "subject_class": _("按商品服务"), "issue_class": _("按问题"),
    }  # fmt: skip
    data: dict[str, Any] = {
        "year": year,
        "years": list(range(today.year, today.year - 4, -1)),
        "first": first,
        "last": last,
        "figures": figureview.all_shown(
            first=first, last=last, before_first=before_first, before_last=before_last, office_ids=office_ids
        ),
        "parts": [
            (by, titles[by], figureview.bars(name="received", by=by, first=first, last=last, office_ids=office_ids))
            for by in BREAKDOWNS
        ],
    }
    return doors.page(request, "board/figures.html", data, here="figures")


@require_safe
@actor.needs(*READERS)
def cases(request: HttpRequest, name: str) -> HttpResponse:
    """Show the cases behind a figure: those above the line, or with ?part=over those below it."""
    one = indicators.BY_ID.get(name)
    if one is None:
        raise Http404
    today = wiring.today()
    year = _year(request, today)
    first, last, _bf, _bl = figureview.period(year=year, today=today)
    part = "over" if request.GET.get("part") == "over" and one.over else "counts"
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else 1
    office_ids = _scope(actor.actor_of(request))
    rows = figures.case_rows(
        name=name, part=part, first=first, last=last, office_ids=office_ids, start=(page - 1) * PAGE, count=PAGE + 1
    )
    whole = figures.figure(name=name, first=first, last=last, office_ids=office_ids)
    data: dict[str, Any] = {
        "figure": figureview.shown(one, whole, {"value": None}),
        "part": part,
        "has_over": one.over is not None,
        "year": year,
        "rows": rows[:PAGE],
        "next": page + 1 if len(rows) > PAGE else None,
        "may_open": bool(actor.actor_of(request).roles & set(doors.READERS)),
    }
    return doors.page(request, "board/cases.html", data, here="figures")
