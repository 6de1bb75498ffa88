"""The web face as a Django app: for its templates, static files and translations."""

from __future__ import annotations

import contextlib

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the web face."""

    name = "redress.web"
    label = "web"

    def ready(self) -> None:
        """Make translations and the cut-down styles anew where they are older than their sources.

        A folder that cannot be written is left as it is.
        """
        from redress.web import assets, catalogue

        with contextlib.suppress(OSError):
            catalogue.compile_all()
            assets.slim_if_stale()
