"""The journal of settings: every change of offices, people, roles and rules is appended to one chained stream."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from redress.operations.access import Actor
from redress.store import chain
from redress.store.models import SettingEvent


def write(*, name: str, data: Mapping[str, Any], by: Actor, at: dt.datetime) -> int:
    """Append one change to the stream and return its number; call it in the transaction of the change.

    `data` says what was changed, from what and to what; no password and nothing of a case goes in. Two writers at
    once: the second fails on the number and its whole transaction is undone (IntegrityError).
    """
    with transaction.atomic():
        last = SettingEvent.objects.order_by("-seq").values_list("seq", "hash").first()
        seq, prev = (last[0] + 1, bytes(last[1])) if last else (1, chain.START)
        text = chain.plain_json(dict(data))
        digest = event_hash(seq=seq, name=name, at=at, by=by.id, data=text, prev=prev)
        SettingEvent.objects.create(seq=seq, name=name, at=at, by=by.id, data=text, prev_hash=prev, hash=digest)
    return seq


def event_hash(*, seq: int, name: str, at: dt.datetime, by: str, data: str, prev: bytes) -> bytes:
    """Hash one change, each part with its length, with the hash before it."""
    digest = hashlib.sha256()
    for part in (str(seq), name, chain.moment(at), by, data):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(raw) + raw)
    digest.update(prev)
    return digest.digest()


def verify() -> tuple[int, ...]:
    """Recompute the stream and return the numbers of changes that do not fit; empty when it is sound."""
    bad, prev, expected = [], chain.START, 1
    for row in SettingEvent.objects.order_by("seq").iterator():
        digest = event_hash(seq=row.seq, name=row.name, at=row.at, by=row.by, data=row.data, prev=prev)
        if row.seq != expected or bytes(row.prev_hash) != prev or bytes(row.hash) != digest:
            bad.append(row.seq)
        prev, expected = bytes(row.hash), row.seq + 1
    return tuple(bad)
