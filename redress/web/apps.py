"""The web face as a Django app: for its templates, static files and translations."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the web face."""

    name = "redress.web"
    label = "web"
