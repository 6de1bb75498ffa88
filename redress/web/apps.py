"""The web face as a Django app: for its templates, static files and translations."""

from __future__ import annotations

import contextlib

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the web face."""

    name = "redress.web"
    label = "web"

    def ready(self) -> None:
        """Compile the translations where they are older than their sources (a folder that cannot be written is left)."""
        from redress.web import catalogue

        with contextlib.suppress(OSError):
            catalogue.compile_all()
