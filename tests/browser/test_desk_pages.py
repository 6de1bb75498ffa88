"""Every page of the desk in a real browser: axe in light, dark and large text, on the phone and at 320 pixels; its keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from redress.law.standing import ZONE
from redress.operations import supervision
from redress.store.models import Case, SavedView
from tests.browser.conftest import DESKTOP, PHONE, picture, small_targets, too_wide, unlabelled, until
from tests.browser.desk import follow, panel, propose, sign_in
from tests.world import World

LATE = dt.datetime(2026, 8, 10, 10, 0, tzinfo=ZONE)
LOOKS = {
    "light": ({}, DESKTOP), "dark": ({"theme": "dark"}, DESKTOP), "large": ({"large": "1"}, DESKTOP), "phone": ({}, PHONE),
    "phone-dark": ({"theme": "dark"}, PHONE), "narrow": ({}, {"width": 320, "height": 640}),
    "english": ({"lang": "en"}, DESKTOP),
}  # fmt: skip


@pytest.fixture
def city(house: World) -> dict[str, str]:
    """A late case, one with a proposed link, one that waits."""
    late = Case.objects.get(id=house.assigned(at=LATE))
    linked = Case.objects.get(id=house.assigned(narrative="又打来一次，健身房的事还没有人管。" + "长" * 5000))
    waiting = Case.objects.get(id=house.lodge(narrative="还没分派的一件，商家不退款。", area="990181001"))
    propose(house, linked.number)
    supervision.sweep(at=dt.datetime(2026, 8, 31, 9, 0, tzinfo=ZONE))
    return {"late": late.number, "linked": linked.number, "waiting": waiting.number}


def pages(city: dict[str, str]) -> list[tuple[str, str]]:
    return [
        ("east", "/desk/"), ("east", "/desk/?due=near"), ("east", f"/desk/c/{city['linked']}"),
        ("east", f"/desk/c/{city['late']}/m/refuse"), ("east", f"/desk/c/{city['late']}/m/classify"),
        ("east", f"/desk/c/{city['late']}/m/add_evidence"), ("east", f"/desk/c/{city['linked']}/with/{city['late']}"),
        ("desk", "/desk/new"), ("desk", f"/desk/new/done/{city['waiting']}"), ("desk", "/desk/search?q=健身"), ("desk", "/desk/search"),
        ("desk", f"/desk/c/{city['waiting']}/m/dispatch"), ("desk", f"/desk/c/{city['waiting']}/competence"),
        ("desk", "/desk/national"), ("desk", "/desk/classes"), ("desk", "/desk/classes?q=jsf"), ("chief", "/desk/board"),
        ("chief", f"/desk/c/{city['late']}/m/order"),
    ]  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_of_the_desk_has_a_fault(
    house: World, city: dict[str, str], opened: Callable[..., Any], axe: Callable[[Any], list[str]], look: str
) -> None:
    cookies, viewport = LOOKS[look]
    wrong: dict[str, list[str]] = {}
    people: dict[str, Any] = {}

    for username, address in pages(city):
        page = people.get(username)
        if page is None:
            page = people[username] = opened(viewport=viewport, cookies=cookies)
            sign_in(page, username)
            page.context.add_cookies(
                [{"name": name, "value": value, "url": house.address} for name, value in cookies.items()]  # type: ignore[attr-defined]
            )
        page.goto(address)
        wide = too_wide(page)
        found = [*axe(page), *([f"too wide: {wide}"] if wide else []), *small_targets(page), *unlabelled(page)]
        if found:
            wrong[address] = found
        name = address.partition("?")[0].replace("/desk", "").strip("/").replace("/", "-") or "list"
        for label, number in city.items():
            name = name.replace(number, label)
        picture(page, f"desk-{look}-{name}")

    assert not wrong, "\n".join(f"{address}: {fault}" for address, faults in wrong.items() for fault in faults)


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
