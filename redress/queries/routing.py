"""Which offices of the house are competent for an appeal, with the article: candidates for a dispatch, never a dispatch.

The law floor names areas (redress.law.competence); here they meet the offices by the region codes in Office.areas.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redress.law import competence
from redress.law.competence import CompetenceFacts
from redress.queries import offices
from redress.store.models import AppealFacts, SearchText
from redress.taxonomy import regions

KINDS = ("complaint", "tipoff")  # the procedures that the law has a router for
PLACE_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place that may be chosen."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that is competent, why, and the offices of this house that serve it (none: it is not ours)."""

    area: str
    area_zh: str
    area_en: str
    zh: str
    en: str
    cite: dict[str, Any] | None
    office_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """What an officer may correct: how the seller trades, where, where the platform is, is it reachable there."""

    seller: str = "trader"
    place: str = ""
    platform_place: str = ""
    is_reachable: bool = True
    advertising: str = ""


@functools.lru_cache(maxsize=1)
def _regions() -> regions.Regions:
    return regions.load()


def places(*, on: dt.date) -> tuple[Place, ...]:
    """List the towns and subdistricts that exist on a day, those that some office serves under another code too."""
    known = [
        Place(one.code, one.zh, one.en or one.zh)
        for one in _regions().places.values()
        if one.level == PLACE_LEVEL and one.holds_on(on)
    ]
    have = {place.code for place in known}
    for office in offices.everything().values():
        for area in office.areas:
            if area not in have and area not in _regions().places:
                have.add(area)
                known.append(Place(area, f"{office.zh} {area}", f"{office.en} {area}"))
    return tuple(known)


def guess(*, case_id: int, on: dt.date) -> Ask:
    """Read from an appeal what competence asks: a platform named, the area given, else a place named in its text."""
    return guesses({case_id: on}).get(case_id, Ask())


def guesses(received: Mapping[int, dt.date]) -> dict[int, Ask]:
    """Read for many appeals (id → day of receipt) what competence asks. Two queries."""
    rows = AppealFacts.objects.filter(case_id__in=list(received)).values_list(
        "case_id", "area", "platform", "respondent"
    )
    held = {case_id: (area, platform, respondent) for case_id, area, platform, respondent in rows}
    without = [case_id for case_id, (area, _, _) in held.items() if not area]
    texts: dict[int, str] = {}
    if without:
        texts = dict(SearchText.objects.filter(case_id__in=without).values_list("case_id", "text"))
    found = {}
    for case_id, (area, platform, respondent) in held.items():
        place = area or _place_in(f"{respondent}\n{texts.get(case_id, '')[:4000]}", received[case_id])
        found[case_id] = Ask(seller="in_platform" if platform else "trader", place=place)
    return found


def _place_in(text: str, on: dt.date) -> str:
    place = _regions().find(text, on=on)
    return place.code if place is not None and place.level >= PLACE_LEVEL else ""


def candidates(*, kind: str, received_on: dt.date, ask: Ask) -> tuple[Candidate, ...]:
    """List who is competent for an appeal received on a day, the likeliest first; empty where no law routes it."""
    if kind not in KINDS:
        return ()
    place, platform = ask.place or None, ask.platform_place or None
    is_online = ask.seller in ("platform", "own_site")
    intake = offices.intake()
    facts = CompetenceFacts(
        seller=ask.seller if ask.seller in competence.SELLERS else "trader",
        place_of_business=None if is_online else place,
        domicile=place if is_online else None,
        published_address=place if ask.seller == "in_platform" else None,
        is_reachable_there=ask.is_reachable,
        platform_domicile=platform,
        place_of_act=place,
        advertising=ask.advertising if ask.advertising in competence.ADVERTISING else None,
        publisher_place=place,
        advertiser_place=platform,
        first_received_by=intake.areas[0] if intake and intake.areas else None,
    )
    found = competence.competent(kind=kind, day=received_on, facts=facts)
    return tuple(
        Candidate(
            each.office_area,
            *_words(each.office_area),
            each.zh,
            each.en,
            each.cite.as_dict() if each.cite else None,
            tuple(office.code for office in serving(each.office_area)),
        )
        for each in found
    )


def serving(area: str) -> tuple[offices.OfficeView, ...]:
    """List the active offices that serve an area, those that name it itself before those that name one around it."""
    exact, around = [], []
    for office in offices.everything().values():
        if not office.is_active:
            continue
        if area in office.areas:
            exact.append(office)
        elif any(_regions().is_within(area, outer) for outer in office.areas):
            around.append(office)
    return tuple(exact + around)


def _words(area: str) -> tuple[str, str]:
    place = _regions().places.get(area)
    if place is not None:
        return place.zh, place.en or place.zh
    named = next((each for each in places(on=dt.date.max) if each.code == area), None)
    return (named.zh, named.en) if named else (area, area)
