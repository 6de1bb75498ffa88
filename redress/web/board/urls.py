"""The addresses of the figures."""

from __future__ import annotations

from django.urls import path

from redress.web.board import figures

urlpatterns = [path("", figures.show), path("<slug:name>/cases", figures.cases)]
