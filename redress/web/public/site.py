"""The pages about this service: home, what it is and is not, personal data, offline; the small files around them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redress.web import render


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    return render.page(request, "public/home.html", {})
