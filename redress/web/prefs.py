"""Language, theme and large text: chosen by buttons, kept in cookies, so that they work without JavaScript.

A signed-in person's choice is also kept with the person (queries and operations of people), and put into the cookies
at sign-in. Chinese is what a newcomer sees, whatever the browser asks for: English is one tap away on every page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from redress.operations import people
from redress.queries import people as cards
from redress.web import actor

LANGUAGES = {"zh": "zh-hans", "en": "en"}
NEVER_SET = "zh-hans"  # a person's language as an account begins; one that he chose is kept as zh or en
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Prefs:
    """How somebody wants to see the pages."""

    language: str = "zh"  # zh, en
    theme: str = "auto"
    is_large: bool = False

    @property
    def code(self) -> str:
        """The language as Django and HTML name it."""
        return LANGUAGES[self.language]


def read(request: HttpRequest) -> Prefs:
    """Read the preferences of a request; anything odd counts as not set."""
    language = request.COOKIES.get("lang", "zh")
    theme = request.COOKIES.get("theme", "auto")
    return Prefs(
        language if language in LANGUAGES else "zh",
        theme if theme in THEMES else "auto",
        request.COOKIES.get("large") == "1",
    )


def of(request: HttpRequest) -> Prefs:
    """Return the preferences that the middleware has read."""
    found = getattr(request, "prefs", None)
    return found if isinstance(found, Prefs) else read(request)


def changed(prefs: Prefs, choice: str) -> Prefs:
    """Return the preferences after one choice such as `lang:en`, `theme:dark`, `large:1`; an odd one changes nothing."""
    name, _, value = choice.partition(":")
    if name == "lang" and value in LANGUAGES:
        return replace(prefs, language=value)
    if name == "theme" and value in THEMES:
        return replace(prefs, theme=value)
    if name == "large" and value in ("0", "1"):
        return replace(prefs, is_large=value == "1")
    return prefs


def write(response: HttpResponseBase, prefs: Prefs) -> None:
    """Put the preferences into cookies."""
    for name, value in (("lang", prefs.language), ("theme", prefs.theme), ("large", "1" if prefs.is_large else "0")):
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.REDRESS_HTTPS, httponly=True)


def of_person(request: HttpRequest, card: cards.Card) -> Prefs:
    """Return a person's own preferences; what he never set stays as chosen on the page he comes from."""
    here = of(request)
    if card.language == NEVER_SET:
        if card.theme == "auto" and not card.is_large_text:
            return here
        return Prefs(here.language, card.theme, card.is_large_text)
    return Prefs("en" if card.language == "en" else "zh", card.theme, card.is_large_text)


def choose(request: HttpRequest, response: HttpResponseBase) -> None:
    """Carry out the choice in `pref` of a posted form, for a page that keeps what was typed itself."""
    prefs = changed(of(request), request.POST.get("pref", ""))
    write(response, prefs)
    person_id = actor.person_id(request)
    if person_id is not None:
        card = cards.card(person_id=person_id)
        is_own = request.POST.get("pref", "").startswith("lang:") or (card is not None and card.language != NEVER_SET)
        people.keep_preferences(
            person_id=person_id, language=prefs.language if is_own else NEVER_SET, theme=prefs.theme,
            is_large_text=prefs.is_large,
        )  # fmt: skip


def safe_next(request: HttpRequest, wanted: str, fallback: str = "/") -> str:
    """Return an address of this site to go to; anything else becomes `fallback`."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(wanted)
        if parts.path.startswith("/") and not parts.path.startswith(("//", "/\\")):
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return fallback


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Change one preference and go back to the page."""
    response = HttpResponse(status=303)
    response["Location"] = safe_next(request, request.POST.get("next") or request.headers.get("Referer", ""))
    choose(request, response)
    return response
