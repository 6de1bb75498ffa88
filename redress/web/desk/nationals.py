"""The *not yet there* list: which cases have no number on the national platform, the file for them, and the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redress import wiring
from redress.gateways import handoff
from redress.operations import access, nationals, officer
from redress.operations.refusals import Refused
from redress.queries import desk
from redress.queries import nationals as national_query
from redress.web import actor, faults
from redress.web.desk import doors, lines, words

PAGE = 50


@require_http_methods(["GET", "POST"])
@actor.needs(*doors.NATIONAL)
def show(request: HttpRequest) -> HttpResponse:
    """Show the list; take the numbers that were typed beside the cases, each for itself."""
    by, today = actor.actor_of(request), wiring.today()
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong, done = _take(request, by)
        if done:
            messages.success(request, _("已登记 %(n)s 个全国平台编号") % {"n": done})
        if not wrong:
            return HttpResponseRedirect("/desk/national")
    is_open = request.GET.get("all") != "1"
    found = national_query.waiting(
        allowed=access.visible_offices(by), after=doors.whole(request.GET.get("after", "")) or 0, limit=PAGE,
        is_open=is_open,
    )  # fmt: skip
    rows = desk.rows(found.numbers, may_move=doors.may_move(by), today=today)
    every = "" if is_open else "all=1&"
    data = {
        "each": [
            (line, request.POST.get(f"to:{line.number}", ""), wrong.get(line.number, ""))
            for line in lines.lines(rows, today=today)
        ],
        "errors": [(f"to-{number}", words.about(number, text)) for number, text in wrong.items()],
        "is_open": is_open,
        "next": f"/desk/national?{every}after={found.next}" if found.next else "",
        "may_enter": bool(by.roles & {"desk", "handler"}),
    }
    return doors.page(request, "desk/national.html", data, here="national", status=422 if wrong else 200)


def _take(request: HttpRequest, by: access.Actor) -> tuple[dict[str, str], int]:
    wrong: dict[str, str] = {}
    done = 0
    for name in request.POST:
        if not name.startswith("to:"):
            continue
        number, text = doors.tidy(name[3:]), request.POST[name].strip()
        if not text:
            continue
        try:
            officer.make(
                number=number, move="number_nationally", fields={"national_number": text}, version=None, by=by,
                at=wiring.now(),
            )  # fmt: skip
            done += 1
        except Refused as refused:
            told = faults.words(refused)
            wrong[number] = next(iter(told["faults"].values()), told["message"])
    return wrong, done


@require_POST
@actor.needs(*doors.NATIONAL)
def file(request: HttpRequest) -> StreamingHttpResponse:
    """Give the hand-off file of the cases that were ticked; each is logged as seen."""
    by = actor.actor_of(request)
    numbers = [doors.tidy(one) for one in request.POST.getlist("n")]
    rows = nationals.handoff(numbers=numbers, by=by, at=wiring.now(), address=actor.address_of(request))
    pieces: Iterator[bytes] = handoff.csv_lines(columns=nationals.COLUMNS, rows=rows)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    day = wiring.today().isoformat()
    response["Content-Disposition"] = f'attachment; filename="national-{day}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
