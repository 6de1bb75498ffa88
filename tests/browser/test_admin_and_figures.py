"""Administration, figures, papers and tour in a real browser: axe finds nothing in light and dark, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redress.store.models import Case
from tests.browser.conftest import DESKTOP, PHONE, picture, too_wide, unlabelled
from tests.world import PASSWORD, World

ADMIN = (
    "/admin/people", "/admin/offices", "/admin/offices/CD", "/admin/rules", "/admin/rules/acceptance_decision?start=2026-09-01",
    "/admin/calendar", "/admin/procedures", "/admin/procedures/complaint", "/admin/forms", "/admin/classes", "/admin/profiles",
    "/admin/journal",
)  # fmt: skip


def _sign_in(page: Any, username: str) -> None:
    page.goto("/in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda address: not address.endswith("/in"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_administration_figures_and_papers(
    house: World, opened: Callable[..., Any], axe: Callable[[Any], list[str]], theme: str
) -> None:
    number = Case.objects.get(id=house.assigned()).number
    found = []
    for username, addresses in (
        ("admin", ADMIN),
        ("east", ("/board/", "/board/received/cases", f"/desk/c/{number}/papers", "/open/")),
    ):
        page = opened(viewport=DESKTOP)
        _sign_in(page, username)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": house.address}])  # type: ignore[attr-defined]
        for address in addresses:
            page.goto(address)
            found += [f"{address}: {line}" for line in (*axe(page), *unlabelled(page))]
    assert found == []


def test_nothing_scrolls_sideways_on_a_phone(house: World, opened: Callable[..., Any]) -> None:
    page = opened(viewport=PHONE)
    _sign_in(page, "admin")
    wide = {}
    for address in (*ADMIN, "/open/"):
        page.goto(address)
        if fault := too_wide(page):
            wide[address] = fault
        if address in ("/admin/calendar", "/admin/procedures/complaint", "/open/"):
            picture(page, f"phone-{address.strip('/').replace('/', '-')}")
    assert wide == {}
