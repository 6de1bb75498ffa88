"""From lodging to the close with nothing but keys: Tab, space, arrows, Enter and the letters of the moves; no mouse, no address typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redress.store.models import Case
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.lodging import STORY
from tests.world import PASSWORD, World


class Keys:
    """Somebody without a mouse: every step begins where the focus stands and must show where it is."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.keys = page, page.keyboard
        page.goto(address)

    def to(self, selector: str) -> None:
        """Tab until what is wanted has the focus, is in sight and shows it."""
        for _tab in range(90):
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                assert self.page.evaluate(SEEN), f"the focus on {selector} cannot be seen"
                return
            self.keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector} on {self.page.url}")

    def type(self, selector: str, text: str) -> None:
        """Go to a field and type."""
        self.to(selector)
        self.keys.insert_text(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        """Go to a button or link, press it, and wait for the page that follows."""
        self.to(selector)
        with self.page.expect_navigation():
            self.keys.press(key)

    def move(self, letter: str) -> None:
        """Open a move by its letter; the focus must land in its form."""
        self.keys.press(letter)
        until(self.page, "!!document.activeElement.closest('#move-panel, #drawer[open]')")

    def send(self) -> None:
        """Send the open form."""
        with self.page.expect_navigation():
            self.keys.press("Control+Enter")


SEEN = """() => {
  const one = document.activeElement.matches("input[type=radio], input[type=checkbox]") ? document.activeElement.closest("label") || document.activeElement : document.activeElement;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return ring && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""
NEXT = "form#lodge-form .btn-primary"


def test_one_appeal_is_lodged_and_brought_to_its_close_without_a_mouse(
    house: World, opened: Callable[..., Any]
) -> None:
    person = Keys(opened(viewport=DESKTOP), "/")
    person.type("#narrative", STORY)
    person.press(NEXT)
    person.type("#trader_name", "悦动健身（城东店）")
    person.press(NEXT)
    person.type("#amount", "3800")
    person.press(NEXT)
    person.to("input[value=R11]")
    person.keys.press("Space")
    person.press(NEXT)
    person.press(NEXT)
    person.type("#name", "何小雨")
    person.type("#phone", "13900001234")
    person.press(NEXT)
    person.press("form[data-draft-send] .btn-primary")
    number = person.page.inner_text("[data-receipt=number]")
    picture(person.page, "keyboard-only-done")

    desk = Keys(opened(viewport=DESKTOP), "/in")
    _sign_in(desk, "desk")
    desk.keys.press("j")
    with desk.page.expect_navigation():
        desk.keys.press("Enter")
    assert number in desk.page.url
    desk.move("d")
    desk.to("#move-panel input[name=office], #move-panel select[name=office]")
    _choose(desk, "office", "CD")
    picture(desk.page, "keyboard-only-dispatch")
    desk.send()

    officer = Keys(opened(viewport=DESKTOP), "/in")
    _sign_in(officer, "east")
    officer.keys.press("j")
    officer.move("g")
    officer.send()
    officer.keys.press("j")
    with officer.page.expect_navigation():
        officer.keys.press("Enter")
    officer.move("a")
    officer.send()
    for party in ("complainant", "respondent"):
        officer.move("y")
        _choose(officer, "party", party)
        _choose(officer, "consent_means", "phone")
        officer.send()
    officer.move("m")
    _choose(officer, "mediation_mode", "phone")
    officer.type("#move-panel [name=mediator]", "王芳")
    officer.send()
    officer.move("s")
    _choose(officer, "agreement_form", "record")
    officer.type("#move-panel [name=agreement_terms]", "退还剩余费用3500元，9月15日前到账。")
    officer.type("#move-panel [name=recovered]", "3500")
    officer.send()
    officer.move("x")
    _choose(officer, "outcome", "settled")
    officer.send()
    picture(officer.page, "keyboard-only-closed")

    case = Case.objects.get(number=number)
    assert (case.stage, case.is_open) == ("closed", False)


def _sign_in(who: Keys, username: str) -> None:
    who.type("#username", username)
    who.type("#password", PASSWORD)
    with who.page.expect_navigation():
        who.keys.press("Enter")


def _choose(who: Keys, name: str, value: str) -> None:
    """Choose by arrows in a group of radios, or by arrows in a list."""
    scope = "#move-panel"
    if who.page.query_selector(f"{scope} input[type=radio][name={name}]"):
        who.to(f"{scope} input[type=radio][name={name}]")
        for _arrow in range(60):
            if who.page.evaluate("document.activeElement.value") == value:
                break
            who.keys.press("ArrowDown")
        who.keys.press("Space")
    else:
        who.to(f"{scope} select[name={name}]")
        for _arrow in range(60):
            if who.page.evaluate("document.activeElement.value") == value:
                break
            who.keys.press("ArrowDown")
    chosen = who.page.evaluate(
        "([scope, name]) => (document.querySelector(`${scope} input[name=${name}]:checked`) || document.querySelector(`${scope} select[name=${name}]`)).value",
        [scope, name],
    )
    assert chosen == value
