"""Following an appeal by number and code: where it stands, what happened, and what one can do now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress import wiring
from redress.operations import access, recovery, uploads
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import NotFound, Refused
from redress.queries import answers, appeals, follow, lookups, survey
from redress.web import actor, dates, faults, keeping, limits, prefs, render
from redress.web.public import check_page, checks, doing, granted, plainwords, rights

DECISIONS = ("complaint.accepted", "complaint.refused", "mediation.agreed", "mediation.terminated")


def _ask(
    request: HttpRequest,
    *,
    number: str = "",
    error: str = "",
    field: str = "number",
    kept: str = "",
    status: int = 200,
) -> HttpResponse:
    kept = (kept or request.POST.get("kept", ""))[:40]
    return render.page(
        request,
        "public/follow_ask.html",
        {"number": number, "errors": [(field, error)] if error else [], "field": field, "error": error, "kept": kept},
        status=status,
    )


def tidy(number: str) -> str:
    """Bring a number as typed into its form: capitals, no blanks, full-width letters narrowed, the place put before."""
    found = "".join(unicodedata.normalize("NFKC", number).upper().split())[:60]
    return f"{settings.REDRESS_PLACE}-{found}" if re.fullmatch(r"\d{4}-\d+", found) else found


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; both right leads to the appeal."""
    if request.method == "GET":
        return _ask(request, number=tidy(request.GET.get("number", "")))
    return _open(request, tidy(request.POST.get("number", "")), request.POST.get("code", ""))


def _open(request: HttpRequest, number: str, code: str) -> HttpResponse:
    limits.check(request, purpose="follow", per_minute=10, burst=15)
    if not number:
        return _ask(request, error=_("请填写编号，例如 JL-2026-000123"), status=422)
    limits.check(request, purpose="follow-number", per_minute=10, burst=15, who=number)
    if not code.strip():
        return _ask(request, number=number, error=_("请填写 8 位查询码"), field="code", status=422)
    ids = follow.ids_of(number=number)
    home = appeals.home_of(number=number) if ids else None
    right = answers.is_follow_code(number=home or number, code=code) or (
        home is not None and answers.is_follow_code(number=number, code=code)
    )
    if not ids or not right:
        return _ask(
            request, number=number, field="code", status=422,
            error=_("编号和查询码对不上。请核对；查询码里没有 0、1、I、L、O、U。"),
        )  # fmt: skip
    granted.give(request, home or number)
    kept = request.POST.get("kept", "")[:40]
    return HttpResponseRedirect(f"/f/{home or number}" + (f"?{urlencode({'kept': kept})}" if kept else ""))


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Show an appeal to whoever has shown its code; a code in the address is taken out of it at once."""
    number = tidy(number)
    code = request.GET.get("code", "") or request.POST.get("code", "")
    if code:
        return _open(request, number, code)
    if not granted.has(request, number):
        return _ask(request, number=number)
    return _show(request, number, form=_kept(request, number))


def _kept(request: HttpRequest, number: str) -> dict[str, Any] | None:
    """Return the form that was being sent when the two hours of the code were over; None when there is none."""
    parts = keeping.action_of(request).split("/")  # /f/<number>/<case>/<action>
    if len(parts) != 5 or parts[1] != "f" or parts[2] != number:
        return None
    posted = keeping.kept_for(request, action="/".join(parts))
    return {"case": parts[3], "action": parts[4], "posted": posted or {}, "faults": {}, "errors": []}


def _show(
    request: HttpRequest, number: str, *, form: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    today = wiring.today()
    seen = follow.view(number=number, today=today)
    if seen is None:
        raise NotFound(hint_zh="请核对编号", hint_en="check the number")
    cases = []
    for case in seen["cases"]:
        clocks = _lawful(case["clocks"])
        rated = any(line["event"] == "survey.answered" for line in case["timeline"])
        cases.append(
            {
                **{
                    key: case[key]
                    for key in ("number", "kind", "kind_label", "plain", "stage_label", "office", "is_open")
                },
                "handler": case["handler"] or "",
                "clocks": clocks,
                "steps": _to_come(case, running=clocks),
                "timeline": plainwords.timeline(case),
                "actions": doing.actions(case, form=form if form and form.get("case") == case["number"] else None),
                "kept_files": [one["name"] for one in doing.kept_files(request, case["number"])],
                "routes": rights.routes() if _needs_routes(case) else [],
                "survey": survey.code_of(case["number"]) if not case["is_open"] and not rated else "",
            }
        )
    data = {
        "number": seen["number"],
        "cases": cases,
        "today": today,
        "errors": form["errors"] if form else [],
        "evidence": appeals.files_of(number=number),
    }
    return render.page(request, "public/follow.html", data, status=status)


def _needs_routes(case: Mapping[str, Any]) -> bool:
    """Say whether the last decision was one after which other routes must be named (Order 121 arts. 15, 25)."""
    decisions = [line["event"] for line in case["timeline"] if line["event"] in DECISIONS]
    return bool(decisions) and decisions[-1] in ("complaint.refused", "mediation.terminated")


def _lawful(clocks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Keep the limits of the law, by their day: no service targets, and no reminder from the receipt beside them."""
    kept = [one for one in clocks if one["basis"] != "target" and not one.get("is_careful")]
    return sorted(kept, key=lambda one: one["due_on"] or "9999")


def _to_come(case: Mapping[str, Any], *, running: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lawful steps to come while nobody has taken the case up; once a limit of the law runs, that is enough."""
    if case["stage"] not in ("received", "dispatched") or not case["timeline"] or not case["is_open"]:
        return []
    received = dates.as_day(case["timeline"][0]["at"])
    if received is None or any(one["basis"] == "law" for one in running):
        return []
    return check_page.lawful_steps(case["kind"], received)


@require_POST
def act(request: HttpRequest, number: str, case_number: str, action: str) -> HttpResponse:
    """Do one thing that the appellant may do now; what is wrong comes back beside the field, nothing typed is lost."""
    number = tidy(number)
    if not granted.has(request, number):  # the two hours are over: the code again, and then the same form as it was
        return _ask(request, number=number, kept=keeping.keep(request))
    ref = lookups.case_ref(case_number)
    if ref is None or ref.id not in follow.ids_of(number=number):
        raise NotFound(hint_zh="请核对编号", hint_en="check the number")
    limits.check(request, purpose="act", per_minute=12, burst=20)
    by = access.appellant(case_id=ref.id)
    try:
        move, fields = doing.move_of(action, request=request, case=case_number)
        record(moves=[Advance(ref.id, move, fields)], by=by, at=wiring.now())
    except Refused as wrong:
        told = faults.words(wrong)
        told["faults"] = doing.plain_faults(action, told["faults"])
        form = {
            "case": case_number, "action": action, "posted": request.POST, "faults": told["faults"],
            "errors": doing.summary(action, case_number, told),
        }  # fmt: skip
        return _show(request, number, form=form, status=wrong.status)
    keeping.forget(request)
    if action == "evidence":
        doing.drop_files(request, case_number)
    messages.success(request, doing.done_words(action))
    return HttpResponseRedirect(f"/f/{number}")


@require_GET
def file(request: HttpRequest, number: str, upload_id: str) -> HttpResponse | FileResponse:
    """Give the appellant back a file that he brought."""
    number = tidy(number)
    ids = follow.ids_of(number=number) if granted.has(request, number) else ()
    if not ids:
        return _ask(request, number=number)
    found = uploads.read(
        upload_id=upload_id, by=access.appellant(case_id=ids[0]), at=wiring.now(), address=actor.address_of(request)
    )
    response = FileResponse([found.data], content_type=found.mime)
    response["Content-Disposition"] = "inline" if found.mime.startswith("image/") else "attachment"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Forget an appeal in this browser, for shared computers."""
    granted.drop(request, tidy(number))
    messages.success(request, _("已退出。要再看请重新输入编号和查询码。"))
    return HttpResponseRedirect("/f/")


@require_http_methods(["GET", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Send number and code to the phone that the appeal gave; the answer is the same whether there is one or not."""
    phone, error, status = request.POST.get("phone", ""), "", 200
    if request.method == "POST":
        error = checks.phone(phone, is_required=True)
        if error:
            status = 422
        else:
            limits.check(request, purpose="lost", per_minute=1, burst=5)
            limits.check(
                request, purpose="lost-phone", per_minute=0.1, burst=3, who="".join(filter(str.isdigit, phone))
            )
            recovery.send_codes(phone=phone, at=wiring.now())
    return render.page(
        request,
        "public/follow_lost.html",
        {
            "phone": phone,
            "error": error,
            "errors": [("phone", error)] if error else [],
            "is_sent": request.method == "POST" and not error,
            "back": prefs.safe_next(request, "", "/f/"),
        },
        status=status,
    )
