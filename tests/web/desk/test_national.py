"""The *not yet there* list: what has no national number, the hand-off file, and the numbers entered one by one."""

from __future__ import annotations

import csv
import io
from typing import Any

from redress.store.models import AccessEntry, AppealFacts
from tests.web.conftest import text_of
from tests.web.desk.people import browser, number_of
from tests.world import World


def test_complaints_and_tip_offs_without_a_number_are_listed_and_inquiries_are_not(world: World) -> None:
    complaint = world.assigned()
    tipoff = world.lodge(kinds=("tipoff",), narrative="举报一家店卖假货。")
    inquiry = world.lodge(kinds=("inquiry",), narrative="请问七天无理由怎么算？")

    said = text_of(browser("desk").get("/desk/national"))

    assert number_of(complaint) in said
    assert number_of(tipoff) in said
    assert number_of(inquiry) not in said


def test_numbers_typed_beside_the_cases_are_taken_each_for_itself(world: World) -> None:
    first, second = world.assigned(), world.lodge(narrative="第二件，商家不退款。")
    client = browser("desk")

    refused = client.post(
        "/desk/national",
        {
            f"to:{number_of(first)}": "135099812026083100001",
            f"to:{number_of(second)}": "x" * 200,
            "to:JL-1": "9",
            "to:": "",
        },
    )

    said = text_of(refused)
    assert refused.status_code == 422
    assert "内容太长" in said
    assert "已登记 1 个全国平台编号" in said
    assert AppealFacts.objects.get(case_id=first).national_number == "135099812026083100001"
    assert AppealFacts.objects.get(case_id=second).national_number == ""
    assert number_of(first) not in text_of(client.get("/desk/national"))


def test_the_case_page_says_whether_the_case_is_there_and_takes_its_number(world: World) -> None:
    case_id = world.assigned()
    client = browser("east")
    before = text_of(client.get(f"/desk/c/{number_of(case_id)}"))

    client.post(f"/desk/c/{number_of(case_id)}/m/number_nationally", {"national_number": "1350998120260831"})

    after = text_of(client.get(f"/desk/c/{number_of(case_id)}"))
    assert "全国平台未登记" in before
    assert "全国平台未登记" not in after
    assert "1350998120260831" in after


def test_the_hand_off_file_has_what_the_national_form_asks_and_runs_no_formula(world: World) -> None:
    case_id = world.assigned(
        narrative='=HYPERLINK("http://evil")，我在健身房办卡被骗。', respondent={"name": "@SUM(1)"}
    )
    AccessEntry.objects.all().delete()

    rows = _file("desk", number_of(case_id))

    assert rows[0]["编号"] == number_of(case_id)
    assert rows[0]["姓名"] == "何小雨"
    assert rows[0]["电话"] == "13900001234"
    assert rows[0]["金额"] == "3800.00"
    assert rows[0]["被投诉人"] == "'@SUM(1)"
    assert rows[0]["经过"].startswith("'=HYPERLINK")
    assert list(AccessEntry.objects.values_list("case_id", "what")) == [(case_id, "national.handoff")]


def test_a_branch_takes_out_only_its_own_cases(world: World) -> None:
    mine = world.assigned()
    other = world.assigned(office="CX", narrative="城西的一件，商家不退款。")

    rows = _file("east", number_of(mine), number_of(other))

    assert [row["编号"] for row in rows] == [number_of(mine)]


def test_those_who_do_not_work_on_cases_get_neither_list_nor_file(world: World) -> None:
    for who in ("analyst", "auditor", "keeper"):
        assert browser(who).get("/desk/national").status_code == 403
        assert browser(who).post("/desk/national/file").status_code == 403


def _file(username: str, *numbers: str) -> list[dict[str, Any]]:
    response = browser(username).post("/desk/national/file", {"n": list(numbers)})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))
