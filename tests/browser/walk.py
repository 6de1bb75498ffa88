"""Every page that a person can open, with who opens it and how: the little house made ready, and the list of visits.

A new address fails `test_every_page` until it is visited here or left out with its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from redress.gateways import letters
from redress.law.standing import ZONE
from redress.operations import public_notices, supervision
from redress.queries import answers, survey
from redress.store.models import Case, Letter, Person
from tests.browser.desk import propose
from tests.world import World

LATE = dt.datetime(2026, 8, 10, 10, 0, tzinfo=ZONE)
STORY = "8月20日在城东的悦动健身办了年卡3800元，现在关门了，电话打不通。"
LEFT_OUT = {  # no page: why
    "api/": "for machines", "healthz": "for machines", "readyz": "for machines", "metrics": "for machines",
    "^assets": "a file", "sw.js": "a file", "manifest.webmanifest": "a file", "icon.svg": "a file", "robots.txt": "a file",
    "prefs": "only sent to", "out": "only sent to", "lodge/drop": "only sent to", "lodge/traders": "JSON",
    "lodge/photo/<str:upload_id>": "a file", "f/<str:number>/leave": "only sent to", "f/<str:number>/file/<str:upload_id>": "a file",
    "f/<str:number>/<str:case_number>/<slug:action>": "only sent to", "desk/views": "only sent to", "desk/new/draft": "JSON",
    "desk/national/file": "a file", "desk/c/<str:number>/file/<str:upload_id>": "a file", "desk/c/<str:number>/file.<str:kind>": "a file",
    "desk/c/<str:number>/papers/<str:form>": "only sent to", "desk/c/<str:number>/papers/<str:form>/preview": "a file",
    "desk/papers/<str:letter_number>": "a file", "desk/papers/together": "a file", "admin/forms/<slug:name>/preview": "a file",
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One page: its name, who opens it ("" for a visitor), where, and what to do there before it is looked at."""

    name: str
    who: str
    address: str
    do: tuple[tuple[str, ...], ...] = ()
    is_main: bool = False  # one of the twelve that are looked at in large text
    route: str = ""  # where a form leads to an address of its own


def make_city(house: World, settings: Any) -> dict[str, str]:
    """Make a late case, one with a proposed link, one that waits, a closed one, one with a paper, and a public notice."""
    settings.REDRESS_DEMO = True
    late = Case.objects.get(id=house.assigned(at=LATE))
    linked = Case.objects.get(id=house.assigned(narrative="又打来一次，健身房的事还没有人管。" + "长" * 5000))
    waiting = Case.objects.get(id=house.lodge(narrative="还没分派的一件，商家不退款。", area="990181001"))
    closed_id = house.assigned(narrative="另一件，商家不退押金，请帮助。")
    house.move("east", closed_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我们管")
    house.move("east", closed_id, "close", outcome="refused")
    propose(house, linked.number)
    supervision.sweep(at=dt.datetime(2026, 8, 31, 9, 0, tzinfo=ZONE))
    closed = Case.objects.get(id=closed_id)
    if letters.has_font():
        letters.make(number=closed.number, form="refusal", by=house.actors["east"], at=house.at)
    notice = {
        "kind": "closure", "zh": "悦动健身各店已停业，请持卡人登记", "text_zh": "持卡人可以在9月30日前到市场监管所登记。",
        "starts_on": "2026-08-25", "trader": "悦动健身有限公司", "basis": "商家8月24日公告", "subject_class": "S04",
    }  # fmt: skip
    public_notices.publish(given=notice, by=house.actors["admin"], at=house.at)
    letter = Letter.objects.order_by("made_at").first()
    return {
        "late": late.number, "linked": linked.number, "waiting": waiting.number, "closed": closed.number,
        "check": letter.check_code if letter else "AAAA2345", "person": house.actors["east"].id.partition(":")[2],
    }  # fmt: skip


FILL: tuple[tuple[str, ...], ...] = (
    ("fill", "#narrative", STORY), ("go", "form#lodge-form .btn-primary"), ("fill", "#trader_name", "悦动健身（城东店）"),
    ("go", "form#lodge-form .btn-primary"), ("fill", "#amount", "3800"), ("go", "form#lodge-form .btn-primary"),
    ("check", "input[value=R11]"), ("go", "form#lodge-form .btn-primary"), ("go", "form#lodge-form .btn-primary"),
    ("fill", "#name", "何小雨"), ("fill", "#phone", "13900001234"), ("go", "form#lodge-form .btn-primary"),
)  # fmt: skip
TICKED: tuple[tuple[str, ...], ...] = (
    ("check", "tbody .tick input >> nth=0"),
    ("go", "button[name=move][value=letter]"),
)


def visits(city: dict[str, str]) -> list[Visit]:
    """List every page."""
    open_code, closed_code = answers.follow_code(city["late"]), answers.follow_code(city["closed"])
    public = [
        Visit("home", "", "/", is_main=True), Visit("lodge", "", "/lodge/"), Visit("lodge-what", "", "/lodge/what", is_main=True),
        Visit("lodge-who", "", "/lodge/who", is_main=True),
        Visit("lodge-who-wrong", "", "/lodge/who", (("go", ".bar .btn-primary"),)), Visit("lodge-when", "", "/lodge/when"),
        Visit("lodge-wish", "", "/lodge/wish"), Visit("lodge-photos", "", "/lodge/photos"),
        Visit("lodge-contact", "", "/lodge/contact", is_main=True),
        Visit("follow-ask", "", "/f/", is_main=True), Visit("follow-ask-wrong", "", "/f/", (("go", "main form .btn-primary"),)),
        Visit("follow-lost", "", "/f/lost"), Visit("follow", "", f"/f/{city['late']}?code={open_code}", (("open", ""),), is_main=True),
        Visit("follow-closed", "", f"/f/{city['closed']}?code={closed_code}", (("open", ""),)),
        Visit("survey", "", f"/q/{survey.code_of(city['closed'])}"), Visit("survey-early", "", f"/q/{survey.code_of(city['late'])}"),
        Visit("verify", "", "/v/"), Visit("verified", "", f"/v/{city['check']}"), Visit("verified-not", "", "/v/AAAA2345"),
        Visit("rights", "", "/rights/"), Visit("right", "", "/rights/prepaid"),
        Visit("proof", "", "/law/proof/acceptance_decision?start=2026-09-21"), Visit("about", "", "/about"),
        Visit("privacy", "", "/privacy"), Visit("offline", "", "/offline"), Visit("notices", "", "/notices/"),
        Visit("notice", "", "/notices/1"), Visit("open-figures", "", "/open/"), Visit("tour", "", "/tour"),
        Visit("not-found", "", "/nope"), Visit("sign-in", "", "/in"),
        Visit("sign-in-wrong", "", "/in", (("go", "main form .btn-primary"),)),
        Visit("sign-in-second", "", "/in", (("fill", "#username", "auditor"), ("fill", "#password", "correct-horse-battery"),
              ("go", "main form .btn-primary")), route="in/second"),
        # last, since they leave a draft and an appeal in the visitor's browser
        Visit("lodge-check", "", "/lodge/what", FILL, is_main=True, route="lodge/check"),
        Visit("lodge-done", "", "/lodge/check", (("go", "form[data-draft-send] .btn-primary"),), is_main=True, route="lodge/done"),
    ]  # fmt: skip
    case, move = f"/desk/c/{city['late']}", f"/desk/c/{city['late']}/m"
    desk = [
        Visit("list", "east", "/desk/", is_main=True), Visit("list-empty", "east", "/desk/?due=near"),
        Visit("list-filters", "east", "/desk/", (("click", ".filters > summary"),)),
        Visit("case", "east", f"/desk/c/{city['linked']}", is_main=True), Visit("case-closed", "east", f"/desk/c/{city['closed']}"),
        Visit("case-masked", "auditor", f"/desk/c/{city['linked']}"),
        Visit("move-refuse", "east", f"{move}/refuse"), Visit("move-classify", "east", f"{move}/classify"),
        Visit("move-files", "east", f"{move}/add_evidence"), Visit("move-order", "chief", f"{move}/order"),
        Visit("pair", "east", f"/desk/c/{city['linked']}/with/{city['late']}"),
        Visit("pair-choose", "east", f"{case}/with?other=JL-9", route="desk/c/<str:number>/with"),
        Visit("papers", "east", f"/desk/c/{city['closed']}/papers"),
        Visit("bulk", "east", "/desk/", (("check", "tbody .tick input >> nth=0"), ("go", "button[name=move][value=assign]")), route="desk/bulk"),
        Visit("bulk-letters", "east", "/desk/", TICKED, route="desk/bulk"),
        Visit("bulk-preview", "east", "/desk/",
              (*TICKED, ("check", "main input[value=acknowledgement]"), ("go", "main .panel .btn-primary")), route="desk/bulk"),
        Visit("forbidden", "east", "/admin/people", route="admin/people"),
        Visit("entry", "desk", "/desk/new", is_main=True),
        Visit("entry-wrong", "desk", "/desk/new", (("go", "#entry button[type=submit]:visible"),)),
        Visit("entry-done", "desk", f"/desk/new/done/{city['waiting']}"),
        Visit("entry-similar", "desk", "/desk/new", (("send", "const one = document.querySelector('#entry'); one.action = '/desk/new/similar'; one.submit()"),), route="desk/new/similar"),
        Visit("search", "desk", "/desk/search?q=健身"), Visit("search-empty", "desk", "/desk/search"),
        Visit("dispatch", "desk", f"/desk/c/{city['waiting']}/m/dispatch"),
        Visit("competence", "desk", f"/desk/c/{city['waiting']}/competence"), Visit("national", "desk", "/desk/national"),
        Visit("classes", "desk", "/desk/classes"), Visit("classes-found", "desk", "/desk/classes?q=jsf"),
        Visit("board", "chief", "/desk/board", is_main=True), Visit("open-choose", "inspector", "/desk/open/"),
        Visit("open-inspection", "inspector", "/desk/open/inspection"),
        Visit("open-inspection-wrong", "inspector", "/desk/open/inspection", (("go", "#open-form .btn-primary"),)),
        Visit("figures", "chief", "/board/"), Visit("figure-cases", "chief", "/board/received/cases"),
    ]  # fmt: skip
    admin = [
        Visit(f"admin-{address.replace('/', '-').partition('?')[0]}", "admin", f"/admin/{address}")
        for address in (
            "people", f"people/{city['person']}", "offices", "offices/CD", "rules", "rules/acceptance_decision?start=2026-09-01",
            "calendar", "procedures", "procedures/complaint", "forms", "forms/refusal", "classes", "profiles", "notices", "notices/1",
            "settings", "journal",
        )
    ]  # fmt: skip
    wrong = Visit("admin-notices-wrong", "admin", "/admin/notices",
                  (("click", "details.more > summary"), ("go", "main form .btn-primary")))  # fmt: skip
    return [*public, *desk, Visit("admin", "admin", "/admin/"), *admin, wrong]


def do(page: Any, visit: Visit) -> None:
    """Do on a page what its visit says."""
    for verb, *what in visit.do:
        match verb:
            case "fill":
                page.fill(what[0], what[1])
            case "check":
                page.check(what[0])
            case "click":
                page.click(what[0])
            case "go":
                with page.expect_navigation():
                    page.click(what[0])
            case "send":
                with page.expect_navigation():
                    page.evaluate(what[0])
            case "open":
                for summary in page.query_selector_all("main details > summary"):
                    summary.click()


def opener(opened: Callable[..., Any], house: World, *, viewport: dict[str, int], cookies: dict[str, str]) -> Any:
    """Return a function that gives the page of a visit: one browser a person."""
    held: dict[str, Any] = {}

    def page_of(visit: Visit) -> Any:
        page = held.get(visit.who)
        if page is None:
            page = opened(viewport=viewport, cookies=cookies)
            if visit.who:
                client = Client()
                client.force_login(
                    Person.objects.get(username=visit.who), backend="django.contrib.auth.backends.ModelBackend"
                )
                value = client.cookies["sessionid"].value
                page.context.add_cookies([{"name": "sessionid", "value": value, "url": house.address}])  # type: ignore[attr-defined]
            held[visit.who] = page
        page.goto(visit.address)
        do(page, visit)
        return page

    return page_of


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[str]:
    """Return every address of the house as its pattern."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def route_of(visit: Visit) -> str:
    """Return the pattern of the address that a visit looks at."""
    try:
        return visit.route or str(resolve(visit.address.partition("?")[0]).route)
    except Resolver404:
        return ""
