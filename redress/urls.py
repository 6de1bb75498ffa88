"""All addresses: the API and the pages."""

from __future__ import annotations

from importlib import util

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if util.find_spec("redress.api.app") is not None:
    urlpatterns.append(path("", include("redress.api.app")))
urlpatterns.append(path("", include("redress.web.urls")))

handler400 = "redress.web.faults.bad_request"
handler403 = "redress.web.faults.forbidden"
handler404 = "redress.web.faults.not_found"
handler500 = "redress.web.faults.server_error"
