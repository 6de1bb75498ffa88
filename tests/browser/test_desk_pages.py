"""The desk in a real browser: its keys, its drawer, many cases at once, views, and a lost connection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from redress.law.standing import ZONE
from redress.operations import supervision
from redress.store.models import Case, SavedView
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.desk import follow, panel, propose, sign_in
from tests.world import World

LATE = dt.datetime(2026, 8, 10, 10, 0, tzinfo=ZONE)


@pytest.fixture
def city(house: World) -> dict[str, str]:
    """A late case, one with a proposed link, one that waits."""
    late = Case.objects.get(id=house.assigned(at=LATE))
    linked = Case.objects.get(id=house.assigned(narrative="又打来一次，健身房的事还没有人管。" + "长" * 5000))
    waiting = Case.objects.get(id=house.lodge(narrative="还没分派的一件，商家不退款。", area="990181001"))
    propose(house, linked.number)
    supervision.sweep(at=dt.datetime(2026, 8, 31, 9, 0, tzinfo=ZONE))
    return {"late": late.number, "linked": linked.number, "waiting": waiting.number}


def test_the_keys_walk_the_list_tick_search_and_explain_themselves(
    house: World, city: dict[str, str], opened: Callable[..., Any]
) -> None:
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto("/desk/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert (
        page.evaluate(
            "[...document.querySelectorAll('[data-list] tbody tr')].findIndex((r) => r.matches('.is-here'))"
        )
        == 1
    )
    page.keyboard.press("k")
    page.keyboard.press("Space")
    assert "已勾选 1" in page.inner_text(".bulk")
    page.keyboard.press("?")
    assert "受理" in page.inner_text("#keys")
    picture(page, "desk-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    follow(page, "Enter")
    assert page.url.endswith(f"/desk/c/{city['late']}")


def test_single_letters_can_be_switched_off(house: World, city: dict[str, str], opened: Callable[..., Any]) -> None:
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto(f"/desk/c/{city['late']}")
    page.keyboard.press("?")
    page.check("[data-keys-off]")
    page.keyboard.press("Escape")

    page.keyboard.press("a")
    page.wait_for_timeout(300)

    assert page.query_selector("#move-panel form") is None
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert page.query_selector("#move-panel form") is None


def test_a_drawer_gives_the_list_back_when_it_is_closed(
    house: World, city: dict[str, str], opened: Callable[..., Any]
) -> None:
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto("/desk/")
    page.keyboard.press("j")
    panel(page, "r")
    picture(page, "desk-drawer")

    page.keyboard.press("Escape")

    assert page.query_selector("#drawer[open]") is None
    assert page.evaluate("document.activeElement.closest('tr').matches('.is-here')")


def test_bulk_dispatch_by_mouse_with_its_preview(
    house: World, city: dict[str, str], opened: Callable[..., Any]
) -> None:
    second = Case.objects.get(id=house.lodge(narrative="第二件待分派，商家不退款。"))
    page = opened(viewport=DESKTOP)
    sign_in(page, "desk")
    page.goto("/desk/?due=waiting")
    page.check("[data-all]")
    page.click("button[name=move][value=dispatch]")
    picture(page, "desk-bulk-preview")
    page.select_option(f"[name='office:{city['waiting']}']", "CD")
    page.click("button:has-text('确认分派勾选的件')")
    picture(page, "desk-bulk-done")

    said = page.inner_text("main")
    assert "办成 1 件，没办成 1 件" in said
    assert Case.objects.get(number=city["waiting"]).stage == "dispatched"
    assert Case.objects.get(id=second.id).stage == "received"


def test_a_filter_is_kept_as_a_view(house: World, city: dict[str, str], opened: Callable[..., Any]) -> None:
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto("/desk/?due=late")
    page.click(".filters > summary")
    page.fill("#view-name", "超期的")
    page.click(".view-form button")

    assert page.inner_text(".views a[aria-current]") == "超期的"
    assert SavedView.objects.get().query == "due=late"


def test_a_lost_connection_loses_no_word_of_the_caller(
    house: World, city: dict[str, str], opened: Callable[..., Any]
) -> None:
    page = opened(viewport=DESKTOP)
    sign_in(page, "desk")
    page.goto("/desk/new")
    page.context.set_offline(True)
    page.fill("#e-narrative", "断线时说的话也要留住。")
    until(page, "document.querySelector('[data-kept]').innerText.includes('先存在这台电脑上')", seconds=15)

    page.context.set_offline(False)
    until(page, "document.querySelector('[data-kept]').innerText.includes('草稿已保存')", seconds=15)
    page.goto("/desk/new")

    assert "断线时说的话也要留住" in page.inner_text(".waiting")
    page.click(".waiting a")
    assert page.input_value("#e-narrative") == "断线时说的话也要留住。"
