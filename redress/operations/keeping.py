"""Keeping the journal: checkpoints, the erasure of a case, the rotation of the master key, the rebuild of caches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from redress.law.standing import day_of
from redress.operations import access, uploads
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import NotFound
from redress.operations.steps.rows import NEVER
from redress.queries import journals, lawbook
from redress.store import backend, chain, seal, vault
from redress.store.models import (
    Case,
    CaseKey,
    Checkpoint,
    CheckpointLeaf,
    LookupKey,
    Outbox,
    Secret,
    Upload,
)  # fmt: skip

BATCH = 500


def make_checkpoint(*, at: dt.datetime) -> Checkpoint:
    """Append a checkpoint: the Merkle root of all case heads, chained to the checkpoint before."""
    with transaction.atomic():
        last = Checkpoint.objects.order_by("-seq").first()
        known = {}
        for case_id, seq in CheckpointLeaf.objects.order_by("checkpoint_id").values_list("case_id", "seq").iterator():
            known[case_id] = seq
        leaves, changed, events = [], [], 0
        for case_id, version, head in (
            Case.objects.order_by("id").values_list("id", "version", "head_hash").iterator()
        ):
            digest = bytes(head)
            events += version
            leaves.append(chain.leaf(case_id=case_id, seq=version, head=digest))
            if known.get(case_id) != version:
                changed.append((case_id, version, digest))
        seq = last.seq + 1 if last else 1
        prev = bytes(last.hash) if last else chain.START
        root = chain.merkle_root(leaves)
        digest = chain.checkpoint_hash(seq=seq, at=at, cases=len(leaves), events=events, root=root, prev=prev)
        point = Checkpoint.objects.create(
            seq=seq, at=at, cases=len(leaves), events=events, root=root, prev_hash=prev, hash=digest
        )
        backend.of().bulk.insert(
            connection,
            table="store_checkpointleaf",
            columns=("checkpoint_id", "case_id", "seq", "hash"),
            rows=[(seq, *one) for one in changed],
        )
        return point


def last_checkpoint_at() -> dt.datetime | None:
    """Return the moment of the newest checkpoint."""
    return Checkpoint.objects.order_by("-seq").values_list("at", flat=True).first()


def anchor_of(point: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as an outsider keeps it."""
    return {
        "seq": point.seq, "at": chain.moment(point.at), "cases": point.cases, "events": point.events,
        "root": bytes(point.root).hex(), "hash": bytes(point.hash).hex(),
    }  # fmt: skip


def erase(
    *, number: str, reason: str, by: access.Actor, at: dt.datetime, is_one_of_many: bool = False
) -> dict[str, Any]:
    """Destroy a case's key: what was sealed can never be read again; the journal still verifies.

    The masked search text, exact keys and waiting messages go too. Files that belong to the case lose their keys.
    `traces` of the answer says what is still left in the database's files. Whoever erases many cases calls
    `wipe_traces` once at the end instead.
    """
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise NotFound(
            zh=f"没有编号 {number}", en=f"there is no case {number}", hint_zh="请核对编号", hint_en="check the number"
        )
    with transaction.atomic():
        if not case.is_erased:
            record(moves=[Advance(case.id, "erase", {"reasons": reason})], by=by, at=at)
        backend.of().search.remove(connection, case_ids=[case.id])
        LookupKey.objects.filter(case=case).delete()
        Outbox.objects.filter(case=case, state="waiting").delete()
        files = list(Upload.objects.filter(case=case).values_list("id", flat=True))
        uploads.destroy(upload_ids=files)
        keys, _ = CaseKey.objects.filter(case=case).delete()
    done: dict[str, Any] = {
        "case": number,
        "keys_destroyed": keys,
        "files": len(files),
        "backups": "keys in older backups must be destroyed too",
    }
    return done if is_one_of_many else done | {"traces": wipe_traces()}


def wipe_traces() -> str:
    """Wipe what erased cases left in the database's files; returns what is left to be done, `none` when nothing is."""
    if connection.in_atomic_block:
        return "the transaction is still open: wipe when it has ended"
    return str(backend.of().traces.wipe(connection)) or "none"


def rotate_key() -> dict[str, Any]:
    """Make a new master key and wrap every case key, file key and secret anew; safe to run again after a stop."""
    path: Path = settings.REDRESS_KEY_FILE
    vault.masters()
    keys = seal.rotate_master(path)
    vault.forget()
    wrapped = 0
    for model, name, bound in (
        (CaseKey, "case_id", lambda value: b"case:%d" % value),
        (Secret, "name", lambda value: str(value).encode()),
        (Upload, "id", lambda value: str(value).encode()),
    ):
        wrapped += _rewrap(model, name, bound, keys)
    seal.drop_old_masters(path)
    vault.forget()
    return {"master": keys.current, "keys_wrapped": wrapped}


def _rewrap(model: Any, name: str, bound: Callable[[Any], bytes], keys: seal.MasterKeys) -> int:
    done = 0
    while True:
        with transaction.atomic():
            rows = list(
                model.objects.exclude(master=keys.current)
                .exclude(wrapped=b"")
                .values_list("pk", name, "master", "wrapped")[:BATCH]
            )
            for pk, value, master, wrapped in rows:
                key = keys.unwrap(bytes(wrapped), master=master, bound=bound(value))
                model.objects.filter(pk=pk).update(master=keys.current, wrapped=keys.wrap(key, bound=bound(value)))
        done += len(rows)
        if len(rows) < BATCH:
            return done


def rebuild(*, at: dt.datetime, dry_run: bool = False) -> Iterator[dict[str, Any]]:
    """Fold every open case again and write what its caches should say; yields the cases whose last day moved.

    A case that cannot be folded is yielded with an `error`; the others go on. Run it after a rule or the calendar
    changed.
    """
    today = day_of(at)
    law = lawbook.current()
    for batch in journals.open_cases(batch=BATCH):
        events = journals.events_of(row["id"] for row in batch)
        with transaction.atomic():
            for row in batch:
                try:
                    fold = journals.fold_of(
                        procedure=row["procedure"], events=[e for e, _ in events.get(row["id"], [])]
                    )
                    standing = fold.standing(calendar=law.calendar, today=today)
                except Exception as wrong:
                    yield {"case": row["number"], "error": f"{type(wrong).__name__}: {wrong}"}
                    continue
                now = (standing.next_due_on, standing.next_due_rule, standing.next_wake_on)
                before = (row["next_due_on"], row["next_due_rule"], row["next_wake_on"])
                if now == before:
                    continue
                if now[:2] != before[:2]:
                    yield {
                        "case": row["number"], "rule": now[1] or before[1],
                        "from": before[0].isoformat() if before[0] else None, "to": now[0].isoformat() if now[0] else None,
                    }  # fmt: skip
                if not dry_run:
                    Case.objects.filter(id=row["id"], version=row["version"]).update(
                        next_due_on=now[0], next_due_rule=now[1], next_wake_on=now[2], sort_on=now[0] or NEVER
                    )
