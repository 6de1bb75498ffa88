"""Lodging: one question a page, a page to check the answers, and the page that says what happens next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from redress import wiring
from redress.operations import access, intake, recovery, uploads
from redress.operations.refusals import Refused
from redress.queries import known_traders
from redress.web import actor, dates, faults, forms, limits, prefs, render
from redress.web.public import check_page, draft, granted, notices, questions
from redress.web.public.questions import BY_NAME, QUESTIONS, Question

CHANNEL = "C19"  # the bureau's own page
SOURCE = "web"
MOST_FILES = 9
LODGER = access.Actor("appellant", "诉求人", frozenset({"appellant"}))


def _address(name: str) -> str:
    return f"/lodge/{name}"


def _names() -> list[str]:
    return [question.title() for question in QUESTIONS]


def _page(
    request: HttpRequest, question: Question, given: Mapping[str, Any], wrong: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    fields = question.draw(dict(given), wrong)
    place = QUESTIONS.index(question)
    return render.page(
        request,
        "public/lodge_question.html",
        {
            "question": question.name,
            "title": question.title(),
            "lead": question.lead(),
            "fields": fields,
            "files": given.get("files", []) if question.name == "photos" else [],
            "most_files": MOST_FILES,
            "errors": [*forms.summary(fields), *[("photos", wrong["files"]) for _x in "1" if wrong.get("files")]],
            "files_error": wrong.get("files", ""),
            "step": place + 1,
            "steps": _names(),
            "back": _address(QUESTIONS[place - 1].name) if place else "/",
            "to_check": bool(given.get("seen_check")),
            "settings_form": "lodge-form",
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Show one question, or take its answer and go on; a wrong answer comes back with what is wrong."""
    question = BY_NAME.get(name)
    if question is None:
        raise Http404
    given = draft.read(request)
    if request.method == "GET":
        return _page(request, question, given, {})
    limits.check(request, purpose="lodge-step", per_minute=240, burst=240)
    question.take(given, request.POST)
    wrong: dict[str, str] = {}
    if question.name == "photos":
        wrong = _take_files(request, given)
    if "pref" in request.POST:  # the size, colour or language was changed: what was typed stays as it is
        draft.write(request, given)
        response: HttpResponse = HttpResponseRedirect(_address(name))
        prefs.choose(request, response)
        return response
    if {"look", "more", "drop"} & set(request.POST):
        draft.write(request, given)
        return _page(request, question, given, wrong, status=422 if wrong else 200)
    wrong |= question.check(given, wiring.today())
    draft.write(request, given)
    if wrong:
        return _page(request, question, given, wrong, status=422)
    place = QUESTIONS.index(question)
    if given.get("seen_check") or place + 1 == len(QUESTIONS):
        return HttpResponseRedirect("/lodge/check")
    return HttpResponseRedirect(_address(QUESTIONS[place + 1].name))


def _take_files(request: HttpRequest, given: dict[str, Any]) -> dict[str, str]:
    """Keep the files that are good and say what is wrong with the others; one bad file loses nothing else."""
    files: list[dict[str, str]] = [one for one in given.get("files", []) if one["id"] != request.POST.get("drop")]
    refused: list[str] = []
    for file in request.FILES.getlist("files"):
        if len(files) >= MOST_FILES:
            refused.append(_("最多 %(n)s 个文件，多出的没有收") % {"n": MOST_FILES})
            break
        limits.check(request, purpose="upload", per_minute=60, burst=90)
        try:
            kept = uploads.keep(data=file.read(), name=file.name or "", by=LODGER, at=wiring.now())
        except Refused as wrong:
            refused.append(faults.sentence(faults.words(wrong)))
            continue
        files.append({"id": kept["upload_id"], "kind": kept["kind"], "name": file.name or ""})
    given["files"] = files
    return {"files": " ".join(refused)} if refused else {}


@require_GET
def photo(request: HttpRequest, upload_id: str) -> FileResponse:
    """Show a file of the draft to the browser that brought it."""
    if upload_id not in {one["id"] for one in draft.read(request).get("files", [])}:
        raise Http404
    found = uploads.read(upload_id=upload_id, by=LODGER, at=wiring.now(), address=actor.address_of(request))
    response = FileResponse([found.data], content_type=found.mime)
    response["Content-Disposition"] = "inline" if found.mime.startswith("image/") else "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def traders(request: HttpRequest) -> JsonResponse:
    """Return known names that contain what is being typed, for the list under the field."""
    limits.check(request, purpose="traders", per_minute=90, burst=60)
    return JsonResponse({"names": known_traders.search(request.GET.get("q", "")[:60])})


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Throw the draft away when the person says so."""
    draft.forget(request)
    messages.success(request, _("已清空。这台设备上没有留下您填写的内容。"))
    return HttpResponseRedirect("/?cleared=1")


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show all answers to be checked; take them when they are sent. A gap leads back to its question."""
    given = draft.read(request)
    gap = questions.first_gap(given, wiring.today())
    if gap is not None:
        was_sent = request.method == "POST" and "lodged" in request.session and not given  # a second tap on "send"
        return HttpResponseRedirect("/lodge/done" if was_sent else _address(gap[0]))
    if request.method == "GET" or "pref" in request.POST:
        if not given.get("seen_check"):
            given["seen_check"] = True
            draft.write(request, given)
        data = {
            **check_page.data(given, today=wiring.today()),
            "settings_form": "lodge-form",
            "notices": notices.similar(given),
        }
        response = render.page(request, "public/lodge_check.html", data)
        if "pref" in request.POST:
            response = HttpResponseRedirect("/lodge/check")
            prefs.choose(request, response)
        return response
    limits.check(request, purpose="lodge", per_minute=20, burst=30)
    at = wiring.now()
    lodged = intake.lodge(draft=appeal_of(given, at=at), by=LODGER, at=at)
    number = str(lodged.answer["number"])
    told = bool(lodged.case_ids) and recovery.acknowledge(case_id=lodged.case_ids[0], at=at)
    granted.give(request, number)
    request.session["lodged"] = {"number": number, "sms": told, "phone_end": draft.text(given, "phone")[-4:]}
    draft.forget(request)
    return HttpResponseRedirect("/lodge/done")


def appeal_of(given: Mapping[str, Any], *, at: dt.datetime) -> intake.AppealDraft:
    """Turn the answers into an appeal as the intake takes it."""
    chosen = [one for one in given.get("wishes") or [] if one in questions.remedies()]
    amount, bought = draft.text(given, "amount"), draft.text(given, "purchased_on")
    pairs = (
        ("name", "trader_name"),
        ("address", "trader_address"),
        ("phone", "trader_phone"),
        ("platform", "platform"),
    )
    respondent = {key: draft.text(given, name) for key, name in pairs if draft.text(given, name)}
    appellant = {key: draft.text(given, key) for key in ("name", "phone", "address") if draft.text(given, key)}
    agent = draft.text(given, "agent_name")
    return intake.AppealDraft(
        kinds=questions.kinds(given) or ("complaint",),
        channel=CHANNEL,
        narrative=draft.text(given, "narrative"),
        received_at=at,
        source=SOURCE,
        external_id=draft.text(given, "token"),
        appellant=appellant,
        agent={"name": agent} if agent else {},
        respondent=respondent,
        remedy_sought=tuple(chosen),
        amount=Decimal(amount) if amount else None,
        purchased_on=dt.date.fromisoformat(bought) if bought else None,
        files=tuple(one["id"] for one in given.get("files", [])),
    )


@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Say that it has come in: number, code, and what happens next by which day."""
    lodged = request.session.get("lodged")
    if not isinstance(lodged, dict) or not granted.has(request, str(lodged.get("number"))):
        return HttpResponseRedirect("/f/")
    data = check_page.done_data(
        str(lodged["number"]), base=f"{request.scheme}://{request.get_host()}", today=wiring.today()
    )
    data |= {
        "sms": bool(lodged.get("sms")),
        "phone_end": str(lodged.get("phone_end", "")),
        "today": dates.words(wiring.today()),
    }
    return render.page(request, "public/lodge_done.html", data)
