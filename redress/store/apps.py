"""The one Django app of the tables."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install(sender: Any, using: str, **rest: Any) -> None:
    from redress.store import backend

    backend.install(using=using)


class StoreConfig(AppConfig):
    """Registers the tables and installs what the databases do differently after each migration."""

    name = "redress.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Install triggers and search tables after each migration; connect the wiring."""
        import redress.store.backend  # noqa: F401  # before the first connection: it tells psycopg of a type of its own

        post_migrate.connect(_install, sender=self, dispatch_uid="redress.store.install")
        from django.conf import settings
        from django.core.signals import request_started
        from django.db.backends.signals import connection_created
        from django.utils.module_loading import import_string

        from redress.store.sqlite import file

        connection_created.connect(file.remember, dispatch_uid="redress.store.file.remember")
        request_started.connect(file.drop_replaced, dispatch_uid="redress.store.file.drop_replaced")
        import_string(settings.REDRESS_WIRING)()
