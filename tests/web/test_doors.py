"""Every address of the house and every role: who gets in, who is refused, who is sent to the sign-in. One table says it.

An address that is not in the table fails the test: whoever adds a page says here who may open it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from redress.law.standing import day_of
from redress.queries import lawbook
from redress.store.models import Case
from tests.web.desk.people import browser
from tests.world import PEOPLE, World

EVERYBODY = frozenset(person[0] for person in PEOPLE)
ROLE_OF = {username: role for username, _name, role, _office in PEOPLE}
OFFICE_OF = {username: office for username, _name, _role, office in PEOPLE}


def of(*roles: str) -> frozenset[str]:
    return frozenset(username for username in EVERYBODY if ROLE_OF[username] in roles)


READERS = EVERYBODY - of("admin")  # there is nobody with another role in the little house
MOVERS = READERS - of("analyst", "auditor")
SEES_THE_CASE = frozenset(
    {"desk", "east", "chief", "mediator", "inspector", "enforcer", "keeper", "analyst", "auditor"}
)
PERSONAL = SEES_THE_CASE - of("analyst", "auditor")


@dataclass(frozen=True)
class Door:
    """Who gets in. `to` None: everybody, visitors too. Those in `hidden` get 404, the others 403."""

    to: frozenset[str] | None
    hidden: frozenset[str] = frozenset()
    method: str = "get"
    visitor: int = 302  # to the sign-in
    is_machine: bool = False  # a token opens it; being signed in does not
    may_be_missing: bool = False  # the sample thing does not exist: 404 for those who get in


ALL = Door(None)
GONE = Door(None, may_be_missing=True)
MACHINE = Door(frozenset(), is_machine=True)
A_CASE = Door(SEES_THE_CASE, hidden=READERS - SEES_THE_CASE)
A_MOVE = Door(frozenset({"east", "mediator"}) & SEES_THE_CASE, hidden=MOVERS - SEES_THE_CASE)
MACHINE_POST = Door(frozenset(), method="post", is_machine=True)
LAW = Door(of("admin", "auditor", "supervisor", "desk", "handler", "council", "analyst"))  # the law is no secret

DOORS: dict[str, Door] = {
    # machines: tokens, tried in tests/api
    "api/v1/openapi.json": ALL, "api/v1/": GONE, "api/<path:rest>": GONE, "healthz": ALL, "readyz": ALL,
    "metrics": Door(None, may_be_missing=True),
    **dict.fromkeys(
        (  "api/v1/cases", "api/v1/cases/<number>", "api/v1/cases/<number>/journal",
          "api/v1/search", "api/v1/export/cases.<kind>"), MACHINE),
    **dict.fromkeys(("api/v1/appeals", "api/v1/uploads", "api/v1/cases/<number>/moves/<move>"), MACHINE_POST),
    "api/v1/appeals/<number>": Door(None, may_be_missing=True),  # by number and code
    # everybody
    **dict.fromkeys(
        ("", "lodge/", "lodge/check", "lodge/done", "lodge/traders", "lodge/<slug:name>", "f/", "f/lost", "rights/", "about",
         "privacy", "offline", "notices/", "sw.js", "manifest.webmanifest", "icon.svg", "robots.txt", "v/", "open/", "in", "in/second",
         "law/proof/<slug:rule>", "rights/<slug:name>"), ALL),
    "prefs": Door(None, method="post"), "out": Door(None, method="post"), "lodge/drop": Door(None, method="post"),
    **dict.fromkeys(
        ("lodge/photo/<str:upload_id>", "f/<str:number>", "f/<str:number>/file/<str:upload_id>", "q/<str:code>",
         "v/<str:code>", "tour", "notices/<int:notice_id>",
         r"^assets/(?P<base>[a-z]+)\.(?P<theme>auto|light|dark)\.(?P<digest>[0-9a-f]{12})\.(?P<kind>css|js)$"), GONE),
    "f/<str:number>/leave": Door(None, method="post", may_be_missing=True),
    "f/<str:number>/<str:case_number>/<slug:action>": Door(None, method="post", may_be_missing=True),
    # the desk
    "desk/": Door(READERS), "desk/views": Door(READERS, method="post"), "desk/search": Door(READERS),
    "desk/classes": Door(READERS), "desk/bulk": Door(MOVERS, method="post", may_be_missing=True),
    "desk/board": Door(of("supervisor", "auditor")),
    "desk/new": Door(of("desk", "handler", "keeper")),
    "desk/new/draft": Door(of("desk", "handler", "keeper"), method="post"),
    "desk/new/similar": Door(of("desk", "handler", "keeper"), method="post"),
    "desk/new/done/<str:number>": Door(frozenset({"desk", "east", "keeper"}), hidden=frozenset({"west"})),
    "desk/open/": Door(MOVERS),
    "desk/open/<slug:procedure>": Door(of("inspector", "supervisor", "desk"), hidden=frozenset()),
    "desk/national": Door(of("desk", "handler", "supervisor")),
    "desk/national/file": Door(of("desk", "handler", "supervisor"), method="post"),
    "desk/c/<str:number>": A_CASE,
    "desk/c/<str:number>/with": Door(SEES_THE_CASE, hidden=READERS - SEES_THE_CASE),
    "desk/c/<str:number>/with/<str:other>": A_CASE,
    "desk/c/<str:number>/m/<str:move>": A_MOVE,
    "desk/c/<str:number>/competence": Door(of("desk")),
    "desk/c/<str:number>/file/<str:upload_id>": Door(PERSONAL, hidden=READERS - SEES_THE_CASE, may_be_missing=True),
    "desk/c/<str:number>/papers": Door(PERSONAL, hidden=READERS - SEES_THE_CASE),
    "desk/c/<str:number>/papers/<str:form>": Door(
        PERSONAL - of("keeper"), hidden=MOVERS - SEES_THE_CASE, method="post", may_be_missing=True),
    "desk/c/<str:number>/papers/<str:form>/preview": Door(PERSONAL, hidden=MOVERS - SEES_THE_CASE, may_be_missing=True),
    "desk/c/<str:number>/file.<str:kind>": Door(PERSONAL, hidden=READERS - SEES_THE_CASE, may_be_missing=True),
    "desk/papers/together": Door(
        MOVERS - of("keeper"), method="post", may_be_missing=True),
    "desk/papers/<str:letter_number>": Door(PERSONAL | {"west", "council"} | of("analyst", "auditor"), may_be_missing=True),
    # figures and administration
    "board/": Door(of("desk", "handler", "supervisor", "analyst", "council", "auditor")),
    "board/<slug:name>/cases": Door(
        of("desk", "handler", "supervisor", "analyst", "council", "auditor"), may_be_missing=True),
    **dict.fromkeys(
        ("admin/people", "admin/people/<int:person_id>", "admin/offices", "admin/offices/<str:code>", "admin/notices"), Door(of("admin"))),
    "admin/notices/<int:notice_id>": Door(of("admin"), may_be_missing=True),
    "admin/journal": Door(of("admin", "auditor")),
    **dict.fromkeys(
        ("admin/rules", "admin/rules/<slug:rule_id>", "admin/calendar", "admin/procedures", "admin/procedures/<slug:name>",
         "admin/forms", "admin/classes", "admin/profiles"), LAW),
    "admin/forms/<slug:name>": Door(LAW.to, may_be_missing=True),
    "admin/forms/<slug:name>/preview": Door(LAW.to, may_be_missing=True),
    "admin/settings": Door(of("admin", "auditor")),
    "admin/": Door(None),  # leads on to a page that asks
}  # fmt: skip


def addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


@pytest.fixture
def samples(world: World) -> dict[str, str]:
    """What stands for the changing parts of an address: a case of the east branch, and another one."""
    number, other = (
        Case.objects.get(id=world.assigned(narrative=text)).number
        for text in ("第一件，商家不退款。", "第二件，商家不退款。")
    )
    return {
        "<str:number>": number, "<number>": number, "<str:other>": other, "<str:case_number>": number, "<str:move>": "hold_session",
        "<move>": "accept", "<str:upload_id>": "nosuchfile", "<str:code>": "AAAA2345", "<slug:name>": "what", "<slug:rule>": "mediation_limit",
        "<slug:rule_id>": "mediation_limit", "<slug:action>": "withdraw", "<str:form>": "acceptance", "<str:kind>": "pdf", "<kind>": "csv",
        "<str:letter_number>": "NONE-1", "<int:notice_id>": "1", "<slug:procedure>": "inspection", "<int:person_id>": world.actors["east"].id.partition(":")[2], "<path:rest>": "x", "other": other,
    }  # fmt: skip


def concrete(route: str, samples: dict[str, str]) -> str:
    if route.startswith("^assets"):
        return "/assets/public.auto.000000000000.css"
    if route == "rights/<slug:name>":
        return "/rights/prepaid"
    if route == "admin/procedures/<slug:name>":
        return "/admin/procedures/complaint"
    if route == "admin/offices/<str:code>":
        return "/admin/offices/CD"
    address = "/" + route
    for part, value in samples.items():
        address = address.replace(part, value) if part.startswith("<") else address
    if route == "desk/c/<str:number>/m/<str:move>":
        address = address.replace("hold_session", "find_lead")
    return f"{address}?other={samples['other']}" if route.endswith("/with") else address


def got(client: Client, door: Door, address: str) -> str:
    """Say what came of it: in, sign-in, or the status of a refusal."""
    body = (
        {"data": "{}", "content_type": "application/json"}
        if door == MACHINE_POST and "uploads" not in address
        else {}
    )
    response = getattr(client, door.method)(address, **body)
    if response.status_code == 302 and str(response["Location"]).startswith("/in?"):
        return "sign-in"
    return (
        str(response.status_code) if response.status_code in (401, 403, 404) or response.status_code >= 500 else "in"
    )


def expected(door: Door, username: str | None) -> frozenset[str]:
    gets_in = frozenset({"in", "404"}) if door.may_be_missing else frozenset({"in"})
    if door.is_machine:
        return frozenset({"401"})
    if door.to is None:
        return gets_in | ({"sign-in"} if username is None else frozenset())
    if username is None:
        return frozenset({"sign-in"})
    if username in door.to:
        return gets_in
    return frozenset({"404"} if username in door.hidden else {"403"})


def test_every_address_is_in_the_table() -> None:
    known = set(addresses(get_resolver().url_patterns))

    missing = known - set(DOORS)

    assert not missing, f"say in DOORS who may open: {sorted(missing)}"
    assert not set(DOORS) - known, f"these are gone: {sorted(set(DOORS) - known)}"


def test_every_role_gets_in_where_it_may_and_nowhere_else(samples: dict[str, str]) -> None:
    wrong = []
    people: dict[str | None, Client] = {None: Client(), **{username: browser(username) for username in EVERYBODY}}
    for route, door in DOORS.items():
        address = concrete(route, samples)
        for username, client in people.items():
            if route in ("out", "in/second"):
                client = Client() if username is None else browser(username)
            came = got(client, door, address)
            if came not in expected(door, username):
                wrong.append(
                    f"{door.method.upper()} /{route} as {username}: {came}, not {sorted(expected(door, username))}"
                )

    assert not wrong, "\n".join(wrong)


def test_every_move_refuses_every_role_that_it_does_not_name(world: World, samples: dict[str, str]) -> None:
    number = samples["<str:number>"]
    law = lawbook.current()
    version = law.procedures["complaint"].on(day_of(world.at))
    wrong = []
    for username in sorted(EVERYBODY):
        client = browser(username)
        for move in version.moves.values():
            if move.from_stages is None:
                continue
            response = client.post(f"/desk/c/{number}/m/{move.name}", {})
            if username not in MOVERS:
                allowed = {403}
            elif username not in SEES_THE_CASE:
                allowed = {404}
            elif ROLE_OF[username] not in move.who:
                allowed = {403}
            else:
                allowed = {302, 409, 422}
            if response.status_code not in allowed:
                wrong.append(f"{move.name} as {username}: {response.status_code}, not {allowed}")
            if response.status_code == 302 and Case.objects.get(number=number).stage != "assigned":
                number = Case.objects.get(id=world.assigned(narrative=f"又一件 {move.name} {username}")).number

    assert not wrong, "\n".join(wrong)


def test_nobody_sees_anything_before_signing_in(samples: dict[str, str]) -> None:
    client = Client()

    for route, door in DOORS.items():
        if route.startswith(("desk/", "board/", "admin/")) and door.to is not None:
            response = getattr(client, door.method)(concrete(route, samples))
            assert response.status_code == 302, route
            assert samples["<str:number>"] not in response.content.decode(), route
