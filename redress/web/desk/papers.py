"""The papers of a case on the desk: those that fit, a preview, making one, each as it was sent, and the whole file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from redress import wiring
from redress.gateways import casefile, docx, forms, letters
from redress.operations import access, papers
from redress.operations.refusals import Conflict, Forbidden, NotFound
from redress.queries import paper_facts
from redress.web import actor, faults
from redress.web.desk import doors
from redress.web.faults import said

PDF = "application/pdf"

MAKERS = tuple(role for role in doors.MOVERS if role != "keeper")  # those who may make_letter


@dataclass(frozen=True, slots=True)
class Fitting:
    """A form that fits the case."""

    id: str
    name: str
    is_due: bool
    has_docx: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was made."""

    number: str
    name: str
    at: str
    check_code: str
    href: str
    has_docx: bool
    is_new: bool


def _open_for(request: HttpRequest, number: str) -> tuple[access.Actor, Any]:
    """Return who asks and the case; raises NotFound, and Forbidden for a role that sees nothing personal."""
    by = actor.actor_of(request)
    case = access.case_for(by, number)
    if not access.sees_personal(by):
        raise Forbidden(
            code="no_personal_data", zh="您的岗位看不到文书和卷宗", en="your role may not see papers and files",
            hint_zh="请向承办单位了解", hint_en="ask the office in charge",
        )  # fmt: skip
    return by, case


@require_safe
@actor.needs(*doors.READERS)
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """List the forms that fit, those due first, and the papers made already."""
    return _list(request, number)


def _list(
    request: HttpRequest, number: str, *, problem: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    _by, case = _open_for(request, number)
    known = forms.everything()
    new = request.GET.get("made", "")
    rows = papers.of_case(case_id=case.id)
    done = {row["template"] for row in rows}
    made = [
        Made(
            row["number"],
            said(known[row["template"]].zh, known[row["template"]].en)
            if row["template"] in known
            else row["template"],
            row["made_at"],
            row["check_code"],
            f"/desk/papers/{quote(row['number'], safe='')}",
            row["template"] in known and known[row["template"]].has_docx,
            row["number"] == new,
        )
        for row in reversed(rows)
    ]
    fitting = [
        Fitting(one["id"], said(one["zh"], one["en"]), one["is_due"], one["has_docx"])
        for one in letters.fitting(procedure=case.procedure, events=paper_facts.events_of(case.id))
    ]
    data = {
        "number": case.number,
        "title": case.title,
        "is_erased": case.is_erased,
        "due": [one for one in fitting if one.is_due and one.id not in done],
        "others": [one for one in fitting if not one.is_due or one.id in done],
        "made": made,
        "problem": problem,
    }
    return doors.page(request, "desk/papers.html", data, here="list", status=status)


def _given(data: bytes, *, mime: str, name: str, is_saved: bool = False) -> HttpResponse:
    response = HttpResponse(data, content_type=mime)
    how = "attachment" if is_saved else "inline"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _wants_docx(request: HttpRequest, form: str) -> bool:
    """Say whether a DOCX is asked for; raises NotFound for a form that has none."""
    if request.GET.get("as") != "docx":
        return False
    known = forms.everything().get(form)
    if known is None or not known.has_docx:
        raise NotFound(
            code="no_docx",
            zh="这种文书没有 DOCX",
            en="this paper has no DOCX",
            hint_zh="请用 PDF",
            hint_en="take the PDF",
        )
    return True


@require_safe
@actor.needs(*doors.MOVERS)
def preview(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Show what would be made, marked as a draft: PDF, DOCX to be edited, or its first page as PNG."""
    by, case = _open_for(request, number)
    held = letters.content(number=number, form=form, by=by, at=wiring.now())
    name = f"{held['title']}-{case.number}"
    if request.GET.get("as") == "png":  # its first page, small: how the preview of a batch shows it
        letters.need_font()
        return _given(letters.pictures(letters.LAYOUT, held, dots=80)[0], mime="image/png", name=f"{name}.png")
    if _wants_docx(request, form):
        return _given(docx.letter(held), mime=docx.MIME, name=f"{name}.docx", is_saved=True)
    return _given(letters.typeset(held), mime=PDF, name=f"{name}.pdf")


@require_POST
@actor.needs(*MAKERS)
def make(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Make a paper: numbered, frozen, in the journal; then back to the list with the new one marked."""
    by, _case = _open_for(request, number)
    try:
        done = letters.make(
            number=number, form=form, by=by, at=wiring.now(), site=f"{request.scheme}://{request.get_host()}"
        )
    except Conflict as refused:
        return _list(request, number, problem=faults.words(refused), status=409)
    return HttpResponseRedirect(f"/desk/c/{quote(number)}/papers?made={quote(done['number'])}#made")


@require_safe
@actor.needs(*doors.READERS)
def sent(request: HttpRequest, letter_number: str) -> HttpResponse:
    """Give a paper as it was sent."""
    pdf, held = papers.read(
        letter_number=letter_number, by=actor.actor_of(request), at=wiring.now(), address=actor.address_of(request)
    )
    if _wants_docx(request, str(held.get("form", ""))):
        return _given(docx.letter(held), mime=docx.MIME, name=f"{letter_number}.docx", is_saved=True)
    return _given(pdf, mime=PDF, name=f"{letter_number}.pdf")


@require_safe
@actor.needs(*doors.READERS)
def file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give the whole file of a case as PDF or DOCX; that it was read is logged."""
    by, case = _open_for(request, number)
    book = casefile.gather(number=number, by=by, at=wiring.now(), address=actor.address_of(request))
    name = f"卷宗-{case.number}"
    if kind not in ("pdf", "docx"):
        raise NotFound(zh="没有这种卷宗文件", en="there is no such file")
    if kind == "docx":
        return _given(docx.case_file(book), mime=docx.MIME, name=f"{name}.docx", is_saved=True)
    return _given(casefile.pdf(book), mime=PDF, name=f"{name}.pdf")
