"""The pages about this service: home, what it is and is not, personal data, offline; the small files around them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.queries import offices
from redress.web import bundles, dates, icons, render, tour
from redress.web.faults import said
from redress.web.public import check_page, draft, notices, questions, rights


def _is_there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page: the first question of lodging at once, following, rights, and what this service is."""
    given = draft.read(request)
    return render.page(
        request,
        "public/home.html",
        {
            "fields": questions.BY_NAME["what"].draw(given, {}),
            "has_draft": bool(given),
            "is_cleared": "cleared" in request.GET,
            "steps": check_page.steps_for("complaint", wiring.today()),
            "notices": notices.newest(3),
            "problems": rights.names()[:6],
            "has_figures": _is_there("/open/"),
            "settings_form": "lodge-form",
            "is_demo": tour.is_on(),
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this service is and what it is not."""
    cites = [dates.citation({"instrument": "SAMR-121/2025", "article": "40"})]
    return render.page(request, "public/about.html", {"routes": rights.routes(), "cites": cites})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say who sees personal data, how it is kept and for how long."""
    return render.page(request, "public/privacy.html", {})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that the browser keeps for when there is no network."""
    response = render.page(request, "public/offline.html", {})
    response["Cache-Control"] = "public, max-age=3600"
    return response


WORKER = """// Keeps the offline page and its styles; everything else always comes from the network.
const NAME = "redress-%(digest)s";
const KEPT = ["/offline", "%(css)s", "/icon.svg"];
self.addEventListener("install", (event) => event.waitUntil(
  caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((n) => n !== NAME).map((n) => caches.delete(n)))).then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match("/offline")));
  } else if (KEPT.includes(new URL(event.request.url).pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
"""


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the small worker that shows the offline page."""
    css = bundles.bundle("public.css")
    response = HttpResponse(
        WORKER % {"digest": css.digest, "css": css.url}, content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Serve what a phone needs to keep the page on its home screen."""
    office = offices.intake()
    return JsonResponse(
        {
            "name": f"{_('消费维权')} · {said(office.zh, office.en)}" if office else _("消费维权"),
            "short_name": _("消费维权"),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#f4f6f6",
            "theme_color": "#0e5a6d",
            "icons": [{"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Serve the sign of the service."""
    paths = icons.PATHS["shield"]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0e5a6d"/>'
        f'<g transform="translate(2.4 2.4) scale(.8)" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" '
        f'stroke-linejoin="round">{paths}</g></svg>'
    )
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines away from what belongs to one person."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {one}" for one in ("/f/", "/q/", "/v/", "/lodge/", "/desk/", "/admin/", "/in", "/api/")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
