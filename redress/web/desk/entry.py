"""The call taker's page: narrative first, no mouse, a draft each second, the caller's other cases at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redress import wiring
from redress.operations import access, callers, intake, opening
from redress.operations.refusals import Refused
from redress.queries import answers, desk
from redress.web import actor, faults, forms, keeping, limits, render
from redress.web.desk import doors, entrydrafts, entryform, lines, words
from redress.web.templatetags import redress as tags

CHANNEL = "desk_channel"


@require_http_methods(["GET", "POST"])
@actor.needs(*doors.ENTERING)
def new(request: HttpRequest) -> HttpResponse:
    """Show the page, with a draft when one is named; or register the appeal."""
    if request.method == "POST":
        return _register(request)
    wanted = request.GET.get("draft", "")[:40]
    posted = entrydrafts.read(request, wanted) if wanted else None
    posted = posted or keeping.kept_for(request, action=request.path)
    draft_id = wanted if posted is not None and wanted else entrydrafts.new_id()
    return _page(request, draft_id, posted=posted)


def _page(
    request: HttpRequest,
    draft_id: str,
    *,
    posted: QueryDict | None = None,
    wrong: dict[str, str] | None = None,
    others: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    now, today = wiring.now(), wiring.today()
    begin = entryform.begin(now=now, channel=str(request.session.get(CHANNEL, "")))
    fields = entryform.draw(posted=posted, initial=begin, faults=wrong or {}, today=today)
    by = actor.actor_of(request)
    data = {
        "draft": draft_id,
        "fields": fields,
        "errors": forms.summary([field.drawn for field in fields.values()], others=others),
        "waiting": entrydrafts.waiting(request, but=draft_id),
        "sees_personal": access.sees_personal(by),
        "person": doors.person_of(by) or 0,
        "others": bool(opening.openable(by=by, day=today)),
    }
    return doors.page(request, "desk/new.html", data, here="new", status=status)


def _register(request: HttpRequest) -> HttpResponse:
    by, now = actor.actor_of(request), wiring.now()
    draft_id = request.POST.get("draft", "")[:40]
    done = entrydrafts.finished(request, draft_id)
    if done:  # the same page sent twice (a lost answer, two taps): one case
        return HttpResponseRedirect(f"/desk/new/done/{done}")
    cleaned, wrong = entryform.check(request.POST, now=now)
    if wrong:
        entrydrafts.keep(request, draft_id=draft_id, fields=keeping.fields_of(request), at=tags.moment(now))
        return _page(request, draft_id, posted=request.POST, wrong=wrong, status=422)
    try:
        office_id = None if "desk" in by.roles else by.office_id
        lodged = intake.lodge(draft=entryform.draft_of(cleaned), by=by, at=now, office_id=office_id)
    except Refused as refused:
        told = faults.words(refused)
        entrydrafts.keep(request, draft_id=draft_id, fields=keeping.fields_of(request), at=tags.moment(now))
        return _page(
            request, draft_id, posted=request.POST, wrong=told["faults"], others=(words.sentence(told["message"], told["hint"]),),
            status=refused.status,
        )  # fmt: skip
    number = str(lodged.answer["number"])
    request.session[CHANNEL] = cleaned["channel"]
    entrydrafts.finish(request, draft_id, number)
    keeping.forget(request)
    if not lodged.is_new:
        messages.info(request, _("这个来源编号已经登记过，没有重复登记。"))
    return HttpResponseRedirect(f"/desk/new/done/{number}")


@require_POST
@actor.needs(*doors.ENTERING)
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what has been typed so far; answers with the moment, or throws the draft away."""
    draft_id = request.POST.get("draft", "")[:40]
    if request.POST.get("drop"):
        entrydrafts.drop(request, draft_id)
        return HttpResponseRedirect("/desk/new")
    at = tags.moment(wiring.now())
    kept = entrydrafts.keep(request, draft_id=draft_id, fields=keeping.fields_of(request), at=at)
    return JsonResponse({"kept": kept, "at": at}, status=200 if kept else 409)


@require_POST
@actor.needs(*doors.ENTERING)
def similar(request: HttpRequest) -> HttpResponse:
    """Show the caller's other cases, found by the exact key of the phone; each look-up is logged."""
    by, today = actor.actor_of(request), wiring.today()
    limits.check(request, purpose="similar", per_minute=60, burst=60, who=by.id)
    phone = doors.tidy(request.POST.get("phone", ""), 40)
    numbers = callers.cases_by_phone(phone=phone, by=by, at=wiring.now(), address=actor.address_of(request))
    rows = desk.rows(numbers, may_move=doors.may_move(by), today=today)
    data = {"lines": lines.lines(rows, today=today), "phone": phone}
    if doors.is_part(request):
        return HttpResponse(render.fragment("desk/part_similar.html", data, request))
    return doors.page(request, "desk/similar.html", data, here="new")


@require_safe
@actor.needs(*doors.ENTERING)
def done(request: HttpRequest, number: str) -> HttpResponse:
    """Say what to tell the caller: number, code, and by when what happens."""
    by = actor.actor_of(request)
    case = access.case_for(by, number)
    code = answers.follow_code(number)
    family = access.cases_for(by).filter(appeal_id=case.id).order_by("id").values_list("number", flat=True)
    rows = desk.rows([number, *family], may_move=doors.may_move(by), today=wiring.today())
    data = {
        "number": number,
        "code": code,
        "spelled": " ".join(code),
        "lines": lines.lines(rows, today=wiring.today()),
    }
    return doors.page(request, "desk/new_done.html", data, here="new")
