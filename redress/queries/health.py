"""Whether the house is fit to serve: the questions behind /readyz and the doctor."""

from __future__ import annotations

from django.db import connection

from redress.queries import offices
from redress.store import backend, vault
from redress.store.models import CaseEvent, CaseKey, Outbox
from redress.store.seal import KeyTrouble


def need_keys() -> None:
    """Raise store.seal.KeyTrouble unless the master keys are in their place; a new house makes them."""
    vault.masters()


def problems() -> list[tuple[str, bool, str]]:
    """Return checks on the tables: (name, ok, hint). Raises vault.KeyFileMissing: there is no house to look at."""
    found = []
    try:
        vault.secret("lookup")
        opened = _open_some_keys()
        found.append(("keys open", True, f"the master key opens the house's secrets and {opened} case keys"))
    except vault.KeyFileMissing:
        raise
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


def _open_some_keys(most: int = 10) -> int:
    """Open the first and the newest case keys, and one sealed event of each; raises KeyTrouble for one that will not."""
    ids = {
        i
        for order in ("case_id", "-case_id")
        for i in CaseKey.objects.order_by(order).values_list("case_id", flat=True)[: most // 2]
    }
    sealers = vault.sealers(ids)
    sealed = CaseEvent.objects.filter(case_id__in=ids, seq=1).values_list("case_id", "sealed")
    for case_id, text in sealed:
        sealers[case_id].open(bytes(text))
    return len(sealers)


def need_journal() -> None:
    """Ask the database for the journal; raises DatabaseError when it does not answer or holds none."""
    CaseEvent.objects.exists()
