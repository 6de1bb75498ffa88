"""Proof of the checkpoints: their chain, their roots, and each case against the last head that one of them has seen."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from redress.queries.faults import MOST, Bad, nameless, raw
from redress.store import chain
from redress.store.models import (
    CaseEvent,
    CaseKey,
    Checkpoint,
    CheckpointLeaf,
    IdempotencyKey,
    Party,
    Serial,
    SourceRecord,
)  # fmt: skip

BATCH = 2000
MOST_GAPS = 1000

LEAVES_ONLY = "there are leaves of a checkpoint that is missing"
REWRITTEN = "the journal is not the one that the checkpoint has seen"
Heads = dict[int, tuple[int, bytes]]


def newest() -> int:
    """Return the place of the newest checkpoint; asked before the cases are read, since a later one knows later cases."""
    return Checkpoint.objects.filter(seq__lte=MOST).aggregate(last=models.Max("seq"))["last"] or 0


def ids_given_out() -> int:
    """Return the last case id that was given out; ids are given out without gaps, in the transaction that uses them."""
    return Serial.objects.filter(scope="case").values_list("last", flat=True).first() or 0


def check_chain(*, upto: int, anchor: dict[str, Any] | None) -> tuple[str | None, list[Bad], dict[int, Checkpoint]]:
    """Check that each checkpoint follows the one before, and that the anchor is one of them.

    Returns (hash of the newest, faults, checkpoints by place).
    """
    bad: list[Bad] = []
    prev, last = chain.START, None
    known: dict[int, Checkpoint] = {}
    places = Checkpoint.objects.filter(seq__lte=upto).order_by("seq").values_list("seq", flat=True)
    for seq in list(places):
        point = _point(seq)
        if point is None:
            bad.append(Bad(f"checkpoint {seq}", 0, "the checkpoint cannot be read"))
            continue
        digest = chain.checkpoint_hash(
            seq=point.seq, at=point.at, cases=point.cases, events=point.events, root=raw(point.root), prev=prev
        )
        if raw(point.prev_hash) != prev or raw(point.hash) != digest:
            bad.append(Bad(f"checkpoint {seq}", 0, "the checkpoint was changed or one before it is missing"))
        prev = raw(point.hash)
        last = prev.hex()
        known[seq] = point
    if anchor is not None:
        held = known.get(anchor["seq"]) if isinstance(anchor.get("seq"), int) else None
        if held is None or raw(held.hash).hex() != anchor.get("hash"):
            bad.append(Bad(f"checkpoint {anchor.get('seq')}", 0, "the anchor's checkpoint is not in this journal"))
    return last, bad, known


def _point(seq: int) -> Checkpoint | None:
    try:
        point = Checkpoint.objects.get(seq=seq)
    except Exception:  # a moment in another shape, a text that is none: whatever was put there
        return None
    return point if isinstance(point.at, dt.datetime) else None


def check_leaves(*, known: dict[int, Checkpoint], upto: int) -> tuple[Heads, list[Bad]]:
    """Recompute the root of each checkpoint from its leaves. Returns (the last head seen of each case, faults)."""
    latest: Heads = {}
    bad: list[Bad] = []
    tree, events, wrong = chain.Tree(), 0, []
    rows = _leaves(upto)
    grouped = itertools.groupby(rows, key=lambda row: row[0])
    pending = next(grouped, None)
    for seq in sorted({*known}):
        while pending is not None and pending[0] <= seq:
            leaves = {case_id: (place, raw(digest)) for _, case_id, place, digest in pending[1]}
            if pending[0] != seq:
                bad.append(Bad(f"checkpoint {pending[0]}", 0, LEAVES_ONLY))
            events += sum(place - latest.get(case_id, (0, b""))[0] for case_id, (place, _) in leaves.items())
            latest.update(leaves)
            tree.put({i: chain.leaf(case_id=i, seq=place, head=head) for i, (place, head) in leaves.items()})
            pending = next(grouped, None)
        point = known[seq]
        if (len(latest), events, tree.root) != (point.cases, point.events, raw(point.root)):
            wrong.append((seq, point.cases - len(latest)))
    with connection.cursor() as cursor:  # one question, so that a checkpoint made meanwhile is not missed
        cursor.execute(
            "SELECT DISTINCT l.checkpoint_id FROM store_checkpointleaf l WHERE l.checkpoint_id > %s "
            "AND NOT EXISTS (SELECT 1 FROM store_checkpoint p WHERE p.seq = l.checkpoint_id) ORDER BY l.checkpoint_id",
            [upto],
        )
        bad += [Bad(f"checkpoint {row[0]}", 0, LEAVES_ONLY) for row in cursor]
    if wrong:
        seq, short = wrong[0]
        lack = f"{short} leaves are lost" if short > 0 else "a leaf was changed, lost or added"
        bad.append(Bad(f"checkpoint {seq}", 0, f"its root does not follow from its leaves: {lack}"))
    return latest, bad


def _leaves(upto: int) -> Iterator[tuple[int, int, int, Any]]:
    return (
        CheckpointLeaf.objects.filter(checkpoint_id__lte=upto, case_id__lte=MOST, seq__lte=MOST)
        .order_by("checkpoint_id", "case_id")
        .values_list("checkpoint_id", "case_id", "seq", "hash")
        .iterator(chunk_size=BATCH)
    )


def check_heads(*, latest: Heads, heads: Heads, numbers: dict[int, str]) -> list[Bad]:
    """Check each case against the last head that a checkpoint has of it; `heads` are those of the journal now."""
    lost = [(i, "the case is in a checkpoint but not in the tables") for i in latest if i not in heads]
    bad = _named(lost, numbers)
    short = [(i, seq) for i, (seq, _) in latest.items() if i in heads and heads[i][0] < seq]
    bad += [Bad(numbers[i], seq, "the end of the journal is lost: a checkpoint has seen more") for i, seq in short]
    wanted = []
    for i, (seq, digest) in latest.items():
        if i not in heads or heads[i][0] < seq:
            continue
        if heads[i][0] > seq:
            wanted.append((i, seq, digest))
        elif heads[i][1] != digest:
            bad.append(Bad(numbers[i], seq, REWRITTEN))
    for start in range(0, len(wanted), BATCH):
        places = {(i, seq): digest for i, seq, digest in wanted[start : start + BATCH]}
        rows = CaseEvent.objects.filter(case_id__in=[i for i, _ in places]).values_list("case_id", "seq", "hash")
        for case_id, seq, found in rows:
            expected = places.get((case_id, seq))
            if expected is not None and raw(found) != expected:
                bad.append(Bad(numbers[case_id], seq, REWRITTEN))
    return bad


def check_gone(*, given_out: int, numbers: dict[int, str]) -> list[Bad]:
    """Find what deleted cases leave behind: events, parties and keys without a case, and ids that nobody bears."""
    lost: list[tuple[int, str]] = []
    strange: list[Bad] = []
    for model, what in ((CaseEvent, "events"), (Party, "parties"), (CaseKey, "a key")):
        table = model._meta.db_table
        sql = (
            f"SELECT DISTINCT t.case_id FROM {table} t "  # noqa: S608  (a table of our own)
            "WHERE NOT EXISTS (SELECT 1 FROM store_case c WHERE c.id = t.case_id) ORDER BY t.case_id"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found = [row[0] for row in cursor]
        lost += [(i, f"there are {what} of a case that is missing") for i in found if isinstance(i, int)]
        if any(not isinstance(i, int) for i in found):
            strange.append(Bad("case id ?", 0, f"there are {what} whose case id is no number"))
    gaps = [case_id for case_id in range(1, given_out + 1) if case_id not in numbers]
    lost += [(i, "the case is missing: its id was given out") for i in gaps[:MOST_GAPS]]
    bad = _named(lost, numbers) + strange
    if len(gaps) > MOST_GAPS:
        bad.append(Bad("case ids", 0, f"{len(gaps) - MOST_GAPS} more ids were given out whose cases are missing"))
    return bad


def _named(lost: list[tuple[int, str]], numbers: dict[int, str]) -> list[Bad]:
    """Name lost cases: by the row, by an answer that was kept for a machine, or by the id alone."""
    ids = sorted({case_id for case_id, _ in lost} - set(numbers))
    told: dict[int, str] = {}
    for start in range(0, len(ids), BATCH):
        for model in (IdempotencyKey, SourceRecord):
            rows = model._default_manager.filter(case_id__in=ids[start : start + BATCH])
            for case_id, answer in rows.values_list("case_id", "answer"):
                with contextlib.suppress(ValueError, TypeError, KeyError):
                    told[case_id] = str(json.loads(answer)["number"])
    return [Bad(numbers.get(i) or told.get(i) or nameless(i), 0, why) for i, why in lost]
