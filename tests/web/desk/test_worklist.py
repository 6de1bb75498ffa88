"""The worklist: what falls due first, only what one may see, filters, pages, kept views, a letter for each move."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import unquote

from django.db import connection
from django.test.utils import CaptureQueriesContext

from redress.law.standing import ZONE
from redress.store.models import Case, SavedView
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of, person_id
from tests.world import World

FRIDAY = dt.datetime(2026, 8, 28, 10, 0, tzinfo=ZONE)
LATE = dt.datetime(2026, 8, 10, 10, 0, tzinfo=ZONE)


def listed(response: object) -> list[str]:
    return re.findall(r'<tr data-href="/desk/c/([^"]+)"', body(response))


def test_what_falls_due_first_stands_first(world: World) -> None:
    today = world.assigned()
    friday = world.assigned(at=FRIDAY, narrative="另一件，商家不退押金。")
    long_ago = world.assigned(at=LATE, narrative="第三件，商家失联。")

    response = browser("east").get("/desk/")

    assert listed(response) == [number_of(one) for one in (long_ago, friday, today)]


def test_an_office_sees_its_own_cases_only_and_the_desk_all(world: World) -> None:
    east = world.assigned()
    west = world.assigned(office="CX", narrative="城西的一件，商家不退押金。")

    assert listed(browser("east").get("/desk/")) == [number_of(east)]
    assert set(listed(browser("desk").get("/desk/"))) == {number_of(east), number_of(west)}
    assert listed(browser("east").get("/desk/?office=CX")) == []


def test_a_line_says_days_left_date_and_article(world: World) -> None:
    world.assigned(at=FRIDAY)

    said = text_of(browser("east").get("/desk/"))

    assert "还有 6 个工作日" in said
    assert "9/8 周二" in said
    assert "受理决定期限 第15条" in said


def test_each_line_carries_the_letters_of_the_moves_that_one_may_make(world: World) -> None:
    world.assigned()

    handler, desk = body(browser("east").get("/desk/")), body(browser("desk").get("/desk/"))

    assert "a:accept" in handler
    assert "r:refuse" in handler
    assert "a 受理" in handler
    assert "a:accept" not in desk


def test_the_counts_on_top_lead_to_just_those_cases(world: World) -> None:
    late = world.assigned(at=LATE)
    world.assigned(narrative="另一件，商家不退押金。")
    waiting = world.lodge(narrative="还没分派的一件，商家不退款。")
    client = browser("desk")

    said = text_of(client.get("/desk/"))

    assert "已超期 1" in said
    assert "待分派 1" in said
    assert listed(client.get("/desk/?due=late")) == [number_of(late)]
    assert listed(client.get("/desk/?due=waiting")) == [number_of(waiting)]


def test_what_is_due_today_leaves_out_what_is_late_and_what_comes_later(world: World) -> None:
    late, today, later = world.assigned(at=LATE), world.assigned(narrative="二"), world.assigned(narrative="三")
    for case_id, day in ((late, 30), (today, 31)):
        Case.objects.filter(id=case_id).update(sort_on=dt.date(2026, 8, day), next_due_on=dt.date(2026, 8, day))
    Case.objects.filter(id=later).update(sort_on=dt.date(2026, 9, 3), next_due_on=dt.date(2026, 9, 3))
    client = browser("east")

    assert listed(client.get("/desk/?due=today")) == [number_of(today)]
    assert listed(client.get("/desk/?due=near")) == [number_of(later)]


def test_filters_narrow_the_list(world: World) -> None:
    complaint = world.assigned()
    tipoff = world.lodge(kinds=("tipoff",), narrative="举报一家店卖假货。", area="350981001")
    client = browser("desk")

    assert listed(client.get("/desk/?procedure=tipoff")) == [number_of(tipoff)]
    assert listed(client.get("/desk/?stage=assigned")) == [number_of(complaint)]
    assert listed(client.get("/desk/?channel=C01")) == []
    assert listed(client.get("/desk/?open=0")) == []


def test_mine_shows_what_i_have_picked_up(world: World) -> None:
    mine, other = world.assigned(), world.assigned(narrative="同事的一件，商家不退押金。")
    world.move("chief", mine, "assign", person_id=person_id(world, "east"))

    response = browser("east").get("/desk/?mine=1")

    assert listed(response) == [number_of(mine)]
    assert number_of(other) not in body(response)


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    wanted = {number_of(world.assigned(narrative=f"第{n}件，商家不退押金。")) for n in range(30)}
    client, address, seen = browser("east"), "/desk/?size=25", []

    while address:
        page = client.get(address)
        seen += listed(page)
        found = re.search(r'href="([^"]+)" rel="next"', body(page))
        address = found.group(1).replace("&amp;", "&") if found else ""

    assert len(seen) == len(set(seen)) == 30
    assert set(seen) == wanted


def test_odd_filters_are_as_good_as_none(world: World) -> None:
    case_id = world.assigned()

    response = browser("east").get("/desk/?due=%00x&open=7&order='&size=9999999999999&stage=")

    assert response.status_code == 200
    assert listed(response) == [number_of(case_id)]


def test_a_changed_cursor_is_told_in_one_line(world: World) -> None:
    response = browser("east").get("/desk/?cursor=nonsense")

    assert response.status_code == 400
    assert "翻页标记无效" in text_of(response)


def test_a_view_is_kept_shown_replaced_and_dropped(world: World) -> None:
    client = browser("east")

    client.post("/desk/views", {"name": "快到期的投诉", "query": "procedure=complaint&due=near&evil=1"})
    client.post("/desk/views", {"name": "快到期的投诉", "query": "procedure=complaint&due=late"})

    view = SavedView.objects.get()
    assert view.query == "procedure=complaint&due=late"
    assert "快到期的投诉" in text_of(client.get("/desk/"))
    client.post("/desk/views", {"drop": view.id})
    assert not SavedView.objects.exists()


def test_nobody_drops_a_view_of_somebody_else_and_a_view_needs_a_name(world: World) -> None:
    browser("east").post("/desk/views", {"name": "我的", "query": "due=late"})
    view = SavedView.objects.get()
    other = browser("west")

    dropped = other.post("/desk/views", {"drop": view.id}, follow=True)
    nameless = other.post("/desk/views", {"name": " ", "query": "due=late"}, follow=True)

    assert SavedView.objects.filter(id=view.id).exists()
    assert "没有这个视图" in text_of(dropped)
    assert "请给视图起个名字" in text_of(nameless)


def test_an_empty_list_says_what_would_be_here(world: World) -> None:
    client = browser("west")

    assert "现在没有要办的件" in text_of(client.get("/desk/"))
    assert "没有符合筛选的件" in text_of(client.get("/desk/?procedure=tipoff"))


def test_fifty_lines_cost_as_many_statements_as_one(world: World) -> None:
    world.assigned()
    client = browser("east")
    client.get("/desk/")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/")
    for n in range(20):
        world.assigned(narrative=f"第{n}件，商家不退押金。")

    with CaptureQueriesContext(connection) as many:
        response = client.get("/desk/")

    assert len(listed(response)) == 21
    assert len(many) <= len(few) + 1  # the names of handlers, when there are any
    assert len(many) <= 12


def test_a_hostile_title_is_shown_as_text(world: World) -> None:
    world.assigned(narrative='<script>alert(1)</script>"onmouseover=x \u202e反过来 \u200b零宽')

    page = body(browser("east").get("/desk/"))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_visitor_goes_to_the_sign_in_and_comes_back(world: World) -> None:
    from django.test import Client

    response = Client().get("/desk/?due=late")

    assert response.status_code == 302
    assert unquote(response["Location"]) == "/in?next=/desk/?due=late"


def test_a_nul_in_an_address_or_a_form_is_no_trouble_on_any_database(world: World) -> None:
    case_id = world.assigned()
    number = number_of(case_id)
    client = browser("desk")

    for address in (
        "/desk/?procedure=%00&class=%00",
        "/desk/search?q=%00%00ab&procedure=%00",
        f"/desk/c/{number}?full=%00",
    ):
        assert client.get(address).status_code == 200, address
    for address in ("/desk/c/%00", f"/desk/c/{number}/with?other=%00x", "/desk/new/done/%00"):
        assert client.get(address).status_code == 404, address
    entered = client.post(f"/desk/c/{number}/m/number_nationally", {"national_number": "13\x0050"})
    assert entered.status_code == 302
    assert "1350" in text_of(client.get(f"/desk/c/{number}"))
    assert client.post("/desk/national", {"to:\x00": "7"}).status_code == 422
    assert client.post("/desk/bulk", {"move": "dispatch", "n": ["\x00:1"]}).status_code == 200
