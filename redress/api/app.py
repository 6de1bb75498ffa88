"""The API as one thing: /api/v1, described at /api/v1/openapi.json."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from redress.api import appeals, cases, errors, exports, health

api = NinjaAPI(
    title="Redress",
    version="1",
    description="Consumer protection by the law in force. Dates are ISO; moments carry a zone; sums are decimal yuan.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
errors.connect(api)
api.add_router("", appeals.router)
api.add_router("", cases.router)
api.add_router("", exports.router)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer in the one error shape for an address that does not exist."""
    return errors.plain(request, 404)


urlpatterns = [
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
]
