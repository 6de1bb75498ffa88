"""What the journeys of the desk share: signing in, a move by its letter, waiting for what htmx brings."""

from __future__ import annotations

from typing import Any

from redress.operations import triage
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.store.models import Case
from tests.browser.conftest import until
from tests.world import PASSWORD, World


def sign_in(page: Any, username: str) -> None:
    """Sign in as somebody of the little house."""
    page.goto("/in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    follow(page, "Enter")


def panel(page: Any, letter: str) -> None:
    """Press a move's letter and wait for its form."""
    page.keyboard.press(letter)
    until(page, "!!document.querySelector('#move-panel form#move-form, #drawer[open] form#move-form')")


def follow(page: Any, key: str) -> None:
    """Press a key that leads to another page and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def send(page: Any) -> None:
    """Send the open form by keyboard and wait for the page that follows."""
    follow(page, "Control+Enter")


def make(page: Any, letter: str, **fields: str) -> None:
    """Make a move by its letter: fill its fields by name, send it by keyboard."""
    panel(page, letter)
    for name, value in fields.items():
        scope = "#drawer[open]" if page.query_selector("#drawer[open]") else "#move-panel"
        radio = page.query_selector(f"{scope} input[type=radio][name={name}][value='{value}']")
        if radio is not None:
            radio.focus()
            page.keyboard.press("Space")
        elif page.query_selector(f"{scope} select[name={name}]"):
            page.select_option(f"{scope} select[name={name}]", value)
        else:
            page.fill(f"{scope} [name={name}]", value)
    send(page)


def propose(house: World, number: str) -> None:
    """Let the house propose what the exact keys say, as the worker does seconds after the registration."""
    case_id = Case.objects.get(number=number).id
    record(
        moves=[
            Advance(case_id, "propose_link", {"other_case": one.other, "link_kind": one.kind, "reasons": one.reasons})
            for one in triage.proposals(case_id)
        ],
        by=house.actors["system"],
        at=house.at,
    )


def toast(page: Any) -> str:
    """Return what the page says was done."""
    return str(page.inner_text("#toasts"))
