"""Law to look at: rules with their history and a day to try, the calendar, procedures as a table and a drawing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.law import calendar as calendar_module
from redress.law import limits, rulebook
from redress.law.procedure import Procedure, Version
from redress.queries import lawbook
from redress.web import actor, dates
from redress.web.admin import adminwords, diagram, frame
from redress.web.admin.frame import Cell

UNITS = {"working_days": "个工作日", "days": "日", "hours": "小时", "months": "个月", "years": "年"}
UNITS_EN = {"working_days": "working days", "days": "days", "hours": "hours", "months": "months", "years": "years"}


def said(limit: rulebook.Limit | None) -> str:
    """Write a limit in words."""
    if limit is None:
        return _("没有数字")
    unit = UNITS_EN[limit.unit] if frame.english() else UNITS[limit.unit]
    space = " " if frame.english() else ""
    text = f"{limit.count}{space}{unit}"
    return _("%(limit)s，可延至 %(longer)s") % {"limit": text, "longer": limit.extended} if limit.extended else text


@require_safe
@actor.needs(*frame.LOOKERS)
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules."""
    today = wiring.today()
    bases = {"law": _("法定"), "target": _("服务目标"), "local": _("本地")}
    rows = []
    for one in sorted(lawbook.current().rulebook.rules.values(), key=lambda rule: (rule.basis, rule.id)):
        now = next(
            (v for v in reversed(one.versions) if v.since <= today and (v.until is None or v.until >= today)), None
        )
        state = _("未启用") if one.off else (said(now.limit) if now else _("现已不适用"))
        name = one.name["en"] if frame.english() else one.name["zh"]
        rows.append(
            [
                Cell(name, f"/admin/rules/{one.id}", one.id),
                Cell(bases[one.basis]),
                Cell(state),
                Cell(adminwords.cited(now.cite) if now else ""),
            ]
        )
    return frame.table(
        request, title=_("期限规则"), text=_("每条规则都有条文依据和生效日期；改规则请放一个文件到覆盖文件夹，再运行 redress rebuild。"),
        heads=[_("名称"), _("性质"), _("今天适用"), _("依据")], rows=rows, here="rules",
    )  # fmt: skip


@require_safe
@actor.needs(*frame.LOOKERS)
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Show one rule: its versions, and what it gives for a day that is tried."""
    law = lawbook.current()
    one = law.rulebook.rules.get(rule_id)
    if one is None:
        raise Http404
    tried = request.GET.get("start", "")
    data: dict[str, Any] = {
        "title": one.name["en"] if frame.english() else one.name["zh"],
        "id": one.id,
        "versions": [
            {
                "since": v.since.isoformat(), "until": v.until.isoformat() if v.until else "", "limit": said(v.limit),
                "roll": adminwords.roll(v.roll), "cite": adminwords.cited(v.cite), "also": [f"{said(a.limit)} · {adminwords.cited(a.cite)}" for a in v.also],
                "off": v.off or one.off,
            }
            for v in reversed(one.versions)
        ],
        "starts": adminwords.events(one.starts_on), "stops": adminwords.events(one.stops_on), "pauses": _pauses(one.pauses), "start": tried,
    }  # fmt: skip
    if tried:
        data.update(_try(law, one.id, tried))
    return frame.page(request, "rule.html", data, here="rules")


def _pauses(names: tuple[str, ...]) -> str:
    """Name the times that do not count."""
    known = {"appraisal": _("鉴定、检测的时间")}
    return dates.listed(known.get(name, name) for name in names)


def _try(law: Any, rule_id: str, tried: str) -> dict[str, Any]:
    try:
        start = dt.date.fromisoformat(tried)
        found = limits.last_day(
            rulebook=law.rulebook, rule=rule_id, start=start, calendar=law.calendar, include_off=True, with_proof=True
        )
    except ValueError:
        return {"wrong": _("日期请写成 2026-11-21 这样")}
    except (rulebook.NoAnswer, calendar_module.OutsideCalendar, limits.WrongAsk) as no:
        return {"wrong": str(no)}
    return {
        "due": found.due_on, "warn": found.warn_on, "is_provisional": found.provisional,
        "proof": [day.as_dict() for day in found.proof or ()],
    }  # fmt: skip


@require_safe
@actor.needs(*frame.LOOKERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the official calendar of a year, month by month."""
    held = lawbook.current().calendar
    text = request.GET.get("year", "")
    today = wiring.today()
    year = (
        int(text)
        if text.isascii() and text.isdigit() and held.first.year <= int(text) <= held.horizon.year + 1
        else today.year
    )
    months = []
    for month in range(1, 13):
        day = dt.date(year, month, 1)
        weeks: list[list[dict[str, Any]]] = [[{} for _n in range(day.weekday())]]
        while day.month == month:
            if len(weeks[-1]) == 7:
                weeks.append([])
            about = held.info(day)
            kind = {"make_up_day": "make_up", "holiday": "off", "weekend": "weekend"}.get(about.kind, "work")
            weeks[-1].append({"day": day.day, "kind": kind, "name": about.name or "", "is_today": day == today})
            day += dt.timedelta(days=1)
        months.append({"month": dates.MONTHS[month - 1] if frame.english() else f"{month}月", "weeks": weeks})
    data = {
        "year": year, "years": list(range(held.horizon.year + 1, held.horizon.year - 4, -1)), "months": months, "weekdays": dates.weekdays(),
        "horizon": held.horizon, "is_known": year <= held.horizon.year,
    }  # fmt: skip
    return frame.page(request, "calendar.html", data, here="calendar")


@require_safe
@actor.needs(*frame.LOOKERS)
def procedures(request: HttpRequest) -> HttpResponse:
    """List the procedures."""
    rows = [
        [
            Cell(one.en if frame.english() else one.zh, f"/admin/procedures/{one.id}", one.id),
            Cell("、".join(version.since for version in one.versions)),
            Cell(str(len(one.versions[-1].stages))),
            Cell(str(len(one.versions[-1].moves))),
        ]
        for one in lawbook.current().procedures.values()
    ]
    return frame.table(
        request, title=_("程序"), text=_("程序是数据：放一个文件到覆盖文件夹，就多一个程序。"),
        heads=[_("名称"), _("各版本生效日"), _("阶段"), _("事项")], rows=rows, here="procedures",
    )  # fmt: skip


@require_safe
@actor.needs(*frame.LOOKERS)
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """Show one procedure as a drawing and a table."""
    one: Procedure | None = lawbook.current().procedures.get(name)
    if one is None:
        raise Http404
    wanted = request.GET.get("version", "")
    version: Version = next((v for v in one.versions if v.since == wanted), one.versions[-1])
    english = frame.english()
    moves = [
        {
            "name": m.name, "label": m.en if english else m.zh,
            "from": _("新立") if m.from_stages is None else _("任何阶段") if len(m.from_stages) >= len(version.stages) - 1 and m.to is None
            else dates.listed((version.stages[s].en if english else version.stages[s].zh) for s in m.from_stages),
            "to": (version.stages[m.to].en if english else version.stages[m.to].zh) if m.to else _("不变"),
            "who": adminwords.roles(m.who), "asks": dates.listed(a.field.en if english else a.field.zh for a in m.asks),
            "cite": adminwords.cited(m.cite),
        }
        for m in version.moves.values()
    ]  # fmt: skip
    data: dict[str, Any] = {
        "title": one.en if english else one.zh, "id": one.id, "version": version.since, "until": version.until or "",
        "versions": [v.since for v in one.versions], "moves": moves, "drawing": diagram.draw(version, english=english),
    }  # fmt: skip
    return frame.page(request, "procedure.html", data, here="procedures")
