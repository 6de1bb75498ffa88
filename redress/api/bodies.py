"""The media type and size of a body, looked at before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from redress.api import errors

BODY_LIMIT = 2 * 1024 * 1024


class ApiBodies:
    """Middleware: answers 413 and 415 for the API in its own shape, and 404 and 405 likewise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the head of a request to the API, then go on."""
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        if request.method in ("POST", "PUT", "PATCH"):
            is_upload = request.path.endswith("/uploads")
            length = request.META.get("CONTENT_LENGTH") or "0"
            limit = settings.REDRESS_UPLOAD_LIMIT + 64 * 1024 if is_upload else BODY_LIMIT
            if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower() and length == "0":
                return errors.plain(request, 411)
            if not length.isdigit() or int(length) > limit:
                return errors.plain(request, 413)
            wanted = "multipart/form-data" if is_upload else "application/json"
            if request.content_type != wanted:
                return errors.plain(request, 415)
        response = self.get_response(request)
        if response.status_code in (400, 404, 405) and not response.get("Content-Type", "").startswith(
            "application/json"
        ):
            return errors.plain(request, response.status_code)
        return response
