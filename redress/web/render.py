"""Hand plain data to a template: the only way in which a view shows a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

PLAIN = (str, int, float, bool, Decimal, dt.date, dt.datetime, dt.time, dt.timedelta, Promise, SafeString, type(None))


class NotPlain(TypeError):
    """Says which value handed to a template is no plain data."""


def plain(value: Any, *, where: str = "data", depth: int = 0) -> None:
    """Raise NotPlain unless `value` is text, numbers, dates, or mappings, sequences and dataclasses of such."""
    if isinstance(value, PLAIN) or depth > 8:
        return
    if isinstance(value, Mapping):
        for name, item in value.items():
            plain(item, where=f"{where}.{name}", depth=depth + 1)
        return
    if isinstance(value, (list, tuple, set, frozenset)):
        for place, item in enumerate(value):
            plain(item, where=f"{where}[{place}]", depth=depth + 1)
        return
    if is_dataclass(value) and not isinstance(value, type):
        return
    raise NotPlain(f"{where} is a {type(value).__name__}: pass plain data to templates, not rows or querysets")


def page(
    request: HttpRequest, template: str, data: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page from plain data; raises NotPlain for anything else. Pages are not kept by caches."""
    given = dict(data or {})
    plain(given)
    response = HttpResponse(render_to_string(template, given, request=request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def fragment(template: str, data: Mapping[str, Any], request: HttpRequest) -> str:
    """Render a part of a page from plain data (for htmx and for the parts that Python puts together)."""
    plain(dict(data))
    return render_to_string(template, dict(data), request=request)
