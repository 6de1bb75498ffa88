"""The call taker's page: it registers, keeps drafts, finds the caller's cases, and never registers twice."""

from __future__ import annotations

from typing import Any

from django.test import Client

from redress.queries import answers
from redress.store.models import AccessEntry, AppealFacts, Case, CaseEvent
from tests.web.conftest import text_of
from tests.web.desk.people import HTMX, body, browser, number_of
from tests.world import World

CALL: dict[str, Any] = {
    "draft": "page-1", "narrative": "来电人说8月20日在城东办了健身卡3800元，店关门了，要求退款。", "phone": "139 0000 1234", "name": "何小雨",
    "trader": "悦动健身（城东店）", "trader_phone": "", "trader_address": "城东路12号", "platform": "", "amount": "３,８００",
    "purchased_on": "2026-08-20",
    "kinds": ["complaint"], "channel": "C13", "external_id": "", "received_at": "2026-08-30T16:20", "area": "", "subject_class": "",
    "issue_class": "", "remedy": ["R11", "R02"], "address": "", "id_number": "", "agent_name": "",
}  # fmt: skip


def register(client: Client, **changes: Any) -> Any:
    return client.post("/desk/new", {**CALL, **changes})


def test_a_call_becomes_a_case_and_the_page_says_what_to_tell_the_caller(world: World) -> None:
    client = browser("desk")

    response = register(client)

    case = Case.objects.get()
    said = text_of(client.get(response["Location"]))
    assert response["Location"] == f"/desk/new/done/{case.number}"
    assert case.number in said
    assert " ".join(answers.follow_code(case.number)) in said
    facts = AppealFacts.objects.get()
    assert (facts.channel, str(facts.amount), facts.remedy) == ("C13", "3800.00", "R11 R02")


def test_received_registered_and_picked_up_are_three_moments(world: World) -> None:
    register(browser("desk"))

    case = Case.objects.get()
    event = CaseEvent.objects.get(name="appeal.received")
    assert case.received_at.isoformat() == "2026-08-30T08:20:00+00:00"
    assert event.at == case.received_at
    assert event.recorded_at > event.at
    assert "收到 8月30日 16:20" in text_of(browser("desk").get(f"/desk/c/{case.number}"))


def test_an_appeal_cannot_come_from_the_future(world: World) -> None:
    response = register(browser("desk"), received_at="2026-09-30T10:00", purchased_on="2026-12-01")

    assert response.status_code == 422
    assert "收到时间不能晚于现在" in text_of(response)
    assert "购买日期不能晚于今天" in text_of(response)
    assert not Case.objects.exists()


def test_what_is_wrong_keeps_what_was_typed(world: World) -> None:
    response = register(browser("desk"), phone="1390", narrative="说到一半", kinds=[], subject_class="G9999")

    said = text_of(response)
    assert response.status_code == 422
    assert "电话号码不完整" in said
    assert "性质：这一项需要填写" in said
    assert "说到一半" in said
    assert not Case.objects.exists()


def test_two_kinds_become_two_linked_cases(world: World) -> None:
    client = browser("desk")

    said = text_of(client.get(register(client, kinds=["complaint", "tipoff"])["Location"]))

    assert Case.objects.count() == 2
    assert all(number in said for number in Case.objects.values_list("number", flat=True))


def test_the_same_page_sent_twice_registers_once(world: World) -> None:
    client = browser("desk")

    first, second = register(client), register(client)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_source_number_known_already_leads_to_its_case(world: World) -> None:
    client = browser("desk")
    first = register(client, external_id="RX-77", channel="C08")

    second = register(client, external_id="RX-77", channel="C08", draft="page-2")

    assert second["Location"] == first["Location"]
    assert "没有重复登记" in text_of(client.get(second["Location"]))


def test_a_branch_registers_in_its_own_office(world: World) -> None:
    register(browser("east"))

    case = Case.objects.get()
    assert case.office_id == world.offices["CD"]
    assert number_of(case.id) in text_of(browser("east").get("/desk/"))


def test_a_draft_is_kept_each_second_and_goes_on_where_it_stopped(world: World) -> None:
    client = browser("desk")

    kept = client.post("/desk/new/draft", {"draft": "page-9", "narrative": "说到一半断线了", "phone": "1390"})
    start = text_of(client.get("/desk/new"))
    page = body(client.get("/desk/new?draft=page-9"))

    assert kept.json()["kept"] is True
    assert "说到一半断线了" in start
    assert "说到一半断线了</textarea>" in page
    assert 'value="1390"' in page


def test_a_registered_draft_is_gone_and_a_late_save_does_not_bring_it_back(world: World) -> None:
    client = browser("desk")
    client.post("/desk/new/draft", {"draft": "page-1", "narrative": "草稿"})

    register(client)
    late = client.post("/desk/new/draft", {"draft": "page-1", "narrative": "草稿"})

    assert late.status_code == 409
    assert "还没登记的草稿" not in text_of(client.get("/desk/new"))


def test_a_draft_lies_sealed_and_belongs_to_its_session(world: World) -> None:
    from django.contrib.sessions.models import Session

    client = browser("desk")
    client.post("/desk/new/draft", {"draft": "page-9", "narrative": "机密的经过", "phone": "13900001234"})

    raw = " ".join(str(one.get_decoded()) for one in Session.objects.all())
    assert "机密的经过" not in raw
    assert "13900001234" not in raw
    assert "机密的经过" not in text_of(browser("keeper").get("/desk/new?draft=page-9"))


def test_the_callers_other_cases_come_by_the_phone_and_the_look_up_is_written_down(world: World) -> None:
    known = world.assigned()
    client = browser("desk")

    found = client.post("/desk/new/similar", {"phone": "139-0000-1234"}, **HTMX)
    none = client.post("/desk/new/similar", {"phone": "13900009999"}, **HTMX)
    short = client.post("/desk/new/similar", {"phone": "139"}, **HTMX)

    assert number_of(known) in text_of(found)
    assert "<html" not in body(found)
    assert "这个号码以前没有件" in text_of(none)
    assert "这个号码以前没有件" in text_of(short)
    assert list(AccessEntry.objects.filter(what__startswith="phone.lookup").values_list("what", flat=True)) == [
        "phone.lookup 1", "phone.lookup 0",
    ]  # fmt: skip


def test_a_branch_finds_only_its_own_cases_by_phone(world: World) -> None:
    known = world.assigned(office="CX")

    found = browser("east").post("/desk/new/similar", {"phone": "13900001234"}, **HTMX)

    assert number_of(known) not in text_of(found)


def test_an_analyst_neither_registers_nor_looks_people_up(world: World) -> None:
    client = browser("analyst")

    assert client.get("/desk/new").status_code == 403
    assert register(client).status_code == 403
    assert client.post("/desk/new/similar", {"phone": "13900001234"}).status_code == 403
    assert not Case.objects.exists()


def test_hostile_words_of_a_caller_are_shown_harmlessly(world: World) -> None:
    client = browser("desk")
    hostile = "</textarea><script>alert(1)</script>\u202e\u0000\ufeff"
    client.post("/desk/new/draft", {"draft": "page-9", "narrative": hostile})

    page = body(client.get("/desk/new?draft=page-9"))

    assert "<script>alert(1)" not in page
    assert register(client, narrative=hostile + "x" * 90_000).status_code == 302
