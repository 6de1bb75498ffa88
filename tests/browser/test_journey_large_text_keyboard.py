"""Lodging in large text by keyboard alone: every field is reached, and what has the focus is in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import PHONE, picture
from tests.browser.lodging import STORY
from tests.world import World


def test_lodging_by_keyboard_alone_in_large_text(house: World, opened: Callable[..., Any]) -> None:
    page = opened(viewport=PHONE, cookies={"large": "1"})
    page.goto("/")
    keys = page.keyboard

    def to(selector: str) -> None:
        for _tab in range(60):
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    def press_next() -> None:
        to("form#lodge-form .btn-primary")
        box = page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect(); return [b.top, b.bottom, innerHeight]; })()"
        )
        assert box[0] >= 0
        assert box[1] <= box[2] + 1
        with page.expect_navigation():
            keys.press("Enter")

    to("#narrative")
    keys.insert_text(STORY)
    press_next()
    to("#trader_name")
    keys.insert_text("悦动健身")
    press_next()
    to("#amount")
    keys.insert_text("3800")
    press_next()
    to("input[value=R11]")
    keys.press("Space")
    press_next()
    press_next()
    to("#name")
    keys.insert_text("何小雨")
    to("#phone")
    keys.insert_text("13900001234")
    press_next()
    picture(page, "keyboard-large-check")
    press_next()

    assert page.locator("[data-receipt=code]").inner_text().isalnum()
    picture(page, "keyboard-large-done")
