"""The survey behind a link: choose, send; two taps. Dissatisfaction goes back to the desk by rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redress import wiring
from redress.law.fields import shared
from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import NotFound
from redress.queries import survey
from redress.web import limits, render
from redress.web.faults import said

UNHAPPY = frozenset({"dissatisfied", "very_dissatisfied"})
FACES = {
    "very": "face-good",
    "satisfied": "face-good",
    "fair": "face-fair",
    "dissatisfied": "face-bad",
    "very_dissatisfied": "face-bad",
}


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Ask how satisfied somebody is with the handling, and record the answer once.

    A dissatisfied answer brings the case back to be looked at again, in one go (`ask_review` of its procedure).
    """
    limits.check(request, purpose="survey", per_minute=20, burst=20)
    asked = survey.find(code)
    if asked is None:
        raise NotFound(
            zh="没有这份评价",
            en="there is no such survey",
            hint_zh="请核对短信里的链接",
            hint_en="check the link in the message",
        )
    choices = [
        {"value": one.value, "label": said(one.zh, one.en), "face": FACES.get(one.value, "face-fair")}
        for one in shared()["satisfaction"].choices
    ]
    data: dict[str, Any] = {
        "code": code, "number": asked.number, "choices": choices, "chosen": request.POST.get("satisfaction", ""),
        "comment": request.POST.get("comment", ""), "resolved": request.POST.get("is_resolved", ""), "errors": [],
    }  # fmt: skip
    if asked.answer:
        label = next((one["label"] for one in choices if one["value"] == asked.answer), asked.answer)
        return render.page(
            request, "public/survey_done.html", data | {"label": label, "is_unhappy": asked.answer in UNHAPPY}
        )
    if not asked.is_closed:
        return render.page(request, "public/survey_early.html", data)
    if request.method == "POST":
        chosen = data["chosen"]
        if chosen in FACES:
            moves = _moves(asked, chosen, data["resolved"], data["comment"])
            record(moves=moves, by=access.appellant(case_id=asked.case_id), at=wiring.now())
            return HttpResponseRedirect(f"/q/{code}")
        data["errors"] = [("satisfaction-0", _("请选一个满意程度"))]
    return render.page(request, "public/survey.html", data, status=422 if data["errors"] else 200)


def _moves(asked: survey.Asked, chosen: str, resolved: str, comment: str) -> list[Advance]:
    fields: dict[str, Any] = {"satisfaction": chosen}
    if resolved in ("yes", "no"):
        fields["is_resolved"] = resolved == "yes"
    if comment.strip():
        fields["comment"] = comment.replace("\r\n", "\n")
    moves = [Advance(asked.case_id, "answer_survey", fields)]
    if chosen in UNHAPPY:
        said_so = comment.strip() or "办结评价为不满意，请再看一次。"
        again = survey.REVIEW if asked.may_be_reviewed else "challenge_handling"
        moves.append(Advance(asked.case_id, again, {"explanation": said_so}))
    return moves
