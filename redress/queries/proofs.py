"""Proof of the journal: recompute every hash, every head and every checkpoint, and name the cases that do not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from redress.store import backend, chain
from redress.store.models import Case, Checkpoint, CheckpointLeaf, Party

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that does not fit: the case's number, the place in its journal (0: the case itself), and why."""

    case: str
    seq: int
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return {case, seq, why}."""
        return {"case": self.case, "seq": self.seq, "why": self.why}


def verify(*, number: str | None = None, anchor: dict[str, Any] | None = None) -> dict[str, Any]:
    """Recompute the journal; `anchor` is a checkpoint exported earlier. Returns {cases, events, bad, head}."""
    bad: list[Bad] = []
    cases = events = 0
    heads: dict[int, tuple[int, bytes]] = {}
    numbers: dict[int, str] = {}
    for batch in _cases(number):
        ids = [row["id"] for row in batch]
        journal: dict[int, list[chain.EventRow | str]] = {}
        for case_id, row in backend.of().journal.event_rows(connection, case_ids=ids):
            journal.setdefault(case_id, []).append(row)
        parties: dict[int, set[str]] = {}
        for case_id, digest in Party.objects.filter(case_id__in=ids).values_list("case_id", "digest"):
            parties.setdefault(case_id, set()).add(bytes(digest).hex())
        for row in batch:
            cases += 1
            numbers[row["id"]] = row["number"]
            lines = journal.get(row["id"], [])
            events += len(lines)
            found = check_case(row, lines, parties.get(row["id"], set()))
            bad += found
            last = lines[-1] if lines else None
            if isinstance(last, chain.EventRow):
                heads[row["id"]] = (last.seq, last.hash)
    root, problems = _check_checkpoints(heads, numbers, whole=number is None, anchor=anchor)
    return {"cases": cases, "events": events, "bad": [one.as_dict() for one in _once(bad + problems)], "head": root}


def check_case(row: dict[str, Any], lines: list[chain.EventRow | str], parties: set[str]) -> list[Bad]:
    """Check one case: numbering, chain, hashes, the head that the case row holds, the digests of its parties."""
    number = row["number"]
    if not lines:
        return [Bad(number, 0, "the journal is empty")]
    prev = chain.START
    bad: list[Bad] = []
    for place, line in enumerate(lines, start=1):
        if isinstance(line, str):
            return [*bad, Bad(number, place, f"the event cannot be read: {line}")]
        if line.seq != place:
            return [*bad, Bad(number, place, f"event {place} is missing")]
        if line.prev_hash != prev:
            bad.append(Bad(number, place, "the event does not follow the one before"))
        if chain.event_hash(line) != line.hash:
            bad.append(Bad(number, place, "the event was changed"))
        prev = line.hash
        if place == 1:
            bad += _missing_parties(number, line, parties)
    if row["version"] != len(lines) or bytes(row["head_hash"]) != prev:
        bad.append(Bad(number, len(lines), "the case row holds another head: events were lost or added"))
    return bad


def _missing_parties(number: str, line: chain.EventRow, parties: set[str]) -> list[Bad]:
    try:
        named = {party["sha256"] for party in json.loads(line.data).get("parties", [])}
    except (ValueError, TypeError, KeyError, AttributeError):
        return []  # the hash has said so already
    return [Bad(number, 1, "a party's row is missing or was changed")] if named - parties else []


def _cases(number: str | None) -> Iterator[list[dict[str, Any]]]:
    columns = ("id", "number", "version", "head_hash")
    if number is not None:
        yield list(Case.objects.filter(number=number).values(*columns))
        return
    last = 0
    while rows := list(Case.objects.filter(id__gt=last).order_by("id").values(*columns)[:BATCH]):
        yield rows
        last = rows[-1]["id"]


def _check_checkpoints(
    heads: dict[int, tuple[int, bytes]], numbers: dict[int, str], *, whole: bool, anchor: dict[str, Any] | None
) -> tuple[str | None, list[Bad]]:
    """Check the chain of checkpoints, then each case against the last head that a checkpoint has of it."""
    bad: list[Bad] = []
    prev, last_hash = chain.START, None
    known = {}
    for point in Checkpoint.objects.order_by("seq").iterator():
        fits = bytes(point.prev_hash) == prev and bytes(point.hash) == chain.checkpoint_hash(
            seq=point.seq, at=point.at, cases=point.cases, events=point.events, root=bytes(point.root), prev=prev
        )
        if not fits:
            bad.append(Bad(f"checkpoint {point.seq}", 0, "the checkpoint was changed or one before it is missing"))
        prev = bytes(point.hash)
        last_hash = prev.hex()
        known[point.seq] = last_hash
    if anchor is not None and known.get(int(anchor.get("seq", 0))) != anchor.get("hash"):
        bad.append(Bad(f"checkpoint {anchor.get('seq')}", 0, "the anchor's checkpoint is not in this journal"))
    if not whole:
        return last_hash, bad
    latest: dict[int, tuple[int, bytes]] = {}
    for case_id, seq, digest in (
        CheckpointLeaf.objects.order_by("checkpoint_id").values_list("case_id", "seq", "hash").iterator()
    ):
        latest[case_id] = (seq, bytes(digest))
    lost = [case_id for case_id in latest if case_id not in heads]
    bad += [
        Bad(numbers.get(case_id, f"case id {case_id}"), 0, "the case is in a checkpoint but not in the tables")
        for case_id in lost
    ]
    short = [(i, seq) for i, (seq, _) in latest.items() if i in heads and heads[i][0] < seq]
    bad += [Bad(numbers[i], seq, "the end of the journal is lost: a checkpoint has seen more") for i, seq in short]
    bad += _changed_since_checkpoint(latest, heads, numbers)
    return last_hash, bad


def _changed_since_checkpoint(
    latest: dict[int, tuple[int, bytes]], heads: dict[int, tuple[int, bytes]], numbers: dict[int, str]
) -> list[Bad]:
    """Find cases whose journal was written anew as a whole: their hash at the checkpoint's place is another."""
    from redress.store.models import CaseEvent

    bad = []
    wanted = [(i, seq, digest) for i, (seq, digest) in latest.items() if i in heads and heads[i][0] >= seq]
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        places = {(i, seq): digest for i, seq, digest in part}
        rows = CaseEvent.objects.filter(case_id__in=[i for i, _, _ in part]).values_list("case_id", "seq", "hash")
        for case_id, seq, digest in rows:
            expected = places.get((case_id, seq))
            if expected is not None and bytes(digest) != expected:
                bad.append(Bad(numbers[case_id], seq, "the journal is not the one that the checkpoint has seen"))
    return bad


def _once(bad: list[Bad]) -> list[Bad]:
    """Name each case once, at its first fault."""
    seen: dict[str, Bad] = {}
    for one in bad:
        if one.case not in seen:
            seen[one.case] = one
    return list(seen.values())
