"""The search page: hits marked, narrowed by facets, exact numbers by key; a look-up of a number is written down."""

from __future__ import annotations

import re

from redress.store.models import AccessEntry
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of
from tests.world import World


def found(username: str, query: str) -> object:
    return browser(username).get(f"/desk/search?{query}")


def hits(response: object) -> list[str]:
    return re.findall(r'<p class="hit-head"><a href="/desk/c/([^"]+)"', body(response))


def test_the_phrase_is_marked_in_each_hit(world: World) -> None:
    case_id = world.assigned()

    response = found("east", "q=年卡")

    assert hits(response) == [number_of(case_id)]
    assert "<mark>年卡</mark>" in body(response)
    assert "1 件" in text_of(response)


def test_a_branch_finds_only_its_own_and_the_desk_all(world: World) -> None:
    world.assigned()
    west = world.assigned(office="CX", narrative="城西的年卡也关门了。")

    assert number_of(west) not in hits(found("east", "q=年卡"))
    assert len(hits(found("desk", "q=年卡"))) == 2


def test_facets_count_and_narrow(world: World) -> None:
    complaint = world.assigned()
    tipoff = world.lodge(kinds=("tipoff",), narrative="举报年卡诈骗。")

    everything = found("desk", "q=年卡")
    narrowed = found("desk", "q=年卡&procedure=tipoff")
    by_office = found("desk", "q=年卡&office=CD")

    said = text_of(everything)
    assert "投诉 1" in said
    assert "举报 1" in said
    assert "城东分局 1" in said
    assert hits(narrowed) == [number_of(tipoff)]
    assert hits(by_office) == [number_of(complaint)]
    assert "看全部" in text_of(narrowed)


def test_a_phone_is_found_by_its_key_and_the_look_up_is_logged(world: World) -> None:
    case_id = world.assigned()
    AccessEntry.objects.all().delete()

    response = found("east", "q=13900001234")

    assert hits(response) == [number_of(case_id)]
    assert list(AccessEntry.objects.values_list("by", "what")) == [(world.actors["east"].id, "number.search")]


def test_an_analyst_finds_nobody_by_phone_and_no_name(world: World) -> None:
    world.assigned(narrative="我叫何小雨，在悦动健身办了年卡。")

    assert hits(found("analyst", "q=13900001234")) == []
    assert hits(found("analyst", "q=何小雨")) == []
    assert len(hits(found("analyst", "q=年卡"))) == 1


def test_one_character_is_too_short_and_nothing_found_says_what_to_try(world: World) -> None:
    assert "文字查找至少两个字" in text_of(found("desk", "q=卡"))
    assert "少写几个字" in text_of(found("desk", "q=没有这样的话"))
    assert "输入两个字以上" in text_of(found("desk", ""))


def test_pages_of_hits_follow_each_other(world: World) -> None:
    wanted = {number_of(world.assigned(narrative=f"第{n}件年卡纠纷。")) for n in range(30)}
    client = browser("east")

    first = client.get("/desk/search?q=年卡")
    address = re.search(r'href="([^"]+)" rel="next"', body(first))
    assert address is not None
    second = client.get(address.group(1).replace("&amp;", "&"))

    assert set(hits(first)) | set(hits(second)) == wanted
    assert not set(hits(first)) & set(hits(second))


def test_hostile_phrases_and_texts_are_shown_as_text(world: World) -> None:
    world.assigned(narrative='年卡<script>alert(1)</script>"><img src=x onerror=alert(2)>')

    page = body(found("east", "q=<script>alert(1)</script>")) + body(found("east", "q=年卡<"))

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "<mark>年卡&lt;</mark>" in page
