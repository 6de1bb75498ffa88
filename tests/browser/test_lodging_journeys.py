"""Lodging as people do it: on a phone with a photo, without JavaScript, by keyboard in large text, with a lost connection."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from redress.queries import survey
from redress.store.models import Case, CaseEvent, Upload
from tests.browser.conftest import PHONE, picture, until
from tests.world import World

STORY = "8月20日在城东的悦动健身办了年卡3800元，现在关门了，电话打不通。"


def photo(folder: Path) -> str:
    path = folder / "小票.jpg"
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    Image.effect_noise((3200, 2400), 60).convert("RGB").save(path, quality=95, exif=exif)
    return str(path)


def go_on(page: Any) -> None:
    page.click("form#lodge-form .btn-primary")


def fill_all(page: Any, *, name: str = "何小雨") -> None:
    page.goto("/")
    page.fill("#narrative", STORY)
    go_on(page)
    page.fill("#trader_name", "悦动健身（城东店）")
    go_on(page)
    page.fill("#amount", "3800")
    go_on(page)
    page.check("input[value=R11]")
    go_on(page)
    go_on(page)
    page.fill("#name", name)
    page.fill("#phone", "13900001234")
    go_on(page)


def test_lodge_by_phone_with_a_photo_then_follow_then_rate(
    house: World, opened: Callable[..., Any], tmp_path: Path
) -> None:
    page = opened()
    fill_all(page)
    page.click("text=修改 >> nth=4")
    path = photo(tmp_path)
    page.set_input_files("#photos", path)
    limit = Path(path).stat().st_size / 2
    until(
        page,
        f"document.getElementById('photos').files[0].size < {limit} && !document.querySelector('.bar .btn-primary').disabled",
    )
    go_on(page)
    picture(page, "journey-check")
    page.click("form[data-draft-send] .btn-primary")
    picture(page, "journey-done")
    number = page.inner_text("[data-receipt=number]")
    with page.expect_download() as saved:
        page.click("[data-picture]")

    assert saved.value.suggested_filename == f"{number}.png"
    assert Upload.objects.get(case__number=number).size < limit
    assert page.evaluate("Object.keys(localStorage).length") == 0

    page.click("text=看进度")
    picture(page, "journey-follow")
    assert "我们已收到" in page.inner_text("h1")
    page.click("summary:has-text('补充情况')")
    page.fill("textarea[name=narrative] >> visible=true", "店家今天又开门了。")
    page.click("button:has-text('提交') >> visible=true")
    assert "补充的情况收到了" in page.inner_text("#toasts")

    case_id = Case.objects.get(number=number).id
    house.move("desk", case_id, "dispatch", office="CD")
    house.move("east", case_id, "receive")
    house.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    house.move("east", case_id, "close", outcome="refused")
    page.reload()
    picture(page, "journey-closed")
    page.click("text=评价这次办理")
    page.click("label:has-text('不满意') >> nth=0")
    page.click("text=提交评价")
    assert "您的评价已记下" in page.inner_text("h1")
    assert page.url.endswith(f"/q/{survey.code_of(number)}")
    names = list(CaseEvent.objects.filter(case_id=case_id).order_by("seq").values_list("name", flat=True))
    assert names[-2:] == ["survey.answered", "handling.challenged"]


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


def test_lodging_by_keyboard_alone_in_large_text(house: World, opened: Callable[..., Any]) -> None:
    page = opened(viewport=PHONE, cookies={"large": "1"})
    page.goto("/")
    keys = page.keyboard

    def to(selector: str) -> None:
        for _tab in range(60):
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    def press_next() -> None:
        to("form#lodge-form .btn-primary")
        box = page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect(); return [b.top, b.bottom, innerHeight]; })()"
        )
        assert box[0] >= 0
        assert box[1] <= box[2] + 1
        with page.expect_navigation():
            keys.press("Enter")

    to("#narrative")
    keys.insert_text(STORY)
    press_next()
    to("#trader_name")
    keys.insert_text("悦动健身")
    press_next()
    to("#amount")
    keys.insert_text("3800")
    press_next()
    to("input[value=R11]")
    keys.press("Space")
    press_next()
    press_next()
    to("#name")
    keys.insert_text("何小雨")
    to("#phone")
    keys.insert_text("13900001234")
    press_next()
    picture(page, "keyboard-large-check")
    press_next()

    assert page.locator("[data-receipt=code]").inner_text().isalnum()
    picture(page, "keyboard-large-done")


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


def test_lodging_in_english(house: World, opened: Callable[..., Any]) -> None:
    page = opened()
    page.goto("/")
    page.click("text=English")
    page.fill("#narrative", "I bought a yearly pass; the gym has closed.")
    go_on(page)
    page.fill("#trader_name", "Yuedong Gym")
    go_on(page)
    page.fill("#amount", "3800")
    go_on(page)
    page.check("input[value=R02]")
    go_on(page)
    go_on(page)
    page.fill("#name", "Ann")
    page.fill("#phone", "1390000123")
    go_on(page)
    assert "A mobile number has 11 digits; you gave 10" in page.inner_text("#errors")
    page.fill("#phone", "13900001234")
    go_on(page)
    picture(page, "english-check")
    page.click("form[data-draft-send] .btn-primary")
    picture(page, "english-done")

    assert "We have received it" in page.inner_text("h1")
    assert "By Thu 10 September" in page.inner_text(".next-steps")
