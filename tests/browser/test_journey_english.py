"""Lodging in English, from the switch on the home page to the dated steps, with a mistake on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import picture
from tests.browser.lodging import go_on
from tests.world import World


def test_lodging_in_english(house: World, opened: Callable[..., Any]) -> None:
    page = opened()
    page.goto("/")
    page.click("text=English")
    page.fill("#narrative", "I bought a yearly pass; the gym has closed.")
    go_on(page)
    page.fill("#trader_name", "Yuedong Gym")
    go_on(page)
    page.fill("#amount", "3800")
    go_on(page)
    page.check("input[value=R02]")
    go_on(page)
    go_on(page)
    page.fill("#name", "Ann")
    page.fill("#phone", "1390000123")
    go_on(page)
    assert "A mobile number has 11 digits; you gave 10" in page.inner_text("#errors")
    page.fill("#phone", "13900001234")
    go_on(page)
    picture(page, "english-check")
    page.click("form[data-draft-send] .btn-primary")
    picture(page, "english-done")

    assert "We have received it" in page.inner_text("h1")
    assert "By Thu 10 September" in page.inner_text(".next-steps")
