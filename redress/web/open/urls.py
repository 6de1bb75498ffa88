"""The addresses of the public figures."""

from __future__ import annotations

from django.urls import path

from redress.web.open import figures

urlpatterns = [path("", figures.show)]
