"""Which area's office is competent: one router for complaints, another for tip-offs, because the law has two.

Order 20 art. 12 and Order 121 arts. 13, 14 (complaints); Order 121 arts. 29, 31, 32 (tip-offs). Areas are region codes
of six digits; which office serves an area is the store's business. Competence follows the day of receipt (R-01).
Nothing here dispatches: a person sees the candidates with their reasons and chooses.

                      complaint, Order 20        complaint, Order 121               tip-off, Order 121
    ordinary trader   business or domicile       business or domicile               place of the act
    platform          domicile                   domicile                           domicile
    own site          domicile                   domicile                           domicile
    in a platform     business, or platform      published address, or platform;    business; platform if it
                                                 platform when unreachable          received first
    advertising       (as the trader)            (as the trader)                    publisher; advertiser, agency
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from redress.law.rulebook import Cite

ORDER_20_FROM = dt.date(2020, 1, 1)
ORDER_121_FROM = dt.date(2026, 4, 15)
SELLERS = ("trader", "platform", "own_site", "in_platform")
ADVERTISING = ("mass_media", "internet", "own_internet")


@dataclass(frozen=True, slots=True)
class CompetenceFacts:
    """What is known of the respondent and the act; region codes, None where unknown.

    `seller` is one of SELLERS; `advertising` is one of ADVERTISING for a tip-off about an advertisement.
    `published_address` is the address an in-platform merchant shows on the platform; `is_reachable_there` is False
    when it is unlawful or nobody could be reached through it (keep the evidence of the attempt).
    `first_received_by` is the area whose office received the matter first.
    """

    seller: str = "trader"
    place_of_business: str | None = None
    domicile: str | None = None
    published_address: str | None = None
    is_reachable_there: bool = True
    platform_domicile: str | None = None
    place_of_act: str | None = None
    advertising: str | None = None
    publisher_place: str | None = None
    advertiser_place: str | None = None
    agency_place: str | None = None
    first_received_by: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area whose office may handle the matter; `if_first` when only because it received the matter first.

    `cite` is None where the text behind the router was not read.
    """

    office_area: str
    zh: str
    en: str
    cite: Cite | None
    if_first: bool = False

    @property
    def reason(self) -> dict[str, str]:
        """The reason in both languages."""
        return {"zh": self.zh, "en": self.en}


class WrongFacts(ValueError):
    """Says that a fact is not one that competence knows."""


def competent(*, kind: str, day: dt.date, facts: CompetenceFacts) -> tuple[Candidate, ...]:
    """List the areas competent for a `kind` (complaint, tipoff) received on `day`, the likeliest first.

    Empty when the facts name no place. An area named twice keeps its first reason. The area that received the matter
    first leads when it is among the candidates (Order 121 art. 14). Raises WrongFacts.
    """
    if facts.seller not in SELLERS:
        raise WrongFacts(f"seller must be one of {', '.join(SELLERS)}, got {facts.seller!r}")
    if facts.advertising is not None and facts.advertising not in ADVERTISING:
        raise WrongFacts(f"advertising must be one of {', '.join(ADVERTISING)}, got {facts.advertising!r}")
    if kind == "complaint":
        found = _complaint(day, facts)
    elif kind == "tipoff":
        found = _tipoff(day, facts)
    else:
        raise WrongFacts(f"kind must be complaint or tipoff, got {kind!r}")
    return _first_receiver_leads(_without_repeats(found), day, facts)


def _complaint(day: dt.date, facts: CompetenceFacts) -> list[Candidate]:
    new = day >= ORDER_121_FROM
    if not new and day < ORDER_20_FROM:
        return []
    cite = Cite("SAMR-121/2025", "13") if new else Cite("SAMR-20/2019", "12")
    if facts.seller in ("platform", "own_site"):
        what = "平台经营者" if facts.seller == "platform" else "自建网站等网络经营者"
        what_en = "a platform operator" if facts.seller == "platform" else "a seller on its own site"
        return _at(facts.domicile, f"{what}住所地", f"domicile of {what_en}", cite)
    if facts.seller == "in_platform":
        platform = _at(facts.platform_domicile, "平台经营者住所地", "domicile of the platform operator", cite)
        if not new:
            here = _at(facts.place_of_business, "平台内经营者实际经营地", "place of business of the merchant", cite)
            return here + platform
        if facts.published_address is None or not facts.is_reachable_there:
            return [
                replace(
                    each,
                    zh="平台上没有合法公示地址或者无法通过该地址联系，由平台经营者住所地处理",
                    en="no lawful published address, or not reachable there: domicile of the platform operator",
                )
                for each in platform
            ]
        shown = _at(facts.published_address, "平台上公示的经营地址", "address published on the platform", cite)
        return shown + platform
    return _at(facts.place_of_business, "被投诉人实际经营地", "place of business of the respondent", cite) + _at(
        facts.domicile, "被投诉人住所地", "domicile of the respondent", cite
    )


def _tipoff(day: dt.date, facts: CompetenceFacts) -> list[Candidate]:
    def cite(article: str) -> Cite | None:
        # The tip-off articles of Order 20 were not read; its days are answered in the same way, without an article.
        return Cite("SAMR-121/2025", article) if day >= ORDER_121_FROM else None

    if facts.advertising is not None:
        return _advertisement(facts, cite("32"))
    if facts.seller in ("platform", "own_site"):
        return _at(facts.domicile, "网络经营者住所地", "domicile of the online operator", cite("31"))
    if facts.seller == "in_platform":
        here = _at(facts.place_of_business, "平台内经营者实际经营地", "place of business of the merchant", cite("31"))
        platform = _at(
            facts.platform_domicile,
            "平台经营者住所地，先收到的也可以处理",
            "domicile of the platform operator, if it received the tip-off first",
            cite("31"),
        )
        return here + [replace(each, if_first=True) for each in platform]
    return _at(facts.place_of_act, "违法行为发生地", "place of the act", cite("29"))


def _advertisement(facts: CompetenceFacts, cite: Cite | None) -> list[Candidate]:
    advertiser = _at(facts.advertiser_place, "广告主所在地", "place of the advertiser", cite)
    if facts.advertising == "own_internet":
        return advertiser
    publisher = _at(facts.publisher_place, "广告发布者所在地", "place of the publisher", cite)
    if facts.advertising == "mass_media":
        return publisher
    agency = _at(facts.agency_place, "广告经营者所在地", "place of the advertising agency", cite)
    return publisher + [
        replace(each, if_first=True, zh=f"{each.zh}，先收到的也可以处理", en=f"{each.en}, if it received it first")
        for each in advertiser + agency
    ]


def _at(area: str | None, zh: str, en: str, cite: Cite | None) -> list[Candidate]:
    return [Candidate(area, zh, en, cite)] if area else []


def _without_repeats(found: Iterable[Candidate]) -> list[Candidate]:
    kept: dict[str, Candidate] = {}
    for candidate in found:
        kept.setdefault(candidate.office_area, candidate)
    return list(kept.values())


def _first_receiver_leads(found: list[Candidate], day: dt.date, facts: CompetenceFacts) -> tuple[Candidate, ...]:
    first = next((each for each in found if each.office_area == facts.first_received_by), None)
    if first is None:
        return tuple(sorted(found, key=lambda each: each.if_first))
    article = Cite("SAMR-121/2025", "14")
    if day >= ORDER_121_FROM and first.cite is not None and first.cite.article == "13":
        first = replace(
            first,
            zh=f"{first.zh}（最先收到）",
            en=f"{first.en} (received it first)",
            cite=replace(first.cite, also=(article,)),
        )
    others = [each for each in found if each.office_area != first.office_area]
    return (first, *sorted(others, key=lambda each: each.if_first))
