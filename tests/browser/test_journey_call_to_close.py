"""From a call to the close: entry, triage, link, dispatch, pick-up, acceptance, mediation, the agreement and its paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redress.gateways import letters
from redress.store.models import AppealFacts, Case, CaseEvent, Link
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.desk import follow, make, panel, propose, send, sign_in, toast
from tests.world import World


def test_a_call_is_registered_linked_dispatched_settled_and_closed_without_a_mouse(
    house: World, opened: Callable[..., Any]
) -> None:
    earlier = Case.objects.get(id=house.assigned())
    desk = opened(viewport=DESKTOP)
    sign_in(desk, "desk")

    # the call: type while the caller speaks
    desk.goto("/desk/new")
    until(desk, "document.activeElement.id === 'e-narrative'")
    desk.keyboard.type("来电人又打来，说悦动健身还是没有退年卡3800元，要求退款。")
    desk.keyboard.press("Alt+2")
    desk.keyboard.type("13900001234")
    until(desk, f"document.getElementById('similar').innerText.includes('{earlier.number}')")
    desk.keyboard.press("Alt+3")
    desk.keyboard.type("何小雨")
    desk.keyboard.press("Alt+4")
    desk.keyboard.type("悦动健身（城东店）")
    desk.keyboard.press("Alt+5")
    desk.keyboard.type("3800")
    desk.keyboard.press("Alt+6")
    desk.keyboard.type("js")
    until(desk, "!document.querySelector('.combo-list').hidden")
    desk.keyboard.press("Enter")
    until(desk, "document.querySelector('[data-kept]').innerText.includes('草稿已保存')", seconds=15)
    picture(desk, "desk-entry")
    send(desk)
    number = desk.inner_text(".told dd >> nth=0")
    picture(desk, "desk-entry-done")
    assert AppealFacts.objects.get(case__number=number).subject_class != ""
    assert desk.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('desk-draft')).length") == 0

    # the link: look at both, then decide
    propose(house, number)
    follow(desk, "o")
    assert "同一手机号" in desk.inner_text(".linked")
    desk.focus("text=并排看，再决定")
    follow(desk, "Enter")
    picture(desk, "desk-pair")
    desk.focus("button[value=confirm]")
    follow(desk, "Enter")
    assert Link.objects.get().state == "confirmed"

    # the triage: the classes, proposed or typed, are confirmed by a person
    panel(desk, "c")
    picture(desk, "desk-classify")
    send(desk)
    assert "class.confirmed" in CaseEvent.objects.filter(case__number=number).values_list("name", flat=True)

    # the dispatch
    make(desk, "d", office="CD")
    assert "已办理：分派" in toast(desk)

    # the branch: from the list, one key a move
    handler = opened(viewport=DESKTOP)
    sign_in(handler, "east")
    handler.goto("/desk/?stage=dispatched")
    handler.keyboard.press("j")
    picture(handler, "desk-list-keys")
    make(handler, "g")
    assert Case.objects.get(number=number).handler_id is not None
    handler.goto(f"/desk/c/{number}")
    make(handler, "a")
    make(handler, "y", party="complainant", consent_means="phone")
    make(handler, "y", party="respondent", consent_means="phone")
    picture(handler, "desk-case")
    make(handler, "m", mediation_mode="phone", mediator="王芳")
    make(
        handler, "s", agreement_form="record", agreement_terms="退还剩余费用3500元，9月15日前到账。", recovered="3500"
    )
    # the agreement paper: previewed, made, numbered, to be verified by its code
    if letters.has_font():
        handler.focus("text=文书 >> nth=-1")
        follow(handler, "Enter")
        assert "投诉调解书" in handler.inner_text("main")
        picture(handler, "desk-papers")
        handler.focus("button:has-text('制作'):has-text('投诉调解书')")
        follow(handler, "Enter")
        assert "刚制作" in handler.inner_text("#made")
        picture(handler, "desk-paper-made")
        code = handler.inner_text("#made a.code")
        visitor = opened(viewport=DESKTOP)
        visitor.goto(f"/v/{code}")
        picture(visitor, "paper-verified")
        assert "投诉调解书" in visitor.inner_text("main")
        handler.goto(f"/desk/c/{number}")

    make(handler, "x", outcome="settled")
    picture(handler, "desk-closed")

    case = Case.objects.get(number=number)
    assert (case.stage, case.is_open) == ("closed", False)
    names = list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("name", flat=True))
    assert [name for name in names if name != "letter.made"][-3:] == [
        "mediation.started",
        "mediation.agreed",
        "case.closed",
    ]
    assert "已办结，没有运行的期限" in handler.inner_text(".case-head")
