"""Lodging without JavaScript, with a lost connection, and from one day to another: nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redress.store.models import Upload
from tests.browser.conftest import picture
from tests.browser.lodging import STORY, fill_all, go_on, photo
from tests.world import World


def test_lodging_works_without_javascript(house: World, opened: Callable[..., Any], tmp_path: Path) -> None:
    page = opened(java_script=False)
    fill_all(page)
    page.goto("/lodge/photos")
    page.set_input_files("#photos", photo(tmp_path))
    page.click("text=上传并再选")
    assert page.locator(".shots img").count() == 1
    page.goto("/lodge/check")
    page.click("main form .btn-primary")

    assert re.fullmatch(r"JL-2026-\d{6}", page.inner_text("[data-receipt=number]"))
    assert Upload.objects.get().case is not None
    assert not page.locator("text=存为图片").is_visible()


def test_a_lost_connection_loses_nothing_that_was_typed(house: World, opened: Callable[..., Any]) -> None:
    page = opened()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.goto("/lodge/what")
    page.fill("#narrative", STORY)
    page.wait_for_timeout(600)
    page.context.set_offline(True)
    go_on(page)
    page.wait_for_selector("text=现在没有网络")
    picture(page, "offline")
    page.context.set_offline(False)
    page.click("text=回到填写")

    assert page.input_value("#narrative") == STORY


def test_a_draft_left_for_another_day_comes_back_and_can_be_cleared(house: World, opened: Callable[..., Any]) -> None:
    page = opened()
    page.goto("/lodge/what")
    page.fill("#narrative", STORY)
    page.wait_for_timeout(600)
    page.context.clear_cookies()
    page.goto("/lodge/what")

    assert page.input_value("#narrative") == STORY
    page.click("text=不填了，清空")
    page.goto("/lodge/what")
    assert page.input_value("#narrative") == ""
    assert page.evaluate("Object.keys(localStorage).length") == 0
