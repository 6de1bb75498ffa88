"""The focus on the public pages: it goes in the order of reading, and a wrong answer takes it to the summary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import DESKTOP
from tests.world import World


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
