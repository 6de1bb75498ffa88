"""At the dispatch the competent offices are shown with their article; the officer corrects the facts and decides."""

from __future__ import annotations

import pytest

from redress.queries import offices
from redress.store.models import Case, Office
from tests.web.conftest import text_of
from tests.web.desk.people import HTMX, body, browser, number_of, version_of
from tests.world import World

EAST, WEST, OUTSIDE = "990181001", "990181002", "990181101"


@pytest.fixture
def city(world: World) -> World:
    """The branches serve a subdistrict each."""
    Office.objects.filter(code="CD").update(areas=EAST)
    Office.objects.filter(code="CX").update(areas=WEST)
    offices.forget()
    return world


def test_the_form_names_the_competent_office_and_has_it_chosen(city: World) -> None:
    case_id = city.lodge(area=EAST)

    response = browser("desk").get(f"/desk/c/{number_of(case_id)}/m/dispatch")

    said = text_of(response)
    assert "栖云街道 → 城东分局" in said
    assert "被投诉人实际经营地 · 《市场监督管理投诉举报处理办法》第13条" in said
    assert 'value="CD"' in body(response)
    assert 'id="m-office-0" checked' in body(response)


def test_a_place_named_in_the_text_is_found(city: World) -> None:
    case_id = city.lodge(narrative="我在望潮街道的水果店买了烂苹果，店家不退。")

    assert "望潮街道 → 城西分局" in text_of(browser("desk").get(f"/desk/c/{number_of(case_id)}/m/dispatch"))


def test_correcting_the_place_changes_who_is_competent(city: World) -> None:
    case_id = city.lodge(area=EAST)
    client = browser("desk")
    address = f"/desk/c/{number_of(case_id)}/competence"

    part = client.get(f"{address}?seller=trader&place={WEST}", **HTMX)
    page = client.get(address)

    assert "望潮街道 → 城西分局" in text_of(part)
    assert f"/desk/c/{number_of(case_id)}/m/dispatch?office=CX" in body(part)
    assert "<html" not in body(part)
    assert "回到分派" in text_of(page)


def test_a_shop_on_a_platform_that_cannot_be_reached_goes_to_the_platforms_home(city: World) -> None:
    case_id = city.lodge(area=EAST, respondent={"name": "某网店", "platform": "某平台"})

    said = text_of(
        browser("desk").get(
            f"/desk/c/{number_of(case_id)}/competence?seller=in_platform&place={EAST}&platform_place={WEST}&reach=no"
        )
    )

    assert "由平台经营者住所地处理" in said
    assert "望潮街道 → 城西分局" in said


def test_a_tip_off_is_routed_by_the_place_of_the_act(city: World) -> None:
    case_id = city.lodge(kinds=("tipoff",), narrative="举报卖假货。", area=EAST)

    assert "违法行为发生地 · 《市场监督管理投诉举报处理办法》第29条" in text_of(
        browser("desk").get(f"/desk/c/{number_of(case_id)}/m/dispatch")
    )


def test_an_area_that_no_office_serves_is_said_not_to_be_ours(city: World) -> None:
    case_id = city.lodge(area=OUTSIDE)

    assert "不归本机关" in text_of(browser("desk").get(f"/desk/c/{number_of(case_id)}/m/dispatch"))


def test_an_inquiry_has_no_router_and_the_officer_may_choose_any_office(city: World) -> None:
    case_id = city.lodge(kinds=("inquiry",), narrative="请问七天无理由怎么算？")
    client = browser("desk")

    done = client.post(f"/desk/c/{number_of(case_id)}/m/dispatch", {"office": "CX", "version": version_of(case_id)})

    assert done.status_code == 302
    assert Case.objects.get(id=case_id).office_id == city.offices["CX"]


def test_nobody_but_the_desk_asks_for_it(city: World) -> None:
    case_id = city.assigned()

    assert browser("east").get(f"/desk/c/{number_of(case_id)}/competence").status_code == 403
