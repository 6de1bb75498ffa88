"""A procedure that a test drops into the overlay folder is driven through the web forms with no Python, from its opening to its close."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from redress.queries import lawbook
from redress.store.models import Case, CaseEvent
from redress.web import limits
from tests.world import PASSWORD, World

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-procedure.md"
TODAY = dt.date(2026, 8, 31)


@pytest.fixture
def overlay(tmp_path: Path, world: World, settings: Any) -> Iterator[World]:
    """The house with the procedure that the how-to prints in its overlay."""
    text = HOW_TO.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "shop_visit.yaml").write_text(text, "utf-8")
    lawbook.configure(overlay=tmp_path)
    settings.REDRESS_TODAY = TODAY
    settings.REDRESS_DATA = tmp_path
    limits.forget()
    yield world
    limits.forget()


def browser(username: str) -> Client:
    client = Client()
    assert client.post("/in", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def text_of(response: Any) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def hidden(page: str, form: str) -> dict[str, str]:
    """Read the hidden fields of the form that posts to `form`, as a browser would send them."""
    body = page.split(f'action="{form}"', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', body)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def open_visit(client: Client, **fields: str) -> Any:
    page = client.get("/desk/open/shop_visit").content.decode()
    return client.post("/desk/open/shop_visit", {**hidden(page, "/desk/open/shop_visit"), **fields})


def make(client: Client, number: str, move: str, **fields: str) -> Any:
    address = f"/desk/c/{number}/m/{move}"
    page = client.get(address).content.decode()
    return client.post(address, {**hidden(page, address), **fields})


def test_it_is_driven_from_opening_to_close_through_the_forms(overlay: World) -> None:
    east = browser("east")

    choice = east.get("/desk/open/").content.decode()
    blank = east.get("/desk/open/shop_visit").content.decode()
    opened = open_visit(east, target_name="百货店")
    case = Case.objects.get()
    page = east.get(opened["Location"])
    form = east.get(f"/desk/c/{case.number}/m/find").content.decode()
    found = make(east, case.number, "find", finding="未明码标价", mend_by="2026-09-08")
    listed = text_of(east.get("/desk/"))
    mending = text_of(east.get(f"/desk/c/{case.number}"))
    closed = make(east, case.number, "close")

    assert 'href="/desk/open/shop_visit"' in choice
    assert "监督检查" not in choice  # an inspector's, not a handler's
    assert 'name="target_name"' in blank
    assert "-访-" in case.number
    assert case.procedure == "shop_visit"
    assert case.office_id == overlay.offices["CD"]
    assert f"/desk/c/{case.number}/m/find" in page.content.decode()
    assert "发现问题" in text_of(page)
    assert "百货店" in text_of(page)
    assert re.search(r'<textarea[^>]*name="finding"', form)
    assert re.search(r'<input[^>]*type="date"[^>]*name="mend_by"', form)
    assert (found.status_code, closed.status_code) == (302, 302)
    assert "整改" in mending
    assert "9月8日" in mending
    assert case.number in listed
    case.refresh_from_db()
    assert (case.stage, case.is_open) == ("closed", False)
    names = CaseEvent.objects.filter(case=case).order_by("seq").values_list("name", flat=True)
    assert list(names) == ["visit.planned", "visit.done", "visit.closed"]


def test_what_is_wrong_comes_back_beside_its_field_and_nothing_is_lost(overlay: World) -> None:
    east = browser("east")

    empty = open_visit(east)
    open_visit(east, target_name="百货店")
    number = Case.objects.get().number
    bad = make(east, number, "find", finding="未明码标价，写了很久", mend_by="soon")

    assert empty.status_code == 422
    assert 'id="m-target_name-error"' in empty.content.decode()
    assert bad.status_code == 422
    page = bad.content.decode()
    assert 'id="m-mend_by-error"' in page
    assert "未明码标价，写了很久" in page
    assert 'value="soon"' in page
    assert Case.objects.get().version == 1


def test_the_same_page_sent_twice_opens_one_case(overlay: World) -> None:
    east = browser("east")
    page = east.get("/desk/open/shop_visit").content.decode()
    sent = {**hidden(page, "/desk/open/shop_visit"), "target_name": "百货店"}

    first, second = east.post("/desk/open/shop_visit", sent), east.post("/desk/open/shop_visit", sent)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_who_is_not_named_opens_none_and_an_appeal_is_never_opened_so(overlay: World) -> None:
    assert open_refused("mediator", "shop_visit") == 403
    assert open_refused("auditor", "shop_visit") == 403
    assert open_refused("east", "complaint") == 404
    assert open_refused("east", "no_such") == 404
    assert Client().get("/desk/open/shop_visit")["Location"].startswith("/in?")
    assert not Case.objects.exists()
    assert "没有您的岗位可以登记的事项" in text_of(browser("mediator").get("/desk/open/"))


def open_refused(username: str, procedure: str) -> int:
    client = browser(username)
    assert client.get(f"/desk/open/{procedure}").status_code == client.post(f"/desk/open/{procedure}").status_code
    return int(client.post(f"/desk/open/{procedure}", {"target_name": "百货店"}).status_code)


def test_what_was_typed_comes_back_after_an_expired_sign_in(overlay: World) -> None:
    client = Client()
    sent = client.post("/desk/open/shop_visit", {"target_name": "百货店", "_page": "/desk/open/shop_visit"})
    wanted = parse_qs(urlsplit(sent["Location"]).query)["next"][0]

    back = client.post("/in", {"username": "east", "password": PASSWORD, "next": wanted}, follow=True)

    assert 'value="百货店"' in back.content.decode()
    assert not Case.objects.exists()


def test_the_shipped_inspection_goes_the_same_way(overlay: World) -> None:
    inspector = browser("inspector")

    page = inspector.get("/desk/").content.decode()
    opened = inspector.get("/desk/open/inspection").content.decode()
    sent = inspector.post(
        "/desk/open/inspection",
        {**hidden(opened, "/desk/open/inspection"), "target_name": "景湖电梯", "target_item": "3号电梯", "planned_on": "2026-09-03"},
    )  # fmt: skip

    assert 'href="/desk/open/"' in page
    assert sent.status_code == 302
    case = Case.objects.get()
    assert (case.procedure, case.stage) == ("inspection", "planned")
    assert "现场检查" in text_of(inspector.get(sent["Location"]))


def test_the_administration_draws_it(overlay: World) -> None:
    page = text_of(browser("admin").get("/admin/procedures/shop_visit"))

    assert "走访" in page
    assert "列入计划" in page
    assert "整改中" in page
