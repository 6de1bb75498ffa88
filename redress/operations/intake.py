"""Intake: an appeal comes in by any door and becomes one record, or two linked ones when it is of two kinds.

A repeat of a delivery changes nothing and gets the same answer.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, connection, transaction

from redress.operations.access import Actor
from redress.operations.moves import Opening, Recorded, Source
from redress.operations.record import carry_out, record
from redress.operations.refusals import Conflict, Wrong
from redress.operations.steps import prepare
from redress.operations.steps.prepare import AppealDraft
from redress.queries import answers
from redress.store import backend, trouble, vault

__all__ = ["AppealDraft", "Lodged", "Repeat", "lodge", "lodge_many", "openings"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """What marks a delivery that may come again: a machine's key, and the digest of what it sent."""

    token_id: int
    key: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Lodged:
    """The answer to a lodging: number, follow code, cases with their clocks; `is_new` is False for a repeat."""

    answer: dict[str, Any]
    is_new: bool
    case_ids: tuple[int, ...] = ()


def openings(draft: AppealDraft, *, source: Source | None = None, office_id: int | None = None) -> list[Opening]:
    """Prepare one opening a kind; the first of them is the appeal, the others belong to it."""
    if not draft.narrative.strip():
        raise Wrong(
            code="narrative_missing", zh="请写下发生了什么", en="the narrative is empty",
            hint_zh="写一两句话即可", hint_en="a sentence or two is enough", where="/narrative",
        )  # fmt: skip
    secret = vault.secret("lookup")
    kinds = tuple(dict.fromkeys(draft.kinds)) or ("complaint",)
    found = [
        prepare.opening(
            draft=draft, procedure=kind, secret=secret, source=source if place == 0 else None, office_id=office_id
        )
        for place, kind in enumerate(kinds)
    ]
    if len(found) > 1:  # files are tied to the first; the others are linked to it
        found[1:] = [replace(opening, files=(), nudge=False) for opening in found[1:]]
    return found


def lodge(
    *, draft: AppealDraft, by: Actor, at: dt.datetime, repeat: Repeat | None = None, office_id: int | None = None
) -> Lodged:
    """Lodge one appeal and answer with its number, follow code and clocks.

    The same key and body, or the same (source, channel, external_id), gives the same answer again and writes nothing.
    Raises Conflict `idempotency_key_reused` for the same key with another body, and what `record` raises.
    """
    with trouble.told():
        return _lodge(draft=draft, by=by, at=at, repeat=repeat, office_id=office_id)


def _lodge(*, draft: AppealDraft, by: Actor, at: dt.datetime, repeat: Repeat | None, office_id: int | None) -> Lodged:
    known = _answered(draft, repeat)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            recorded = open_together(openings(draft, office_id=office_id), by=by, at=at)
            answer = answers.of_lodging(recorded)
            _keep(draft, repeat, recorded[0].case_id, answer, at)
    except IntegrityError:
        known = _answered(draft, repeat)  # the same delivery came twice at once: the other one won
        if known is None:
            raise
        return known
    answer["follow_code"] = answers.follow_code(str(answer["number"]))
    return Lodged(answer, True, tuple(one.case_id for one in recorded))


def open_together(cases: list[Opening], *, by: Actor, at: dt.datetime) -> tuple[Recorded, ...]:
    """Open the cases of one appeal, all or none: the first is the appeal, the others belong to it and are linked."""
    with trouble.told(), transaction.atomic(savepoint=False):
        return _open_together(cases, by=by, at=at)


def _open_together(cases: list[Opening], *, by: Actor, at: dt.datetime) -> tuple[Recorded, ...]:
    first = carry_out(moves=cases[:1], by=by, at=at)
    if len(cases) == 1:
        return first
    rest = [
        replace(
            case, appeal_of=first[0].case_id, extra={**case.extra, "from_case": first[0].number, "link_kind": "split"}
        )
        for case in cases[1:]
    ]
    more = carry_out(moves=rest, by=by, at=at)
    for other in more:
        backend.of().bulk.execute(
            connection,
            sql='INSERT INTO "store_link" ("a_id", "b_id", "kind", "state", "reasons", "changed_at") '
            "VALUES (?, ?, ?, ?, ?, ?)",
            values=[first[0].case_id, other.case_id, "split", "confirmed", "", at],
        )
    return first + more


def lodge_many(*, cases: Sequence[Opening], by: Actor, at: dt.datetime) -> tuple[Recorded, ...]:
    """Lodge many prepared openings in one transaction (an import's batch)."""
    return record(moves=list(cases), by=by, at=at)


def _scope(draft: AppealDraft) -> str:
    return f"{draft.source}|{draft.channel}"[:120]


def _answered(draft: AppealDraft, repeat: Repeat | None) -> Lodged | None:
    """Return the answer given before to this delivery, if there was one."""
    kept: str | None = None
    run = backend.of().bulk.execute  # an appeal asks both: a tenth of the cost of a queryset
    if repeat is not None and repeat.key:
        sql = 'SELECT "digest", "answer" FROM "store_idempotencykey" WHERE "token_id" = ? AND "key" = ?'
        row = run(connection, sql=sql, values=[repeat.token_id, repeat.key]).fetchone()
        if row is not None:
            if bytes(row[0]) != repeat.digest:
                raise Conflict(
                    code="idempotency_key_reused", zh="同一个 Idempotency-Key 已用于另一份内容",
                    en="the same Idempotency-Key was used for another body", hint_zh="请换一个新的键",
                    hint_en="send a new key for a new appeal", where="/Idempotency-Key",
                )  # fmt: skip
            kept = row[1]
    if kept is None and draft.external_id:
        sql = 'SELECT "answer" FROM "store_sourcerecord" WHERE "scope" = ? AND "external_id" = ?'
        row = run(connection, sql=sql, values=[_scope(draft), draft.external_id]).fetchone()
        kept = row[0] if row else None
    if kept is None:
        return None
    answer = json.loads(kept)
    answer["follow_code"] = answers.follow_code(str(answer["number"]))
    return Lodged(answer, False)


def _keep(draft: AppealDraft, repeat: Repeat | None, case_id: int, answer: dict[str, Any], at: dt.datetime) -> None:
    """Keep the answer (without the follow code) under the keys that a repeat would bring."""
    text = json.dumps(answer, ensure_ascii=False)
    bulk = backend.of().bulk
    if repeat is not None and repeat.key:
        bulk.insert(
            connection,
            table="store_idempotencykey",
            columns=("token_id", "key", "digest", "case_id", "answer", "at"),
            rows=[(repeat.token_id, repeat.key, repeat.digest, case_id, text, at)],
        )
    if draft.external_id:
        bulk.insert(
            connection,
            table="store_sourcerecord",
            columns=("scope", "external_id", "digest", "case_id", "answer"),
            rows=[(_scope(draft), draft.external_id, repeat.digest if repeat else b"", case_id, text)],
        )
