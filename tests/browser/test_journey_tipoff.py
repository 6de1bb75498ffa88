"""A tip-off from its dispatch to the filing, with a lab's report between; the clock of verification is in sight throughout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redress.store.models import AppealFacts, Case
from tests.browser.conftest import DESKTOP, picture
from tests.browser.desk import make, sign_in
from tests.world import World


def test_a_tip_off_is_dispatched_verified_filed_and_closed(house: World, opened: Callable[..., Any]) -> None:
    case = Case.objects.get(id=house.lodge(kinds=("tipoff",), narrative="城东一家店把过期面包换标签再卖，请查处。"))
    desk = opened(viewport=DESKTOP)
    sign_in(desk, "desk")
    desk.goto(f"/desk/c/{case.number}")
    make(desk, "d", office="CD")

    officer = opened(viewport=DESKTOP)
    sign_in(officer, "enforcer")
    officer.goto(f"/desk/c/{case.number}")
    make(officer, "g")
    assert "线索核查期限" in officer.inner_text(".case-clocks")
    officer.click(".why summary")
    assert "从次日起数 15 个工作日" in officer.inner_text(".why-in")
    picture(officer, "desk-tipoff-clock")
    officer.goto(f"/desk/c/{case.number}")
    make(officer, "a", filing_number="城东市监立〔2026〕18号")
    picture(officer, "desk-tipoff-filed")
    make(officer, "x", outcome="filed")

    found = Case.objects.get(id=case.id)
    assert (found.stage, found.is_open) == ("closed", False)
    assert AppealFacts.objects.get(case=case).outcome == "filed"
    assert "城东市监立〔2026〕18号" in officer.inner_text(".timeline")
