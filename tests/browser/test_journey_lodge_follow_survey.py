"""By phone with a photo: lodge, follow, add what was forgotten, and rate the handling after it was closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from redress.queries import survey
from redress.store.models import Case, CaseEvent, Upload
from tests.browser.conftest import picture, until
from tests.browser.lodging import fill_all, go_on, photo
from tests.world import World


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
    assert names[-2:] == ["survey.answered", "review.asked"]
