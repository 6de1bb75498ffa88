"""The figures for everybody: what came in, how it was handled, each with its definition. Nothing about one case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.web import figureview, render
from redress.web.public import notices

FEWEST = 10  # below so many appeals in a period no figures are shown: one case could be recognised


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the whole house's figures of a year."""
    today = wiring.today()
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and 2014 <= int(text) <= today.year else today.year
    first, last, before_first, before_last = figureview.period(year=year, today=today)
    found = figureview.all_shown(
        first=first, last=last, before_first=before_first, before_last=before_last, office_ids=None
    )
    received = next(one for one in found if one.id == "received")
    is_few = int(received.value.replace(",", "")) < FEWEST
    titles = {"month": _("按月份"), "subject_class": _("按商品服务"), "issue_class": _("按问题")}
    data: dict[str, Any] = {
        "year": year,
        "years": list(range(today.year, today.year - 3, -1)),
        "first": first,
        "last": last,
        "is_few": is_few,
        "notices": notices.newest(5),
        "figures": [] if is_few else found,
        "parts": []
        if is_few
        else [
            (by, title, figureview.bars(name="received", by=by, first=first, last=last, office_ids=None))
            for by, title in titles.items()
        ],
    }
    return render.page(request, "open/figures.html", data)
