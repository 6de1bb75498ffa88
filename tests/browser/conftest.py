"""A real Chromium on the real pages: the house of tests served on a port, axe at hand, screenshots kept.

Needs Debian's chromium and a Chinese font (fonts-wqy-microhei or fonts-noto-cjk); without them the tests say so and
are skipped. Run with `make test-all`, or `pytest -m browser tests/browser`.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from redress.queries import known_traders
from redress.web import assets, limits
from tests.world import World

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the tests
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = Path(__file__).resolve().parents[1] / "artefacts"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 768}
TODAY = dt.date(2026, 8, 31)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that the quick run leaves it out."""
    for item in items:
        if Path(__file__).parent in Path(str(item.fspath)).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all tests."""
    path = os.environ.get("REDRESS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-wqy-microhei")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def house(real_world: World, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[World]:
    """The little house of the tests, served; `house.address` is where."""
    settings.REDRESS_TODAY = TODAY
    settings.REDRESS_DATA = tmp_path
    limits.forget()
    known_traders.forget()
    real_world.address = live_server.url  # type: ignore[attr-defined]
    yield real_world
    limits.forget()


@pytest.fixture
def opened(chromium: Any, house: World) -> Iterator[Callable[..., Any]]:
    """Open a page: `opened(viewport=…, cookies={"theme": "dark"}, java_script=False)`. Errors in its console fail the test."""
    contexts: list[Any] = []
    problems: list[str] = []

    def open_page(
        *, viewport: dict[str, int] = PHONE, cookies: dict[str, str] | None = None, java_script: bool = True
    ) -> Any:
        context = chromium.new_context(
            viewport=viewport, java_script_enabled=java_script, base_url=house.address, locale="zh-CN",  # type: ignore[attr-defined]
            has_touch=viewport["width"] < 600, service_workers="allow" if java_script else "block",
        )  # fmt: skip
        context.add_cookies(
            [{"name": name, "value": value, "url": house.address} for name, value in (cookies or {}).items()]  # type: ignore[attr-defined]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}")
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        contexts.append(context)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The axe library, fetched with the other assets."""
    path = assets.VENDOR / "axe.js"
    if not path.is_file():
        pytest.skip("axe is not here: python -m redress.web.assets")
    return path.read_text("utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Any], list[str]]:
    """Return what axe (WCAG 2.2 A and AA) finds wrong on a page, one line a fault."""

    def run(page: Any) -> list[str]:
        page.evaluate(axe_source)
        found = page.evaluate(
            "async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})).violations",
            RULES,
        )
        return [
            f"{fault['id']}: {node['target'][0]} — {node['failureSummary'].splitlines()[-1].strip()}"
            for fault in found
            for node in fault["nodes"]
        ]

    return run


def picture(page: Any, name: str) -> None:
    """Keep a screenshot among the artefacts."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


def until(page: Any, condition: str, *, seconds: float = 10.0) -> None:
    """Wait until a condition holds in the page (Playwright's own waiting needs eval, which the pages forbid)."""
    last = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < last, f"not within {seconds} s: {condition}"
        page.wait_for_timeout(50)


def too_wide(page: Any) -> str:
    """Say which element makes a page scroll sideways; empty when none does."""
    return str(
        page.evaluate(
            """() => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return "";
              for (const one of document.querySelectorAll("body *")) {
                const box = one.getBoundingClientRect();
                if (box.right <= width + 1 || getComputedStyle(one).position === "absolute") continue;
                let held = one.parentElement;
                while (held && !["auto", "scroll", "hidden"].includes(getComputedStyle(held).overflowX)) held = held.parentElement;
                if (!held || held === document.body) return one.outerHTML.slice(0, 200);
              }
              return "something";
            }"""
        )
    )


def small_targets(page: Any, *, least: int = 24) -> list[str]:
    """List what can be tapped and is smaller than `least` pixels (links inside a sentence are exempt: WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
          .filter((one) => one.checkVisibility() && !one.closest(".unseen, .skip"))
          .filter((one) => !(one.tagName === "A" && getComputedStyle(one).display === "inline"))
          .map((one) => (one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") || one : one))
          .filter((one) => { const box = one.getBoundingClientRect(); return box.width < least || box.height < least; })
          .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
          .map(([html, box]) => `${html} ${Math.round(box.width)}×${Math.round(box.height)}`)""",
        least,
    )
    return found


def unlabelled(page: Any) -> list[str]:
    """List the fields that have no name for a screen reader."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
          .filter((one) => one.checkVisibility())
          .filter((one) => !(one.labels && one.labels.length) && !one.hasAttribute("aria-label"))
          .filter((one) => !one.hasAttribute("aria-labelledby") && !one.innerText?.trim())
          .map((one) => one.outerHTML.slice(0, 160))"""
    )
    return found
