"""The pages, asked through Django's client: on a fixed day, with fresh rate limits, with forms posted as a browser does."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from redress.queries import known_traders
from redress.web import limits
from tests.world import PASSWORD, World

TODAY = dt.date(2026, 8, 31)
ANSWERS: dict[str, dict[str, Any]] = {
    "what": {"narrative": "8月20日在城东的悦动健身办了年卡3800元，现在关门了，电话打不通。"},
    "who": {"trader_name": "悦动健身（城东店）", "trader_address": "城东路12号", "platform": "", "trader_phone": ""},
    "when": {"purchased_on": "2026-08-20", "amount": "3,800"},
    "wish": {"wishes": ["R11"]},
    "photos": {},
    "contact": {"name": "何小雨", "phone": "139 0000 1234", "address": "城东路1号", "agent_name": ""},
}


@pytest.fixture(autouse=True)
def _day(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.REDRESS_TODAY = TODAY
    settings.REDRESS_DATA = tmp_path
    limits.forget()
    known_traders.forget()
    yield
    limits.forget()


@pytest.fixture
def visitor(world: World) -> Client:
    """Somebody without a sign-in."""
    return Client()


def signed_in(username: str, password: str = PASSWORD) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    response = client.post("/in", {"username": username, "password": password})
    assert response.status_code == 302, response.content.decode()
    return client


def answer(client: Client, **changes: Any) -> None:
    """Answer all questions of the lodging; `changes` by question replaces answers."""
    for name, given in ANSWERS.items():
        response = client.post(f"/lodge/{name}", {**given, **changes.get(name, {})})
        assert response.status_code == 302, (name, text_of(response))


def lodge(client: Client, **changes: Any) -> tuple[str, str]:
    """Lodge through the pages and return number and follow code."""
    answer(client, **changes)
    response = client.post("/lodge/check")
    assert response.status_code == 302, text_of(response)
    page = client.get("/lodge/done").content.decode()
    number = re.search(r'data-receipt="number">([^<]+)<', page)
    code = re.search(r'data-receipt="code">([^<]+)<', page)
    assert number is not None
    assert code is not None
    return number.group(1), code.group(1)


def text_of(response: Any) -> str:
    """Return what a page says: tags dropped, blanks folded."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))
