"""Making a move on the desk: the form, what is wrong, what changed meanwhile, who may, and where it leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redress.store.models import Case, CaseEvent, Upload
from tests.operations.test_uploads import photo
from tests.web.conftest import text_of
from tests.web.desk.people import HTMX, body, browser, number_of, person_id, version_of
from tests.world import World


def address(case_id: int, move: str) -> str:
    return f"/desk/c/{number_of(case_id)}/m/{move}"


def post(
    client: Client, case_id: int, move: str, *, version: int | None = None, htmx: bool = False, **fields: Any
) -> Any:
    seen = version_of(case_id) if version is None else version
    return client.post(address(case_id, move), {"version": seen, **fields}, **(HTMX if htmx else {}))


def test_without_javascript_the_form_stands_on_the_case_page_and_the_move_leads_back_to_it(world: World) -> None:
    case_id = world.assigned()
    client = browser("east")

    form = client.get(address(case_id, "accept"))
    done = post(client, case_id, "accept")

    assert "办理记录" in text_of(form)
    assert "确认受理" in text_of(form)
    assert done.status_code == 302
    assert done["Location"] == f"/desk/c/{number_of(case_id)}"
    assert Case.objects.get(id=case_id).stage == "accepted"


def test_with_htmx_the_form_comes_alone_and_the_move_sends_one_on(world: World) -> None:
    case_id = world.assigned()
    client = browser("east")

    form = client.get(address(case_id, "accept"), **HTMX)
    done = post(client, case_id, "accept", htmx=True)

    assert "<html" not in body(form)
    assert done.status_code == 204
    assert done["HX-Redirect"] == f"/desk/c/{number_of(case_id)}"


def test_a_move_made_from_the_list_leads_back_to_the_list_and_never_elsewhere(world: World) -> None:
    first, second = world.assigned(), world.assigned(narrative="第二件，商家不退款。")
    client = browser("east")

    home = post(client, first, "accept", next="/desk/?due=late")
    away = post(client, second, "accept", next="https://evil.example/")

    assert home["Location"] == "/desk/?due=late"
    assert away["Location"] == f"/desk/c/{number_of(second)}"


def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(world: World) -> None:
    case_id = world.assigned()

    response = post(browser("east"), case_id, "refuse", explanation="我写了很长的说明")

    said = text_of(response)
    assert response.status_code == 422
    assert "有 1 处需要改正" in said
    assert "不予受理情形：这一项需要填写" in said
    assert "我写了很长的说明" in said
    assert Case.objects.get(id=case_id).stage == "assigned"


def test_conditional_fields_say_when_they_are_asked_for(world: World) -> None:
    case_id = world.assigned()

    page = body(browser("east").get(address(case_id, "refuse")))

    assert "data-when" in page
    assert "仅当选了" in page


def test_the_factors_of_article_17_are_shown_to_think_about_and_the_text_is_the_officers(world: World) -> None:
    case_id = world.assigned()
    client = browser("east")
    page = text_of(client.get(address(case_id, "refuse")))

    without = post(client, case_id, "refuse", refusal_ground="SAMR-121/2025 16(3)", explanation="说明")
    done = post(
        client,
        case_id,
        "refuse",
        refusal_ground="SAMR-121/2025 16(3)",
        explanation="说明",
        factors="一次购买六百件，未能说明用途",
    )

    assert "可以考虑的因素（法条列举，供参考，不是结论）" in page
    assert "第17条" in page
    assert without.status_code == 422
    assert done.status_code == 302
    assert Case.objects.get(id=case_id).stage == "refused"


def test_a_stale_form_is_refused_names_what_changed_and_goes_through_when_sent_again(world: World) -> None:
    case_id = world.assigned()
    seen = version_of(case_id)
    world.move("mediator", case_id, "note", note="我先打了电话")
    client = browser("east")

    refused = post(client, case_id, "accept", version=seen, note="我写的备注", htmx=True)

    said = text_of(refused)
    assert refused.status_code == 409
    assert "记备注 · 吴晓" in said
    assert "我写的备注" in said
    assert f'name="version" value="{version_of(case_id)}"' in body(refused)
    assert post(client, case_id, "accept", note="我写的备注").status_code == 302


def test_a_case_that_has_left_the_stage_shows_what_happened_and_what_was_typed(world: World) -> None:
    case_id = world.assigned()
    seen = version_of(case_id)
    world.move("east", case_id, "accept")

    response = post(browser("east"), case_id, "refuse", version=seen, explanation="我准备不予受理的理由")

    said = text_of(response)
    assert response.status_code == 409
    assert "“已受理”阶段不能“不予受理”" in said
    assert "受理 · 王芳" in said
    assert "我准备不予受理的理由" in said


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [("desk", "accept", 403), ("analyst", "accept", 403), ("west", "accept", 404), ("east", "no_such_move", 404)],
)
def test_a_move_that_is_not_ones_own_is_refused(world: World, who: str, move: str, status: int) -> None:
    case_id = world.assigned()
    client = browser(who)

    assert client.get(address(case_id, move)).status_code == status
    assert post(client, case_id, move).status_code == status
    assert Case.objects.get(id=case_id).stage == "assigned"


def test_a_blocked_move_says_what_it_needs_first_and_keeps_the_form(world: World) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "accept")

    response = post(browser("east"), case_id, "start_mediation", mediation_mode="phone", mediator="李调解")

    said = text_of(response)
    assert response.status_code == 409
    assert "还没有记录投诉人同意调解" in said
    assert 'value="李调解"' in body(response)


def test_picking_a_case_up_makes_the_officer_its_handler(world: World) -> None:
    case_id = world.lodge()
    world.move("desk", case_id, "dispatch", office="CD")

    post(browser("east"), case_id, "receive")

    assert Case.objects.get(id=case_id).handler_id == person_id(world, "east")
    assert "王芳" in text_of(browser("east").get("/desk/"))


def test_a_case_is_assigned_to_somebody_of_its_office_and_to_nobody_else(world: World) -> None:
    case_id = world.assigned()
    client = browser("chief")

    page = text_of(client.get(address(case_id, "assign")))
    wrong = post(client, case_id, "assign", person_id=person_id(world, "west"))
    right = post(client, case_id, "assign", person_id=person_id(world, "mediator"))

    assert "吴晓" in page
    assert "陈立" not in page
    assert wrong.status_code == 422
    assert "此人不在本件的承办单位" in text_of(wrong)
    assert right.status_code == 302
    assert Case.objects.get(id=case_id).handler_id == person_id(world, "mediator")


def test_a_case_returned_to_the_desk_has_no_handler_any_more(world: World) -> None:
    case_id = world.assigned()
    world.move("chief", case_id, "assign", person_id=person_id(world, "east"))

    post(browser("east"), case_id, "return_to_desk", reason="不在我们辖区")

    case = Case.objects.get(id=case_id)
    assert (case.handler_id, case.office_id, case.stage) == (None, world.offices["SJ"], "received")


def test_one_refused_file_loses_neither_the_others_nor_what_was_typed(world: World) -> None:
    case_id = world.assigned()
    client = browser("east")
    good = SimpleUploadedFile("小票.png", photo("PNG"), content_type="image/png")
    bad = SimpleUploadedFile("病毒.exe", b"MZ\x90\x00", content_type="image/png")

    refused = post(client, case_id, "add_evidence", files=[good, bad], description="购物小票")

    assert refused.status_code == 422
    said, page = text_of(refused), body(refused)
    assert "病毒.exe" in said
    assert 'value="购物小票"' in page
    kept = Upload.objects.get()
    assert f'value="{kept.id}"' in page
    done = post(client, case_id, "add_evidence", files=[kept.id], file_name=["小票.png"], description="购物小票")
    assert done.status_code == 302
    assert Upload.objects.get().case_id == case_id


def test_a_mixed_appeal_is_split_into_linked_cases(world: World) -> None:
    case_id = world.lodge()

    done = post(browser("desk"), case_id, "split", kinds=["complaint", "tipoff"])

    assert done.status_code == 302
    other = Case.objects.get(procedure="tipoff")
    assert other.appeal_id == case_id
    assert other.number in text_of(browser("desk").get(f"/desk/c/{number_of(case_id)}"))


def test_a_form_begun_before_the_sign_in_expired_comes_back_with_its_content(world: World) -> None:
    case_id = world.assigned()
    visitor = Client()

    sent_away = post(visitor, case_id, "refuse", explanation="写了十分钟的理由", _page=address(case_id, "refuse"))
    target = visitor.post("/in", {"username": "east", "password": "correct-horse-battery", "next": _next(sent_away)})

    page = text_of(visitor.get(target["Location"]))
    assert "写了十分钟的理由" in page
    assert not CaseEvent.objects.filter(case_id=case_id, name="complaint.refused").exists()


def _next(response: Any) -> str:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(response["Location"]).query)["next"][0]


def test_confirming_classes_begins_with_what_was_proposed_and_takes_only_known_codes(world: World) -> None:
    case_id = world.assigned()
    world.move("system", case_id, "propose_class", subject_class="G0101", reasons="词语", model_version="words-1")
    client = browser("east")

    page = body(client.get(address(case_id, "classify")))
    wrong = post(client, case_id, "classify", subject_class="G9999")
    done = post(client, case_id, "classify", subject_class="G0102")

    assert '<option value="G0101" selected>' in page
    assert wrong.status_code == 422
    assert done.status_code == 302
    assert "肉及肉制品" in text_of(client.get(f"/desk/c/{number_of(case_id)}"))


def test_classes_are_found_as_one_types_by_words_and_initials(world: World) -> None:
    client = browser("east")

    found = client.get("/desk/classes?as=json&scheme=subject_class&q=rjrzp").json()["items"]
    page = text_of(client.get("/desk/classes?scheme=council_subject_class"))

    assert found[0]["code"] == "G0102"
    assert found[0]["council"] == "食品类"
    assert "服装鞋帽类" in page


def test_asking_another_office_for_assistance_starts_a_clock_that_its_answer_stops(world: World) -> None:
    case_id = world.assigned()
    client = browser("east")

    post(client, case_id, "ask_assistance", office="CX", demand="请协助找到商家", answer_by="2026-09-10")
    asked = text_of(client.get(f"/desk/c/{number_of(case_id)}"))
    post(client, case_id, "answer_assistance", answer="已找到，电话 0593-1")
    answered = Case.objects.get(id=case_id)

    assert "协助反馈" in asked
    assert "9月10日" in asked
    assert answered.office_id == world.offices["CD"]  # help is asked for; the case stays where it is
    assert "由人指定的日期" not in text_of(client.get(f"/desk/c/{number_of(case_id)}"))
