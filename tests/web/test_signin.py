"""Sign-in: argon2, lock-out after five wrong tries, a second factor, and nothing typed lost when it has expired."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from redress.store.models import Person
from redress.web import actor, forms, keeping, render
from tests.web.conftest import signed_in, text_of
from tests.world import PASSWORD, World


def form_page(request: HttpRequest) -> HttpResponse:
    posted = keeping.kept_for(request, action="/form")
    return HttpResponse(posted.get("note", "") if posted else "nothing")


@actor.needs("handler")
def form_target(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved " + request.POST.get("note", ""))


urlpatterns = [path("page", form_page), path("form", form_target), path("", include("redress.web.urls"))]


def test_the_right_password_leads_to_the_page_of_the_role_and_the_wrong_one_says_so(world: World) -> None:
    right = Client().post("/in", {"username": "east", "password": PASSWORD})
    wrong = Client().post("/in", {"username": "east", "password": "no"})

    assert right["Location"] == "/desk/"
    assert wrong.status_code == 422
    assert "登录名或密码不对" in text_of(wrong)
    assert 'value="east"' in wrong.content.decode()


def test_five_wrong_tries_shut_the_door_even_for_the_right_password(world: World) -> None:
    client = Client()
    for _try in range(5):
        client.post("/in", {"username": "east", "password": "wrong"})

    response = client.post("/in", {"username": "east", "password": PASSWORD})

    assert response.status_code == 429
    assert "15 分钟后再试" in text_of(response)
    assert client.post("/in", {"username": "west", "password": PASSWORD}).status_code == 302


def test_somebody_switched_off_does_not_get_in(world: World) -> None:
    Person.objects.filter(username="east").update(is_active=False)

    assert Client().post("/in", {"username": "east", "password": PASSWORD}).status_code == 422


def test_next_leads_only_to_this_site(world: World) -> None:
    for wanted in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)", "\\\\evil"):
        response = Client().post("/in", {"username": "east", "password": PASSWORD, "next": wanted})
        assert response["Location"] == "/desk/"
    assert Client().post("/in", {"username": "east", "password": PASSWORD, "next": "/f/"})["Location"] == "/f/"


def test_who_must_use_a_second_factor_sets_it_up_and_then_needs_it(world: World) -> None:
    Person.objects.filter(username="admin").update(must_use_second_factor=True)
    client = Client()

    first = client.post("/in", {"username": "admin", "password": PASSWORD})
    page = client.get("/in/second")
    device = TOTPDevice.objects.get(user__username="admin")
    assert first["Location"] == "/in/second"
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert client.post("/in/second", {"code": "000000x"}).status_code == 422
    assert actor_name(client) == ""
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)  # seconds have passed
    client.post("/in/second", {"code": f"{totp(device.bin_key):06d}"})
    assert actor_name(client) == "沈管"
    again = Client()
    again.post("/in", {"username": "admin", "password": PASSWORD})
    assert "data:image" not in again.get("/in/second").content.decode()
    assert actor_name(again) == ""


def test_the_demo_city_offers_its_people_and_a_real_house_nobody(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("redress.demo.fill")
    module.PASSWORD = PASSWORD  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "redress.demo.fill", module)

    assert "王芳" not in text_of(Client().get("/in"))
    settings.REDRESS_DEMO = True
    page = Client().get("/in").content.decode()

    assert "承办人员</strong> 王芳" in page
    assert page.index("受理台") < page.index("承办人员") < page.index("管理员")


def actor_name(client: Client) -> str:
    request = RequestFactory().get("/")
    person = client.session.get("_auth_user_id")
    request.user = Person.objects.get(id=person) if person else Person()  # type: ignore[assignment]
    return actor.actor_of(request).name


def test_an_actor_has_the_roles_held_now(world: World) -> None:
    person = Person.objects.get(username="east")
    request = RequestFactory().get("/")
    request.user = person  # type: ignore[assignment]

    by = actor.actor_of(request)

    assert (by.id, by.roles, by.office_id) == (f"person:{person.id}", frozenset({"handler"}), world.offices["CD"])


def test_signing_out_needs_a_form_and_ends_it(world: World) -> None:
    client = signed_in("east")

    assert client.get("/out").status_code == 405
    client.post("/out")
    assert "_auth_user_id" not in client.session


@pytest.mark.urls("tests.web.test_signin")
def test_what_was_typed_survives_an_expired_sign_in_and_returns_to_its_form(world: World) -> None:
    client = Client()

    to_sign_in = client.post("/form", {"note": "写了很久的办理意见", "password": "x", "_page": "/page"})
    kept = dict(client.session["kept"])
    shown = client.get(to_sign_in["Location"])
    inside = client.post(
        to_sign_in["Location"], {"username": "east", "password": PASSWORD, "next": target_of(to_sign_in)}
    )
    page = client.get(inside["Location"])

    assert to_sign_in.status_code == 302
    assert "办理意见" not in str(kept)
    assert "您刚才填写的内容都留着" in text_of(shown)
    assert inside["Location"].startswith("/page?kept=")
    assert page.content.decode() == "写了很久的办理意见"


def target_of(response: Any) -> str:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(response["Location"]).query)["next"][0]


@pytest.mark.urls("tests.web.test_signin")
def test_a_wrong_role_gets_a_403_and_no_role_the_sign_in(world: World) -> None:
    assert signed_in("east").post("/form", {"note": "x"}).content == b"saved x"
    assert signed_in("auditor").post("/form", {"note": "x"}).status_code == 403
    assert Client().get("/form")["Location"] == "/in?next=%2Fform"
    part = Client().post("/form", {"note": "x"}, headers={"HX-Request": "true"})
    assert part.status_code == 204
    assert part["HX-Redirect"].startswith("/in?next=")


def test_an_expired_form_shows_what_was_typed_ready_to_be_sent_again(world: World) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        "/lodge/what", {"narrative": "写了很长很长的一段经过，不想丢掉"}, headers={"Origin": "http://testserver"}
    )
    foreign = client.post(
        "/lodge/what", {"narrative": "别的网站替我写的一段话"}, headers={"Origin": "https://evil.example"}
    )

    assert response.status_code == 403
    assert "继续提交" in text_of(response)
    assert response.content.decode().count("写了很长很长的一段经过") == 2
    assert foreign.status_code == 403
    assert "别的网站替我写" not in foreign.content.decode()


def test_templates_take_plain_data_only(world: World) -> None:
    with pytest.raises(render.NotPlain, match=r"data\.person is a Person"):
        render.page(RequestFactory().get("/"), "public/about.html", {"person": Person.objects.get(username="east")})
    with pytest.raises(render.NotPlain):
        render.plain({"rows": [Person.objects.all()]})


def test_a_field_knows_what_a_reader_must_hear() -> None:
    field = forms.Drawn(name="a", widget="text", label="甲", help="帮助", error="不对", seen_by="某人", id="x-a")

    assert field.described_by == "x-a-help x-a-error x-a-seen"


def test_the_language_of_the_sign_in_page_stays_until_the_person_sets_an_own_one(world: World) -> None:
    client = Client()
    client.post("/prefs", {"pref": "lang:en", "next": "/in"})

    client.post("/in", {"username": "desk", "password": PASSWORD})
    assert client.cookies["lang"].value == "en"

    client.post("/prefs", {"pref": "lang:zh", "next": "/desk/"})
    other = Client()
    other.post("/prefs", {"pref": "lang:en", "next": "/in"})
    other.post("/in", {"username": "desk", "password": PASSWORD})
    assert other.cookies["lang"].value == "zh"


def test_a_theme_chosen_alone_sets_no_language(world: World) -> None:
    client = Client()
    client.post("/in", {"username": "desk", "password": PASSWORD})
    client.post("/prefs", {"pref": "theme:dark", "next": "/desk/"})

    other = Client()
    other.post("/prefs", {"pref": "lang:en", "next": "/in"})
    other.post("/in", {"username": "desk", "password": PASSWORD})

    assert (other.cookies["lang"].value, other.cookies["theme"].value) == ("en", "dark")
