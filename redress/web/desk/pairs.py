"""Two cases side by side: what agrees is marked; a person links them, refuses, or undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redress import wiring
from redress.operations import access, linking, looking, offers, officer
from redress.operations.refusals import NotFound, Refused
from redress.web import actor, faults
from redress.web.desk import doors, factsheet, words
from redress.web.faults import said
from redress.web.templatetags import redress as tags

TEXT = 3000


@dataclass(frozen=True, slots=True)
class Pair:
    """One fact of both cases; `same` where both have it and it is equal."""

    label: str
    left: str
    right: str
    same: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cases."""

    number: str
    kind: str
    stage: str
    title: str
    text: str
    version: int


def _values(view: Mapping[str, Any]) -> dict[str, str]:
    """Return what is compared, under labels that both cases share."""
    found: dict[str, str] = {}
    for party in view["parties"]:
        who = _("被投诉人") if party["role"] == "respondent" else _("诉求人")
        if party["role"] == "agent":
            who = _("代理人")
        for name, label in factsheet.party_labels().items():
            if party.get(name):
                found[words.about(who, label)] = str(party[name])
    held = view["facts"] or {}
    if held:
        if held["respondent"]:
            found.setdefault(words.about(_("被投诉人"), _("姓名/名称")), held["respondent"])
        found[_("金额")] = tags.yuan(held["amount"]) if held["amount"] is not None else ""
        found[_("购买日期")] = str(held["purchased_on"] or "")
        found[_("诉求")] = "、".join(factsheet.name_of(code) for code in str(held["remedy"]).split())
        found[_("商品服务")] = words.klass(held["subject_class"])
        found[_("问题")] = words.klass(held["issue_class"])
        found[_("来源")] = factsheet.name_of(held["channel"])
        found[_("来源编号")] = held["external_id"]
    found[_("收到")] = tags.moment(view["received_at"])
    return {label: text for label, text in found.items() if text}


def _tidy(text: str) -> str:
    return "".join(text.split()).casefold()


def compare(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Put the facts of two cases beside each other."""
    a, b = _values(left), _values(right)
    labels = list(dict.fromkeys([*a, *b]))
    return tuple(
        Pair(
            label,
            a.get(label, ""),
            b.get(label, ""),
            bool(a.get(label)) and _tidy(a[label]) == _tidy(b.get(label, "")),
        )
        for label in labels
    )


def _side(view: Mapping[str, Any]) -> Side:
    return Side(
        view["number"],
        said(view["procedure"]["zh"], view["procedure"]["en"]),
        said(view["stage_label"]["zh"], view["stage_label"]["en"]),
        view["title"],
        view["narrative"][:TEXT],
        view["version"],
    )


@require_safe
@actor.needs(*doors.READERS)
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Go to the page of two cases from a typed number."""
    other = "".join(doors.tidy(request.GET.get("other", "")).split())
    by = actor.actor_of(request)
    if not other:
        raise NotFound(zh="请填写另一件的编号", en="give the number of the other case")
    offers.pair(number=number, other=other, by=by)
    return HttpResponseRedirect(f"/desk/c/{number}/with/{other}")


@require_http_methods(["GET", "POST"])
@actor.needs(*doors.READERS)
def pair(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Show two cases side by side; link, refuse or undo."""
    by, at = actor.actor_of(request), wiring.now()
    offers.pair(number=number, other=other, by=by)
    problem: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            return _act(request, number, other, by)
        except Refused as refused:
            problem, status = faults.words(refused), refused.status
    address = actor.address_of(request)
    left = looking.look(number=number, by=by, at=at, address=address, what="pair")
    right = looking.look(number=other, by=by, at=at, address=address, what="pair")
    known = next((one for one in factsheet.links(left, allowed=None) if one.number == right["number"]), None)
    may = {move["name"] for move in left["moves"]}
    data = {
        "left": _side(left),
        "right": _side(right),
        "pairs": compare(left, right),
        "same_text": bool(left["narrative"]) and _tidy(left["narrative"]) == _tidy(right["narrative"]),
        "link": known,
        "may_link": "confirm_link" in may,
        "kind": request.POST.get("kind") or (known.kind_code if known else "same_case"),
        "reasons": request.POST.get("reasons", ""),
        "kinds": [
            ("same_case", _("同一件"), _("同一个人的同一件事")),
            ("group", _("群体"), _("不同的人，同一商家的同一个问题")),
            ("related", _("相关"), _("有关联，各办各的")),
        ],
        "problem": problem,
    }
    return doors.page(request, "desk/pair.html", data, here="list", status=status)


def _act(request: HttpRequest, number: str, other: str, by: access.Actor) -> HttpResponse:
    at = wiring.now()
    version = doors.whole(request.POST.get("version", ""))
    action = request.POST.get("action", "")
    reasons = request.POST.get("reasons", "").strip()
    if action == "confirm":
        kind = request.POST.get("kind", "same_case")
        linking.confirm(number=number, other=other, kind=kind, reasons=reasons, version=version, by=by, at=at)
        said_ = _("已关联 %(a)s 和 %(b)s")
    elif action == "refuse":
        fields = {"other_case": other} | ({"reason": reasons} if reasons else {})
        officer.make(number=number, move="refuse_link", fields=fields, version=version, by=by, at=at)
        said_ = _("已记下：%(a)s 和 %(b)s 不关联")
    elif action == "undo":
        fields = {"other_case": other, "reason": reasons}
        officer.make(number=number, move="undo_link", fields=fields, version=version, by=by, at=at)
        said_ = _("已撤销 %(a)s 和 %(b)s 的关联")
    else:
        raise NotFound(zh="没有这个操作", en="there is no such action")
    messages.success(request, said_ % {"a": number, "b": other})
    return HttpResponseRedirect(f"/desk/c/{number}")
