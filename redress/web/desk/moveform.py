"""The form of a move as the desk draws it: what the move asks, dressed with people, offices, classes and references."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from redress.law import grounds
from redress.law.shapes import Guard, Move
from redress.queries import offices, routing, staff
from redress.web import dates, forms
from redress.web.desk import classes, words
from redress.web.faults import said
from redress.web.forms import Drawn, Option

ORDER_DAYS = 3  # working days that a supervision order leaves, as a first suggestion


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was taken in while the form is still open."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeskField:
    """A field with what the desk puts beside it: classes in groups, or a list to think about."""

    drawn: Drawn
    groups: tuple[classes.Group, ...] = ()
    scheme: str = ""
    reference: tuple[tuple[str, str], ...] = ()  # words, article


@dataclass(frozen=True, slots=True)
class Change:
    """What came in between, for an officer whose form was stale."""

    what: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Form:
    """A move's form. `blocked` says what is missing before it can be made."""

    name: str
    label: str
    action: str
    version: int
    cite: str
    key: str
    fields: tuple[DeskField, ...]
    errors: tuple[tuple[str, str], ...] = ()
    blocked: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    files: tuple[Kept, ...] = ()
    asks_files: bool = False
    sends: bool = False  # the appellant gets a message
    routes: bool = False  # competence is shown beside it
    candidates: tuple[Candidate, ...] = ()
    next: str = ""
    is_strong: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A competent area in words, with the office to choose."""

    area: str
    why: str
    cite: str
    office_code: str
    office: str


@dataclass(frozen=True, slots=True)
class About:
    """What a form must know of its case."""

    id: int
    number: str
    procedure: str
    office_id: int
    received_on: dt.date
    version: int


def build(
    move: Move,
    *,
    about: About,
    today: dt.date,
    posted: QueryDict | None = None,
    initial: Mapping[str, Any] | None = None,
    faults: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
    blocked: Sequence[Guard] = (),
    changed: Sequence[Change] = (),
    files: Sequence[Kept] = (),
    ask: routing.Ask | None = None,
    next_page: str = "",
) -> Form:
    """Draw the form of `move` on a case, with what was typed and what is wrong with it."""
    start = {**suggested(move, today=today), **(initial or {})}
    drawn = forms.draw(
        move, day_iso=today.isoformat(), posted=posted, initial=start, faults=faults, prefix="m", skip=("files",)
    )
    routes = move.event == "case.dispatched" and about.procedure in routing.KINDS
    found: tuple[Candidate, ...] = ()
    if routes:
        wanted = ask or routing.guess(case_id=about.id, on=about.received_on)
        found = candidates(kind=about.procedure, received_on=about.received_on, ask=wanted)
        if found and found[0].office and posted is None:
            start.setdefault("competence_basis", words.about(found[0].why, found[0].area))
            drawn = forms.draw(
                move, day_iso=today.isoformat(), initial=start, faults=faults, prefix="m", skip=("files",)
            )
    fields = tuple(_dressed(field, about, today, found, posted, start) for field in drawn)
    errors = forms.summary([field.drawn for field in fields], others=others)
    if faults and "files" in faults:
        errors.append(("m-files", faults["files"]))
    return Form(
        name=move.name,
        label=said(move.zh, move.en),
        action=f"/desk/c/{about.number}/m/{move.name}",
        version=about.version,
        cite=dates.citation(move.cite) if move.cite else "",
        key=move.key,
        fields=fields,
        errors=tuple(errors),
        blocked=tuple(said(guard.zh, guard.en) for guard in blocked),
        changed=tuple(changed),
        files=tuple(files),
        asks_files=any(ask_.field.kind == "files" for ask_ in move.asks),
        sends=bool(move.notices),
        routes=routes,
        candidates=found,
        next=next_page,
        is_strong=move.to is not None,
    )


def suggested(move: Move, *, today: dt.date) -> dict[str, Any]:
    """Return what a form begins with: a day for an answer; the words of a supervision order, to be changed at will."""
    from redress.queries import lawbook

    asked = {ask.field.name for ask in move.asks}
    found: dict[str, Any] = {}
    if "answer_by" in asked:
        found["answer_by"] = lawbook.current().calendar.add_working_days(today, ORDER_DAYS).isoformat()
    if move.event == "order.issued":
        found["demand"] = _("请说明超期原因，并在反馈期限前办结；确实不能办结的，写明进展和预计完成的日期。")
    return found


def candidates(*, kind: str, received_on: dt.date, ask: routing.Ask) -> tuple[Candidate, ...]:
    """Return the competent areas in words, each with the first office that serves it."""
    found = []
    for each in routing.candidates(kind=kind, received_on=received_on, ask=ask):
        code = each.office_codes[0] if each.office_codes else ""
        office = offices.by_code(code) if code else None
        found.append(
            Candidate(
                said(each.area_zh, each.area_en),
                said(each.zh, each.en),
                dates.citation(each.cite) if each.cite else "",
                code,
                said(office.zh, office.en) if office else "",
            )
        )
    return tuple(found)


def _dressed(
    field: Drawn,
    about: About,
    today: dt.date,
    found: Sequence[Candidate],
    posted: QueryDict | None,
    start: Mapping[str, Any],
) -> DeskField:
    if field.name == "person_id":
        return DeskField(_people(field, about, posted, start))
    if field.name == "office" and found and field.options:
        return DeskField(_competent_first(field, found, is_chosen=any(one.is_chosen for one in field.options)))
    if field.source.startswith("taxonomy."):
        scheme = field.source.partition(".")[2]
        return DeskField(field, classes.groups(scheme=scheme, on=today, chosen=field.value), scheme)
    if field.name == "factors":
        listed = tuple((said(f.zh, f.en), dates.citation(f.cite.as_dict())) for f in grounds.factors_on(day=today))
        return DeskField(replace(field, rows=3), reference=listed)
    if field.name.endswith("_ground") and field.options:
        return DeskField(replace(field, options=tuple(_with_article(one) for one in field.options)))
    return DeskField(replace(field, rows=3) if field.widget == "long_text" else field)


def _with_article(option: Option) -> Option:
    """Write the article of a ground as people say it."""
    found = grounds.ground(code=option.value)
    return replace(option, help=dates.article(found.cite.article)) if found else option


def _people(field: Drawn, about: About, posted: QueryDict | None, start: Mapping[str, Any]) -> Drawn:
    """Make a list of the people of the office that has the case."""
    chosen = posted.get("person_id", "") if posted is not None else str(start.get("person_id", ""))
    options = tuple(
        Option(str(one.id), one.name, "", str(one.id) == chosen) for one in staff.of_offices([about.office_id])
    )
    return replace(field, widget="radios" if 0 < len(options) <= forms.MANY else "select", options=options, value="")


def _competent_first(field: Drawn, found: Sequence[Candidate], *, is_chosen: bool) -> Drawn:
    """Put the competent offices first, each with its reason; the first is chosen when nothing is yet."""
    why = {one.office_code: f"{one.why} · {one.cite}" for one in reversed(found) if one.office_code}
    rank = {one.office_code: place for place, one in reversed(list(enumerate(found)))}
    best = min((code for code in rank if code), key=lambda code: rank[code], default="")
    options = tuple(
        replace(one, help=why.get(one.value, ""), is_chosen=one.is_chosen or (not is_chosen and one.value == best))
        for one in sorted(field.options, key=lambda option: rank.get(option.value, len(found)))
    )
    return replace(field, options=options)
