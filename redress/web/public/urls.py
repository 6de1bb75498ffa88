"""The addresses of the public site."""

from __future__ import annotations

from django.urls import path

from redress.web.public import site

urlpatterns = [
    path("", site.home),
]
