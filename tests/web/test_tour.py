"""The tour leads through the demo city with its own people; a real house has no such page and names nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import text_of
from tests.world import PASSWORD, World


@pytest.fixture
def demo(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """The house of tests as a demo city: its people have the demo's password."""
    monkeypatch.setattr("redress.demo.PASSWORD", PASSWORD)
    settings.REDRESS_DEMO = True
    return world


def test_a_real_house_has_no_tour_and_no_link_to_it(world: World) -> None:
    assert Client().get("/tour").status_code == 404
    assert "/tour" not in Client().get("/").content.decode()
    assert "/tour" not in Client().get("/in").content.decode()


def test_home_and_sign_in_of_the_demo_city_lead_to_the_tour(demo: World) -> None:
    assert 'href="/tour"' in Client().get("/").content.decode()
    assert 'href="/tour"' in Client().get("/in").content.decode()


def test_the_tour_has_seven_steps_and_says_who_to_be_and_where_to_send_the_case(demo: World) -> None:
    response = Client().get("/tour")
    words = text_of(response)

    assert response.content.decode().count('<li class="panel">') == 7
    assert "受理台 李敏" in words
    assert "承办人员 王芳" in words
    assert "承办单位选“城东分局”" in words


def test_every_button_of_the_tour_signs_in_as_its_person_and_opens_its_page(demo: World) -> None:
    page = Client().get("/tour").content.decode()
    hidden = 'name="{}" value="([^"]+)">'
    pattern = '<input type="hidden" '.join(hidden.format(name) for name in ("username", "password", "next"))
    forms = re.findall(pattern, page)

    assert [username for username, _password, _next in forms] == ["desk", "east", "east", "east", "east"]
    client = Client()
    for username, password, wanted in forms:
        response = client.post("/in", {"username": username, "password": password, "next": wanted})
        assert response.status_code == 302, text_of(response)
        assert response["Location"] == wanted
        assert client.get(wanted).status_code == 200


def test_links_for_visitors_open_without_sign_in(demo: World) -> None:
    for address in ("/", "/f/", "/open/", "/rights/"):
        assert Client().get(address).status_code == 200


def test_somebody_signed_in_signs_out_to_be_somebody_else(demo: World) -> None:
    client = Client()
    assert 'action="/out"' not in client.get("/tour").content.decode()
    client.post("/in", {"username": "desk", "password": PASSWORD})

    page = client.get("/tour").content.decode()
    form = re.search(r'<form method="post" action="/out">(.*?)</form>', page, re.DOTALL)

    assert form is not None
    assert "csrfmiddlewaretoken" in form.group(1)
    assert "退出，换一个岗位登录" in form.group(1)
    assert client.post("/out")["Location"] == "/in"
    assert client.get("/in").status_code == 200
