"""People, roles and offices: changed here, each change journalled."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redress import wiring
from redress.operations import officebook, people
from redress.operations.refusals import Refused
from redress.queries import offices, settings_log
from redress.queries import people as people_queries
from redress.web import actor, keeping
from redress.web.admin import adminwords, frame
from redress.web.admin.frame import Cell


def _posted(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:300] for name in names}


def _kept(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return what was typed before a sign-in expired; empty when nothing was."""
    held = keeping.kept_for(request, action=request.path) if request.method != "POST" else None
    return {name: str(held.get(name, ""))[:300] for name in names} if held is not None else {}


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*frame.ADMINS)
def all_people(request: HttpRequest) -> HttpResponse:
    """List the people; add one."""
    names = ("username", "name", "role", "office")
    kept = _kept(request, *names)
    given = kept or _posted(request, *names)
    fault: dict[str, str] = {}
    made: dict[str, str] = {}
    if request.method == "POST":
        try:
            by, at = actor.actor_of(request), wiring.now()
            made = people.add_with_role(
                username=given["username"],
                name=given["name"],
                role=given["role"],
                office=given["office"],
                by=by,
                at=at,
            )
            given = dict.fromkeys(given, "")
            keeping.forget(request)
        except Refused as refused:
            fault = said(refused)
    rows = [
        [
            Cell(one.username, f"/admin/people/{one.id}"),
            Cell(one.name),
            Cell("、".join(f"{adminwords.role(h.role)}（{h.office_zh}）" for h in one.held)),
            Cell(_("在用") if one.is_active else _("停用")),
        ]
        for one in people_queries.everybody()
    ]
    data: dict[str, Any] = {
        "rows": rows,
        "given": given,
        "fault": fault,
        "made": made,
        "roles": _roles(),
        "offices": _offices(),
    }
    data["is_open"] = bool(fault or kept)
    return frame.page(request, "people.html", data, here="people", status=422 if fault else 200)


def said(refused: Refused) -> dict[str, str]:
    """Put a refusal into the words of the page."""
    english = frame.english()
    return {
        "text": refused.en if english else refused.zh,
        "hint": refused.hint_en if english else refused.hint_zh,
        "where": (refused.where or "").lstrip("/"),
    }


def _roles() -> list[tuple[str, str]]:
    return [(role, adminwords.role(role)) for role in people.ROLES]


def _offices() -> list[tuple[str, str]]:
    return [(o.code, f"{o.zh}（{o.code}）") for o in offices.everything().values() if o.is_active]


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*frame.ADMINS)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person; grant and take roles, switch on and off, ask for a second factor, set a new password."""
    card = people_queries.card(person_id=person_id)
    if card is None:
        raise Http404
    fault: dict[str, str] = {}
    new_password = ""
    if request.method == "POST":
        by, at, verb = actor.actor_of(request), wiring.now(), request.POST.get("verb", "")
        given = _posted(request, "role", "office")
        try:
            if verb == "grant":
                people.grant(person_id=person_id, role=given["role"], office=given["office"], by=by, at=at)
            elif verb == "take":
                people.take_away(person_id=person_id, role=given["role"], office=given["office"], by=by, at=at)
            elif verb in ("on", "off"):
                people.set_active(person_id=person_id, is_active=verb == "on", by=by, at=at)
            elif verb in ("second", "no_second"):
                people.require_second_factor(person_id=person_id, is_required=verb == "second", by=by, at=at)
            elif verb == "password":
                new_password = people.new_password()
                people.change_password(person_id=person_id, password=new_password, by=by, at=at)
            if verb != "password":
                return HttpResponseRedirect(f"/admin/people/{person_id}")
        except Refused as refused:
            fault, new_password = said(refused), ""
        card = people_queries.card(person_id=person_id) or card
    data: dict[str, Any] = {
        "card": card, "fault": fault, "new_password": new_password, "roles": _roles(), "offices": _offices(),
        "held": [(h.role, adminwords.role(h.role), h.office_code, h.office_zh) for h in card.held],
    }  # fmt: skip
    return frame.page(request, "person.html", data, here="people", status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*frame.ADMINS)
def all_offices(request: HttpRequest) -> HttpResponse:
    """List the offices as a tree; add one."""
    names = ("code", "zh", "en", "kind", "parent", "areas", "phone", "address")
    kept = _kept(request, *names)
    given = kept or _posted(request, *names)
    fault: dict[str, str] = {}
    if request.method == "POST":
        try:
            officebook.add(**given, by=actor.actor_of(request), at=wiring.now())
            keeping.forget(request)
            return HttpResponseRedirect("/admin/offices")
        except Refused as refused:
            fault = said(refused)
    tree = offices.everything()
    rows = []

    def walk(parent: int | None, depth: int) -> None:
        for one in tree.values():
            if one.parent_id == parent:
                name = one.en if frame.english() and one.en else one.zh
                state = _("受理台") if one.is_intake else _("在用") if one.is_active else _("停用")
                rows.append(
                    [
                        Cell(name, f"/admin/offices/{one.code}", one.code, depth),
                        Cell(adminwords.office_kind(one.kind)),
                        Cell(" ".join(one.areas)),
                        Cell(state),
                    ]
                )
                walk(one.id, depth + 1)

    walk(None, 0)
    kinds = [
        (kind, adminwords.office_kind(kind))
        for kind in ("bureau", "branch", "department", "council", "hotline", "station", "mediation")
    ]
    data: dict[str, Any] = {"rows": rows, "given": given, "fault": fault, "offices": _offices(), "kinds": kinds}
    data["is_open"] = bool(fault or kept)
    return frame.page(request, "offices.html", data, here="offices", status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*frame.ADMINS)
def office(request: HttpRequest, code: str) -> HttpResponse:
    """Show one office and change it."""
    one = next((o for o in offices.everything().values() if o.code == code), None)
    if one is None:
        raise Http404
    given: dict[str, Any] = {
        "zh": one.zh, "en": one.en, "areas": " ".join(one.areas), "phone": one.phone, "address": one.address, "is_active": one.is_active,
    }  # fmt: skip
    fault: dict[str, str] = {}
    kept = _kept(request, "zh", "en", "areas", "phone", "address", "is_active")
    if kept:
        given = {**kept, "is_active": kept["is_active"] == "on"}
    if request.method == "POST":
        given = {
            **_posted(request, "zh", "en", "areas", "phone", "address"),
            "is_active": request.POST.get("is_active") == "on",
        }
        try:
            officebook.change(code=code, **given, by=actor.actor_of(request), at=wiring.now())
            return HttpResponseRedirect("/admin/offices")
        except Refused as refused:
            fault = said(refused)
    data = {"code": code, "given": given, "fault": fault}
    return frame.page(request, "office.html", data, here="offices", status=422 if fault else 200)


def _told(data: dict[str, Any]) -> str:
    """Write what a change says: its parts, and from what to what where it says so."""
    parts = []
    for name, value in data.items():
        if name == "changed" and isinstance(value, dict):
            parts += [f"{key}: {pair[0] or '—'} → {pair[1] or '—'}" for key, pair in value.items()]
        elif value not in ("", None):
            parts.append(f"{name}: {value}")
    return " · ".join(parts)[:300]


@require_safe
@actor.needs("admin", "auditor")
def journal(request: HttpRequest) -> HttpResponse:
    """Show the newest changes of settings."""
    rows = [
        [
            Cell(str(one["seq"])),
            Cell(one["at"][:16].replace("T", " ")),
            Cell(one["by"]),
            Cell(adminwords.change(one["name"]), "", one["name"]),
            Cell(_told(one["data"])),
        ]
        for one in settings_log.newest()
    ]
    return frame.table(
        request, title=_("设置变更记录"), text=_("每次变更都连成链，改动一行就能查出来。"),
        heads=[_("序号"), _("时间"), _("谁"), _("变更"), _("内容")], rows=rows, here="journal",
    )  # fmt: skip
