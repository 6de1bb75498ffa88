"""Deliveries of a channel, many at once: what is new is lodged, what is known stays, what changed is a supplement.

The key is (source, external id). Every content that was ever known under an id is kept as a digest, so that a
repeat of any of them changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from redress.operations.access import Actor
from redress.operations.intake import openings
from redress.operations.moves import Advance, Opening, Source
from redress.operations.record import record
from redress.operations.steps.prepare import AppealDraft
from redress.store import backend
from redress.store.models import SourceRecord

CONTENT = "#content"  # the scope of further contents known under an id


@dataclass(frozen=True, slots=True)
class Delivery:
    """One appeal of a delivery, with its id and the digest of its content."""

    draft: AppealDraft
    external_id: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """How many were new, how many were known, and how many of the known ones came with new content."""

    received: int
    already: int
    changed: int


def take(deliveries: Sequence[Delivery], *, by: Actor, at: dt.datetime, dry_run: bool = False) -> Taken:
    """Take a batch in one transaction; raises what `record` raises, and then nothing of the batch is written."""
    with transaction.atomic():
        return _take(deliveries, by=by, at=at, dry_run=dry_run)


def _take(deliveries: Sequence[Delivery], *, by: Actor, at: dt.datetime, dry_run: bool) -> Taken:
    known: dict[tuple[str, str], tuple[int, bytes]] = {}
    for scope in {one.draft.source for one in deliveries}:
        ids = [one.external_id for one in deliveries if one.draft.source == scope]
        rows = SourceRecord.objects.filter(scope=scope, external_id__in=ids).values_list(
            "external_id", "case_id", "digest"
        )
        known.update({(scope, external_id): (case_id, bytes(digest)) for external_id, case_id, digest in rows})
    new: list[Opening] = []
    fresh: dict[tuple[str, str], bytes] = {}
    contents: set[tuple[str, str]] = set()
    changed: list[Delivery] = []
    already = 0
    for one in deliveries:
        place = (one.draft.source, one.external_id)
        if place in known or place in fresh:
            already += 1
            first = known[place][1] if place in known else fresh[place]
            if first != one.digest and (one.external_id, one.digest.hex()) not in contents:
                contents.add((one.external_id, one.digest.hex()))
                changed.append(one)
            continue
        fresh[place] = one.digest
        source = Source(one.draft.source, one.external_id, one.digest)
        new += openings(one.draft, source=source)
    changed = _really_changed(changed)
    if dry_run:
        return Taken(len(fresh), already, len(changed))
    if new:
        record(moves=new, by=by, at=at)
    if changed:
        _supplement(changed, by=by, at=at)
    return Taken(len(fresh), already, len(changed))


def _content_id(one: Delivery) -> str:
    return f"{one.digest.hex()[:32]}:{one.external_id}"[:200]


def _really_changed(changed: list[Delivery]) -> list[Delivery]:
    """Leave out contents that came as a supplement before."""
    if not changed:
        return []
    scopes = {one.draft.source + CONTENT for one in changed}
    ids = [_content_id(one) for one in changed]
    seen = set(SourceRecord.objects.filter(scope__in=scopes, external_id__in=ids).values_list("scope", "external_id"))
    return [one for one in changed if (one.draft.source + CONTENT, _content_id(one)) not in seen]


def _supplement(changed: list[Delivery], *, by: Actor, at: dt.datetime) -> None:
    """Append what changed to the cases it belongs to, and remember the contents."""
    case_ids = {}
    for scope in {one.draft.source for one in changed}:
        ids = [one.external_id for one in changed if one.draft.source == scope]
        for external_id, case_id in SourceRecord.objects.filter(scope=scope, external_id__in=ids).values_list(
            "external_id", "case_id"
        ):
            case_ids[(scope, external_id)] = case_id
    moves = []
    rows = []
    for one in changed:
        case_id = case_ids[(one.draft.source, one.external_id)]
        moves.append(Advance(case_id, "supplement", {"narrative": one.draft.narrative}))
        rows.append((one.draft.source + CONTENT, _content_id(one), one.digest, case_id, ""))
    record(moves=moves, by=by, at=at)
    backend.of().bulk.insert(
        connection,
        table="store_sourcerecord",
        columns=("scope", "external_id", "digest", "case_id", "answer"),
        rows=rows,
    )
