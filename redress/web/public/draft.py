"""What somebody has answered so far while lodging: sealed in the session, so that back, reload and a break lose nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from redress.operations import drafts

KEY = "lodging"


def read(request: HttpRequest) -> dict[str, Any]:
    """Return the draft of this browser; an empty one to begin with."""
    sealed = request.session.get(KEY)
    return drafts.opened(sealed) if isinstance(sealed, str) else {}


def write(request: HttpRequest, draft: Mapping[str, Any]) -> None:
    """Keep the draft. It gets a token of its own, by which a second tap on "send" is known for a repeat."""
    kept = dict(draft)
    kept.setdefault("token", secrets.token_urlsafe(12))
    request.session[KEY] = drafts.closed(kept)


def forget(request: HttpRequest) -> None:
    """Drop the draft (after sending, or when the person says so)."""
    request.session.pop(KEY, None)


def text(draft: Mapping[str, Any], name: str) -> str:
    """Return one answer as text."""
    value = draft.get(name, "")
    return value if isinstance(value, str) else ""
