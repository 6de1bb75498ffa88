"""Tokens for machines: made once and shown once, revoked at any time."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from redress.operations import access
from redress.operations.refusals import Wrong
from redress.queries import offices, tokens
from redress.store.models import Token


def add(*, name: str, scopes: Sequence[str], at: dt.datetime, office: str | None = None) -> dict[str, Any]:
    """Make a token and return it with its scopes; only its digest is kept. Raises Wrong for an unknown scope."""
    unknown = [scope for scope in scopes if scope not in tokens.SCOPES]
    if unknown or not scopes:
        raise Wrong(
            code="unknown_scope", zh=f"没有权限范围 {(unknown or [''])[0]!r}", en=f"there is no scope {(unknown or [''])[0]!r}",
            hint_zh=f"可用：{'、'.join(tokens.SCOPES)}", hint_en=f"scopes are {', '.join(tokens.SCOPES)}", where="/scopes",
        )  # fmt: skip
    office_id = None
    if office:
        found = offices.by_code(office)
        if found is None:
            raise Wrong(
                code="unknown_office", zh=f"没有代码为“{office}”的单位", en=f"no office {office!r}", where="/office",
                hint_zh="请核对代码", hint_en="check the code",
            )  # fmt: skip
        office_id = found.id
    token = "rd_" + secrets.token_urlsafe(32)
    Token.objects.create(
        name=name, digest=tokens.digest_of(token), scopes=" ".join(scopes), office_id=office_id, created_at=at
    )
    return {"token": token, "scopes": list(scopes)}


def revoke(*, name: str, at: dt.datetime) -> int:
    """Revoke every token of a name; returns how many there were."""
    count = Token.objects.filter(name=name, revoked_at=None).update(revoked_at=at)
    tokens.forget()
    return count


def actor_of(view: tokens.TokenView) -> access.Actor:
    """Return the actor behind a token: its scopes as roles."""
    roles: set[str] = set()
    if "appeals:write" in view.scopes:
        roles.add("channel")
    if "cases:read" in view.scopes:
        roles.add("analyst" if view.office_id is None else "expert")
    if "cases:move" in view.scopes:
        office = offices.everything().get(view.office_id or 0)
        roles |= access.STAFF
        if office is not None and not office.is_intake:
            roles.discard("desk")
    if "admin" in view.scopes:
        roles.add("admin")
    return access.Actor(f"token:{view.id}", view.name, frozenset(roles), view.office_id, view.scopes)
