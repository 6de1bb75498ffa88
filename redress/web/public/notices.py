"""Public notices for everybody: the list, one of them, and those that resemble what is about to be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.queries import offices, public_notices
from redress.queries.public_notices import PublicNotice
from redress.web import dates, render
from redress.web.faults import said
from redress.web.public import draft


def kind_name(kind: str) -> str:
    """Name a kind of notice."""
    return {"consumer_alert": _("消费提示"), "closure": _("歇业公告")}.get(kind, _("公告"))


def shown(notice: PublicNotice) -> dict[str, Any]:
    """Return a notice as a template shows it."""
    office = offices.by_code(notice.office) if notice.office else offices.intake()
    return {
        "id": notice.id,
        "kind": kind_name(notice.kind),
        "is_alert": notice.kind != "announcement",
        "title": said(notice.zh, notice.en),
        "text": said(notice.text_zh, notice.text_en),
        "since": dates.words(notice.starts_on, weekday=False),
        "since_iso": notice.starts_on.isoformat(),
        "until": dates.words(notice.ends_on, weekday=False) if notice.ends_on else "",
        "office": said(office.zh, office.en) if office else "",
        "trader": notice.trader,
        "basis": notice.basis,
    }


def newest(most: int) -> list[dict[str, Any]]:
    """Return the newest notices in force."""
    return [shown(one) for one in public_notices.in_force(today=wiring.today())[:most]]


def similar(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the notices in force that resemble a draft, each with why, in words. Nothing of the draft is kept."""
    names: Sequence[str] = [draft.text(given, name) for name in ("trader_name", "platform")]
    why = {"trader": _("说的是同一家"), "words": _("说的事相近"), "class": _("说的是同类商品或服务")}
    found = public_notices.resembling(
        narrative=draft.text(given, "narrative"), traders=tuple(name for name in names if name), today=wiring.today()
    )
    return [shown(one.notice) | {"why": why[one.reason]} for one in found]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the notices in force."""
    return render.page(request, "public/notices.html", {"notices": newest(200)})


@require_safe
def one(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice; one that is over or withdrawn is not there."""
    found = public_notices.one_in_force(notice_id=notice_id, today=wiring.today())
    if found is None:
        raise Http404
    return render.page(request, "public/notice.html", {"notice": shown(found)})
