"""Nothing typed is lost: an expired sign-in leads back to the same form with its content, a refused file loses no other."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from redress.queries import answers
from redress.store.models import Case, CaseEvent, Office, Person, SettingEvent, Upload
from redress.web.public import granted
from tests.web.conftest import signed_in, text_of
from tests.world import PASSWORD, World


def photo(name: str) -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue())


def back_to_the_form(address: str, username: str, fields: dict[str, str]) -> Any:
    """Send a form after the sign-in has expired, sign in again, and return the page that one is led to."""
    client = Client()
    sent = client.post(address, fields)
    assert sent.status_code == 302, text_of(sent)
    wanted = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    inside = client.post("/in", {"username": username, "password": PASSWORD, "next": wanted})
    return client.get(inside["Location"])


FORMS = (
    ("/desk/new", "desk", {"narrative": "来电人说了很久的经过", "phone": "13900001234", "_page": "/desk/new"}, ("来电人说了很久的经过", 'value="13900001234"')),
    ("/desk/c/{number}/m/accept", "east", {"note": "写了很久的备注", "_page": "/desk/c/{number}/m/accept"}, ("写了很久的备注",)),
    ("/desk/c/{number}/m/number_nationally", "east", {"national_number": "1350981002026", "_page": "/desk/c/{number}/m/number_nationally"}, ("1350981002026",)),
    ("/admin/people", "admin", {"username": "gao.ming", "name": "高明远", "role": "mediator", "office": "CX"}, ('value="gao.ming"', 'value="高明远"', '<option value="mediator" selected>', '<option value="CX" selected>', '<details class="more" open>')),
    ("/admin/offices", "admin", {"code": "CN", "zh": "城南分局", "kind": "branch", "parent": "SJ", "areas": "350981003"}, ('value="CN"', 'value="城南分局"', 'value="350981003"', '<option value="SJ" selected>', '<details class="more" open>')),
    ("/admin/offices/CD", "admin", {"zh": "城东新分局", "areas": "350981001", "is_active": "on"}, ('value="城东新分局"', "checked")),
    ("/admin/notices", "admin", {"zh": "一条公示的标题", "text_zh": "一段很长的内容"}, ('value="一条公示的标题"', "一段很长的内容")),
)  # fmt: skip


@pytest.mark.parametrize(("address", "username", "fields", "shown"), FORMS, ids=[one[0] for one in FORMS])
def test_an_expired_sign_in_leads_back_to_the_same_form_with_its_content(
    world: World, address: str, username: str, fields: dict[str, str], shown: tuple[str, ...]
) -> None:
    number = Case.objects.get(id=world.assigned()).number
    given = {name: value.format(number=number) for name, value in fields.items()}
    before = (CaseEvent.objects.count(), Office.objects.count(), Person.objects.count(), SettingEvent.objects.count())

    page = back_to_the_form(address.format(number=number), username, given)

    assert page.status_code == 200
    assert page.request["PATH_INFO"] == address.format(number=number)
    body = page.content.decode()
    assert [one for one in shown if one not in body] == []
    assert before == (
        CaseEvent.objects.count(), Office.objects.count(), Person.objects.count(), SettingEvent.objects.count(),
    )  # fmt: skip


def test_what_was_kept_for_one_is_not_shown_to_another_browser(world: World) -> None:
    sent = Client().post("/admin/people", {"username": "gao.ming", "name": "高明远"})
    wanted = parse_qs(urlsplit(sent["Location"]).query)["next"][0]

    assert "高明远" not in signed_in("admin").get(wanted).content.decode()


def test_a_corrected_form_wins_over_what_was_kept(world: World) -> None:
    client = Client()
    sent = client.post("/admin/people", {"username": "x y", "name": "高明远", "role": "mediator", "office": "CX"})
    wanted = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    client.post("/in", {"username": "admin", "password": PASSWORD, "next": wanted})

    done = client.post(wanted, {"username": "gao.ming", "name": "高明", "role": "mediator", "office": "CX"})

    assert done.status_code == 200
    assert Person.objects.get(username="gao.ming").name == "高明"


# -- the appellant, whose code opens the page for two hours


def opened(world: World) -> tuple[Client, str, int]:
    case_id = world.lodge()
    number = Case.objects.get(id=case_id).number
    client = Client()
    client.get(f"/f/{number}?code={answers.follow_code(number)}")
    return client, number, case_id


def test_an_appellant_whose_code_has_lapsed_gives_it_again_and_finds_his_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, number, case_id = opened(world)
    with monkeypatch.context() as lapsed:
        lapsed.setattr(granted, "has", lambda request, one: False)
        asked = client.post(f"/f/{number}/{number}/supplement", {"narrative": "我写了很久的补充情况"})
    wrong = client.post("/f/", {"number": number, "code": "AAAA2345", "kept": _kept(asked)})

    page = client.post(
        "/f/", {"number": number, "code": answers.follow_code(number), "kept": _kept(wrong)}, follow=True
    )

    assert "您写的内容都留着" in text_of(asked)
    assert "我写了很久的补充情况" not in asked.content.decode()
    body = page.content.decode()
    assert "我写了很久的补充情况" in body
    assert f'id="supplement-{number}" open' in body
    assert not CaseEvent.objects.filter(case_id=case_id, name="appeal.supplemented").exists()
    client.post(f"/f/{number}/{number}/supplement", {"narrative": "我写了很久的补充情况"})
    assert CaseEvent.objects.filter(case_id=case_id, name="appeal.supplemented").count() == 1


def _kept(response: Any) -> str:
    return str(response.content.decode().split('name="kept" value="')[1].split('"')[0])


def test_kept_words_never_open_an_appeal_without_its_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _client, number, _case_id = opened(world)
    stranger = Client()
    asked = stranger.post(f"/f/{number}/{number}/supplement", {"narrative": "不是本人写的"})

    page = stranger.get(f"/f/{number}?kept={_kept(asked)}")

    assert "悦动健身" not in page.content.decode()
    assert 'name="code"' in page.content.decode()


def test_one_refused_file_of_an_appellant_loses_neither_the_others_nor_his_words(world: World) -> None:
    client, number, case_id = opened(world)
    files = [photo("小票.jpg"), SimpleUploadedFile("假.jpg", b"no photo"), photo("合同.jpg")]

    refused = client.post(f"/f/{number}/{number}/evidence", {"files": files, "description": "小票和合同"})
    done = client.post(f"/f/{number}/{number}/evidence", {"description": "小票和合同"})

    said = text_of(refused)
    assert refused.status_code == 422
    assert "假.jpg" in said
    assert said.count("已收下，不用再选") == 2
    assert 'value="小票和合同"' in refused.content.decode()
    assert done.status_code == 302
    assert Upload.objects.filter(case_id=case_id).count() == 2
    assert "已收下，不用再选" not in text_of(client.get(f"/f/{number}"))


def test_files_kept_for_one_case_do_not_go_to_another(world: World) -> None:
    client, number, _case_id = opened(world)
    other_id = world.lodge(narrative="另一件，商家不发货。")
    other = Case.objects.get(id=other_id).number
    client.get(f"/f/{other}?code={answers.follow_code(other)}")
    client.post(f"/f/{number}/{number}/evidence", {"files": [photo("小票.jpg"), SimpleUploadedFile("假.jpg", b"x")]})

    empty = client.post(f"/f/{other}/{other}/evidence", {})

    assert empty.status_code == 422
    assert not Upload.objects.filter(case_id=other_id).exists()
