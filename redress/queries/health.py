"""Whether the house is fit to serve: the questions behind /readyz and the doctor."""

from __future__ import annotations

from django.db import connection

from redress.queries import offices
from redress.store import backend, vault
from redress.store.models import Outbox
from redress.store.seal import KeyTrouble


def problems() -> list[tuple[str, bool, str]]:
    """Return checks on the tables: (name, ok, hint)."""
    found = []
    try:
        vault.secret("lookup")
        found.append(("keys open", True, "the master key opens the house's secrets"))
    except KeyTrouble as wrong:
        found.append(("keys open", False, str(wrong)))
    missing = backend.of().triggers.missing(connection)
    found.append(
        (
            "append-only",
            not missing,
            f"triggers are missing ({missing[0]} …): run `redress up` once"
            if missing
            else "the journal cannot be changed",
        )
    )
    has_desk = offices.intake() is not None
    found.append(
        ("intake desk", has_desk, "set" if has_desk else "no office has the intake desk: /admin/, or `redress demo`")
    )
    waiting = Outbox.objects.filter(state="waiting", attempts__gte=5).count()
    found.append(
        (
            "outbox",
            waiting == 0,
            "nothing is stuck" if not waiting else f"{waiting} messages failed five times: see `redress deliver`",
        )
    )
    return found


def is_ready() -> bool:
    """Say whether the database answers and holds the journal; raises DatabaseError when it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM store_caseevent LIMIT 1) AS one")
        return bool(cursor.fetchone()[0] in (0, 1))
