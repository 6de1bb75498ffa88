"""What every page gets: language and theme, a policy against injected scripts, refusals shown as pages."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from redress.operations.refusals import Refused
from redress.web import faults, prefs

Answer = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("redress.web")
LARGEST_BODY = 64 * 2**20  # a form with six photos of 10 MB


class Compress(GZipMiddleware):
    """Compresses pages (Django adds random bytes against BREACH); machines' answers and streams are left alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress text that a browser asked for."""
        if request.path.startswith("/api/") or response.streaming:
            return response
        return super().process_response(request, response)


class Preferences:
    """Reads language, theme and large text, and speaks that language for the length of the request."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language chosen."""
        chosen = prefs.read(request)
        request.prefs = chosen  # type: ignore[attr-defined]
        with translation.override(chosen.code):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", chosen.code)
        return response


class Guard:
    """Sets the security headers, refuses oversized bodies, and turns refusals into pages."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers; `request.csp_nonce` marks the scripts that a page puts in itself."""
        request.csp_nonce = secrets.token_urlsafe(12)  # type: ignore[attr-defined]
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            response: HttpResponseBase = faults.too_large(request)
        else:
            response = self.get_response(request)
        nonce = request.csp_nonce  # type: ignore[attr-defined]
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        )
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(), microphone=(), camera=(), payment=(), usb=(), interest-cohort=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Show a refusal, or a lost database, as a page; machines (the API) answer for themselves."""
        if request.path.startswith("/api/"):
            return None
        if isinstance(exception, Refused):
            return faults.refused(request, exception)
        if isinstance(exception, DataError):  # a value that no column holds, such as NUL: the request is at fault
            return faults.bad_request(request)
        if isinstance(exception, DatabaseError):
            log.error("database error on %s: %s", request.path, type(exception).__name__, exc_info=exception)
            return faults.unavailable(request)
        return None
