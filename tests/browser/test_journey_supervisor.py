"""A supervisor at nine in the morning: who is late and why, one key chases, the officer answers, the board shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from redress.law.standing import ZONE
from redress.operations import supervision
from redress.store.models import Case
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.desk import make, panel, send, sign_in
from tests.world import World

LATE = dt.datetime(2026, 8, 10, 10, 0, tzinfo=ZONE)


def test_a_late_case_is_found_and_chased_with_one_key(house: World, opened: Callable[..., Any]) -> None:
    case = Case.objects.get(id=house.assigned(at=LATE))
    house.assigned(narrative="准时的一件，商家不退款。")
    supervision.sweep(at=dt.datetime(2026, 8, 31, 9, 0, tzinfo=ZONE))
    chief = opened(viewport=DESKTOP)
    sign_in(chief, "chief")

    chief.goto("/desk/board")
    assert "受理决定期限" in chief.inner_text("[data-list]")
    chief.keyboard.press("j")
    panel(chief, "o")
    picture(chief, "desk-board-order")
    send(chief)
    until(chief, "location.pathname === '/desk/board'")
    assert "已督办" in chief.inner_text("[data-list]")
    picture(chief, "desk-board")

    handler = opened(viewport=DESKTOP)
    sign_in(handler, "east")
    handler.goto(f"/desk/c/{case.number}")
    assert "督办反馈" in handler.inner_text(".case-clocks")
    handler.click("a:has-text('反馈督办')")
    until(handler, "!!document.querySelector('#move-panel form')")
    handler.fill("[name=answer]", "因联系不上商家而延误，今天作出决定。")
    send(handler)
    make(handler, "a")

    chief.goto("/desk/board")
    assert "没有超期的件" in chief.inner_text("main")
