"""Who has shown an appeal's number and code in this browser, for two hours."""

from __future__ import annotations

import time

from django.http import HttpRequest

KEY = "follow"
SECONDS = 2 * 3600
MOST = 20


def give(request: HttpRequest, number: str) -> None:
    """Let this browser see an appeal."""
    held = {one: until for one, until in request.session.get(KEY, {}).items() if until > time.time()}
    held[number] = int(time.time()) + SECONDS
    request.session[KEY] = dict(list(held.items())[-MOST:])


def has(request: HttpRequest, number: str) -> bool:
    """Say whether this browser may see an appeal."""
    until = request.session.get(KEY, {}).get(number, 0)
    return bool(until > time.time())


def drop(request: HttpRequest, number: str) -> None:
    """Forget an appeal in this browser (a shared computer)."""
    held = dict(request.session.get(KEY, {}))
    held.pop(number, None)
    request.session[KEY] = held
    lodged = request.session.get("lodged")
    if isinstance(lodged, dict) and lodged.get("number") == number:
        del request.session["lodged"]
