"""The case page: everything in sight, few statements, personal data logged or masked, hostile texts shown as texts."""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from redress.law.standing import ZONE
from redress.operations import access, keeping
from redress.store.models import AccessEntry, Case
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of
from tests.world import World

FRIDAY = dt.datetime(2026, 8, 28, 10, 0, tzinfo=ZONE)


def page(username: str, case_id: int, query: str = "") -> object:
    return browser(username).get(f"/desk/c/{number_of(case_id)}{query}")


def test_the_page_shows_who_what_how_much_and_the_record(world: World) -> None:
    case_id = world.assigned()

    said = text_of(page("east", case_id))

    for wanted in (
        "何小雨",
        "13900001234",
        "悦动健身（城东店）",
        "3,800 元",
        "退货",
        "12345热线转办",
        "要求退款",
        "登记",
        "分派",
        "接收",
    ):
        assert wanted in said


def test_each_clock_says_its_article_and_why_it_ends_on_that_day(world: World) -> None:
    case_id = world.assigned(at=FRIDAY)

    said = text_of(page("east", case_id))

    assert "受理决定期限" in said
    assert "《市场监督管理投诉举报处理办法》第15条" in said
    assert "8月28日 当天不算，从次日起数 7 个工作日；不算的有：周末 4 天；到 9月8日 为止。" in said


def test_a_pause_and_a_holiday_are_told_in_the_reason(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")
    for party in ("complainant", "respondent"):
        world.move("east", case_id, "consent", party=party, consent_means="phone")
    world.move("east", case_id, "start_mediation", mediation_mode="phone", mediator="李")
    world.move("east", case_id, "start_appraisal", appraisal_body="某鉴定所", appraisal_chosen_by="agreed")

    said = text_of(page("east", case_id))

    assert "暂停计时" in said
    assert "现在暂停计时，恢复后再接着数" in said


def test_the_page_costs_at_most_fifteen_statements_however_long_the_record(world: World) -> None:
    case_id = world.assigned()
    other = world.lodge(narrative="另一件，同一个人。")
    world.move(
        "desk", case_id, "propose_link", other_case=number_of(other), link_kind="related", reasons="同一手机号"
    )
    world.move("chief", case_id, "assign", person_id=int(world.actors["east"].id[7:]))
    for n in range(30):
        world.move("east", case_id, "note", note=f"第 {n} 次电话")
    client = browser("east")

    with CaptureQueriesContext(connection) as asked:
        response = client.get(f"/desk/c/{number_of(case_id)}")

    assert response.status_code == 200
    assert len(asked) <= 15, [one["sql"][:80] for one in asked]


def test_each_look_at_personal_data_is_written_down(world: World) -> None:
    case_id = world.assigned()
    AccessEntry.objects.all().delete()

    page("east", case_id)

    entry = AccessEntry.objects.get()
    assert (entry.by, entry.case_id, entry.what) == (world.actors["east"].id, case_id, "case")


def test_an_analyst_sees_the_case_without_anything_personal_and_no_look_is_logged(world: World) -> None:
    case_id = world.assigned(narrative="我叫何小雨，电话13900001234，8月20日在城东的悦动健身办卡3800元。")
    AccessEntry.objects.all().delete()

    said = text_of(page("analyst", case_id))

    assert "13900001234" not in said
    assert "何小雨" not in said
    assert "您的岗位看到的是隐去个人信息的内容" in said
    assert not AccessEntry.objects.exists()


def test_a_case_of_another_office_is_not_there(world: World) -> None:
    case_id = world.assigned()

    assert page("west", case_id).status_code == 404  # type: ignore[attr-defined]
    assert page("east", case_id).status_code == 200  # type: ignore[attr-defined]


def test_the_moves_are_those_of_the_stage_and_role_each_with_its_letter(world: World) -> None:
    case_id = world.assigned()

    handler, desk, auditor = (
        body(page("east", case_id)),
        body(page("desk", case_id)),
        text_of(page("auditor", case_id)),
    )

    assert 'data-key="a" data-label="受理"' in handler
    assert 'data-label="受理"' not in desk
    assert "您的岗位可以看，不办理" in auditor


def test_what_blocks_a_move_is_said_beside_it(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")

    said = text_of(page("east", case_id))

    assert "还没有记录投诉人同意调解" in said


def test_a_hostile_narrative_is_shown_harmlessly(world: World) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' \u202eevil\u202c \u200b\ufeff {{ 7*7 }} {% debug %}"
    case_id = world.assigned(narrative=hostile, respondent={"name": "<b>店</b>\u202e"})

    sent = body(page("east", case_id))

    assert "<script>alert(1)" not in sent
    assert "<img src=x" not in sent
    assert "&lt;script&gt;alert(1)" in sent
    assert "{{ 7*7 }}" in sent
    assert 'dir="auto"' in sent


def test_a_hundred_thousand_characters_are_cut_and_shown_on_demand(world: World) -> None:
    case_id = world.assigned(narrative="长" * 99_990 + "结尾在这里")

    short, full = body(page("east", case_id)), body(page("east", case_id, "?full=1"))

    assert "看全文" in short
    assert "结尾在这里" not in short
    assert len(short) < 60_000
    assert "结尾在这里" in full


def test_no_page_runs_what_it_did_not_bring(world: World) -> None:
    response = page("east", world.assigned())

    policy = response.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    assert "unsafe-inline" not in policy
    assert not re.search(r"<[^>]+\son\w+=", body(response))
    assert not re.search(r'<[^>]+\sstyle="', body(response))


def test_an_erased_case_says_so_and_keeps_its_record(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    world.move("east", case_id, "close", outcome="refused")
    keeping.erase(number=number_of(case_id), reason="本人申请", by=access.SYSTEM, at=world.at)

    said = text_of(page("east", case_id))

    assert "本件的个人信息已销毁" in said
    assert "13900001234" not in said
    assert "不予受理" in said


def test_english_is_complete_on_the_page(world: World) -> None:
    case_id = world.assigned(
        narrative="story", respondent={"name": "Shop"}, appellant={"name": "Ann", "phone": "13900001234"}
    )
    Case.objects.filter(id=case_id).update(title="story")
    client = browser("east")
    client.cookies["lang"] = "en"

    said = text_of(client.get(f"/desk/c/{number_of(case_id)}"))

    left = set(re.findall(r"[\u4e00-\u9fff]+", said)) - {
        "中文",
        "王芳",
        "李敏",
        "建宁县市场监督管理局",
        "城东分局",
    }
    assert left == set()


def test_a_paper_made_is_told_by_its_title_and_never_by_its_digest(world: World) -> None:
    case_id = world.assigned()
    digest = "417295fe7e5cfc84a39c2942c44156b383fe82c89c7555a9a60a2c39d39d42ce"
    world.move("east", case_id, "make_letter", letter_form="acceptance", letter_number="JL-1", letter_digest=digest)

    page = browser("east").get(f"/desk/c/{number_of(case_id)}")

    assert "投诉受理决定书" in text_of(page)
    assert "JL-1" in text_of(page)
    assert digest not in body(page)
    assert "/m/make_letter" not in body(page)  # papers are made on their own page, with their number and code
