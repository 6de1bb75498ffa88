"""Two officers at once: the second is told what the first has done, keeps what he typed, and goes on with open eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redress.store.models import Case
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.desk import make, panel, send, sign_in
from tests.world import World


def test_the_second_sees_what_the_first_did_and_loses_nothing(house: World, opened: Callable[..., Any]) -> None:
    case = Case.objects.get(id=house.assigned())
    first, second = opened(viewport=DESKTOP), opened(viewport=DESKTOP)
    for page, username in ((first, "east"), (second, "mediator")):
        sign_in(page, username)
        page.goto(f"/desk/c/{case.number}")
    panel(second, "n")
    second.fill("#move-panel [name=note]", "我和店家通了电话，他愿意谈。")

    make(first, "a")
    second.keyboard.press("Control+Enter")
    until(second, "!!document.querySelector('#move-panel .notice')")

    said = second.inner_text("#move-panel")
    picture(second, "desk-two-officers")
    assert "受理 · 王芳" in said
    assert second.input_value("#move-panel [name=note]") == "我和店家通了电话，他愿意谈。"
    second.focus("#move-panel [name=note]")
    send(second)
    assert Case.objects.get(id=case.id).version == 5
    assert "我和店家通了电话" in second.inner_text(".timeline")


def test_one_who_comes_too_late_reads_what_happened_and_what_he_had_typed(
    house: World, opened: Callable[..., Any]
) -> None:
    case = Case.objects.get(id=house.assigned())
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto(f"/desk/c/{case.number}")
    panel(page, "r")
    page.check("input[name=refusal_ground][value='SAMR-121/2025 16(1)']")
    page.fill("[name=explanation]", "我写了很久的不予受理理由。")

    house.move("east", case.id, "accept")
    page.keyboard.press("Control+Enter")
    until(page, "document.querySelector('#move-panel').innerText.includes('看这一件的最新情况')")

    said = page.inner_text("#move-panel")
    picture(page, "desk-too-late")
    assert "“已受理”阶段不能“不予受理”" in said
    assert "我写了很久的不予受理理由。" in said
