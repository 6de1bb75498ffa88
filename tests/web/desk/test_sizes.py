"""No page of the desk is heavy on first load, styles and scripts included."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from tests.web.desk.people import body, browser, number_of
from tests.world import World

MOST = 150 * 1024


def weight(client: Client, address: str) -> int:
    """Return the octets that a first visit to a page costs, compressed: the page, its styles, its scripts."""
    response = client.get(address)
    assert response.status_code == 200
    octets = len(gzip.compress(response.content, 6))
    for part in re.findall(r'(?:href|src)="(/(?:assets|static)/[^"]+\.(?:css|js))"', body(response)):
        if part.startswith("/assets/"):
            octets += len(client.get(part, headers={"Accept-Encoding": "gzip"}).content)
        else:
            found = finders.find(part.removeprefix("/static/"))
            assert found is not None, part
            octets += len(gzip.compress(Path(found).read_bytes(), 6))
    return octets


def test_every_main_page_stays_under_the_limit(world: World) -> None:
    for n in range(60):
        world.assigned(narrative=f"第{n}件：" + "商家不退款，电话打不通。" * 5)
    case_id = world.assigned(narrative="长" * 90_000)

    heavy = {
        address: octets
        for username, address in (
            ("east", "/desk/"), ("east", f"/desk/c/{number_of(case_id)}"), ("east", f"/desk/c/{number_of(case_id)}/m/classify"),
            ("desk", "/desk/new"), ("desk", "/desk/search?q=退款"), ("chief", "/desk/board"), ("desk", "/desk/national"),
        )
        if (octets := weight(browser(username), address)) > MOST
    }  # fmt: skip

    assert heavy == {}
