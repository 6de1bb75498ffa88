"""Lodging: one question a page, nothing lost, and a page that says what happens next by which day."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from redress.queries import lookups
from redress.store.models import AppealFacts, Case, Outbox, Upload
from redress.web import limits
from tests.web.conftest import ANSWERS, answer, lodge, text_of
from tests.world import World


def photo(name: str = "小票.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_a_consumer_lodges_without_javascript_and_is_told_number_code_and_three_dated_steps(visitor: Client) -> None:
    number, code = lodge(visitor)

    page = text_of(visitor.get("/lodge/done"))
    assert number in page
    assert len(code) == 8
    assert "9月1日（周二）前 有人接手" in page
    assert "9月10日（周四）前 告诉您是否受理" in page
    assert "11月9日（周一）前 如果受理，双方同意就调解" in page
    assert "《市场监督管理投诉举报处理办法》第15条" in page
    case = Case.objects.get(number=number)
    facts = AppealFacts.objects.get(case=case)
    origin = lookups.origin_of(case.id)
    assert (case.procedure, facts.channel, str(facts.amount), facts.remedy) == ("complaint", "C19", "3800.00", "R11")
    assert facts.purchased_on is not None
    assert facts.purchased_on.isoformat() == "2026-08-20"
    assert dict(origin.parties)["complainant"] == {"name": "何小雨", "phone": "13900001234", "address": "城东路1号"}
    assert dict(origin.parties)["respondent"]["name"] == "悦动健身（城东店）"


def test_the_answers_are_sent_once_however_often_one_taps(visitor: Client) -> None:
    answer(visitor)
    visitor.get("/lodge/check")
    before = visitor.session["lodging"]

    visitor.post("/lodge/check")
    session = visitor.session
    session["lodging"] = before  # the second tap came before the first was answered
    session.save()
    visitor.post("/lodge/check")

    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("question", "given", "field", "words"),
    [
        ("what", {"narrative": "   "}, "narrative", "请写下发生了什么"),
        ("who", {"trader_name": "", "trader_address": ""}, "trader_name", "至少写一样"),
        ("who", {"trader_phone": "1234"}, "trader_phone", "电话号码不完整"),
        ("when", {"purchased_on": "2026-09-01"}, "purchased_on", "日期不能晚于今天，您填的是 2026-09-01"),
        ("when", {"purchased_on": "昨天"}, "purchased_on", "日期请写成"),
        ("when", {"amount": "三千"}, "amount", "金额请写数字"),
        ("wish", {"wishes": []}, "wishes", "请至少选一样"),
        ("contact", {"phone": "1390000123"}, "phone", "手机号应为 11 位，您填了 10 位"),
        ("contact", {"name": ""}, "name", "投诉要写真实姓名"),
    ],
)
def test_a_wrong_answer_is_told_beside_the_field_and_in_the_summary_and_nothing_is_lost(
    visitor: Client, question: str, given: dict[str, Any], field: str, words: str
) -> None:
    visitor.post("/lodge/wish", ANSWERS["wish"])
    posted = {**ANSWERS[question], **given}

    response = visitor.post(f"/lodge/{question}", posted)

    body = response.content.decode()
    assert response.status_code == 422
    assert text_of(response).count(words) == 2
    assert f'id="{field}-error"' in body
    assert 'id="errors" autofocus' in body
    for value in posted.values():
        for one in [value] if isinstance(value, str) else value:
            assert one.strip() == "" or re.sub("[, ]", "", one) in re.sub("[, ]", "", body)


def test_one_bad_file_loses_nothing_else(visitor: Client) -> None:
    answer(visitor)

    response = visitor.post(
        "/lodge/photos", {"files": [photo(), SimpleUploadedFile("假.jpg", b"no photo"), photo("合同.jpg")]}
    )

    page = text_of(response)
    assert response.status_code == 422
    assert "文件“假.jpg”不是照片" in page
    assert Upload.objects.count() == 2
    number, _code = lodge(visitor, photos={})
    assert Upload.objects.filter(case__number=number).count() == 2


def test_a_photo_of_the_draft_is_shown_to_its_browser_only_and_can_be_taken_out(visitor: Client) -> None:
    visitor.post("/lodge/photos", {"files": [photo()]})
    upload = Upload.objects.get()

    assert visitor.get(f"/lodge/photo/{upload.id}").status_code == 200
    assert Client().get(f"/lodge/photo/{upload.id}").status_code == 404
    visitor.post("/lodge/photos", {"drop": upload.id})
    assert visitor.get(f"/lodge/photo/{upload.id}").status_code == 404


def test_back_and_forth_keeps_every_answer_and_a_gap_leads_to_its_question(visitor: Client) -> None:
    visitor.post("/lodge/what", ANSWERS["what"])

    assert ANSWERS["what"]["narrative"] in visitor.get("/lodge/what").content.decode()
    assert ANSWERS["what"]["narrative"] in visitor.get("/").content.decode()
    assert visitor.get("/lodge/check")["Location"] == "/lodge/who"


def test_changing_one_answer_returns_to_the_check(visitor: Client) -> None:
    answer(visitor)
    visitor.get("/lodge/check")

    response = visitor.post("/lodge/when", {"purchased_on": "", "amount": "12.5"})

    assert response["Location"] == "/lodge/check"
    assert "12.50 元" in text_of(visitor.get("/lodge/check"))


def test_text_size_changes_in_the_middle_of_a_question_without_losing_a_word(visitor: Client) -> None:
    response = visitor.post("/lodge/what", {"narrative": "写到一半", "pref": "large:1"})

    assert response["Location"] == "/lodge/what"
    page = visitor.get("/lodge/what").content.decode()
    assert "写到一半" in page
    assert "is-large" in page


def test_a_mixed_appeal_becomes_two_linked_cases_and_a_tipoff_may_be_anonymous(visitor: Client) -> None:
    number, _code = lodge(visitor, wish={"wishes": ["R02", "tipoff"]})

    cases = {case.procedure: case for case in Case.objects.all()}
    assert set(cases) == {"complaint", "tipoff"}
    assert cases["complaint"].number == number
    assert cases["tipoff"].appeal_id == cases["complaint"].id
    other = Client()
    lodge(other, wish={"wishes": ["tipoff"]}, contact={"name": "", "phone": "", "address": ""})
    assert Case.objects.filter(procedure="tipoff").count() == 2


def test_number_and_code_are_texted_to_the_phone_of_the_appeal(visitor: Client) -> None:
    number, _code = lodge(visitor)

    waiting = Outbox.objects.get(kind="sms", topic="code")
    assert waiting.case is not None
    assert waiting.case.number == number
    assert bytes(waiting.sealed) == b""
    assert "尾号 1234" in text_of(visitor.get("/lodge/done"))


def test_the_draft_is_sealed_in_the_session_table_and_gone_after_sending(visitor: Client) -> None:
    answer(visitor)

    assert "何小雨" not in json.dumps(dict(visitor.session.items()), ensure_ascii=False)
    visitor.post("/lodge/check")
    assert "lodging" not in visitor.session
    visitor.post("/lodge/what", ANSWERS["what"])
    visitor.post("/lodge/drop")
    assert "lodging" not in visitor.session


def test_an_old_purchase_is_warned_of_but_may_be_sent(visitor: Client) -> None:
    answer(visitor, when={"purchased_on": "2022-01-01"})

    assert "购买已超过规定的年限" in text_of(visitor.get("/lodge/check"))
    assert visitor.post("/lodge/check").status_code == 302


def test_only_names_that_several_appeals_gave_are_offered(visitor: Client, world: World) -> None:
    for place in range(3):
        world.lodge(narrative=f"第{place}件，关门不退款，请处理。", respondent={"name": "悦动健身（城东店）"})
    world.lodge(respondent={"name": "张三家的悦动小铺"})

    names = visitor.get("/lodge/traders", {"q": "悦动"}).json()["names"]
    page = text_of(visitor.post("/lodge/who", {"trader_name": "悦动", "look": "1"}))

    assert names == ["悦动健身（城东店）"]
    assert "是下面的哪一家？ 悦动健身（城东店） 都不是，就用我写的" in page
    visitor.post("/lodge/who", {"trader_name": "悦动", "trader_pick": "悦动健身（城东店）"})
    assert 'value="悦动健身（城东店）"' in visitor.get("/lodge/who").content.decode()


HOSTILE = "<script>alert(1)</script>{{7*7}}\u202e反\u200b\x00</textarea><img src=x onerror=alert(2)>" + "长" * 2000


def test_a_hostile_narrative_is_taken_and_shown_harmlessly(visitor: Client) -> None:
    number, _code = lodge(visitor, what={"narrative": HOSTILE})

    body = visitor.get(f"/f/{number}").content.decode()
    assert "<script>alert(1)" not in body
    assert "<img src=x" not in body
    assert "{{7*7}}" in body
    assert "&lt;script&gt;alert(1)" in body


def test_the_done_page_belongs_to_the_browser_that_sent(visitor: Client) -> None:
    lodge(visitor)

    assert Client().get("/lodge/done")["Location"] == "/f/"


def test_lodging_is_held_back_when_it_comes_too_often_and_keeps_the_answers(visitor: Client) -> None:
    answer(visitor)
    while limits.allow(purpose="lodge", who="127.0.0.1", per_minute=20, burst=30):
        pass

    response = visitor.post("/lodge/check")

    assert response.status_code == 429
    assert "请过一分钟再试" in text_of(response)
    assert not Case.objects.exists()
    assert "何小雨" in text_of(visitor.get("/lodge/check"))
