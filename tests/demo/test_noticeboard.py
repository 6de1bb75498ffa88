"""The demo city publishes what its readers need to know: shops that shut lately, with their basis, and one hint."""

from __future__ import annotations

import datetime as dt

import pytest

from redress.demo import noticeboard, plan
from redress.queries import public_notices
from tests.world import World

DAY = dt.date(2026, 11, 20)


def test_notices_are_the_same_for_the_same_city_and_lie_before_the_day() -> None:
    city = plan.city(1, until=DAY)

    found = noticeboard.notices(city, until=DAY)

    assert found == noticeboard.notices(plan.city(1, until=DAY), until=DAY)
    assert [one["kind"] for one in found] == ["consumer_alert", "closure", "closure"]
    assert all(one["starts_on"] <= DAY.isoformat() for one in found)
    shut = {one.name for one in city.traders if one.closed_on is not None}
    assert {one["trader"].split("、")[-1] for one in found if one["kind"] == "closure"} <= shut


@pytest.mark.django_db
def test_they_pass_the_one_check_and_are_public(world: World) -> None:
    count = noticeboard.publish(plan.city(1, until=DAY), until=DAY, by=world.actors["admin"])

    assert count == len(public_notices.in_force(today=DAY)) == 3
