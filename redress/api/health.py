"""Whether the house is alive, ready, and how it does: /healthz, /readyz, /metrics (behind a token)."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from redress.api import errors
from redress.queries import figures_open, health


def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return errors.answer({"alive": True})


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers; 503 when it does not."""
    try:
        health.need_journal()
    except DatabaseError:
        return errors.plain(request, 503)
    return errors.answer({"ready": True})


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the house's gauges to whoever shows the token; 404 where none is set."""
    token = settings.REDRESS_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token:
        return errors.plain(request, 404)
    if not hmac.compare_digest(given.encode(), token.encode()):
        return errors.plain(request, 401)
    registry = CollectorRegistry()
    try:
        for name, text, value in figures_open.gauges():
            Gauge(f"redress_{name}", text, registry=registry).set(value)
    except DatabaseError:
        return errors.plain(request, 503)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
