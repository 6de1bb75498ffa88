"""The outbox: what must leave the house, claimed by one worker at a time, tried again with growing pauses."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from redress.operations.steps import notices
from redress.queries import answers, lookups
from redress.store import vault
from redress.store.models import Case, Outbox

CLAIM = dt.timedelta(minutes=5)
PAUSES = (1, 5, 30, 120, 360, 720, 1440)  # minutes before the next try
MOST_TRIES = len(PAUSES)


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is due; `to` is None when it cannot be sent, and `why` says so."""

    id: int
    kind: str
    to: str | None
    subject: str
    text: str
    attempts: int
    why: str = ""


def claim(*, at: dt.datetime, kinds: Sequence[str], most: int) -> Iterator[Due]:
    """Claim waiting messages one after the other; a claim lapses after five minutes, so a dead worker loses nothing."""
    rows = list(
        Outbox.objects.filter(kind__in=kinds, state="waiting", due_at__lte=at)
        .order_by("due_at", "id")
        .values_list("id", "kind", "topic", "case_id", "sealed", "attempts")[:most]
    )
    for row_id, kind, topic, case_id, sealed, attempts in rows:
        mine = Outbox.objects.filter(id=row_id, state="waiting", attempts=attempts).update(
            attempts=attempts + 1, due_at=at + CLAIM
        )
        if mine:
            yield _due(row_id, kind, topic, case_id, bytes(sealed), attempts + 1)


def _due(row_id: int, kind: str, topic: str, case_id: int | None, sealed: bytes, attempts: int) -> Due:
    """Write the message: the address is opened from the case only now."""
    try:
        given: dict[str, Any] = {}
        if sealed:
            given = json.loads(vault.sealer(int(case_id or 0)).open(sealed))
        phone, number = str(given.get("to", "")), ""
        if case_id is not None:
            case = Case.objects.filter(id=case_id).values_list("number", "appeal__number").first()
            number = (case[1] or case[0]) if case else ""
            if not phone:
                origin = lookups.origin_of(case_id)
                phone = next(
                    (str(d.get("phone", "")) for r, d in origin.parties if r in ("complainant", "appellant")), ""
                )
        text = str(
            given.get("text")
            or notices.text(topic, number=number, code=answers.follow_code(number) if number else "")
        )
    except vault.Erased:
        return Due(row_id, kind, None, "", "", attempts, "the case was erased")
    if not phone:
        return Due(row_id, kind, None, "", "", attempts, "no address was given")
    return Due(row_id, kind, phone, notices.SUBJECT, text, attempts)


def mark_sent(row_id: int, *, at: dt.datetime) -> None:
    """Note that a message was taken."""
    Outbox.objects.filter(id=row_id).update(state="sent", sent_at=at, error="")


def give_up(row_id: int, *, why: str, at: dt.datetime) -> None:
    """Note that a message cannot be sent."""
    Outbox.objects.filter(id=row_id).update(state="failed", error=why[:300])


def put_back(row_id: int, *, why: str, permanent: bool, attempts: int, at: dt.datetime) -> None:
    """Note a failure: try again after a growing pause, give up when it is permanent or was tried enough."""
    if permanent or attempts >= MOST_TRIES:
        give_up(row_id, why=why, at=at)
        return
    pause = dt.timedelta(minutes=PAUSES[min(attempts, MOST_TRIES) - 1])
    Outbox.objects.filter(id=row_id).update(due_at=at + pause, error=why[:300])


def waiting(*, kinds: Sequence[str]) -> int:
    """Return how many messages wait."""
    return Outbox.objects.filter(kind__in=kinds, state="waiting").count()
