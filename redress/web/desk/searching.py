"""Search: any phrase in masked text and names, exact numbers by key, hits marked, narrowed by facets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.operations import access, callers
from redress.queries import desk, offices, search
from redress.web import actor, limits
from redress.web.desk import doors, lines
from redress.web.faults import said

PAGE = 25
SAMPLE = 200  # how many of the newest hits the facets are counted over
LONG_NUMBER = re.compile(r"[0-9A-Za-z\-+ ]*[0-9][0-9\-+ Xx]{5,30}\Z")


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit: the case's line and the words around the phrase, in pieces (text, is it the phrase)."""

    line: lines.Line
    pieces: tuple[tuple[str, bool], ...]
    at: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that the hits can be narrowed to."""

    label: str
    count: int
    href: str
    is_here: bool


def pieces(snippet: str, mark: Any) -> tuple[tuple[str, bool], ...]:
    """Cut a snippet at the mark [start, end), so that the template can show the phrase without trusting any markup."""
    if not isinstance(mark, (list, tuple)) or len(mark) != 2:
        return ((snippet, False),)
    start, end = int(mark[0]), int(mark[1])
    parts = ((snippet[:start], False), (snippet[start:end], True), (snippet[end:], False))
    return tuple(part for part in parts if part[0])


@require_safe
@actor.needs(*doors.READERS)
def find(request: HttpRequest) -> HttpResponse:
    """Search, or show how to."""
    by = actor.actor_of(request)
    text = doors.tidy(request.GET.get("q", ""), 200)
    data: dict[str, Any] = {"q": text, "sees_personal": access.sees_personal(by), "asked": bool(text)}
    if text:
        limits.check(request, purpose="search", per_minute=120, burst=60, who=by.id)
        data |= _found(request, text, by)
    return doors.page(request, "desk/search.html", data, here="search")


def _found(request: HttpRequest, text: str, by: access.Actor) -> dict[str, Any]:
    today = wiring.today()
    phrase = " ".join(text.split())
    if len(phrase) < 2:
        return {"too_short": True}
    if LONG_NUMBER.match(phrase):
        callers.note_lookup(by=by, at=wiring.now(), address=actor.address_of(request))
    allowed = access.visible_offices(by)
    office = offices.by_code(doors.tidy(request.GET.get("office", ""), 20))
    if office is not None:
        allowed = frozenset({office.id}) & (allowed if allowed is not None else frozenset({office.id}))
    sees = access.sees_personal(by)
    sample = search.find(q=phrase, offices=allowed, sees_personal=sees, limit=SAMPLE)
    briefs = desk.briefs([str(hit["number"]) for hit in sample.hits])
    chosen = {name: doors.tidy(request.GET.get(name, "")) for name in ("procedure", "stage", "year")}
    kept = [one for one in briefs if all(not value or getattr(one, name) == value for name, value in chosen.items())]
    is_narrowed = any(chosen.values())
    cursor = request.GET.get("cursor", "")[:300]
    after = None
    if is_narrowed:
        wanted = {one.number for one in kept}
        hits = [hit for hit in sample.hits if hit["number"] in wanted]
    else:
        page = search.find(q=phrase, offices=allowed, sees_personal=sees, cursor=cursor or None, limit=PAGE)
        hits, after = list(page.hits), page.next
    rows = desk.rows([str(hit["number"]) for hit in hits], may_move=doors.may_move(by), today=today)
    made = {one.number: one for one in lines.lines(rows, today=today)}
    base = {"q": text, **({"office": office.code} if office else {})}
    return {
        "hits": [
            Hit(made[hit["number"]], pieces(str(hit["snippet"]), hit.get("mark")), str(hit["at"]))
            for hit in hits
            if hit["number"] in made
        ],
        "count": sample.count if not is_narrowed else len(kept),
        "is_capped": sample.count_is_capped and not is_narrowed,
        "is_sample": sample.count > SAMPLE or sample.count_is_capped,
        "sample": SAMPLE,
        "is_narrowed": is_narrowed or office is not None,
        "clear": f"/desk/search?{urlencode({'q': text})}",
        "facets": facets(briefs, chosen, base, here=office.code if office else ""),
        "next": f"/desk/search?{urlencode({**base, 'cursor': after})}" if after else "",
        "first": f"/desk/search?{urlencode(base)}" if cursor else "",
    }


def facets(
    briefs: Iterable[desk.Brief], chosen: Mapping[str, str], base: Mapping[str, str], *, here: str
) -> list[tuple[str, list[Facet]]]:
    """Count the hits by kind, stage, office and year, each with the address that narrows to it (or widens again)."""
    held = list(briefs)
    names = {one.procedure: said(one.procedure_zh, one.procedure_en) for one in held}
    stages = {one.stage: said(one.stage_zh, one.stage_en) for one in held}
    places = {one.office: said(one.office_zh, one.office_en) for one in held}
    found = []
    for name, title, labels in (
        ("procedure", _("性质"), names),
        ("stage", _("环节"), stages),
        ("office", _("单位"), places),
        ("year", _("年份"), {}),
    ):
        counts = Counter(getattr(one, name) for one in held)
        now = here if name == "office" else chosen.get(name, "")
        options = []
        for value, count in counts.most_common(12):
            is_here = bool(value) and value == now
            query = {**base, **{k: v for k, v in chosen.items() if v}}
            query.pop(name, None)
            if not is_here:
                query[name] = value
            options.append(Facet(labels.get(value, value), count, f"/desk/search?{urlencode(query)}", is_here))
        if options:
            found.append((title, options))
    return found
