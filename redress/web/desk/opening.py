"""Opening a case of any procedure that is no appeal: the form is drawn from what its opening move asks.

No procedure is known here by name: one that a file in the overlay describes is in the list at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redress import wiring
from redress.law.shapes import Move, Procedure
from redress.operations import access, opening
from redress.operations.refusals import Forbidden, Refused
from redress.web import actor, faults, forms, keeping
from redress.web.desk import doors, moveform, moving, words
from redress.web.faults import said

DONE = "opened"  # in the session: forms sent → the case each opened, so that none opens two
MOST_DONE = 20


@require_safe
@actor.needs(*doors.MOVERS)
def choose(request: HttpRequest) -> HttpResponse:
    """List the procedures that this officer may open a case of."""
    found = opening.openable(by=actor.actor_of(request), day=wiring.today())
    data = {"procedures": [(one.id, said(one.zh, one.en), said(move.zh, move.en)) for one, move in found]}
    return doors.page(request, "desk/opening_choose.html", data, here="new")


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*doors.MOVERS)
def open_case(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show the form of the opening move, or open the case; what is wrong comes back beside its field."""
    by = actor.actor_of(request)
    found, move = _offered(procedure, by)
    if request.method != "POST":
        return _page(request, found, move, posted=keeping.kept_for(request, action=request.path))
    once = request.POST.get("once", "")[:40]
    before = dict(request.session.get(DONE, {})).get(once, "")
    if before:  # the same page sent twice (a lost answer, two taps): one case
        return HttpResponseRedirect(f"/desk/c/{before}")
    files, wrong = moving.take_files(request, by)
    others: list[str] = []
    status = 422
    if not wrong:
        fields = forms.values(move, posted=request.POST, files=())
        if files:
            fields["files"] = [one.id for one in files]
        try:
            done = opening.open_case(procedure=procedure, move=move.name, fields=fields, by=by, at=wiring.now())
        except Refused as refused:
            told = faults.words(refused)
            status, wrong = refused.status, told["faults"]
            if not wrong:
                others.append(words.sentence(told["message"], told["hint"]))
        else:
            return _onward(request, once, done.number, said(found.zh, found.en))
    return _page(request, found, move, posted=request.POST, wrong=wrong, others=others, files=files, status=status)


def _offered(procedure: str, by: access.Actor) -> tuple[Procedure, Move]:
    """Return the procedure and the move that opens it; raises NotFound, and Forbidden where it is not his to open."""
    day = wiring.today()
    opening.opening_moves(procedure=procedure, day=day)
    for found, move in opening.openable(by=by, day=day):
        if found.id == procedure:
            return found, move
    raise Forbidden(
        code="not_your_move", zh="您的岗位不能登记这一种", en="your role may not open such a case",
        hint_zh="请由有权限的岗位登记", hint_en="ask an office whose work it is",
    )  # fmt: skip


def _page(
    request: HttpRequest,
    procedure: Procedure,
    move: Move,
    *,
    posted: QueryDict | None = None,
    wrong: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
    files: Sequence[moveform.Kept] = (),
    status: int = 200,
) -> HttpResponse:
    by, today = actor.actor_of(request), wiring.today()
    form = moveform.build(
        move,
        about=moveform.About(0, "", procedure.id, by.office_id or 0, today, 0),
        today=today,
        posted=posted,
        faults=wrong,
        others=others,
        files=files,
    )
    data: dict[str, Any] = {
        "procedure": procedure.id,
        "name": said(procedure.zh, procedure.en),
        "form": form,
        "once": (posted.get("once", "") if posted is not None else "") or secrets.token_urlsafe(9),
    }
    return doors.page(request, "desk/opening.html", data, here="new", status=status)


def _onward(request: HttpRequest, once: str, number: str, name: str) -> HttpResponse:
    done = dict(request.session.get(DONE, {}))
    for old in list(done)[: max(0, len(done) - MOST_DONE + 1)]:
        done.pop(old)
    if once:
        done[once] = number
        request.session[DONE] = done
    keeping.forget(request)
    messages.success(request, _("已登记：%(name)s %(number)s") % {"name": name, "number": number})
    return HttpResponseRedirect(f"/desk/c/{number}")
