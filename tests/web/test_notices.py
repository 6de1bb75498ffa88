"""Public notices: kept by administration, read by everybody, shown to whoever writes about the like before he sends."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from redress.operations import public_notices as verbs
from redress.operations import settings_journal
from redress.operations.refusals import Wrong
from redress.queries import public_notices, settings_log
from redress.store.models import Case, SettingEvent
from tests.web.conftest import ANSWERS, TODAY, answer, signed_in, text_of
from tests.world import PASSWORD, World

NOTICE = {
    "kind": "closure", "zh": "悦动健身各店已停业", "text_zh": "预付卡持有人可以登记债权。", "en": "", "text_en": "",
    "starts_on": "2026-08-25", "ends_on": "", "office": "CD", "subject_class": "", "trader": "悦动健身有限公司", "basis": "商家8月24日公告",
}  # fmt: skip


def publish(world: World, **changes: str) -> int:
    return verbs.publish(given={**NOTICE, **changes}, by=world.actors["admin"], at=world.at)


def post(username: str, address: str = "/admin/notices", **changes: str) -> Any:
    return signed_in(username).post(address, {**NOTICE, **changes})


# -- administration


def test_an_administrator_publishes_and_the_change_is_in_the_journal(world: World) -> None:
    response = post("admin")

    assert response.status_code == 302
    assert settings_log.newest(count=1)[0]["name"] == "public_notice.published"
    assert settings_journal.verify() == ()
    assert "悦动健身各店已停业" in text_of(Client().get("/"))
    assert "悦动健身各店已停业" in text_of(Client().get("/open/"))
    page = text_of(Client().get("/notices/1"))
    assert "悦动健身有限公司" in page
    assert "商家8月24日公告" in page
    assert "城东分局" in page


@pytest.mark.parametrize("who", ["desk", "east", "chief", "auditor"])
def test_no_other_role_publishes_or_looks_at_the_form(world: World, who: str) -> None:
    assert post(who).status_code == 403
    assert signed_in(who).get("/admin/notices").status_code == 403
    assert not SettingEvent.objects.filter(name__startswith="public_notice").exists()


def test_a_visitor_is_sent_to_sign_in_and_finds_what_he_typed_again(world: World) -> None:
    client = Client()
    response = client.post("/admin/notices", {**NOTICE, "_page": "/admin/notices"})

    wanted = parse_qs(urlsplit(response["Location"]).query)["next"][0]
    back = client.post("/in", {"username": "admin", "password": PASSWORD, "next": wanted}, follow=True)

    assert "悦动健身各店已停业" in back.content.decode()
    assert not SettingEvent.objects.filter(name__startswith="public_notice").exists()


def test_every_fault_is_said_at_once_beside_its_field_and_all_is_kept(world: World) -> None:
    response = post("admin", zh="", starts_on="bald", ends_on="2026-13-01", basis="", kind="x")

    page = response.content.decode()
    assert response.status_code == 422
    assert "有 5 处需要改正" in text_of(response)
    for name in ("kind", "zh", "starts_on", "ends_on", "basis"):
        assert f'id="{name}-error"' in page
        assert f'href="#{name}"' in page
    assert 'value="bald"' in page
    assert "预付卡持有人可以登记债权。" in page
    assert 'value="悦动健身有限公司"' in page
    assert not SettingEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ends_on": "2026-08-01"}, "/ends_on"),
        ({"trader": "一家店", "basis": ""}, "/basis"),
        ({"office": "NOPE"}, "/office"),
        ({"subject_class": "Q99"}, "/subject_class"),
        ({"zh": "长" * 81}, "/zh"),
        ({"text_zh": " \0 "}, "/text_zh"),
    ],
)
def test_what_is_wrong_is_refused_by_its_field(world: World, changes: dict[str, str], where: str) -> None:
    with pytest.raises(Wrong) as refused:
        publish(world, **changes)

    assert [fault.where for fault in refused.value.faults] == [where]


def test_a_notice_is_corrected_withdrawn_and_then_no_more(world: World) -> None:
    number = publish(world)
    address = f"/admin/notices/{number}"

    assert post("admin", address, zh="悦动健身三家店已停业").status_code == 302
    assert post("admin", address, zh="悦动健身三家店已停业").status_code == 302  # nothing new: nothing written
    assert "三家店" in text_of(Client().get(f"/notices/{number}"))
    assert signed_in("admin").post(address, {"verb": "withdraw"}).status_code == 302
    assert Client().get(f"/notices/{number}").status_code == 404
    assert post("admin", address).status_code == 409
    assert signed_in("admin").post(address, {"verb": "withdraw"}).status_code == 409
    names = (
        SettingEvent.objects.filter(name__startswith="public_notice").order_by("seq").values_list("name", flat=True)
    )
    assert [name.partition(".")[2] for name in names] == ["published", "changed", "withdrawn"]
    assert signed_in("admin").get("/admin/notices/77").status_code == 404


# -- everybody


def test_only_what_is_in_force_today_is_public(world: World) -> None:
    later = publish(world, zh="以后才公布的一条", starts_on="2026-09-01")
    over = publish(world, zh="已经到期的一条", ends_on="2026-08-30")
    last = publish(world, zh="今天最后一天的一条", ends_on="2026-08-31")

    listed = text_of(Client().get("/notices/"))

    assert "今天最后一天的一条" in listed
    assert "以后才公布" not in listed
    assert "已经到期" not in listed
    assert [Client().get(f"/notices/{one}").status_code for one in (later, over, last)] == [404, 404, 200]


def test_without_notices_the_list_says_so_and_the_home_page_has_no_empty_section(world: World) -> None:
    assert "现在没有公示" in text_of(Client().get("/notices/"))
    assert 'id="notices-title"' not in Client().get("/").content.decode()


def test_hostile_words_are_shown_as_words(world: World) -> None:
    number = publish(world, zh="<script>alert(1)</script>", text_zh='"><img src=x onerror=alert(1)>\u202e')

    for address in ("/", f"/notices/{number}", "/notices/"):
        assert "<script>alert(1)" not in Client().get(address).content.decode()
        assert "<img src=x" not in Client().get(address).content.decode()


# -- before sending


def test_a_notice_about_the_trader_is_shown_before_sending_and_blocks_nothing(world: World, visitor: Client) -> None:
    number = publish(world)
    answer(visitor)

    page = visitor.get("/lodge/check").content.decode()
    sent = visitor.post("/lodge/check")

    assert "已有相关公示，可以先看一看" in page
    assert f'href="/notices/{number}" target="_blank"' in page
    assert "说的是同一家" in page
    assert sent.status_code == 302
    assert sent["Location"] == "/lodge/done"
    assert Case.objects.count() == 1


def test_nothing_like_it_nothing_shown(world: World, visitor: Client) -> None:
    publish(world, zh="防范电信诈骗宣传周活动安排", trader="", basis="", text_zh="请转发。")
    answer(visitor)

    assert "已有相关公示" not in visitor.get("/lodge/check").content.decode()


def test_what_is_shown_before_sending_holds_nothing_of_other_appeals(world: World, visitor: Client) -> None:
    publish(world)
    world.lodge(narrative="悦动健身老板电话13812345678，身份证在我手里。")
    answer(visitor)

    page = text_of(visitor.get("/lodge/check"))

    assert "13812345678" not in page
    assert "身份证" not in page


@pytest.mark.parametrize(
    ("notice", "narrative", "traders", "reason"),
    [
        ({}, "我在悦动健身办了年卡", (), "trader"),
        ({}, "办了年卡", ("悦动健身（城东店）",), "trader"),
        ({"trader": "建宁乐体体育有限公司、乐体游泳馆"}, "在乐体游泳馆办了卡", (), "trader"),
        ({"trader": "建宁乐体体育有限公司、"}, "在别的游泳馆办了卡", (), None),
        ({"trader": "", "basis": "", "zh": "预付卡健身房停业跑路"}, "健身房停业了，预付卡里的钱不退", (), "words"),
        (
            {"trader": "", "basis": "", "zh": "夏季安全", "subject_class": "S04"},
            "在健身房办卡，说关门就关门",
            (),
            "class",
        ),
        ({"trader": "", "basis": "", "zh": "关于消费提示的公告"}, "关于消费的投诉，提示不清楚", (), None),
        ({"trader": "店", "basis": "x", "zh": "甲"}, "这家店不退款", ("那家店",), None),
        ({}, "", (), None),
    ],
)
def test_a_notice_resembles_by_trader_by_words_or_by_class_and_says_which(
    world: World, notice: dict[str, str], narrative: str, traders: tuple[str, ...], reason: str | None
) -> None:
    publish(world, **notice)

    found = public_notices.resembling(narrative=narrative, traders=traders, today=TODAY)

    assert [one.reason for one in found] == ([reason] if reason else [])


def test_the_same_trader_comes_before_the_like_and_three_are_enough(world: World) -> None:
    for n in range(4):
        publish(world, zh=f"第{n}条停业跑路预付卡", trader="", basis="", starts_on="2026-08-30")
    publish(world)

    found = public_notices.resembling(
        narrative="悦动健身停业跑路，预付卡不退", traders=(), today=dt.date(2026, 8, 31)
    )

    assert [one.reason for one in found] == ["trader", "words", "words"]


def test_a_draft_without_a_name_of_a_trader_still_gets_its_check_page(world: World, visitor: Client) -> None:
    publish(world)
    answer(visitor, who={**ANSWERS["who"], "trader_name": "", "platform": ""})

    assert visitor.get("/lodge/check").status_code == 200
