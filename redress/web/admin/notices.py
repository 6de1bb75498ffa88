"""Public notices: published, corrected and withdrawn here, each change journalled."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redress import wiring
from redress.operations import public_notices as verbs
from redress.operations.refusals import Refused
from redress.queries import offices, public_notices
from redress.queries.public_notices import PublicNotice
from redress.taxonomy import tree
from redress.web import actor, faults, forms, keeping
from redress.web.admin import frame
from redress.web.faults import said
from redress.web.forms import Drawn, Option
from redress.web.public import notices


def _options(values: list[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, label, "", value == chosen) for value, label in values)


def _classes() -> list[tuple[str, str]]:
    held = tree.load()
    return [
        (node.id, f"{said(root.zh, root.en)} · {said(node.zh, node.en)}")
        for root in held.roots("subject_class")
        for node in held.children(root.id)
    ]


def _draw(given: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    """Draw the form with what was typed and what is wrong with it."""
    units = [(one.code, said(one.zh, one.en)) for one in offices.everything().values() if one.is_active]
    kinds = [(kind, notices.kind_name(kind)) for kind in public_notices.KINDS]
    rows: tuple[tuple[str, str, str, str, bool, tuple[Option, ...]], ...] = (
        ("kind", "select", _("种类"), "", True, _options(kinds, given.get("kind", ""))),
        ("zh", "text", _("标题"), _("一句话说清，例如“悦动健身各店已停业”。"), True, ()),
        ("text_zh", "long_text", _("内容"), _("所有人都能看到，不要写投诉人的任何信息。"), True, ()),
        ("en", "text", _("英文标题"), "", False, ()),
        ("text_en", "long_text", _("英文内容"), "", False, ()),
        ("starts_on", "date", _("从哪天起公布"), "", True, ()),
        ("ends_on", "date", _("到哪天为止"), _("空着就一直公布，直到撤下。"), False, ()),
        ("office", "select", _("发布单位"), _("不选就是本局。"), False, _options(units, given.get("office", ""))),
        ("subject_class", "select", _("商品服务"), _("写到这类商品服务的诉求，提交前会看到这条。"), False,
         _options(_classes(), given.get("subject_class", ""))),
        ("trader", "text", _("涉及的商家"), _("公司名、招牌名都可以写，用顿号隔开。写了这家的诉求，提交前会看到这条。"), False, ()),
        ("basis", "text", _("点名的依据"), _("处罚或认定的文号，或者商家自己公告的日期。"), False, ()),
    )  # fmt: skip
    return tuple(
        Drawn(
            name=name, id=name, widget=widget, label=label, help=text, is_required=required, value=given.get(name, ""),
            options=options, error=wrong.get(name, ""), rows=5,
        )
        for name, widget, label, text, required, options in rows
    )  # fmt: skip


def _posted(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:10_000].replace("\r\n", "\n") for name in verbs.FIELDS}


def _kept(request: HttpRequest) -> dict[str, str]:
    """Return what was typed before a sign-in expired."""
    held = keeping.kept_for(request, action=request.path)
    return {name: held.get(name, "") or "" for name in verbs.FIELDS} if held is not None else {}


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*frame.ADMINS)
def all_notices(request: HttpRequest) -> HttpResponse:
    """List the notices; publish one."""
    today = wiring.today()
    given = _kept(request) or {"starts_on": today.isoformat()}
    is_open = len(given) > 1
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given, is_open = _posted(request), True
        try:
            number = verbs.publish(given=given, by=actor.actor_of(request), at=wiring.now())
            keeping.forget(request)
            messages.success(request, _("已发布"))
            return HttpResponseRedirect(f"/admin/notices/{number}")
        except Refused as refused:
            wrong = faults.words(refused)["faults"]
    fields = _draw(given, wrong)
    data = {
        "fields": fields,
        "errors": forms.summary(fields),
        "is_open": is_open,
        "rows": [(one.id, *_row(one, _state(one))) for one in public_notices.everything().values()],
    }
    return frame.page(request, "notices.html", data, here="notices", status=422 if wrong else 200)


def _row(one: PublicNotice, state: tuple[str, str]) -> tuple[str, str, str, str, str]:
    until = one.ends_on.isoformat() if one.ends_on else ""
    return said(one.zh, one.en), notices.kind_name(one.kind), f"{one.starts_on.isoformat()} — {until}", *state


def _state(one: PublicNotice) -> tuple[str, str]:
    """Say where a notice stands: the word, and the meaning of its badge."""
    if one.is_withdrawn:
        return _("已撤下"), "done"
    if one.is_in_force(wiring.today()):
        return _("公布中"), "on-time"
    return (_("还没开始"), "near") if one.starts_on > wiring.today() else (_("已到期"), "done")


@require_http_methods(["GET", "HEAD", "POST"])
@actor.needs(*frame.ADMINS)
def one_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice; correct it or take it away."""
    held = public_notices.everything().get(notice_id)
    if held is None:
        raise Http404
    given = _kept(request) or _as_given(held)
    wrong: dict[str, str] = {}
    problem: dict[str, object] = {}
    if request.method == "POST":
        by, at = actor.actor_of(request), wiring.now()
        try:
            if request.POST.get("verb") == "withdraw":
                verbs.withdraw(notice_id=notice_id, by=by, at=at)
                messages.success(request, _("已撤下"))
            else:
                given = _posted(request)
                verbs.change(notice_id=notice_id, given=given, by=by, at=at)
                messages.success(request, _("已保存"))
            keeping.forget(request)
            return HttpResponseRedirect(f"/admin/notices/{notice_id}")
        except Refused as refused:
            told = faults.words(refused)
            wrong = told["faults"]
            problem = {} if wrong else told
    fields = _draw(given, wrong)
    state, meaning = _state(held)
    data = {
        "id": notice_id,
        "title": said(held.zh, held.en),
        "state": state,
        "meaning": meaning,
        "is_withdrawn": held.is_withdrawn,
        "is_in_force": held.is_in_force(wiring.today()),
        "fields": fields,
        "errors": forms.summary(fields),
        "problem": problem,
    }
    return frame.page(request, "notice.html", data, here="notices", status=422 if wrong else 409 if problem else 200)


def _as_given(held: PublicNotice) -> dict[str, str]:
    found = {name: getattr(held, name) for name in verbs.FIELDS}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value or "" for name, value in found.items()}
