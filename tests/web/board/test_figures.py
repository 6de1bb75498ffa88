"""The figures: who sees them, each number opens into exactly its cases, and the public ones tell nothing of a few."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from redress.insight import indicators
from redress.queries import figures
from redress.web import figureview
from tests.web.conftest import TODAY, signed_in, text_of
from tests.world import World

READERS = ("desk", "east", "chief", "analyst", "council", "auditor")
OTHERS = ("mediator", "inspector", "enforcer", "keeper", "admin")


@pytest.mark.parametrize("who", [*READERS, *OTHERS])
def test_the_figures_open_for_their_readers_and_for_no_other_role(world: World, who: str) -> None:
    client = signed_in(who)

    for address in ("/board/", "/board/?year=2025", "/board/received/cases"):
        assert client.get(address).status_code == (200 if who in READERS else 403), address


def test_a_visitor_sees_the_public_figures_and_is_sent_to_sign_in_for_the_others(world: World) -> None:
    assert Client().get("/open/").status_code == 200
    assert Client().get("/board/")["Location"].startswith("/in")
    assert Client().get("/board/received/cases")["Location"].startswith("/in")


def test_every_figure_opens_into_as_many_cases_as_it_counts(world: World) -> None:
    for office in ("CD", "CX", "CD"):
        case_id = world.assigned(office=office)
    world.move("east", case_id, "accept")
    world.assigned(kinds=("tipoff",))
    client = signed_in("desk")
    first, last, _bf, _bl = figureview.period(year=2026, today=TODAY)

    for one in indicators.BY_ID.values():
        whole = figures.figure(name=one.id, first=first, last=last, office_ids=None)
        parts = [("counts", "numerator"), *([("over", "denominator")] if one.over else [])]
        for part, key in parts:
            page = client.get(f"/board/{one.id}/cases?part={part}").content.decode()
            listed = set(re.findall(r'href="/desk/c/([^"/?]+)"', page))
            counted = figures.case_rows(
                name=one.id, part=part, first=first, last=last, office_ids=None, start=0, count=100
            )
            assert len(listed) == len(counted), (one.id, part)
            if one.over or isinstance(whole["value"], int):
                assert len(listed) == int(whole[key] if one.over else whole["value"]), (one.id, part, whole)
    assert figures.figure(name="received", first=first, last=last, office_ids=None)["value"] == 4


def test_a_handler_counts_the_cases_of_his_office_only(world: World) -> None:
    east, west = world.assigned(office="CD"), world.assigned(office="CX")
    page = signed_in("west").get("/board/received/cases").content.decode()
    from redress.store.models import Case

    numbers = dict(Case.objects.values_list("id", "number"))
    assert numbers[west] in page
    assert numbers[east] not in page


def test_an_unknown_figure_and_odd_years_and_pages_do_no_harm(world: World) -> None:
    client = signed_in("desk")

    assert client.get("/board/nothing/cases").status_code == 404
    for query in ("year=1", "year=99999", "year=x", "page=-1", "page=99999999", "part=x"):
        assert client.get(f"/board/received/cases?{query}").status_code == 200


def test_the_public_figures_are_withheld_while_one_case_could_be_recognised(world: World) -> None:
    world.assigned()
    few = Client().get("/open/").content.decode()
    for _n in range(10):
        world.assigned()
    many = Client().get("/open/")

    assert 'class="figure"' not in few
    assert 'class="figure"' in many.content.decode()
    assert "何小雨" not in text_of(many)
    assert "悦动健身" not in text_of(many)


def test_the_figures_are_all_english_by_switch(world: World) -> None:
    for _n in range(10):
        world.assigned()
    client = Client()
    client.cookies["lang"] = "en"

    words = text_of(client.get("/open/"))

    assert "Complaints" in words
    assert "怎么算的" not in words


@pytest.mark.parametrize(
    ("now", "before", "words"), [(8, 10, "下降 20.0%"), (12, 10, "上升 20.0%"), (10, 10, "持平 0.0%")]
)
def test_a_change_is_said_once_by_word_or_by_sign_but_not_by_both(now: int, before: int, words: str) -> None:
    text, direction = figureview.growth_of(indicators.BY_ID["received"], now, before)

    assert f"{ {'up': '上升', 'down': '下降', 'same': '持平'}[direction] } {text}" == words
