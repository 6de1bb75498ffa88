"""One paper for many cases: chosen, previewed, sent once; what cannot go is named, and one failure stops no other."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from redress.gateways import letters, manypapers
from redress.operations import keeping
from redress.operations.officer import Chosen
from redress.operations.refusals import Wrong
from redress.store.models import AccessEntry, Case, CaseEvent, Letter
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of, version_of
from tests.world import World

pytestmark = pytest.mark.skipif(
    not letters.has_font(), reason="no Chinese font is installed: apt-get install fonts-noto-cjk"
)


def ticked(*case_ids: int) -> list[str]:
    return [f"{number_of(one)}:{version_of(one)}" for one in case_ids]


def send(username: str, marks: list[str], **more: Any) -> Any:
    return browser(username).post("/desk/bulk", {"move": "letter", "n": marks, "next": "/desk/?mine=1", **more})


def accepted(world: World, count: int) -> list[int]:
    found = []
    for n in range(count):
        found.append(world.assigned(narrative=f"第{n}件，商家不退款，请帮助。"))
        world.move("east", found[-1], "accept")
    return found


def papers_of(case_id: int) -> int:
    return Letter.objects.filter(case_id=case_id).count()


def test_the_list_offers_it_to_those_who_may_make_papers_and_to_nobody_else(world: World) -> None:
    world.assigned()

    assert 'name="move" value="letter"' in body(browser("east").get("/desk/"))
    assert 'name="move" value="letter"' not in body(browser("auditor").get("/desk/?open=all"))


def test_only_papers_that_fit_are_offered_with_how_many_they_fit(world: World) -> None:
    first, second = accepted(world, 2)
    waiting = world.assigned(narrative="第三件，还没有决定。")

    said = text_of(send("east", ticked(first, second, waiting)))

    assert "投诉受理决定书 2 件可发" in said
    assert "诉求登记回执 3 件可发" in said
    assert "投诉不予受理决定书" not in said
    assert not Letter.objects.exists()


def test_going_on_without_a_choice_says_so_and_keeps_the_ticks(world: World) -> None:
    (case,) = accepted(world, 1)

    response = send("east", ticked(case), step="form")

    assert response.status_code == 422
    assert "请选一种文书" in text_of(response)
    assert f'value="{ticked(case)[0]}"' in body(response)


def test_the_preview_shows_each_as_it_will_go_out_and_names_those_that_cannot(world: World) -> None:
    good, gone = accepted(world, 2)
    undecided = world.assigned(narrative="第三件，还没有决定。")
    tipoff = world.lodge(kinds=("tipoff",), narrative="举报一家店卖过期面包。")
    world.move("desk", tipoff, "dispatch", office="CD")
    keeping.erase(number=number_of(gone), reason="本人要求", by=world.actors["system"], at=world.at)

    response = send("east", [*ticked(good, undecided, tipoff, gone), "JL-1999-000001:1"], form="acceptance")

    said, page = text_of(response), body(response)
    assert "这 3 件不能发" in said
    assert "“投诉受理决定书”要说的事还没有发生" in said
    assert "这类件没有这种文书" in said
    assert "个人信息已销毁，不能再制作文书" in said
    assert "有 1 件没有找到" in said
    assert page.count("?as=png") == 1
    assert not Letter.objects.exists()
    picture = browser("east").get(f"/desk/c/{number_of(good)}/papers/acceptance/preview?as=png")
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_all_are_sent_numbered_and_in_their_journals(world: World) -> None:
    cases = accepted(world, 3)

    response = send("east", ticked(*cases), form="acceptance", go="1")

    said = text_of(response)
    assert "投诉受理决定书：发出 3 份，没发成 0 份" in said
    assert [papers_of(one) for one in cases] == [1, 1, 1]
    assert len(set(Letter.objects.values_list("number", flat=True))) == 3
    for letter in Letter.objects.all():
        assert letter.number in said
        assert letter.check_code in said
        assert "草拟稿" not in browser("east").get(f"/v/{letter.check_code}").content.decode()
    names = CaseEvent.objects.filter(case_id__in=cases, name="letter.made").values_list("by", flat=True)
    assert set(names) == {world.actors["east"].id}


def test_sending_the_same_batch_again_makes_nothing_twice(world: World) -> None:
    cases = accepted(world, 2)
    marks = ticked(*cases)
    send("east", marks, form="acceptance", go="1")
    numbers = set(Letter.objects.values_list("number", flat=True))

    again = text_of(send("east", marks, form="acceptance", go="1"))

    assert again.count("刚才已经发过，没有再发一次") == 2
    assert all(number in again for number in numbers)
    assert set(Letter.objects.values_list("number", flat=True)) == numbers
    fresh = send("east", ticked(*cases), form="acceptance")
    assert text_of(fresh).count("已经发过这种文书") == 2
    assert " checked" not in body(fresh).split('class="sheets"')[1]


def test_two_sendings_at_once_make_one_paper(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = accepted(world, 1)
    chosen = [Chosen(number_of(case), version_of(case))]
    make, seen = letters.make, []

    def slow(**given: Any) -> Any:  # the other sending gets in between the question and the making
        if not seen:
            seen.append(make(**given))
        return make(**given)

    monkeypatch.setattr(letters, "make", slow)
    done = manypapers.make_many(chosen=chosen, form="acceptance", by=world.actors["east"], at=world.at)

    assert [(one.code, one.is_again, one.paper) for one in done] == [("", True, seen[0]["number"])]
    assert papers_of(case) == 1


def test_one_that_fails_never_stops_the_rest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    good, stale, bad, elsewhere = accepted(world, 4)
    marks = ticked(good, stale, bad, elsewhere)
    world.move("east", stale, "note", note="刚刚打过电话")
    Case.objects.filter(id=elsewhere).update(office_id=world.offices["CX"])
    make, broken = letters.make, number_of(bad)

    def trip(**given: Any) -> Any:
        if given["number"] == broken:
            raise RuntimeError("a bug")
        return make(**given)

    monkeypatch.setattr(letters, "make", trip)
    said = text_of(send("east", [*marks, "JL-1999-000001:1"], form="acceptance", go="1"))

    assert "发出 1 份，没发成 4 份" in said
    assert "其间 记备注" in said
    assert "系统出错，这一份没有发" in said
    assert [papers_of(one) for one in (good, stale, bad, elsewhere)] == [1, 0, 0, 0]


def test_a_paper_of_what_has_not_happened_is_not_sent_by_naming_it(world: World) -> None:
    case = world.assigned()

    said = text_of(send("east", ticked(case), form="acceptance", go="1"))

    assert "没发成 1 份" in said
    assert "先办理这一步，再发文书" in said
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("analyst", 403), ("auditor", 403), ("keeper", 404), ("admin", 403)])
def test_who_may_make_no_papers_sends_none(world: World, who: str, status: int) -> None:
    cases = accepted(world, 1)

    assert send(who, ticked(*cases), form="acceptance", go="1").status_code == status
    assert not Letter.objects.exists()


def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    cases = accepted(world, 1)

    response = Client().post("/desk/bulk", {"move": "letter", "n": ticked(*cases), "form": "acceptance", "go": "1"})

    assert response.status_code == 302
    assert response["Location"].startswith("/in")
    assert not Letter.objects.exists()


def test_what_was_sent_is_printed_as_one_document_and_each_reading_is_logged(world: World) -> None:
    send("east", ticked(*accepted(world, 3)), form="acceptance", go="1")
    numbers = list(Letter.objects.values_list("number", flat=True))

    one = browser("east").post("/desk/papers/together", {"paper": numbers})
    other = browser("west").post("/desk/papers/together", {"paper": numbers})
    none = browser("east").post("/desk/papers/together", {})

    assert len(PdfReader(io.BytesIO(one.content)).pages) >= 3
    assert AccessEntry.objects.filter(what="paper").count() == 3
    assert (other.status_code, none.status_code) == (404, 404)
    assert browser("auditor").post("/desk/papers/together", {"paper": numbers}).status_code == 403


def test_more_than_a_page_of_papers_at_once_is_refused_and_nothing_is_made(world: World) -> None:
    chosen = [Chosen(f"JL-2026-{n:06}", 1) for n in range(manypapers.MOST + 1)]

    with pytest.raises(Wrong) as refused:
        manypapers.make_many(chosen=chosen, form="acceptance", by=world.actors["desk"], at=world.at)

    assert refused.value.code == "too_many"
