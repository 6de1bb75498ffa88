"""Who calls: the token of a machine, its scopes, and how often it may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from redress.operations import access, tokens
from redress.queries import tokens as token_queries

_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}


def take(key: str, *, a_second: float, at_once: float) -> bool:
    """Take one drop from a bucket that fills by `a_second` up to `at_once`; False when it is empty."""
    now = time.monotonic()
    with _lock:
        level, then = _buckets.get(key, (at_once, now))
        level = min(at_once, level + (now - then) * a_second)
        if level < 1:
            _buckets[key] = (level, now)
            return False
        if len(_buckets) > 10_000:
            _buckets.clear()
        _buckets[key] = (level - 1, now)
        return True


class TokenAuth(HttpBearer):
    """Accepts a token in force; the actor behind it goes with the request."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the actor behind `token`, None for an unknown one; raises 429 when it calls too often."""
        if len(token) > 200:
            return None
        view = token_queries.find(token)
        if view is None:
            return None
        if not take(f"token:{view.id}", a_second=settings.REDRESS_API_RATE, at_once=settings.REDRESS_API_RATE * 5):
            raise HttpError(429, "too many requests")
        return tokens.actor_of(view)


def needs(scope: str) -> Callable[[HttpRequest], access.Actor]:
    """Return a check for one scope: gives the actor, raises 403 without it."""

    def check(request: HttpRequest) -> access.Actor:
        actor: access.Actor = request.auth  # type: ignore[attr-defined]
        if scope not in actor.scopes:
            raise HttpError(403, "scope")
        return actor

    return check


may_write = needs("appeals:write")
may_move = needs("cases:move")
may_export = needs("export")


def may_read(request: HttpRequest) -> access.Actor:
    """Return the actor of a token that may read cases (`cases:read` or `cases:move`); raises 403."""
    actor: access.Actor = request.auth  # type: ignore[attr-defined]
    if not actor.scopes & {"cases:read", "cases:move"}:
        raise HttpError(403, "scope")
    return actor


def address(request: HttpRequest) -> str:
    """Return the caller's address for the access log."""
    return str(request.META.get("REMOTE_ADDR", ""))
