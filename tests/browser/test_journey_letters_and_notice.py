"""One paper for many cases looked at and sent in one go; and a public notice that its readers meet before they send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from redress.gateways import letters
from redress.store.models import Case, Letter
from tests.browser.conftest import DESKTOP, picture, until
from tests.browser.desk import sign_in
from tests.browser.lodging import fill_all
from tests.world import World


@pytest.mark.skipif(not letters.has_font(), reason="no Chinese font is installed: apt-get install fonts-noto-cjk")
def test_many_papers_are_looked_at_and_sent_once(house: World, opened: Callable[..., Any]) -> None:
    for n in range(3):
        house.move("east", house.assigned(narrative=f"第{n}件，商家不退款，请帮助。"), "accept")
    house.assigned(narrative="还没有决定的一件，商家不退款。")
    page = opened(viewport=DESKTOP)
    sign_in(page, "east")
    page.goto("/desk/")

    page.check("[data-all]")
    page.click("button[name=move][value=letter]")
    picture(page, "desk-letters-choose")
    page.check("main input[value=acceptance]")
    page.click("main .panel .btn-primary")
    page.evaluate("document.querySelectorAll('.sheets img').forEach((one) => { one.loading = 'eager'; })")
    until(page, "[...document.querySelectorAll('.sheets img')].every((one) => one.complete && one.naturalWidth > 0)")
    picture(page, "desk-letters-preview")
    assert "这 1 件不能发" in page.inner_text("main")
    assert page.locator(".sheets input:checked").count() == 3
    page.uncheck(".sheets input >> nth=0")
    page.click(".sheets-do .btn-primary")
    picture(page, "desk-letters-sent")
    assert "发出 2 份，没发成 0 份" in page.inner_text("h1")

    page.reload()  # the browser sends the form again
    assert page.inner_text("main").count("刚才已经发过，没有再发一次") == 2
    assert Letter.objects.count() == 2


def test_a_notice_is_published_and_met_before_sending(house: World, opened: Callable[..., Any]) -> None:
    admin = opened(viewport=DESKTOP)
    sign_in(admin, "admin")
    admin.goto("/admin/notices")
    admin.click("details.more > summary")
    admin.select_option("#kind", "closure")
    admin.fill("#zh", "悦动健身各店已停业，请持卡人登记")
    admin.fill("#text_zh", "持卡人可以在9月30日前到市场监管所登记。")
    admin.fill("#trader", "悦动健身有限公司")
    admin.fill("#basis", "商家8月24日公告")
    admin.click("main form .btn-primary")
    picture(admin, "admin-notice")
    assert "公布中" in admin.inner_text("h1")

    page = opened()
    fill_all(page)
    picture(page, "lodge-check-notice")
    assert "悦动健身各店已停业" in page.inner_text("main")
    page.click("form[data-draft-send] .btn-primary")
    assert Case.objects.count() == 1
