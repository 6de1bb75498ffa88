"""Somebody of the little house in a browser, and what the tests of the desk ask of a page."""

from __future__ import annotations

from typing import Any

from django.test import Client

from redress.store.models import Case, Person
from tests.world import World

HTMX = {"HTTP_HX_REQUEST": "true"}


def browser(username: str) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def number_of(case_id: int) -> str:
    """Return the number of a case."""
    return Case.objects.values_list("number", flat=True).get(id=case_id)


def version_of(case_id: int) -> int:
    """Return the version that an officer would see now."""
    return Case.objects.values_list("version", flat=True).get(id=case_id)


def person_id(world: World, username: str) -> int:
    """Return somebody's id."""
    return int(world.actors[username].id.partition(":")[2])


def body(response: Any) -> str:
    """Return a page as it was sent."""
    return str(response.content.decode())
