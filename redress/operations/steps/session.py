"""A pass through the one door: the cases it touches, the events it appends, what it will write at the end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from redress.law import asks
from redress.law.procedure import Move, Procedure
from redress.law.standing import Event, Fold, day_of
from redress.operations import access
from redress.operations.moves import Advance, Follow, Opening, Recorded
from redress.operations.refusals import Conflict, NotFound, Wrong, wrong_fields
from redress.operations.steps import caches, effects, numbers, rows
from redress.queries import choices, journals, lawbook, offices
from redress.store import chain, vault
from redress.store.models import Case
from redress.store.seal import Sealer


@dataclass(slots=True)
class Held:
    """A case in the hands of the session."""

    id: int
    number: str
    procedure: Procedure
    fold: Fold
    office_id: int
    version: int
    head: bytes
    received_at: dt.datetime
    is_new: bool
    is_history: bool
    appeal_id: int | None = None
    sealer: Sealer | None = None
    read_version: int = 0
    opening: Opening | None = None
    case_changes: dict[str, Any] = field(default_factory=dict)
    facts_changes: dict[str, Any] = field(default_factory=dict)
    opened: list[int] = field(default_factory=list)


class Session:
    """Takes moves one after the other and writes them all at the end."""

    def __init__(self, *, by: access.Actor, at: dt.datetime) -> None:
        self.by, self.at = by, at
        self.recorded_at = at
        self.law = lawbook.current()
        self.held: dict[int, Held] = {}
        self.order: list[int] = []
        self.out = rows.Rows()
        self.ids: list[int] = []

    def read(self, moves: Sequence[Opening | Advance]) -> None:
        """Read the cases that `moves` advance (three queries in all) and allot ids to those they open."""
        wanted = sorted({move.case_id for move in moves if isinstance(move, Advance)})
        if wanted:
            self._read_cases(wanted)
        opening = [move for move in moves if isinstance(move, Opening)]
        if opening:
            self.ids = numbers.allot(scope="case", count=len(opening))
        if len(opening) > 1:
            procedures = self.law.procedures
            self.out.numbers.reserve(
                [(procedures[o.procedure], day_of(o.at or self.at)) for o in opening if o.procedure in procedures],
                place=settings.REDRESS_PLACE,
            )

    def _read_cases(self, wanted: list[int]) -> None:
        found = Case.objects.filter(id__in=wanted).values_list(
            "id", "number", "procedure", "office_id", "version", "head_hash", "received_at", "is_history", "appeal_id"
        )
        journal = journals.events_of(wanted)
        sealers = vault.sealers(wanted)
        for case_id, number, name, office_id, version, head, received_at, is_history, appeal_id in found:
            procedure = self.law.procedures.get(name)
            if procedure is None:
                raise Conflict(
                    code="procedure_missing", zh=f"程序“{name}”的文件不在，不能办理", en=f"the file of procedure {name} is gone",
                    hint_zh="请把程序文件放回", hint_en="put the procedure file back",
                )  # fmt: skip
            fold = Fold(procedure=procedure, rulebook=self.law.rulebook)
            for event, _ in journal.get(case_id, []):
                fold.add(event)
            self.held[case_id] = Held(
                case_id, number, procedure, fold, office_id, version, bytes(head), received_at, False, is_history,
                appeal_id, sealers.get(case_id), read_version=version,
            )  # fmt: skip
        missing = set(wanted) - set(self.held)
        if missing:
            raise NotFound()

    def take(self, move: Opening | Advance) -> int:
        """Carry out one move in memory; returns the case's id. Raises what `record` raises."""
        if isinstance(move, Opening):
            return self._open(move)
        held = self.held[move.case_id]
        if move.expected_version is not None and move.expected_version != held.version:
            raise stale(held, move.expected_version)
        self._advance_as(held, move)
        return held.id

    def take_spawned(self, opening: Opening) -> int:
        """Open a case that a move sets off."""
        return self._open(opening)

    def _open(self, opening: Opening) -> int:
        procedure = self.law.procedures.get(opening.procedure)
        if procedure is None:
            raise Wrong(
                code="unknown_procedure", zh=f"没有“{opening.procedure}”这一程序", en=f"no procedure {opening.procedure!r}",
                hint_zh="请核对名称", hint_en="see `redress law procedures`",
            )  # fmt: skip
        at = opening.at or self.at
        version = procedure.on(day_of(at))
        move = version.moves.get(opening.move)
        if move is None or move.from_stages is not None:
            raise not_allowed(procedure, opening.move, "")
        office_id = opening.office_id if opening.office_id is not None else _intake_id()
        role = access.role_for(self.by, move, office_id=office_id, case_id=None)
        fields = self._checked(move, opening.fields, at)
        case_id = self.ids.pop(0) if self.ids else numbers.allot(scope="case", count=1)[0]
        number = self.out.numbers.next(procedure=procedure, day=day_of(at), place=settings.REDRESS_PLACE)
        sealer, master, wrapped = vault.new_case_key(case_id)
        held = Held(
            case_id, number, procedure, Fold(procedure=procedure, rulebook=self.law.rulebook), office_id, 0,
            chain.START, at, True, opening.is_history, opening.appeal_of, sealer, opening=opening,
        )  # fmt: skip
        self.held[case_id] = held
        self.order.append(case_id)
        extra, sealed_extra = dict(opening.extra), {}
        if opening.parties:
            extra["parties"] = self.out.add_parties(held.id, sealer, opening.parties)
        if opening.files:
            extra["files"] = self.out.claim_files(opening.files, case_id=case_id, by=self.by)
        if opening.raw is not None:
            sealed_extra["raw"] = opening.raw
        if opening.facts is not None:
            extra["channel"] = opening.facts.channel
        self._append(held, move, role, fields, at, version.since, extra, sealed_extra)
        self.out.add_opening(held.id, opening, received_at=at, office_id=office_id, master=master, wrapped=wrapped)
        for follow in opening.then:
            self._advance_as(held, follow)
        return case_id

    def _advance_as(self, held: Held, move: Advance | Follow) -> None:
        """Make a move, as whoever made it then where the past is written down."""
        if move.by is None or move.at is None:
            self._advance(held, move.move, move.fields, move.at or self.at)
            return
        by, recorded_at = self.by, self.recorded_at
        self.by, self.recorded_at = move.by, move.at
        try:
            self._advance(held, move.move, move.fields, move.at)
        finally:
            self.by, self.recorded_at = by, recorded_at

    def _advance(self, held: Held, name: str, fields: Mapping[str, Any], at: dt.datetime) -> None:
        today = day_of(at)
        current = held.procedure.on(today)
        version = current if held.fold.stage in current.stages else held.fold.version
        move = version.moves.get(name)
        if move is None or move.from_stages is None or held.fold.stage not in move.from_stages:
            raise not_allowed(held.procedure, name, held.fold.stage)
        role = access.role_for(self.by, move, office_id=held.office_id, case_id=held.id)
        cleaned = self._checked(move, fields, at)
        blockers = held.fold.blockers(move=move, fields=cleaned, calendar=self.law.calendar, today=today)
        if blockers:
            raise Conflict(
                code="move_not_allowed",
                zh=f"现在不能“{move.zh}”：{blockers[0].zh}",
                en=f"{name} is not possible yet: {blockers[0].en}",
                hint_zh="请先补上所缺的一步", hint_en="do what is missing first", where="/move",
            )  # fmt: skip
        extra: dict[str, Any] = {}
        if cleaned.get("files"):
            extra["files"] = self.out.claim_files(tuple(cleaned.pop("files")), case_id=held.id, by=self.by)
        caches.before(held, move, cleaned, extra)
        self._append(held, move, role, cleaned, at, version.since, extra, {})
        effects.carry_out(self, held, move, cleaned, at)

    def _checked(self, move: Move, fields: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
        day_iso = day_of(at).isoformat()
        try:
            return asks.check(move=move, fields=fields, choices=lambda f: choices.values(f, day_iso=day_iso))
        except asks.WrongFields as wrong:
            raise wrong_fields(wrong.faults) from None

    def _append(
        self,
        held: Held,
        move: Move,
        role: str,
        fields: Mapping[str, Any],
        at: dt.datetime,
        version: str,
        extra: Mapping[str, Any],
        sealed_extra: Mapping[str, Any],
    ) -> None:
        """Append one event: what is personal sealed, the rest plain, the hash over both."""
        personal = asks.is_personal(move)
        hidden = {name: value for name, value in fields.items() if name in personal} | dict(sealed_extra)
        data = {name: value for name, value in fields.items() if name not in personal} | dict(extra)
        if hidden and held.sealer is None:
            raise Conflict(
                code="case_erased", zh="本件的个人信息已销毁，不能再写入", en="the personal data of this case was erased",
                hint_zh="请新立一件", hint_en="open a new case",
            )  # fmt: skip
        sealed = b""
        if hidden and held.sealer is not None:
            sealed = held.sealer.seal(json.dumps(hidden, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        held.version += 1
        row = chain.EventRow(
            held.id, held.version, move.event, at, self.recorded_at, self.by.id, role, held.office_id, version,
            chain.plain_json(data), sealed, held.head,
        )  # fmt: skip
        held.head = chain.event_hash(row)
        self.out.add_event(row, held.head)
        held.fold.add(Event(held.version, move.event, at, version, data))
        caches.after(held, move, data, at)
        if not held.is_history:
            for notice in move.notices:
                self.out.add_notice(held.id, notice, at)

    def write(self) -> tuple[Recorded, ...]:
        """Write everything that was taken, new cases in one go, and say where the cases stand."""
        today = day_of(self.at)
        results = []
        for held in self.held.values():
            if held.version == held.read_version:
                continue
            standing = held.fold.standing(calendar=self.law.calendar, today=today)
            self.out.add_case(held, standing)
            results.append(
                Recorded(
                    held.id,
                    held.number,
                    held.procedure.id,
                    held.office_id,
                    held.version,
                    standing,
                    tuple(held.opened),
                )
            )
        self.out.write(at=self.at)
        return tuple(results)


def stale(held: Held, seen: int) -> Conflict:
    """Make the refusal of a move on a case that has moved on: says what happened meanwhile."""
    changed = [{"seq": seq, "event": name} for name, seqs in rows.names_since(held.id, seen).items() for seq in seqs]
    changed.sort(key=lambda item: int(str(item["seq"])))
    return Conflict(
        code="stale_version",
        zh="这件在您查看之后又有了新的办理记录",
        en="the case has moved on since you looked",
        hint_zh="请看过新的记录后再办",
        hint_en="read what changed, then try again",
        where="/version",
        facts={"version": held.version, "changed": changed},
    )


def not_allowed(procedure: Procedure, move: str, stage: str) -> Conflict:
    """Make the refusal of a move that the procedure does not allow in this stage."""
    label = next((v.moves[move].zh for v in reversed(procedure.versions) if move in v.moves), move)
    at_stage = next((v.stages[stage].zh for v in reversed(procedure.versions) if stage in v.stages), stage or "开始")
    return Conflict(
        code="move_not_allowed",
        zh=f"“{at_stage}”阶段不能“{label[:60]}”",
        en=f"the move {move[:60]!r} is not allowed in stage {stage or 'none'!r}",
        hint_zh="请看这一件现在可以办理的事项",
        hint_en="see `moves` of the case for what is possible now",
        where="/move",
    )


def _intake_id() -> int:
    office = offices.intake()
    if office is None:
        raise Wrong(
            code="no_intake_office", zh="还没有设置受理台", en="there is no office with an intake desk",
            hint_zh="请管理员先设置机构", hint_en="set up the offices first: redress demo, or /admin/",
        )  # fmt: skip
    return office.id
