"""One case as somebody may see it: facts, clocks, journal, and the moves that lead on. Plain data, nothing written."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable
from typing import Any

import pydantic
from django.db.models import Q

from redress.language import redact
from redress.law import asks
from redress.law.shapes import Move, Procedure
from redress.law.standing import Event, Standing
from redress.queries import answers, choices, journals, lawbook, offices
from redress.store import vault
from redress.store.models import AppealFacts, Case, CaseEvent, Link, Party, Person, Upload
from redress.store.seal import KeyTrouble, Sealer

ERASED = "（已销毁）"
MayMove = Callable[[Move, int, int], bool]  # (move, office id, case id) → may this actor make it


def view(
    *, case_id: int, sees_personal: bool, may_move: MayMove, today: dt.date, case: Case | None = None
) -> dict[str, Any]:
    """Return a case with everything that a page or the API shows (about eight queries, whatever its length).

    `may_move` says which moves the actor's role allows; what is personal is masked unless `sees_personal`. `case` is
    the row, for a caller that has read it.
    """
    case = case or Case.objects.get(id=case_id)
    law = lawbook.current()
    procedure = law.procedures[case.procedure]
    rows = list(CaseEvent.objects.filter(case_id=case_id).order_by("seq"))
    sealer = vault.sealers([case_id]).get(case_id)
    opened = [_opened(row.sealed, sealer) for row in rows]
    events = [Event(r.seq, r.name, r.at, r.procedure_version, json.loads(r.data)) for r in rows]
    fold = journals.fold_of(procedure=case.procedure, events=events)
    standing = fold.standing(calendar=law.calendar, today=today)
    first = opened[0] if opened else {}
    parties = _parties(case_id, sealer) if sees_personal else []
    return {
        **head(case, procedure, standing),
        "narrative": _shown(str(first.get("narrative", "")), sees_personal, erased=sealer is None),
        "raw": first.get("raw") if sees_personal else None,
        "parties": parties,
        "facts": facts(case_id),
        "clocks": [answers.clock_view(clock) for clock in standing.clocks],
        "moves": _moves(case, standing, procedure, may_move, today),
        "journal": timeline(rows, opened, procedure, sees_personal=sees_personal),
        "links": links(case_id),
        "evidence": evidence(case_id) if sees_personal else [],
        "is_erased": case.is_erased,
    }


def head(case: Case, procedure: Procedure, standing: Standing) -> dict[str, Any]:
    """Return what names a case and says where it stands."""
    version = procedure.version(standing.procedure_version)
    stage = version.stages.get(standing.stage)
    office = offices.everything().get(case.office_id)
    return {
        "id": case.id,
        "number": case.number,
        "version": case.version,
        "procedure": {
            "id": procedure.id,
            "zh": procedure.zh,
            "en": procedure.en,
            "version": standing.procedure_version,
        },
        "stage": standing.stage,
        "stage_label": {"zh": stage.zh if stage else standing.stage, "en": stage.en if stage else standing.stage},
        "office": {"code": office.code, "zh": office.zh, "en": office.en} if office else None,
        "title": case.title,
        "is_open": not standing.is_closed,
        "is_history": case.is_history,
        "received_at": case.received_at.isoformat(),
        "opened_on": case.opened_on.isoformat(),
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
        "next_due_on": standing.next_due_on.isoformat() if standing.next_due_on else None,
        "next_due_rule": standing.next_due_rule,
        "handler_id": case.handler_id,
        "appeal_id": case.appeal_id,
    }


def facts(case_id: int) -> dict[str, Any]:
    """Return the columns of an appeal; nothing in them is personal of the appellant."""
    found = AppealFacts.objects.filter(case_id=case_id).values().first()
    if found is None:
        return {}
    row: dict[str, Any] = dict(found)
    row.pop("case_id")
    return {
        name: value.isoformat()
        if isinstance(value, dt.date)
        else (str(value) if name in ("amount", "recovered") and value is not None else value)
        for name, value in row.items()
    }


def _opened(sealed: Any, sealer: Sealer | None) -> dict[str, Any]:
    if not sealed or sealer is None:
        return {}
    try:
        return dict(json.loads(sealer.open(bytes(sealed))))
    except (KeyTrouble, ValueError):
        return {}  # `redress verify` names the case; the page shows the rest


def _shown(text: str, sees_personal: bool, *, erased: bool) -> str:
    if erased:
        return ERASED
    return text if sees_personal else redact.mask(text)


def _parties(case_id: int, sealer: Sealer | None) -> list[dict[str, Any]]:
    rows = Party.objects.filter(case_id=case_id).order_by("id").values_list("role", "sealed")
    return [{"role": role, **_opened(sealed, sealer)} for role, sealed in rows]


def timeline(
    rows: list[CaseEvent], opened: list[dict[str, Any]], procedure: Procedure, *, sees_personal: bool
) -> list[dict[str, Any]]:
    """Return the journal in words: what, when, by whom, with its fields."""
    ids = {int(row.by.partition(":")[2]) for row in rows if row.by.startswith("person:")}
    names = dict(Person.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    tree = offices.everything()
    lines = []
    for row, hidden in zip(rows, opened, strict=True):
        move = procedure.version(row.procedure_version).by_event.get(row.name)
        hidden = {name: value for name, value in hidden.items() if name not in ("raw",)}
        if not sees_personal:
            hidden = {name: redact.mask(value) if isinstance(value, str) else value for name, value in hidden.items()}
        office = tree.get(row.office_id or 0)
        lines.append(
            {
                "seq": row.seq,
                "event": row.name,
                "zh": move.zh if move else row.name,
                "en": move.en if move else row.name,
                "move": move.name if move else None,
                "to": move.to if move else None,
                "cite": dict(move.cite) if move and move.cite else None,
                "at": row.at.isoformat(),
                "by": row.by,
                "by_name": names.get(int(row.by.partition(":")[2]), "") if row.by.startswith("person:") else "",
                "role": row.by_role,
                "office": office.code if office else None,
                "procedure_version": row.procedure_version,
                "data": json.loads(row.data),
                "personal": hidden,
                "hash": bytes(row.hash).hex(),
            }
        )
    return lines


def _moves(
    case: Case, standing: Standing, procedure: Procedure, may_move: MayMove, today: dt.date
) -> list[dict[str, Any]]:
    day_iso = today.isoformat()
    found = []
    for offer in standing.offers:
        move = offer.move
        if not may_move(move, case.office_id, case.id):
            continue
        model = asks.model_for(move, choices=lambda f: choices.values(f, day_iso=day_iso))
        found.append(
            {
                "name": move.name,
                "zh": move.zh,
                "en": move.en,
                "key": move.key,
                "event": move.event,
                "to": move.to,
                "cite": dict(move.cite) if move.cite else None,
                "letter": move.letter,
                "blocked_by": [{"zh": guard.zh, "en": guard.en} for guard in offer.blocked_by],
                "schema": _schema(model),
            }
        )
    return found


@functools.lru_cache(maxsize=512)
def _schema(model: type[pydantic.BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a move's fields; made once, because it takes a millisecond and a case offers twenty."""
    return model.model_json_schema()


def links(case_id: int) -> list[dict[str, Any]]:
    """Return the links of a case with the other case's number, title and stage."""
    rows = (
        Link.objects.filter(Q(a_id=case_id) | Q(b_id=case_id))
        .order_by("-changed_at", "-id")
        .values("a_id", "b_id", "kind", "state", "reasons", "changed_at", "a__number", "b__number", "a__title",
                "b__title", "a__stage", "b__stage", "a__procedure", "b__procedure", "a__office_id", "b__office_id")[:200]
    )  # fmt: skip
    found = []
    for one in rows:
        row: dict[str, Any] = dict(one)
        other = "b" if row["a_id"] == case_id else "a"
        found.append(
            {
                "id": row[f"{other}_id"],
                "number": row[f"{other}__number"],
                "title": row[f"{other}__title"],
                "stage": row[f"{other}__stage"],
                "procedure": row[f"{other}__procedure"],
                "office_id": row[f"{other}__office_id"],
                "kind": row["kind"],
                "state": row["state"],
                "reasons": row["reasons"],
                "changed_at": row["changed_at"].isoformat(),
            }
        )
    return found


def evidence(case_id: int) -> list[dict[str, Any]]:
    """Return the files of a case."""
    return [
        {**row, "created_at": row["created_at"].isoformat()}
        for row in Upload.objects.filter(case_id=case_id)
        .order_by("created_at", "id")
        .values("id", "sha256", "kind", "size", "name", "created_at")
    ]
