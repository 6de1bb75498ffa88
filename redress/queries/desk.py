"""What officers' lists show of a case, and the views that a person keeps. Plain data, a handful of queries a page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redress.law.shapes import Move, Procedure
from redress.queries import lawbook, listclocks, offices, staff
from redress.store.models import AppealFacts, Case, CaseEvent, SavedView

MayMove = Callable[[Move, int], bool]  # (move, office id) → may this officer make it there
COLUMNS = (
    "id", "number", "version", "procedure", "procedure_version", "stage", "office_id", "handler_id", "title",
    "is_open", "is_history", "received_at", "next_due_on", "next_due_rule", "facts__respondent", "facts__returns",
    "facts__national_number", "facts__amount", "facts__channel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyMove:
    """A move with its letter, as a list offers it; `is_plain` asks for nothing that must be given."""

    name: str
    key: str
    zh: str
    en: str
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list. `clock` is what clockbar.draw wants, None where nothing is due."""

    id: int
    number: str
    version: int
    procedure: str
    procedure_zh: str
    procedure_en: str
    stage: str
    stage_zh: str
    stage_en: str
    office_id: int
    office_zh: str
    office_en: str
    handler: str
    title: str
    respondent: str
    is_open: bool
    is_history: bool
    received_at: dt.datetime
    next_due_on: dt.date | None
    next_due_rule: str
    returns: int
    national_number: str
    amount: str
    channel: str
    clock: dict[str, Any] | None
    moves: tuple[KeyMove, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What facets are counted over."""

    number: str
    procedure: str
    procedure_zh: str
    procedure_en: str
    stage: str
    stage_zh: str
    stage_en: str
    office: str
    office_zh: str
    office_en: str
    year: str


@dataclass(frozen=True, slots=True)
class View:
    """A filter that a person keeps under a name; `query` is the list's own query string."""

    id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class _Due:
    """What listclocks reads of a case."""

    id: int
    procedure: str
    next_due_on: dt.date | None
    next_due_rule: str


def rows(numbers: Sequence[str], *, may_move: MayMove, today: dt.date) -> tuple[Row, ...]:
    """Return the cases named, in the order given; what is unknown is left out. Three queries, whatever their number.

    The moves are those of the stage that the officer's role allows, without looking at what still blocks them: the
    case page says that.
    """
    found = {row["number"]: row for row in Case.objects.filter(number__in=list(numbers)).values(*COLUMNS)}
    ordered = [found[number] for number in numbers if number in found]
    clocks = listclocks.views(
        [_Due(r["id"], r["procedure"], r["next_due_on"], r["next_due_rule"]) for r in ordered if r["is_open"]]
    )
    people = staff.names(r["handler_id"] for r in ordered if r["handler_id"])
    moves: dict[tuple[str, str, str, int], tuple[KeyMove, ...]] = {}
    procedures = lawbook.current().procedures
    tree = offices.everything()
    result = []
    for row in ordered:
        procedure = procedures.get(row["procedure"])
        key = (row["procedure"], row["procedure_version"], row["stage"], row["office_id"])
        if key not in moves:
            moves[key] = key_moves(
                procedure, row["stage"], row["procedure_version"], row["office_id"], may_move, today
            )
        zh, en = stage_words(procedure, row["stage"], row["procedure_version"])
        office = tree.get(row["office_id"])
        result.append(
            Row(
                id=row["id"],
                number=row["number"],
                version=row["version"],
                procedure=row["procedure"],
                procedure_zh=procedure.zh if procedure else row["procedure"],
                procedure_en=procedure.en if procedure else row["procedure"],
                stage=row["stage"],
                stage_zh=zh,
                stage_en=en,
                office_id=row["office_id"],
                office_zh=office.zh if office else "",
                office_en=office.en if office else "",
                handler=people.get(row["handler_id"] or 0, ""),
                title=row["title"],
                respondent=row["facts__respondent"] or "",
                is_open=row["is_open"],
                is_history=row["is_history"],
                received_at=row["received_at"],
                next_due_on=row["next_due_on"],
                next_due_rule=row["next_due_rule"],
                returns=row["facts__returns"] or 0,
                national_number=row["facts__national_number"] or "",
                amount=str(row["facts__amount"]) if row["facts__amount"] is not None else "",
                channel=row["facts__channel"] or "",
                clock=clocks.get(row["id"]),
                moves=moves[key],
            )
        )
    return tuple(result)


def briefs(numbers: Sequence[str]) -> tuple[Brief, ...]:
    """Return of each case named its kind, stage, office and year. One query, offices held in memory."""
    columns = ("number", "procedure", "stage", "procedure_version", "office_id", "opened_on")
    tree, known = offices.everything(), lawbook.current().procedures
    found = []
    for number, procedure_id, stage, version, office_id, opened_on in Case.objects.filter(
        number__in=list(numbers)
    ).values_list(*columns):
        procedure, office = known.get(procedure_id), tree.get(office_id)
        found.append(
            Brief(
                number,
                procedure_id,
                procedure.zh if procedure else procedure_id,
                procedure.en if procedure else procedure_id,
                stage,
                *stage_words(procedure, stage, version),
                office.code if office else "",
                office.zh if office else "",
                office.en if office else "",
                str(opened_on.year),
            )
        )
    return tuple(found)


def stage_words(procedure: Procedure | None, stage: str, version: str) -> tuple[str, str]:
    """Return a stage's words in both languages; its name where the procedure no longer knows it."""
    known = procedure.version(version).stages.get(stage) if procedure else None
    return (known.zh, known.en) if known else (stage, stage)


def key_moves(
    procedure: Procedure | None, stage: str, version: str, office_id: int, may_move: MayMove, today: dt.date
) -> tuple[KeyMove, ...]:
    """List the moves of a stage that have a letter and that the officer's role allows."""
    if procedure is None:
        return ()
    current = procedure.on(today)
    held = current if stage in current.stages else procedure.version(version)
    return tuple(
        KeyMove(move.name, move.key, move.zh, move.en, not any(ask.is_required and not ask.when for ask in move.asks))
        for move in held.moves_from(stage)
        if move.key and may_move(move, office_id)
    )


def stages_of(procedure_id: str, *, today: dt.date) -> tuple[tuple[str, str, str], ...]:
    """List the stages of a procedure today as (name, zh, en); empty for an unknown procedure."""
    procedure = lawbook.current().procedures.get(procedure_id)
    if procedure is None:
        return ()
    return tuple((stage.name, stage.zh, stage.en) for stage in procedure.on(today).stages.values())


def procedures() -> tuple[tuple[str, str, str], ...]:
    """List the procedures on file as (id, zh, en)."""
    return tuple((one.id, one.zh, one.en) for one in lawbook.current().procedures.values())


def saved_views(*, person_id: int) -> tuple[View, ...]:
    """Return the views that a person keeps, by name."""
    rows_ = SavedView.objects.filter(person_id=person_id).order_by("name", "id").values_list("id", "name", "query")
    return tuple(View(*row) for row in rows_)


def visible(case_ids: Iterable[int], *, allowed: frozenset[int] | None) -> frozenset[int]:
    """Return those of `case_ids` that lie in the allowed offices (None: all of them)."""
    wanted = set(case_ids)
    if allowed is None or not wanted:
        return frozenset(wanted)
    return frozenset(Case.objects.filter(id__in=wanted, office_id__in=allowed).values_list("id", flat=True))


def changes(*, case_id: int, after: int) -> tuple[dict[str, Any], ...]:
    """Return what happened on a case after a version: {zh, en, at, by} of each event. Two queries at most."""
    found = (
        CaseEvent.objects.filter(case_id=case_id, seq__gt=after)
        .order_by("seq")
        .values_list("name", "at", "by", "procedure_version", "case__procedure")
    )
    listed = list(found[:50])
    names = staff.names(int(by.partition(":")[2]) for _, _, by, _, _ in listed if by.startswith("person:"))
    procedures_ = lawbook.current().procedures
    said = []
    for name, at, by, version, procedure_id in listed:
        procedure = procedures_.get(procedure_id)
        move = procedure.version(version).by_event.get(name) if procedure else None
        person = names.get(int(by.partition(":")[2]), "") if by.startswith("person:") else ""
        said.append(
            {"zh": move.zh if move else name, "en": move.en if move else name, "at": at.isoformat(), "by": person}
        )
    return tuple(said)


def changes_of(*, number: str, after: int) -> tuple[dict[str, Any], ...]:
    """Return what happened on the case named `number` after a version."""
    case_id = Case.objects.filter(number=number).values_list("id", flat=True).first()
    return changes(case_id=case_id, after=after) if case_id is not None else ()


def class_start(*, case_id: int) -> dict[str, str]:
    """Return the classes with which confirming begins: those of the case, else those that the house proposed last."""
    facts = AppealFacts.objects.filter(case_id=case_id).values_list("subject_class", "issue_class").first()
    found = {
        name: code for name, code in zip(("subject_class", "issue_class"), facts or ("", ""), strict=True) if code
    }
    proposed = (
        CaseEvent.objects.filter(case_id=case_id, name="class.proposed")
        .order_by("-seq")
        .values_list("data", flat=True)
    ).first()
    given = json.loads(proposed) if proposed else {}
    return {name: str(given[name]) for name in ("subject_class", "issue_class") if given.get(name)} | found
