"""Many cases at once: first a preview in which each case can be looked at and left out, then a result for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redress import wiring
from redress.operations import access, officer
from redress.operations.refusals import NotFound
from redress.queries import bulk as bulk_query
from redress.queries import desk, offices, routing, staff
from redress.web import actor, dates, prefs
from redress.web.desk import bulkletters, doors, lines, listing, words
from redress.web.faults import said
from redress.web.forms import Option

FIELDS = {"dispatch": "office", "assign": "person_id", "receive": "", "order": ""}


@dataclass(frozen=True, slots=True)
class Each:
    """One case of the preview: what it is, whether the move fits it, and its own choice."""

    line: lines.Line
    fits: bool
    why: str
    options: tuple[Option, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    number: str
    is_done: bool
    words: str
    changed: str = ""


def _chosen(request: HttpRequest) -> list[tuple[str, int]]:
    """Read what was ticked: number:version, each once."""
    found: dict[str, int] = {}
    for text in request.POST.getlist("n"):
        number, _colon, version = text.rpartition(":")
        seen = doors.whole(version)
        if number and seen is not None:
            found[doors.tidy(number)] = seen
    return list(found.items())


@require_POST
@actor.needs(*doors.MOVERS)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show the preview, or carry it out when it was confirmed."""
    by = actor.actor_of(request)
    move = request.POST.get("move", "")
    if move not in dict(listing.bulk_moves(by)):
        raise NotFound(zh="没有这个批量操作", en="there is no such action for many cases")
    chosen = _chosen(request)[: officer.MOST]
    back = prefs.safe_next(request, request.POST.get("next", ""), "/desk/")
    if move == "letter":
        return bulkletters.handle(request, chosen, by, back)
    if request.POST.get("go") == "1":
        return _carry_out(request, move, chosen, by, back)
    return _preview(request, move, chosen, by, back)


def _preview(
    request: HttpRequest, move: str, chosen: Sequence[tuple[str, int]], by: access.Actor, back: str
) -> HttpResponse:
    today = wiring.today()
    may = doors.may_move(by)
    visible = set(access.cases_for(by).filter(number__in=[n for n, _v in chosen]).values_list("number", flat=True))
    rows = desk.rows([number for number, _v in chosen if number in visible], may_move=may, today=today)
    seen = dict(chosen)
    made = lines.lines(rows, today=today)
    people = staff.of_offices({row.office_id for row in rows}) if move == "assign" else ()
    asks = routing.guesses({row.id: row.received_at.date() for row in rows}) if move == "dispatch" else {}
    each = []
    for row, line in zip(rows, made, strict=True):
        reason = bulk_query.fits(row, move=move, may_move=may, today=today)
        fits, why = not reason, _why_not(reason, row)
        if fits and row.version != seen.get(row.number):
            why = _("您查看之后又有了新的办理记录，请留意")
        one = Each(replace(line, version=row.version), fits, why)
        if move == "dispatch" and fits:
            one = _with_office(one, row, asks.get(row.id))
        elif move == "assign" and fits:
            one = replace(
                one,
                options=tuple(
                    Option(str(p.id), p.name, "", p.name == row.handler)
                    for p in people
                    if p.office_id == row.office_id
                ),
            )
        each.append(one)
    data: dict[str, Any] = {
        "move": move,
        "label": dict(listing.bulk_moves(by))[move],
        "each": each,
        "fits": sum(1 for one in each if one.fits),
        "lost": len(chosen) - len(rows),
        "field": FIELDS[move],
        "needs_words": move == "order",
        "suggested": _order_words(today) if move == "order" else {},
        "back": back,
    }
    return doors.page(request, "desk/bulk.html", data, here="list")


def _why_not(reason: str, row: desk.Row) -> str:
    """Say in words why a move does not fit."""
    return {
        "": "",
        "procedure": _("程序文件不在"),
        "move": _("这类件没有这个事项"),
        "stage": _("“%(stage)s”阶段不能办理") % {"stage": said(row.stage_zh, row.stage_en)},
        "role": _("不是您的岗位或单位办理"),
    }[reason]


def _order_words(today: Any) -> dict[str, str]:
    """Return what a supervision order begins with."""
    from redress.queries import lawbook
    from redress.web.desk import moveform

    move = lawbook.current().procedures["complaint"].on(today).moves["order"]
    return {name: str(value) for name, value in moveform.suggested(move, today=today).items()}


def _with_office(one: Each, row: desk.Row, ask: routing.Ask | None) -> Each:
    """Suggest the competent office for one case, with its reason."""
    found = (
        routing.candidates(kind=row.procedure, received_on=dates.as_day(row.received_at) or wiring.today(), ask=ask)
        if ask is not None
        else ()
    )
    best = next((each for each in found if each.office_codes), None)
    options = tuple(
        Option(office.code, said(office.zh, office.en), "", best is not None and office.code == best.office_codes[0])
        for office in offices.everything().values()
        if office.is_active
    )
    reason = _("还不知道商家在哪里，请选择") if row.procedure in routing.KINDS else ""
    if best is not None:
        reason = words.about(said(best.zh, best.en), said(best.area_zh, best.area_en)) + (
            f" · {dates.citation(best.cite)}" if best.cite else ""
        )
    return replace(one, options=options, reason=reason)


def _carry_out(
    request: HttpRequest, move: str, chosen: Sequence[tuple[str, int]], by: access.Actor, back: str
) -> HttpResponse:
    field = FIELDS[move]
    wanted, skipped = [], []
    for number, version in chosen:
        own: dict[str, Any] = {}
        if field:
            given = request.POST.get(f"{field}:{number}", "") or request.POST.get(field, "")
            if not given:
                skipped.append(number)
                continue
            own[field] = doors.whole(given) if field == "person_id" else given[:40]
        wanted.append(officer.Chosen(number, version, own))
    common = {
        name: request.POST[name].strip()
        for name in ("demand", "answer_by", "note")
        if request.POST.get(name, "").strip()
    }
    done = officer.make_many(chosen=wanted, move=move, fields=common, by=by, at=wiring.now())
    results = [
        Result(
            one.number,
            not one.code,
            _("已办理") if not one.code else words.sentence(said(one.zh, one.en), said(one.hint_zh, one.hint_en)),
            "、".join(said(*pair) for pair in bulk_query.event_words(one.changed)),
        )
        for one in done
    ] + [Result(number, False, _("没有选择，未办理")) for number in skipped]
    data = {
        "label": dict(listing.bulk_moves(by))[move],
        "results": results,
        "done": sum(1 for one in results if one.is_done),
        "failed": sum(1 for one in results if not one.is_done),
        "back": back,
    }
    return doors.page(request, "desk/bulk_done.html", data, here="list")
