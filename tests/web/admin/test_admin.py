"""The administration: who may open what, wrong input that is kept and named, a rule tried out, drawings without collisions."""

from __future__ import annotations

import gzip
import re
from itertools import combinations

import pytest
from django.test import Client

from redress.queries import lawbook, settings_log
from redress.store.models import Office, Person
from redress.web.admin import diagram
from tests.web.conftest import signed_in, text_of
from tests.world import World

HOUSE = ("/admin/people", "/admin/people/1", "/admin/offices", "/admin/offices/CD")
LAW = (
    "/admin/rules", "/admin/rules/acceptance_decision", "/admin/calendar", "/admin/procedures", "/admin/procedures/complaint",
    "/admin/forms", "/admin/classes", "/admin/profiles",
)  # fmt: skip
LOOKERS = ("admin", "auditor", "chief", "desk", "east", "council", "analyst")
OTHERS = ("mediator", "inspector", "enforcer", "keeper")


@pytest.mark.parametrize("address", [*HOUSE, *LAW, "/admin/journal"])
def test_a_visitor_is_sent_to_sign_in(world: World, address: str) -> None:
    response = Client().get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/in")


@pytest.mark.parametrize("who", [*LOOKERS, *OTHERS])
def test_every_page_opens_for_its_roles_and_for_no_other(world: World, who: str) -> None:
    client = signed_in(who)
    first = Person.objects.order_by("id").values_list("id", flat=True)[0]

    for address in HOUSE:
        place = address.replace("/1", f"/{first}")
        assert client.get(place).status_code == (200 if who == "admin" else 403), place
    for address in LAW:
        assert client.get(address).status_code == (200 if who in LOOKERS else 403), address
    assert client.get("/admin/journal").status_code == (200 if who in ("admin", "auditor") else 403)


@pytest.mark.parametrize("address", [*LAW, "/admin/people", "/admin/offices", "/admin/journal", "/board/", "/open/"])
def test_no_page_is_over_150_kb_with_its_styles_and_scripts(world: World, address: str) -> None:
    client = signed_in("desk" if address == "/board/" else "admin")
    page = client.get(address)
    parts = re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.content.decode())

    whole = len(gzip.compress(page.content)) + sum(len(gzip.compress(client.get(one).content)) for one in set(parts))

    assert whole <= 150 * 1024, (address, whole)


def test_a_wrong_person_keeps_what_was_typed_and_names_the_field(world: World) -> None:
    client = signed_in("admin")
    response = client.post("/admin/people", {"username": "x y", "name": "高明远", "role": "mediator", "office": "CX"})
    page = response.content.decode()

    assert response.status_code == 422
    assert 'value="x y"' in page
    assert 'value="高明远"' in page
    assert '<option value="mediator" selected>' in page
    assert '<option value="CX" selected>' in page
    assert 'aria-describedby="username-wrong"' in page
    assert 'href="#username"' in page
    assert not Person.objects.filter(name="高明远").exists()


def test_a_right_person_gets_a_first_password_that_opens_the_house(world: World) -> None:
    response = signed_in("admin").post(
        "/admin/people", {"username": "gao.ming", "name": "高明远", "role": "handler", "office": "CX"}
    )
    found = re.search(r"<code>([^<]+)</code>", response.content.decode())

    assert response.status_code == 200
    assert found is not None
    assert signed_in("gao.ming", found[1]).get("/desk/").status_code == 200
    assert any(one["name"].startswith("person.") for one in settings_log.newest())


@pytest.mark.parametrize(("field", "value"), [("code", "lower"), ("zh", " "), ("areas", "12ab"), ("kind", "castle"), ("code", "CD")])  # fmt: skip
def test_a_wrong_office_keeps_what_was_typed_and_names_the_field(world: World, field: str, value: str) -> None:
    given = {"code": "CN", "zh": "城南分局", "en": "South", "kind": "branch", "parent": "SJ", "areas": "350981003", "phone": "0593-1", "address": "南街1号"}  # fmt: skip
    response = signed_in("admin").post("/admin/offices", {**given, field: value})
    page = response.content.decode()

    assert response.status_code == 422
    assert f'aria-describedby="{field}-wrong"' in page
    assert 'value="南街1号"' in page
    assert Office.objects.count() == 4


def test_an_office_is_added_and_changed_and_each_change_is_journalled(world: World) -> None:
    client = signed_in("admin")
    given = {"code": "CN", "zh": "城南分局", "en": "South", "kind": "branch", "parent": "SJ", "areas": "350981003", "phone": "", "address": ""}  # fmt: skip

    assert client.post("/admin/offices", given).status_code == 302
    assert client.post("/admin/offices/CN", {**given, "zh": "南城分局", "is_active": "on"}).status_code == 302

    assert Office.objects.get(code="CN").name_zh == "南城分局"
    assert [one["name"] for one in settings_log.newest()][:2] == ["office.changed", "office.added"]


def test_only_an_administrator_changes_people_and_offices(world: World) -> None:
    for who in ("desk", "chief", "auditor"):
        client = signed_in(who)
        assert client.post("/admin/people", {"username": "new.one", "name": "新人", "role": "admin", "office": "SJ"}).status_code == 403  # fmt: skip
        assert client.post("/admin/offices/CD", {"zh": "别的"}).status_code == 403
    assert not Person.objects.filter(username="new.one").exists()


def test_a_rule_is_tried_on_a_day_and_says_what_is_wrong_with_the_day(world: World) -> None:
    client = signed_in("analyst")

    right = text_of(client.get("/admin/rules/acceptance_decision?start=2026-09-01"))
    wrong = client.get("/admin/rules/acceptance_decision?start=yesterday")

    assert "9月10日" in right  # the seventh working day after Tuesday 1 September 2026
    assert "日期请写成" in text_of(wrong)
    assert client.get("/admin/rules/nothing").status_code == 404


def test_the_calendar_marks_days_off_by_notice_weekends_and_made_up_days_apart(world: World) -> None:
    page = signed_in("admin").get("/admin/calendar?year=2026").content.decode()
    october = page[page.index("<caption>10月") : page.index("<caption>11月")]

    assert re.search(r'class="cal-off"[^>]*>1<', october)
    assert re.search(r'class="cal-work"[^>]*>9<', october)
    assert re.search(r'class="cal-weekend"[^>]*>18<', october)
    assert "cal-make_up" in page


@pytest.mark.parametrize("english", [False, True])
def test_labels_of_a_drawn_procedure_meet_no_line_and_no_other_label(english: bool) -> None:
    for procedure in lawbook.current().procedures.values():
        for version in procedure.versions:
            drawing = diagram.draw(version, english=english)
            areas = [_area(one) for one in drawing.arrows]
            for one, other in combinations(areas, 2):
                assert not _meet(one, other), (procedure.id, one, other)
            uprights = [_upright(one) for one in drawing.arrows]
            for area in areas:
                for x, top, foot in uprights:
                    assert not (area[0] < x < area[2] and top < area[3] and area[1] < foot), (procedure.id, area, x)
            assert all(area[0] >= 0 and area[2] <= drawing.width for area in areas), procedure.id


def _area(arrow: diagram.Arrow) -> tuple[float, float, float, float]:
    width = sum(6.6 if sign.isascii() else 12.0 for sign in arrow.label)
    left = arrow.x if arrow.anchor == "start" else arrow.x - width
    return left, arrow.y - 10, left + width, arrow.y + 3


def _upright(arrow: diagram.Arrow) -> tuple[int, int, int]:
    side = re.match(r"M\d+ (\d+) H(\d+) V(\d+)", arrow.path)
    if side:
        y1, x, y2 = map(int, side.groups())
    else:
        down = re.match(r"M(\d+) (\d+) L\d+ (\d+)", arrow.path)
        assert down is not None
        x, y1, y2 = map(int, down.groups())
    return x, min(y1, y2), max(y1, y2)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
