"""Tokens of machines: who calls, and with which scopes. Held for a few seconds, so that a call costs no query."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from redress.store.models import Token

SCOPES = ("appeals:write", "cases:read", "cases:move", "export", "admin")
HOLD_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token that is in force."""

    id: int
    name: str
    scopes: frozenset[str]
    office_id: int | None


_held: dict[bytes, tuple[float, TokenView | None]] = {}


def digest_of(token: str) -> bytes:
    """Return the digest under which a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def find(token: str) -> TokenView | None:
    """Return the token that is in force under this text, None for an unknown or revoked one."""
    digest = digest_of(token)
    now = time.monotonic()
    held = _held.get(digest)
    if held is not None and now - held[0] < HOLD_SECONDS:
        return held[1]
    row = (
        Token.objects.filter(digest=digest, revoked_at=None).values_list("id", "name", "scopes", "office_id").first()
    )
    view = TokenView(row[0], row[1], frozenset(row[2].split()), row[3]) if row else None
    if len(_held) > 1000:
        _held.clear()
    _held[digest] = (now, view)
    return view


def forget() -> None:
    """Drop what is held (after a token was revoked, or between tests)."""
    _held.clear()
