"""Papers, classes and profiles to look at: what ships, from which day, and how each version of a paper looks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.channels import profile as profiles
from redress.gateways import forms, letters
from redress.taxonomy import tree
from redress.web import actor, dates
from redress.web.admin import adminwords, frame
from redress.web.admin.frame import Cell

SCHEMES = ("subject_class", "issue_class", "violation_class", "remedy_sought", "channel", "tag")


@require_safe
@actor.needs(*frame.LOOKERS)
def papers(request: HttpRequest) -> HttpResponse:
    """List the forms of papers."""
    rows = [
        [
            Cell(one.en if frame.english() else one.zh, f"/admin/forms/{one.id}", one.id),
            Cell("、".join(sorted(one.versions))),
            Cell(dates.listed(adminwords.procedure(name) for name in one.procedures) or _("各种程序")),
        ]
        for one in forms.everything().values()
    ]
    return frame.table(
        request, title=_("文书"), text=_("这些是本项目自拟的草稿，不是官方式样；确认官方式样以前，请先核对。"),
        heads=[_("名称"), _("各版本生效日"), _("用于")], rows=rows, here="forms",
    )  # fmt: skip


@require_safe
@actor.needs(*frame.LOOKERS)
def paper(request: HttpRequest, name: str) -> HttpResponse:
    """Show a paper: when it is used, and each of its versions as an empty sheet."""
    one = forms.everything().get(name)
    if one is None:
        raise Http404
    now, _blocks = one.on(wiring.today())
    firsts = sorted(one.versions)
    data: dict[str, Any] = {
        "id": one.id,
        "title": one.en if frame.english() else one.zh,
        "procedures": dates.listed(adminwords.procedure(each) for each in one.procedures) or _("各种程序"),
        "after": adminwords.events(one.after),
        "abbr": one.abbr,
        "has_seal": one.has_seal,
        "has_docx": one.has_docx,
        "has_font": letters.has_font(),
        "versions": [
            {
                "since": since,
                "until": _day_before(firsts[place + 1]) if place + 1 < len(firsts) else "",
                "is_now": since == now,
                "look": f"/admin/forms/{one.id}/preview?version={since}",
            }
            for place, since in enumerate(firsts)
        ][::-1],
    }
    return frame.page(request, "paper.html", data, here="forms")


def _day_before(text: str) -> str:
    return (dt.date.fromisoformat(text) - dt.timedelta(days=1)).isoformat()


@require_safe
@actor.needs(*frame.LOOKERS)
def paper_preview(request: HttpRequest, name: str) -> HttpResponse:
    """Show an empty paper of a version (today's without one) as PDF, or its first page as PNG."""
    one = forms.everything().get(name)
    version = request.GET.get("version", "")
    if one is None or (version and version not in one.versions):
        raise Http404
    version = version or one.on(wiring.today())[0]
    said: dict[str, Any] = {
        "title": one.zh, "office": "（机关名称）", "number": "（文号）", "mark": letters.DRAFT_MARK, "version": version,
        "date_zh": letters.chinese_day(wiring.today()), "check_code": "", "verify_at": "", "has_seal": one.has_seal, "qr": "",
        "blocks": forms.fill(one.versions[version], {"routes": ["（其他途径）"]}),
    }  # fmt: skip
    letters.need_font()
    if request.GET.get("as") == "png":
        return HttpResponse(letters.pictures(letters.LAYOUT, said, dots=80)[0], content_type="image/png")
    response = HttpResponse(letters.typeset(said), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@require_safe
@actor.needs(*frame.LOOKERS)
def classes(request: HttpRequest) -> HttpResponse:
    """Show a class tree with the days from which its nodes hold."""
    scheme = request.GET.get("scheme", SCHEMES[0])
    if scheme not in SCHEMES:
        raise Http404
    held = tree.load()
    rows = [
        [
            Cell(node.en if frame.english() else node.zh, "", node.id, node.level - 1),
            Cell("、".join(node.keywords[:8])),
            Cell(str(node.valid_from or "")),
            Cell(str(node.valid_to or "")),
        ]
        for node in held
        if node.scheme == scheme
    ]
    data = {
        "title": _("分类"), "text": _("分类有生效和停用日期；换版本时旧件保留旧代码。分类随程序发布，不在这里改。"), "heads": [_("名称"), _("提示词"), _("自"), _("至")],
        "rows": rows, "links": [(f"/admin/classes?scheme={one}", adminwords.scheme(one), one == scheme) for one in SCHEMES],
    }  # fmt: skip
    return frame.page(request, "table.html", data, here="classes")


@require_safe
@actor.needs(*frame.LOOKERS)
def import_profiles(request: HttpRequest) -> HttpResponse:
    """List the mapping profiles that ship."""
    rows = []
    for path in sorted(profiles.FOLDER.glob("*.yaml")):
        try:
            one = profiles.load(path.stem)
        except profiles.BadProfile as wrong:
            rows.append([Cell(path.stem), Cell(str(wrong)), Cell("")])
            continue
        rows.append([Cell(one.name), Cell(one.format.kind), Cell("、".join(one.columns()))])
    return frame.table(
        request, title=_("导入方案"), text=_("一份方案说明表格的哪一列是什么；自己的方案写成文件，用 redress import --profile 指给它。"),
        heads=[_("名称"), _("格式"), _("用到的列")], rows=rows, here="profiles",
    )  # fmt: skip
