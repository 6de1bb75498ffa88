"""A refusal with its ground: conditional fields appear with the ground, what is missing is said and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redress.store.models import AppealFacts, Case
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.desk import panel, send, sign_in
from tests.world import World

NOT_FOR_LIFE = "SAMR-121/2025 16(3)"


def test_a_refusal_asks_for_its_reasons_and_keeps_them(house: World, opened: Callable[..., Any]) -> None:
    case = Case.objects.get(id=house.assigned())
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto(f"/desk/c/{case.number}")

    panel(page, "r")
    assert not page.is_visible("[name=factors]")
    page.check(f"input[name=refusal_ground][value='{NOT_FOR_LIFE}']")
    assert page.is_visible("[name=factors]")
    page.click("summary:has-text('可以考虑的因素')")
    assert "第17条" in page.inner_text(".reference")
    page.fill("[name=explanation]", "短期内就同类商品提出大量投诉，未能说明用途。")
    page.keyboard.press("Control+Enter")
    until(page, "!!document.querySelector('#move-panel .errors')")
    picture(page, "desk-refusal-missing")
    assert "考虑的因素及理由" in page.inner_text(".errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.input_value("[name=explanation]").startswith("短期内")

    page.fill("[name=factors]", "一年内四十件同类投诉，均要求十倍赔偿；购买六百件而无法说明用途。")
    page.focus("[name=factors]")
    send(page)

    picture(page, "desk-refused")
    assert Case.objects.get(id=case.id).stage == "refused"
    assert AppealFacts.objects.get(case=case).ground == NOT_FOR_LIFE
    assert "第16条第（3）项" in page.inner_text(".timeline")


def test_the_same_refusal_goes_without_javascript(house: World, opened: Callable[..., Any]) -> None:
    case = Case.objects.get(id=house.assigned())
    page = opened(viewport=DESKTOP, java_script=False)
    sign_in(page, "east")
    page.goto(f"/desk/c/{case.number}")

    page.click("a:has-text('不予受理')")
    page.check("input[name=refusal_ground][value='SAMR-121/2025 16(1)']")
    page.fill("[name=explanation]", "不属于市场监管职责，请向文旅部门反映。")
    page.click("button:has-text('确认不予受理')")

    assert "已办理：不予受理" in page.inner_text("#toasts")
    assert Case.objects.get(id=case.id).stage == "refused"
