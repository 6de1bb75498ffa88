"""Evidence on the desk: given to those who may see its case, logged, and never run by a browser."""

from __future__ import annotations

import pytest

from redress.operations import uploads
from redress.store.models import AccessEntry
from tests.operations.test_uploads import film, photo
from tests.web.conftest import text_of
from tests.web.desk.people import body, browser, number_of
from tests.world import World


def with_file(world: World, data: bytes, name: str) -> tuple[int, str]:
    case_id = world.assigned()
    kept = uploads.keep(data=data, name=name, by=world.actors["east"], at=world.at)
    world.move("east", case_id, "add_evidence", files=[kept["upload_id"]])
    return case_id, f"/desk/c/{number_of(case_id)}/file/{kept['upload_id']}"


def test_a_picture_is_shown_without_being_able_to_do_anything(world: World) -> None:
    case_id, address = with_file(world, photo("PNG"), '小票"; x=<b>.png')
    client = browser("east")
    AccessEntry.objects.all().delete()

    response = client.get(address)

    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert '"' not in response["Content-Disposition"]
    assert list(AccessEntry.objects.values_list("case_id", "what")) == [(case_id, "file.read")]
    assert client.get(f"{address}?dl=1")["Content-Disposition"].startswith("attachment")
    assert address in body(client.get(f"/desk/c/{number_of(case_id)}"))


def test_what_is_no_picture_is_always_saved(world: World) -> None:
    _case_id, address = with_file(world, film(), "现场.mp4")

    assert browser("east").get(address)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("who", "status"), [("west", 404), ("analyst", 403), ("auditor", 403), ("desk", 200)])
def test_only_those_who_see_the_case_and_its_people_get_the_file(world: World, who: str, status: int) -> None:
    _case_id, address = with_file(world, photo("PNG"), "小票.png")

    assert browser(who).get(address).status_code == status


def test_a_file_is_not_reached_through_another_case(world: World) -> None:
    _case_id, address = with_file(world, photo("PNG"), "小票.png")
    other = world.assigned(narrative="另一件，商家不退款。")

    response = browser("east").get(f"/desk/c/{number_of(other)}/file/{address.rsplit('/', 1)[1]}")

    assert response.status_code == 404
    assert "这一件没有这份材料" in text_of(response)
