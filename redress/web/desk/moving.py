"""Making a move: its form on the case page or in a drawer, what is wrong, what changed meanwhile, and on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redress import wiring
from redress.operations import access, offers, officer, uploads
from redress.operations.refusals import NotFound, Refused
from redress.queries import desk, routing
from redress.web import actor, faults, forms, keeping, prefs, render
from redress.web.desk import casepage, doors, moveform, words
from redress.web.desk.moveform import About, Change, Form, Kept
from redress.web.faults import said

MOST_FILES = 9


@require_http_methods(["GET", "POST"])
@actor.needs(*doors.MOVERS)
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """Show the form of a move (a part for htmx, else the whole case page with it), or make the move."""
    by, at = actor.actor_of(request), wiring.now()
    if request.method == "POST":
        return _make(request, number, move, by)
    offered = offers.offer(number=number, move=move, by=by, at=at)
    kept = keeping.kept_for(request, action=request.path)
    form = _form(request, offered, posted=kept, initial=_initial(request, offered))
    return _shown(request, number, form)


def _initial(request: HttpRequest, offered: offers.Offered) -> dict[str, Any]:
    """Take what the address gives to begin with: /m/confirm_link?other_case=…"""
    given: dict[str, Any] = {
        ask.field.name: request.GET[ask.field.name]
        for ask in offered.move.asks
        if ask.field.name in request.GET and not ask.field.is_personal
    }
    if offered.move.event == "class.confirmed":
        return {**desk.class_start(case_id=offered.case_id), **given}
    return given


def _form(
    request: HttpRequest,
    offered: offers.Offered,
    *,
    posted: QueryDict | None = None,
    initial: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
    changed: Sequence[Change] = (),
    files: Sequence[Kept] = (),
) -> Form:
    return moveform.build(
        offered.move,
        about=About(
            offered.case_id, offered.number, offered.procedure, offered.office_id, offered.received_on, offered.version
        ),
        today=wiring.today(),
        posted=posted,
        initial=initial,
        faults=wrong,
        others=others,
        blocked=offered.blocked,
        changed=changed,
        files=files,
        ask=ask_of(request),
        next_page=next_of(request),
    )  # fmt: skip


def next_of(request: HttpRequest) -> str:
    """Return where to go after the move: what the page asked for, if it is ours."""
    return prefs.safe_next(request, request.POST.get("next") or request.GET.get("next", ""), "")


def ask_of(request: HttpRequest) -> routing.Ask | None:
    """Return the facts of competence that the officer corrected; None when he did not."""
    if "seller" not in request.GET:
        return None
    return routing.Ask(
        seller=request.GET.get("seller", "trader")[:20],
        place=request.GET.get("place", "")[:20],
        platform_place=request.GET.get("platform_place", "")[:20],
        is_reachable=request.GET.get("reach", "yes") != "no",
        advertising=request.GET.get("advertising", "")[:20],
    )


def _shown(request: HttpRequest, number: str, form: Form, *, status: int = 200) -> HttpResponse:
    if doors.is_part(request):
        data = {"form": form, "number": number, "is_drawer": request.headers.get("HX-Target", "") == "drawer-form"}
        return HttpResponse(render.fragment("desk/part_move.html", data, request), status=status)
    return casepage.shown(request, number, form=form, status=status)


def _make(request: HttpRequest, number: str, name: str, by: access.Actor) -> HttpResponse:
    at = wiring.now()
    offered = None
    files: tuple[Kept, ...] = ()
    wrong: dict[str, str] = {}
    others: list[str] = []
    changed: tuple[Change, ...] = ()
    status = 422
    try:
        offered = offers.offer(number=number, move=name, by=by, at=at)
        files, wrong = take_files(request, by)
        if not wrong:
            fields = forms.values(offered.move, posted=request.POST, files=())
            if files:
                fields["files"] = [one.id for one in files]
            officer.make(number=number, move=name, fields=fields, version=_version(request), by=by, at=at)
            return _onward(request, number, said(offered.move.zh, offered.move.en), by)
    except Refused as refused:
        if offered is None:
            if refused.code != "move_not_allowed":
                raise
            return _moved_on(request, number, refused)
        told = faults.words(refused)
        status = refused.status
        wrong |= told["faults"]
        known = {ask.field.name for ask in offered.move.asks}
        others = [text for field, text in told["faults"].items() if field not in known]
        if not told["faults"] and refused.code != "stale_version":
            others.append(words.sentence(told["message"], told["hint"]))
        changed = _changes(offered, _version(request)) if refused.code == "stale_version" else ()
        offered = offers.offer(number=number, move=name, by=by, at=at)
    form = _form(request, offered, posted=request.POST, wrong=wrong, others=others, changed=changed, files=files)
    return _shown(request, number, form, status=status)


def _moved_on(request: HttpRequest, number: str, refused: Refused) -> HttpResponse:
    """The case has left the stage: show what happened and what was typed, on the case page."""
    told = faults.words(refused)
    by = actor.actor_of(request)
    seen = _version(request)
    changed = tuple(_change(each) for each in desk.changes_of(number=number, after=seen or 0)) if seen else ()
    typed = [
        value
        for name, values in keeping.fields_of(request).items()
        for value in values
        if not name.startswith("_") and len(value) > 8 and name not in ("next", "version")
    ]
    data = {"message": told["message"], "hint": told["hint"], "changed": changed, "typed": typed, "number": number}
    if doors.is_part(request):
        return HttpResponse(render.fragment("desk/part_moved_on.html", data, request), status=409)
    if not access.cases_for(by).filter(number=number).exists():
        raise NotFound()
    return casepage.shown(request, number, moved_on=data, status=409)


def _version(request: HttpRequest) -> int | None:
    return doors.whole(request.POST.get("version", ""))


def _changes(offered: offers.Offered, seen: int | None) -> tuple[Change, ...]:
    return tuple(_change(each) for each in desk.changes(case_id=offered.case_id, after=seen or 0))


def _change(each: Mapping[str, Any]) -> Change:
    return Change(said(each["zh"], each["en"]), each["by"] or _("系统或当事人"), each["at"])


def take_files(request: HttpRequest, by: access.Actor) -> tuple[tuple[Kept, ...], dict[str, str]]:
    """Take in the files of the form; a refused one loses neither the others nor what was typed."""
    names = request.POST.getlist("file_name")
    kept = [
        Kept(one, names[place] if place < len(names) else one)
        for place, one in enumerate(request.POST.getlist("files"))
    ]
    refused = []
    for file in request.FILES.getlist("files"):
        if len(kept) >= MOST_FILES:
            refused.append(_("最多 %(n)s 个文件，多出的没有收") % {"n": MOST_FILES})
            break
        try:
            done = uploads.keep(data=file.read(), name=file.name or "", by=by, at=wiring.now())
        except Refused as wrong:
            refused.append(words.sentence(said(wrong.zh, wrong.en), said(wrong.hint_zh, wrong.hint_en)))
            continue
        kept.append(Kept(done["upload_id"], (file.name or "")[-120:]))
    return tuple(kept), {"files": " ".join(refused)} if refused else {}


def _onward(request: HttpRequest, number: str, label: str, by: access.Actor) -> HttpResponse:
    """Go on: back to the list one came from, or to the case while one may still see it."""
    keeping.forget(request)
    messages.success(request, _("%(number)s 已办理：%(move)s") % {"number": number, "move": label})
    target = next_of(request)
    if not target:
        target = f"/desk/c/{number}" if access.cases_for(by).filter(number=number).exists() else "/desk/"
    if doors.is_part(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)


@require_safe
@actor.needs(*doors.DISPATCHERS)
def competence(request: HttpRequest, number: str) -> HttpResponse:
    """Show who is competent for a case with the facts that the officer corrects: a part, or the page to look at."""
    by = actor.actor_of(request)
    case = access.case_for(by, number)
    about = casepage.about(case)
    ask = ask_of(request) or routing.guess(case_id=about.id, on=about.received_on)
    data = {
        "number": number,
        "ask": ask,
        "places": routing.places(on=about.received_on),
        "candidates": moveform.candidates(kind=about.procedure, received_on=about.received_on, ask=ask),
        "is_tipoff": about.procedure == "tipoff",
        "is_routed": about.procedure in routing.KINDS,
    }
    if doors.is_part(request):
        return HttpResponse(render.fragment("desk/part_competence.html", data, request))
    return doors.page(request, "desk/competence.html", data)
