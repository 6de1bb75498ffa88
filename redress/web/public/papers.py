"""Whoever holds a paper may ask whether it is ours and unchanged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress.gateways import forms
from redress.queries import papers
from redress.web import dates, limits, render
from redress.web.faults import said


def paper_name(template: str) -> str:
    """Return what a kind of paper is called: the title that stands on it."""
    found = forms.everything().get(template)
    return said(found.zh, found.en) if found else _("文书")


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the check code printed on a paper."""
    code = "".join(request.GET.get("code", "").split())
    if code:
        return HttpResponseRedirect(f"/v/{code[:20]}")
    return render.page(request, "public/verify.html", {"code": "", "paper": None, "is_asked": False})


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say of a paper its number, kind, day and office, and whether it is as it was sent."""
    limits.check(request, purpose="verify", per_minute=10, burst=20)
    found = papers.by_check_code(code)
    paper = None
    if found is not None:
        made = dates.as_day(found.made_on)
        paper = {
            "number": found.number,
            "name": paper_name(found.template),
            "made": dates.words(made) if made else "",
            "office": said(found.office_zh, found.office_en),
            "is_intact": found.is_intact,
        }
    return render.page(
        request,
        "public/verify.html",
        {"code": code[:20], "paper": paper, "is_asked": True},
        status=200 if paper else 404,
    )
