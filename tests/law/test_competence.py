"""Who is competent: complaints follow the trader, tip-offs follow the act, platforms have rules of their own."""

from __future__ import annotations

import datetime as dt

import pytest

from redress.law import competence
from redress.law.competence import CompetenceFacts

OLD, NEW = dt.date(2026, 4, 14), dt.date(2026, 4, 15)
SHOP, HOME, SHOWN, PLATFORM, ACT = "330106", "330108", "110105", "310115", "440305"


def areas(kind: str, day: dt.date, **facts: object) -> list[str]:
    found = competence.competent(kind=kind, day=day, facts=CompetenceFacts(**facts))  # type: ignore[arg-type]
    return [candidate.office_area for candidate in found]


MERCHANT = {
    "seller": "in_platform",
    "place_of_business": SHOP,
    "published_address": SHOWN,
    "platform_domicile": PLATFORM,
}


@pytest.mark.parametrize("day", [OLD, NEW])
def test_a_complaint_goes_where_the_trader_works_or_is_registered(day: dt.date) -> None:
    assert areas("complaint", day, place_of_business=SHOP, domicile=HOME) == [SHOP, HOME]


@pytest.mark.parametrize("day", [OLD, NEW])
@pytest.mark.parametrize("seller", ["platform", "own_site"])
def test_a_complaint_about_a_platform_or_own_site_goes_to_its_domicile(day: dt.date, seller: str) -> None:
    assert areas("complaint", day, seller=seller, place_of_business=SHOP, domicile=HOME) == [HOME]


def test_a_merchant_in_a_platform_is_complained_of_at_its_place_of_business_under_order_20() -> None:
    assert areas("complaint", OLD, **MERCHANT) == [SHOP, PLATFORM]


def test_and_at_the_address_it_publishes_under_order_121() -> None:
    assert areas("complaint", NEW, **MERCHANT) == [SHOWN, PLATFORM]


def test_without_a_published_address_the_platform_answers() -> None:
    assert areas("complaint", NEW, **{**MERCHANT, "published_address": None}) == [PLATFORM]


def test_nor_when_nobody_can_be_reached_there() -> None:
    assert areas("complaint", NEW, **MERCHANT, is_reachable_there=False) == [PLATFORM]


def test_a_tipoff_goes_where_the_act_was_done() -> None:
    assert areas("tipoff", NEW, place_of_business=SHOP, domicile=HOME, place_of_act=ACT) == [ACT]


def test_a_tipoff_about_a_merchant_differs_from_a_complaint() -> None:
    found = competence.competent(kind="tipoff", day=NEW, facts=CompetenceFacts(**MERCHANT))  # type: ignore[arg-type]

    assert [(each.office_area, each.if_first) for each in found] == [(SHOP, False), (PLATFORM, True)]


def test_the_platforms_office_leads_when_it_received_the_tipoff_first() -> None:
    assert areas("tipoff", NEW, **MERCHANT, first_received_by=PLATFORM) == [PLATFORM, SHOP]


def test_of_several_competent_offices_the_first_receiver_leads() -> None:
    found = competence.competent(
        kind="complaint",
        day=NEW,
        facts=CompetenceFacts(place_of_business=SHOP, domicile=HOME, first_received_by=HOME),
    )

    assert [each.office_area for each in found] == [HOME, SHOP]
    assert found[0].cite is not None
    assert [cite.article for cite in found[0].cite.also] == ["14"]


def test_an_office_without_competence_does_not_lead_by_being_first() -> None:
    assert areas("complaint", NEW, place_of_business=SHOP, first_received_by=ACT) == [SHOP]


@pytest.mark.parametrize(
    ("advertising", "expected"),
    [("mass_media", ["1"]), ("internet", ["1", "2", "3"]), ("own_internet", ["2"])],
)
def test_an_advertisement_goes_by_its_own_article(advertising: str, expected: list[str]) -> None:
    found = areas(
        "tipoff",
        NEW,
        advertising=advertising,
        publisher_place="1",
        advertiser_place="2",
        agency_place="3",
        place_of_act=ACT,
    )

    assert found == expected


def test_each_candidate_gives_its_reason_and_article() -> None:
    found = competence.competent(kind="complaint", day=NEW, facts=CompetenceFacts(**MERCHANT))  # type: ignore[arg-type]

    assert [str(each.cite) for each in found] == ["SAMR-121/2025 art. 13"] * 2
    assert all(each.reason["zh"] and each.reason["en"] for each in found)


def test_articles_that_were_not_read_are_not_cited() -> None:
    [candidate] = competence.competent(kind="tipoff", day=OLD, facts=CompetenceFacts(place_of_act=ACT))

    assert candidate.cite is None


def test_one_area_is_named_once() -> None:
    assert areas("complaint", NEW, place_of_business=SHOP, domicile=SHOP) == [SHOP]


def test_without_a_place_nobody_is_named() -> None:
    assert areas("complaint", NEW) == []
    assert areas("complaint", dt.date(2019, 12, 31), place_of_business=SHOP) == []


@pytest.mark.parametrize(
    ("kind", "facts"),
    [("letter", {}), ("complaint", {"seller": "pirate"}), ("tipoff", {"advertising": "sandwich_board"})],
)
def test_a_fact_that_is_not_known_is_refused(kind: str, facts: dict[str, str]) -> None:
    with pytest.raises(competence.WrongFacts, match="must be"):
        areas(kind, NEW, **facts)
