"""The addresses of the pages. Each part of the face has its own list; one that is not there yet is left out."""

from __future__ import annotations

from importlib import util

from django.urls import URLPattern, URLResolver, include, path, re_path

from redress.web import bundles, prefs, signin, tour

PARTS = (  # address → its list of addresses
    ("desk/", "redress.web.desk.urls"),
    ("board/", "redress.web.board.urls"),
    ("admin/", "redress.web.admin.urls"),
    ("open/", "redress.web.open.urls"),
    ("", "redress.web.public.urls"),
)


def _is_there(module: str) -> bool:
    try:
        return util.find_spec(module) is not None
    except ModuleNotFoundError:  # the folder above it is not there either
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(
        r"^assets/(?P<base>[a-z]+)\.(?P<theme>auto|light|dark)\.(?P<digest>[0-9a-f]{12})\.(?P<kind>css|js)$",
        bundles.serve,
    ),
    path("prefs", prefs.change),
    path("in", signin.sign_in),
    path("in/second", signin.second),
    path("out", signin.sign_out),
    path("tour", tour.show),
    *(path(address, include(module)) for address, module in PARTS if _is_there(module)),
]
