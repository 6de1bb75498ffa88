"""Brings Django up for the commands that need the tables, with one clear line for a wrong setting."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from redress.cli import common


def ready(*, data: Path | None = None, migrate: bool = False) -> None:
    """Set up Django for the data folder; with `migrate`, bring a fresh or older folder up to date first.

    Leaves with status 2 and one line for a wrong setting or a database that cannot be reached.
    """
    if data is not None:
        os.environ["REDRESS_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        if migrate:
            bring_up_to_date()
    except ImproperlyConfigured as wrong:
        common.wrong_input(what=str(wrong), where="settings", todo="Correct the environment variable.")
    except OSError as wrong:
        common.wrong_input(
            what=str(wrong), where="data folder", todo="Name a folder that can be written: --data DIR."
        )


def bring_up_to_date() -> None:
    """Migrate the database; a lost or locked one is told in one line."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    try:
        Path(settings.REDRESS_DATA).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as wrong:
        first = str(wrong).strip().splitlines()[0] if str(wrong).strip() else type(wrong).__name__
        common.say(f"redress: the database cannot be used: {first} ({connection.vendor}). Check REDRESS_DATABASE.")
        raise typer.Exit(2) from None
