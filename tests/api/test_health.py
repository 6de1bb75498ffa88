"""The house says whether it is alive and ready; its gauges only to whoever shows the token."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.world import World


def test_alive_and_ready(world: World) -> None:
    assert Client().get("/healthz").json() == {"alive": True}
    assert Client().get("/readyz").json() == {"ready": True}


def test_metrics_are_off_without_a_token_and_closed_with_a_wrong_one(world: World, settings: Any) -> None:
    assert Client().get("/metrics").status_code == 404
    settings.REDRESS_METRICS_TOKEN = "t-1"
    world.lodge()

    wrong = Client().get("/metrics", headers={"Authorization": "Bearer x"})
    right = Client().get("/metrics", headers={"Authorization": "Bearer t-1"})

    assert wrong.status_code == 401
    assert b"redress_open_cases 1.0" in right.content
