"""One paper for many cases: choose it, look at each as it will go out, send them all; what cannot go is named with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redress import wiring
from redress.gateways import forms, letters, manypapers
from redress.operations import access, officer
from redress.operations.refusals import NotFound, Refused
from redress.queries import bulk as bulk_query
from redress.queries import paperbatch
from redress.queries.paperbatch import PaperCase
from redress.web import actor, faults
from redress.web.desk import doors, words
from redress.web.faults import said

SENDERS = ("desk", "handler", "supervisor", "mediator", "inspector", "enforcement", "council")
Chosen = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper of the preview: whether it can go, why not, and what the officer should look at first."""

    number: str
    version: int
    title: str
    fits: bool
    is_ticked: bool
    why: str = ""
    note: str = ""
    look: str = ""  # address of the preview


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    number: str
    is_done: bool
    words: str
    paper: str = ""
    href: str = ""
    check_code: str = ""
    changed: str = ""


def handle(request: HttpRequest, chosen: Chosen, by: access.Actor, back: str) -> HttpResponse:
    """Choose a paper, show the preview, or send: one step after the other in one form."""
    form = forms.everything().get(request.POST.get("form", ""))
    if form is not None and request.POST.get("go") == "1":
        return _send(request, form, chosen, by, back)
    few = chosen[: manypapers.MOST]
    visible = set(access.cases_for(by).filter(number__in=[n for n, _v in few]).values_list("number", flat=True))
    cases = paperbatch.of([number for number, _v in few if number in visible])
    data: dict[str, Any] = {
        "back": back,
        "lost": len(few) - len(cases),
        "over": len(chosen) - len(few),
        "most": manypapers.MOST,
        "ticks": [f"{number}:{version}" for number, version in few],
        "count": len(cases),
    }
    if form is None:
        data["forms"] = [(one.id, said(one.zh, one.en), fits) for one, fits in manypapers.offered(cases)]
        data["is_missing"] = request.POST.get("step") == "form"
        status = 422 if data["is_missing"] else 200
        return doors.page(request, "desk/bulk_letters.html", data, here="list", status=status)
    letters.need_font()
    sheets = [_sheet(one, form, dict(few), by) for one in cases]
    data |= {
        "form": form.id,
        "label": said(form.zh, form.en),
        "sheets": [one for one in sheets if one.fits],
        "off": [one for one in sheets if not one.fits],
    }
    return doors.page(request, "desk/bulk_letters.html", data, here="list")


def _sheet(case: PaperCase, form: forms.Form, seen: dict[str, int], by: access.Actor) -> Sheet:
    why = manypapers.unfit(case, form, may_move=doors.may_move(by), today=wiring.today())
    if why:
        return Sheet(case.number, case.version, case.title, False, False, _why(why, form))
    try:
        content = letters.content(number=case.number, form=form.id, by=by, at=wiring.now())
    except Refused as refused:
        return Sheet(case.number, case.version, case.title, False, False, faults.sentence(faults.words(refused)))
    notes = []
    before = case.made.get(form.id, "")
    if before:
        notes.append(_("已经发过这种文书：%(number)s，所以没有勾选") % {"number": before})
    if case.version != seen.get(case.number):
        notes.append(_("您查看之后又有了新的办理记录，请留意"))
    empty = manypapers.gaps(content)
    if empty:
        notes.append(_("有 %(n)s 处空着，要手写补上") % {"n": empty})
    look = f"/desk/c/{quote(case.number)}/papers/{form.id}/preview"
    return Sheet(case.number, case.version, case.title, True, not before, "", joined(notes), look)


def joined(notes: Sequence[str]) -> str:
    """Put notes into one line."""
    return ("; " if faults.speaks_english() else "；").join(notes)


def _why(reason: str, form: forms.Form) -> str:
    """Say in words why a paper cannot go."""
    return {
        "kind": _("这类件没有这种文书"),
        "step": _("“%(form)s”要说的事还没有发生") % {"form": said(form.zh, form.en)},
        "erased": _("个人信息已销毁，不能再制作文书"),
        "procedure": _("程序文件不在"),
        "role": _("不是您的岗位或单位办理"),
    }[reason]


def _send(request: HttpRequest, form: forms.Form, chosen: Chosen, by: access.Actor, back: str) -> HttpResponse:
    done = manypapers.make_many(
        chosen=[officer.Chosen(number, version) for number, version in chosen], form=form.id, by=by, at=wiring.now(),
        site=f"{request.scheme}://{request.get_host()}",
    )  # fmt: skip
    results = [_result(one) for one in done]
    data = {
        "label": said(form.zh, form.en),
        "results": results,
        "done": sum(1 for one in results if one.is_done),
        "failed": sum(1 for one in results if not one.is_done),
        "papers": [one.paper for one in results if one.paper],
        "back": back,
    }
    return doors.page(request, "desk/bulk_letters_done.html", data, here="list")


def _result(one: manypapers.Made) -> Result:
    if one.code:
        told = words.sentence(said(one.zh, one.en), said(one.hint_zh, one.hint_en))
        changed = "、".join(said(*pair) for pair in bulk_query.event_words(one.changed))
        return Result(one.number, False, told, changed=changed)
    told = _("刚才已经发过，没有再发一次") if one.is_again else _("已发")
    return Result(one.number, True, told, one.paper, f"/desk/papers/{quote(one.paper, safe='')}", one.check_code)


@require_POST
@actor.needs(*SENDERS)
def together(request: HttpRequest) -> HttpResponse:
    """Give papers just sent as one PDF, to be printed in one go; each reading is logged."""
    numbers = [doors.tidy(one, 80) for one in request.POST.getlist("paper")]
    if not numbers:
        raise NotFound(zh="没有选文书", en="no paper was chosen")
    by = actor.actor_of(request)
    pdf = manypapers.together(numbers=numbers, by=by, at=wiring.now(), address=actor.address_of(request))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(_('文书'))}.pdf"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
