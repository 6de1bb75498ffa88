"""What a call taker has typed and not registered yet: sealed in the session, a few at a time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from redress.operations import drafts

KEY = "desk_drafts"
DONE = "desk_done"
MOST = 6
LONGEST = 130_000  # characters of one draft


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits: its id, when it was kept, its first words."""

    id: str
    at: str
    words: str


def new_id() -> str:
    """Return an id for a new page."""
    return secrets.token_urlsafe(9)


def keep(request: HttpRequest, *, draft_id: str, fields: dict[str, list[str]], at: str) -> bool:
    """Keep a draft; False when it is too long or its page has been registered already."""
    if not draft_id or len(draft_id) > 40 or draft_id in request.session.get(DONE, {}):
        return False
    if sum(len(one) for values in fields.values() for one in values) > LONGEST:
        return False
    held: dict[str, Any] = dict(request.session.get(KEY, {}))
    held.pop(draft_id, None)
    while len(held) >= MOST:
        held.pop(next(iter(held)))
    held[draft_id] = {"at": at, "sealed": drafts.closed({"fields": fields})}
    request.session[KEY] = held
    return True


def read(request: HttpRequest, draft_id: str) -> QueryDict | None:
    """Return what was typed; None when there is no such draft."""
    one = request.session.get(KEY, {}).get(draft_id)
    if not isinstance(one, dict):
        return None
    posted = QueryDict(mutable=True)
    for name, values in drafts.opened(str(one.get("sealed", ""))).get("fields", {}).items():
        posted.setlist(name, values)
    return posted


def waiting(request: HttpRequest, *, but: str = "") -> tuple[Waiting, ...]:
    """List the drafts that wait, the newest first."""
    found = []
    for draft_id, one in reversed(request.session.get(KEY, {}).items()):
        if draft_id == but:
            continue
        posted = read(request, draft_id)
        words = " ".join((posted.get("narrative", "") if posted else "").split())[:24]
        found.append(Waiting(draft_id, str(one.get("at", "")), words))
    return tuple(found)


def drop(request: HttpRequest, draft_id: str) -> None:
    """Throw a draft away."""
    held = dict(request.session.get(KEY, {}))
    if held.pop(draft_id, None) is not None:
        request.session[KEY] = held


def finish(request: HttpRequest, draft_id: str, number: str) -> None:
    """Note that a page was registered: sent again, it leads to the same case."""
    drop(request, draft_id)
    done = dict(request.session.get(DONE, {}))
    done[draft_id] = number
    while len(done) > 50:
        done.pop(next(iter(done)))
    request.session[DONE] = done


def finished(request: HttpRequest, draft_id: str) -> str:
    """Return the number under which a page was registered; empty when it was not."""
    return str(request.session.get(DONE, {}).get(draft_id, ""))
