"""Every public page in a real browser: axe in light, dark and large text, 320 pixels, targets, labels, focus order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redress.queries import answers, survey
from redress.store.models import Case
from tests.browser.conftest import DESKTOP, PHONE, picture, small_targets, too_wide, unlabelled
from tests.world import World

MAIN = ("/", "/lodge/who", "/lodge/when", "/lodge/wish", "/lodge/photos", "/lodge/contact", "/f/", "/f/lost", "/rights/",
        "/rights/prepaid", "/law/proof/acceptance_decision?start=2026-09-21", "/about", "/privacy", "/v/", "/in", "/nope",
        "/offline")  # fmt: skip
LOOKS = {
    "light": ({}, PHONE), "dark": ({"theme": "dark"}, PHONE), "large": ({"large": "1"}, PHONE),
    "narrow": ({}, {"width": 320, "height": 640}), "narrow-large": ({"large": "1"}, {"width": 320, "height": 640}),
    "desktop": ({}, DESKTOP), "english": ({"lang": "en"}, {"width": 320, "height": 640}),
}  # fmt: skip


def everything_wrong(page: Any, axe: Callable[[Any], list[str]], *, least: int) -> list[str]:
    wide = too_wide(page)
    return [
        *axe(page), *([f"too wide: {wide}"] if wide else []), *small_targets(page, least=least), *unlabelled(page),
    ]  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_no_public_page_has_a_fault(
    house: World, opened: Callable[..., Any], axe: Callable[[Any], list[str]], look: str
) -> None:
    cookies, viewport = LOOKS[look]
    page = opened(viewport=viewport, cookies=cookies)
    wrong: dict[str, list[str]] = {}

    case_id = house.assigned()
    house.move("east", case_id, "accept")
    number = Case.objects.get(id=case_id).number
    closed_id = house.assigned(narrative="另一件，商家不退押金，请帮助。")
    house.move("east", closed_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    house.move("east", closed_id, "close", outcome="refused")
    closed = Case.objects.get(id=closed_id).number
    for address in (
        *MAIN, f"/f/{number}?code={answers.follow_code(number)}", f"/f/{closed}?code={answers.follow_code(closed)}",
        f"/q/{survey.code_of(closed)}", f"/q/{survey.code_of(number)}", "/v/AAAA2345",
    ):  # fmt: skip
        page.goto(address)
        for summary in page.query_selector_all("details > summary"):
            summary.click()
        found = everything_wrong(page, axe, least=44 if "large" in look else 24)
        if found:
            wrong[address] = found
    page.goto("/lodge/who")
    page.click(".bar .btn-primary")
    found = everything_wrong(page, axe, least=24)
    if found:
        wrong["/lodge/who with faults"] = found
    picture(page, f"public-{look}-who-faults")

    assert wrong == {}


def test_the_focus_goes_through_a_page_in_the_order_of_reading(house: World, opened: Callable[..., Any]) -> None:
    page = opened(viewport=DESKTOP)
    for address in ("/", "/lodge/contact", "/f/"):
        page.goto(address)
        places: list[list[float]] = []
        for _tab in range(40):
            page.keyboard.press("Tab")
            place = page.evaluate(
                "() => { const one = document.activeElement; if (!one || one === document.body) return null;"
                " const all = [...document.querySelectorAll('*')]; return all.indexOf(one); }"
            )
            if place is None:
                break
            places.append(place)

        assert len(places) > 5
        assert places == sorted(places), address


def test_a_wrong_answer_takes_the_focus_to_the_summary_and_from_there_to_the_field(
    house: World, opened: Callable[..., Any]
) -> None:
    page = opened()
    page.goto("/lodge/contact")
    page.fill("#phone", "1390000123")
    page.click(".bar .btn-primary")

    assert page.evaluate("document.activeElement.id") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") in ("name", "phone")
