"""Following by number and code: plain words, clocks with their proof, and what one can do now."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redress.queries import answers, offices, survey
from redress.store.models import Case, CaseEvent, LookupKey, Office, Outbox, Upload
from redress.web import limits
from redress.web.public import doing
from tests.web.conftest import signed_in, text_of
from tests.web.desk.people import browser as officer
from tests.web.test_lodging import photo
from tests.world import World


def number_of(case_id: int) -> str:
    return Case.objects.values_list("number", flat=True).get(id=case_id)


def opened(case_id: int) -> tuple[Client, str]:
    """A browser that has shown number and code."""
    number, client = number_of(case_id), Client()
    response = client.post("/f/", {"number": f" {number.lower()} ", "code": answers.follow_code(number).lower()})
    assert response["Location"] == f"/f/{number}"
    return client, number


def events(case_id: int) -> list[str]:
    return list(CaseEvent.objects.filter(case_id=case_id).order_by("seq").values_list("name", flat=True))


def test_the_appellant_reads_the_course_in_plain_words_with_legal_words_beside(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")
    client, number = opened(case_id)

    page = text_of(client.get(f"/f/{number}"))

    assert "已受理，正在征求双方是否同意调解" in page
    assert "决定受理您的投诉" in page
    assert "《市场监督管理投诉举报处理办法》第15条" in page
    assert "负责的单位接手了" in page
    assert "还有 60 天" in page
    assert "城东分局" in page


def test_a_wrong_code_and_a_number_that_is_not_there_are_answered_alike(world: World) -> None:
    number = number_of(world.lodge())

    wrong = Client().post("/f/", {"number": number, "code": "AAAAAAAA"})
    unknown = Client().post("/f/", {"number": "JL-2026-999999", "code": "AAAAAAAA"})

    assert wrong.status_code == unknown.status_code == 422
    assert text_of(wrong).replace(number, "") == text_of(unknown).replace("JL-2026-999999", "")


def test_a_code_in_the_link_is_taken_out_of_the_address(world: World) -> None:
    number = number_of(world.lodge())

    response = Client().get(f"/f/{number}", {"code": answers.follow_code(number)})

    assert response["Location"] == f"/f/{number}"


def test_guessing_codes_is_stopped(world: World) -> None:
    number = number_of(world.lodge())
    client = Client()

    statuses = [client.post("/f/", {"number": number, "code": f"AAAAAA{n:02}"}).status_code for n in range(20)]

    assert statuses[0] == 422
    assert statuses[-1] == 429
    limits.forget()


@pytest.mark.parametrize(
    ("action", "posted", "event"),
    [
        ("supplement", {"narrative": "店家今天又开门了。"}, "appeal.supplemented"),
        ("challenge", {"explanation": "一直没有人联系我。"}, "handling.challenged"),
        ("withdraw", {"reason": "已经退钱"}, "complaint.withdrawn"),
    ],
)
def test_the_appellant_acts_on_the_case_and_the_journal_has_it(
    world: World, action: str, posted: dict[str, Any], event: str
) -> None:
    case_id = world.lodge()
    client, number = opened(case_id)

    response = client.post(f"/f/{number}/{number}/{action}", posted)

    assert response["Location"] == f"/f/{number}"
    assert events(case_id)[-1] == event
    assert CaseEvent.objects.get(case_id=case_id, name=event).by == "appellant"


def test_consent_is_given_for_the_complainant_and_offered_once(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")
    client, number = opened(case_id)
    assert "我同意调解" in text_of(client.get(f"/f/{number}"))

    client.post(f"/f/{number}/{number}/consent", {"party": "respondent"})

    event = CaseEvent.objects.get(case_id=case_id, name="consent.given")
    assert '"party":"complainant"' in event.data
    page = text_of(client.get(f"/f/{number}"))
    assert "您同意调解" in page
    assert "我同意调解" not in page


def test_evidence_is_added_shown_to_its_owner_and_to_nobody_else(world: World) -> None:
    case_id = world.lodge()
    client, number = opened(case_id)

    client.post(f"/f/{number}/{number}/evidence", {"files": [photo()], "description": "小票"})

    upload = Upload.objects.get(case_id=case_id)
    assert client.get(f"/f/{number}/file/{upload.id}")["Content-Type"] == "image/jpeg"
    stranger, other = opened(world.lodge(narrative="另一个人的另一件事，商家不发货。"))
    assert stranger.get(f"/f/{other}/file/{upload.id}").status_code == 404
    assert b"JFIF" not in Client().get(f"/f/{number}/file/{upload.id}").content


def test_a_refused_action_shows_what_is_wrong_beside_the_field_and_keeps_what_was_typed(world: World) -> None:
    client, number = opened(world.lodge())

    empty = client.post(f"/f/{number}/{number}/supplement", {"narrative": " "})
    no_file = client.post(f"/f/{number}/{number}/evidence", {"description": "这是我写的说明"})

    assert empty.status_code == 422
    assert f"supplement-{number}-narrative-error" in empty.content.decode()
    assert "请先选择文件" in text_of(no_file)
    assert "这是我写的说明" in no_file.content.decode()


def test_a_move_that_is_not_possible_any_more_is_refused_with_a_reason(world: World) -> None:
    case_id = world.lodge()
    client, number = opened(case_id)
    client.post(f"/f/{number}/{number}/withdraw", {})

    response = client.post(f"/f/{number}/{number}/withdraw", {})

    assert response.status_code == 409
    assert "不能“撤回”" in text_of(response)
    assert events(case_id).count("complaint.withdrawn") == 1


def test_nobody_acts_on_an_appeal_without_its_code_nor_through_another_one(world: World) -> None:
    mine, other = world.lodge(), world.lodge(narrative="另一个人的另一件事，商家不发货。")
    client, number = opened(mine)

    for browser in (Client(), signed_in("east")):
        browser.post(f"/f/{number}/{number}/withdraw", {})
    response = client.post(f"/f/{number}/{number_of(other)}/withdraw", {})

    assert response.status_code == 404
    assert events(mine) == ["appeal.received"]
    assert events(other) == ["appeal.received"]


def test_leaving_forgets_the_appeal_in_this_browser(world: World) -> None:
    client, number = opened(world.lodge())

    client.post(f"/f/{number}/leave")

    assert "查询码" in text_of(client.get(f"/f/{number}"))


def test_a_lost_code_is_texted_to_the_phone_of_the_appeal_and_the_page_never_tells(world: World) -> None:
    case_id = world.lodge()
    assert LookupKey.objects.filter(kind="phone", case_id=case_id).exists()

    known = Client().post("/f/lost", {"phone": "139 0000 1234"})
    unknown = Client().post("/f/lost", {"phone": "13911112222"})

    assert text_of(known) == text_of(unknown)
    assert list(Outbox.objects.filter(kind="sms").values_list("topic", "case_id")) == [("code", case_id)]
    Client().post("/f/lost", {"phone": "13900001234"})
    assert Outbox.objects.filter(kind="sms").count() == 1


def test_a_split_appeal_shows_both_cases_on_one_page(world: World) -> None:
    case_id = world.lodge(kinds=("complaint", "tipoff"))
    client, number = opened(case_id)
    other = Case.objects.get(appeal_id=case_id)

    page = text_of(client.get(f"/f/{number}"))
    client.post(f"/f/{number}/{other.number}/supplement", {"narrative": "举报的补充"})

    assert other.number in page
    assert events(other.id)[-1] == "appeal.supplemented"


def test_internal_notes_are_never_shown_to_the_appellant(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "note", note="此人上月投诉过三次，内部掌握")
    client, number = opened(case_id)

    assert "内部掌握" not in client.get(f"/f/{number}").content.decode()


def test_a_closed_case_asks_for_a_rating_and_dissatisfaction_goes_back_by_rule(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    world.move("east", case_id, "close", outcome="refused")
    client, number = opened(case_id)
    code = survey.code_of(number)
    assert "您还可以走的路" in text_of(client.get(f"/f/{number}"))
    assert "向人民法院提起诉讼" in text_of(client.get(f"/f/{number}"))
    assert f"/q/{code}" in client.get(f"/f/{number}").content.decode()

    assert Client().post(f"/q/{code}", {}).status_code == 422
    response = Client().post(f"/q/{code}", {"satisfaction": "dissatisfied", "comment": "没有说理由"})

    assert response.status_code == 302
    assert events(case_id)[-2:] == ["survey.answered", "review.asked"]
    again = Case.objects.get(id=case_id)
    assert (again.stage, again.is_open) == ("review", True)
    assert "不满意，再看一次 1" in text_of(officer("east").get("/desk/"))
    assert "这一件已交回去再看一次" in text_of(Client().get(f"/q/{code}"))
    world.move("east", case_id, "answer_review", answer="已再次核对，理由见所附说明。")
    assert Case.objects.get(id=case_id).stage == "closed"
    assert "已再次核对" in text_of(client.get(f"/f/{number}"))
    Client().post(f"/q/{code}", {"satisfaction": "very"})
    assert events(case_id).count("survey.answered") == 1


def test_a_happy_rating_is_one_event_and_an_open_case_is_not_rated(world: World) -> None:
    open_id, closed_id = world.lodge(), world.assigned(narrative="另一件，商家不退押金，请帮助。")
    world.move("east", closed_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    world.move("east", closed_id, "close", outcome="refused")

    early = Client().post(f"/q/{survey.code_of(number_of(open_id))}", {"satisfaction": "very"})
    Client().post(f"/q/{survey.code_of(number_of(closed_id))}", {"satisfaction": "very", "is_resolved": "yes"})

    assert "还没有办结" in text_of(early)
    assert events(open_id) == ["appeal.received"]
    assert events(closed_id)[-1] == "survey.answered"


@pytest.mark.parametrize("code", ["JL-2026-000001-AAAAAAAA", "x", "-", "JL-2026-000001", "%00"])
def test_a_wrong_survey_code_finds_nothing(world: World, code: str) -> None:
    world.lodge()

    assert Client().get(f"/q/{code}").status_code == 404


@pytest.mark.parametrize(
    ("action", "field", "said"),
    [
        ("supplement", "narrative", "请写下要补充的情况"),
        ("evidence", "files", "请先选择文件"),
        ("challenge", "explanation", "请写下哪里不满意"),
    ],
)
def test_an_empty_panel_is_asked_for_in_plain_words_beside_its_field_and_stays_open(
    world: World, action: str, field: str, said: str
) -> None:
    client, number = opened(world.lodge())

    response = client.post(f"/f/{number}/{number}/{action}", {})
    page = response.content.decode()

    assert response.status_code == 422
    assert f'id="{action}-{number}" open>' in page
    assert f'<a href="#{action}-{number}-{field}">{said}</a>' in page
    assert f'id="{action}-{number}-{field}-error"' in page
    assert f"/{field}" not in text_of(response)


@pytest.mark.parametrize("action", ["supplement", "evidence", "challenge", "withdraw", "consent"])
def test_what_is_wrong_with_a_field_that_a_panel_does_not_show_leads_to_the_panel_in_words(action: str) -> None:
    told = {
        "message": "有 1 处需要改正",
        "hint": "/party：请从列出的选项中选择",
        "faults": {"party": "请从列出的选项中选择"},
    }

    assert doing.summary(action, "JL-2026-000001", told) == [(f"{action}-JL-2026-000001", "请从列出的选项中选择")]


def test_before_the_case_is_taken_up_each_promise_has_one_date_and_it_is_the_law_s(world: World) -> None:
    client, number = opened(world.lodge())

    response = client.get(f"/f/{number}")
    page = text_of(response)

    assert page.count("告诉您是否受理") == 1
    assert "受理决定期限" not in page
    assert "服务目标" not in page
    assert 'class="next-steps"' in response.content.decode()


def test_later_the_running_limit_of_the_law_is_shown_and_no_service_target(world: World) -> None:
    client, number = opened(world.assigned())

    page = text_of(client.get(f"/f/{number}"))

    assert page.count("受理决定期限") == 1
    assert "服务目标" not in page


def test_a_number_without_the_letters_of_the_place_is_found(world: World, settings: Any) -> None:
    number = number_of(world.lodge())
    bare = number.removeprefix(f"{settings.REDRESS_PLACE}-")

    response = Client().post("/f/", {"number": f" {bare} ", "code": answers.follow_code(number)})

    assert bare != number
    assert response["Location"] == f"/f/{number}"


def _phone(number: str) -> None:
    Office.objects.filter(is_intake=True).update(phone=number)
    offices.forget()


@pytest.mark.parametrize("address", ["/f/lost", "/about", "/"])
def test_the_phone_of_the_desk_stands_where_it_is_spoken_of(world: World, address: str) -> None:
    _phone("0351-1234567")
    try:
        assert 'href="tel:0351-1234567"' in Client().get(address).content.decode()
    finally:
        _phone("")


def test_without_a_phone_no_page_speaks_of_one(world: World) -> None:
    _phone("")

    sent = Client().post("/f/lost", {"phone": "13900001234"})

    assert sent.status_code == 200
    for response in (sent, Client().get("/f/lost"), Client().get("/about")):
        assert "受理电话" not in text_of(response)
