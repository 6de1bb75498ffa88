"""The people and traders of the demo city are well formed and no one's."""

from __future__ import annotations

from datetime import date

import stdnum.cn.uscc
from hypothesis import given
from hypothesis import strategies as st

from redress.demo import people, plan, shops

UNTIL = date(2026, 11, 21)
CITY = plan.city(1, until=UNTIL)
AREAS = [("990181001", ["镜湖路"])]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def test_there_are_some_fifteen_hundred_traders_of_many_trades() -> None:
    assert 1450 <= len(CITY.traders) <= 1600
    assert {trader.trade for trader in CITY.traders} == set(shops.trades())
    assert {trader.kind for trader in CITY.traders} == {"individual", "company", "platform_shop"}
    assert len({trader.chain for trader in CITY.traders if trader.chain}) >= 10


def test_credit_codes_are_valid_unique_and_of_no_real_division() -> None:
    codes = [trader.uscc for trader in CITY.traders]

    assert all(stdnum.cn.uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert all(code[2:8] == "990181" for code in codes)


def test_names_are_unique_and_aliases_differ_from_them() -> None:
    assert len({trader.name for trader in CITY.traders}) == len(CITY.traders)
    assert all(trader.aliases for trader in CITY.traders)
    assert sum(trader.name in trader.aliases for trader in CITY.traders) == 0


def test_platform_shops_have_a_platform_and_street_shops_have_none() -> None:
    for trader in CITY.traders:
        assert bool(trader.platform) == (trader.trade.startswith("online_") and trader.trade not in (
            "online_platform", "online_game", "online_app"
        ))  # fmt: skip
        assert not trader.platform or trader.platform in CITY.platforms


def test_some_prepaid_shops_have_shut_within_the_two_years() -> None:
    closed = [trader for trader in CITY.traders if trader.closed_on is not None]

    assert len(closed) >= 12
    assert all(trader.opened_on < trader.closed_on < UNTIL for trader in closed if trader.closed_on)
    assert {"gym", "beauty", "artclass"} <= {trader.trade for trader in closed}


def test_the_city_has_one_bureau_eight_branches_a_council_a_hotline_and_stations() -> None:
    kinds = [office.kind for office in CITY.offices]

    assert [kinds.count(kind) for kind in ("bureau", "branch", "council", "hotline", "desk")] == [1, 8, 1, 1, 1]
    assert kinds.count("station") == 12
    assert sorted(area.code for area in CITY.areas) == sorted(
        code for office in CITY.offices for code in office.areas
    )
    assert all(CITY.branch_of(trader.area).kind == "branch" for trader in CITY.traders)


def test_every_branch_has_the_people_it_needs() -> None:
    by_role = CITY.officers_by_role()

    assert len({officer.username for officer in CITY.staff}) == len(CITY.staff)
    for office in CITY.offices:
        if office.kind == "branch":
            assert by_role[(office.code, "handler")]
            assert by_role[(office.code, "supervisor")]
    assert by_role[("JCTS", "desk")]
    assert by_role[("JCTZ", "inspector")]


@given(st.integers(1, 900_100), st.integers(1, 50))
def test_people_are_well_formed_and_reach_no_one(number: int, seed: int) -> None:
    person = people.person(seed=seed, number=number, areas=AREAS, today=UNTIL)

    assert len(person.phone) == 11
    assert person.phone.startswith("154")
    assert person.id_number[:6] == "990181"
    total = sum(w * int(d) for w, d in zip(WEIGHTS, person.id_number[:17], strict=True))
    assert "10X98765432"[total % 11] == person.id_number[17]
    assert (int(person.id_number[16]) % 2 == 0) == person.is_woman
    assert person.name.startswith(person.surname)
    assert person == people.person(seed=seed, number=number, areas=AREAS, today=UNTIL)


def test_now_and_then_two_people_share_a_phone() -> None:
    found = [people.person(seed=1, number=number, areas=AREAS, today=UNTIL) for number in range(1, 2000)]

    phones = {person.phone for person in found}
    assert 0.95 * len(found) < len(phones) < len(found)


@given(st.integers(0, 10**9), st.booleans())
def test_any_running_number_gives_a_valid_credit_code(number: int, is_individual: bool) -> None:
    code = shops.credit_code(number, is_individual=is_individual)

    assert stdnum.cn.uscc.is_valid(code)
    assert code.startswith("92" if is_individual else "91")
