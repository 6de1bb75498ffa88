"""Every page that a person can open, in a real browser: axe in light and dark, large text, the phone, 320 pixels, English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from redress.store.models import Person
from tests.browser import walk
from tests.browser.conftest import DESKTOP, PHONE, picture, small_targets, too_wide, unlabelled
from tests.world import World

NARROW = {"width": 320, "height": 640}
LARGE_TARGET = 44
CHINESE_UI = ("查看", "提交", "保存", "返回", "下一步", "到期", "办理", "编号", "请选择")


@pytest.fixture
def city(house: World, settings: Any) -> dict[str, str]:
    made = walk.make_city(house, settings)
    Person.objects.filter(username="auditor").update(must_use_second_factor=True)
    return made


def shape(page: Any) -> list[str]:
    """List what is wrong with a page's order and heads: a focus order of its own, no or two main headings, no title."""
    found: list[str] = page.evaluate(
        """() => [
          ...[...document.querySelectorAll("[tabindex]")].filter((one) => one.tabIndex > 0).map((one) => "tabindex " + one.outerHTML.slice(0, 80)),
          ...(document.querySelectorAll("h1").length === 1 ? [] : [`${document.querySelectorAll("h1").length} main headings`]),
          ...(document.title.trim() ? [] : ["no title"]),
          ...(document.documentElement.lang ? [] : ["no language"]),
          ...[...document.querySelectorAll("[aria-describedby], [aria-labelledby]")].flatMap((one) =>
            ((one.getAttribute("aria-describedby") || "") + " " + (one.getAttribute("aria-labelledby") || "")).split(/\\s+/)
              .filter((id) => id && !document.getElementById(id)).map((id) => "nothing has the id " + id)),
        ]"""
    )
    return found


def look_at_all(
    page_of: Any, visits: list[walk.Visit], faults: Callable[[Any], list[str]], *, pictures: str = ""
) -> dict[str, list[str]]:
    """Return what is wrong, by the name of the page."""
    wrong: dict[str, list[str]] = {}
    for visit in visits:
        page = page_of(visit)
        found = faults(page)
        if found:
            wrong[visit.name] = found
        if pictures and (visit.is_main or pictures in ("light", "dark")):
            picture(page, f"page-{visit.name}-{pictures}")
    return wrong


def told(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {fault}" for name, faults in wrong.items() for fault in faults)


def test_every_address_is_visited_or_left_out_with_its_reason(city: dict[str, str]) -> None:
    visited = {walk.route_of(visit) for visit in walk.visits(city)}
    known = {route for route in walk.routes() if not route.startswith(tuple(walk.LEFT_OUT))}
    exact = {route for route in walk.LEFT_OUT if route in set(walk.routes())}

    assert known - visited - exact == set()
    assert visited & exact == set()
    assert sum(visit.is_main for visit in walk.visits(city)) == 12


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    house: World, city: dict[str, str], opened: Callable[..., Any], axe: Callable[[Any], list[str]], theme: str
) -> None:
    page_of = walk.opener(opened, house, viewport=DESKTOP, cookies={"theme": theme})

    wrong = look_at_all(
        page_of,
        walk.visits(city),
        lambda page: [*axe(page), *unlabelled(page), *small_targets(page), *shape(page), *_wide(page)],
        pictures=theme,
    )

    assert not wrong, told(wrong)


def _wide(page: Any) -> list[str]:
    wide = too_wide(page)
    return [f"too wide: {wide}"] if wide else []


def test_every_page_fits_320_pixels_and_can_be_tapped(
    house: World, city: dict[str, str], opened: Callable[..., Any]
) -> None:
    page_of = walk.opener(opened, house, viewport=NARROW, cookies={})

    wrong = look_at_all(page_of, walk.visits(city), lambda page: [*_wide(page), *small_targets(page)])

    assert not wrong, told(wrong)


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (DESKTOP, "desktop"), (NARROW, "narrow")])
def test_the_twelve_main_pages_are_whole_in_large_text(
    house: World,
    city: dict[str, str],
    opened: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    size: dict[str, int],
    name: str,
) -> None:
    page_of = walk.opener(opened, house, viewport=size, cookies={"large": "1"})
    main = [visit for visit in walk.visits(city) if visit.is_main]

    def faults(page: Any) -> list[str]:
        least = LARGE_TARGET if not page.evaluate("document.documentElement.matches('.is-desk')") else 24
        return [*(axe(page) if name == "phone" else []), *_wide(page), *small_targets(page, least=least)]

    wrong = look_at_all(page_of, main, faults, pictures="" if name == "narrow" else f"large-{name}")

    assert not wrong, told(wrong)


def test_every_page_speaks_english_and_fits_the_phone(
    house: World, city: dict[str, str], opened: Callable[..., Any], axe: Callable[[Any], list[str]]
) -> None:
    page_of = walk.opener(opened, house, viewport=PHONE, cookies={"lang": "en"})

    def faults(page: Any) -> list[str]:
        words = re.split(r"\s+", page.evaluate("document.body.innerText"))
        left = [word for word in words if word in CHINESE_UI]
        language = page.evaluate("document.documentElement.lang")
        return [
            *_wide(page),
            *[f"not in English: {word}" for word in left],
            *([] if language == "en" else [language]),
        ]

    wrong = look_at_all(page_of, walk.visits(city), faults, pictures="english")

    assert not wrong, told(wrong)
