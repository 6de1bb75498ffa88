"""What was typed is kept when a sign-in has expired: it waits, sealed, in the session and comes back in its form."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from redress.operations import drafts
from redress.web import prefs

KEY = "kept"
MOST = 5
SKIPPED = frozenset({"csrfmiddlewaretoken", "password"})


def fields_of(request: HttpRequest) -> dict[str, list[str]]:
    """Return the posted fields, without tokens and passwords."""
    return {name: request.POST.getlist(name) for name in request.POST if name not in SKIPPED}


def page_of(request: HttpRequest) -> str:
    """Return the page on which the posted form stands: its own `_page` field, the referring page, or the address."""
    wanted = request.POST.get("_page") or request.headers.get("Referer", "")
    return prefs.safe_next(request, wanted, fallback=request.path)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in and remember where he was going and what he had typed."""
    if request.method == "GET":
        target = request.get_full_path()
    else:
        target = page_of(request)
        target += ("&" if "?" in target else "?") + urlencode({"kept": keep(request)})
    address = "/in?" + urlencode({"next": target})
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def keep(request: HttpRequest) -> str:
    """Keep what was posted, sealed, in the session; returns the key under which kept_for finds it (`?kept=`)."""
    key = secrets.token_urlsafe(6)
    held: dict[str, Any] = dict(request.session.get(KEY, {}))
    for old in list(held)[: max(0, len(held) - MOST + 1)]:
        held.pop(old)
    held[key] = drafts.closed({"action": request.path, "fields": fields_of(request)})
    request.session[KEY] = held
    return key


def action_of(request: HttpRequest) -> str:
    """Return the address that the kept form posts to; empty when nothing is kept."""
    key = request.GET.get("kept", "")
    held = request.session.get(KEY, {}) if key else {}
    return str(drafts.opened(str(held[key])).get("action", "")) if key in held else ""


def kept_for(request: HttpRequest, *, action: str) -> QueryDict | None:
    """Return what was typed for the form that posts to `action` before the sign-in expired; None when nothing.

    A page calls this when it draws its forms and shows the values again; `forget` drops them after a success.
    """
    key = request.GET.get("kept", "")
    held = request.session.get(KEY, {}) if key else {}
    if key not in held:
        return None
    draft = drafts.opened(str(held[key]))
    if draft.get("action") != action:
        return None
    posted = QueryDict(mutable=True)
    for name, values in draft.get("fields", {}).items():
        posted.setlist(name, values)
    return posted


def forget(request: HttpRequest) -> None:
    """Drop what was kept (after the form has gone through)."""
    if KEY in request.session:
        del request.session[KEY]
