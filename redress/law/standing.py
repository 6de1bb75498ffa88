"""Fold the events of a case into where it stands: stage, clocks, what is overdue, which moves lead on.

Pure and total: told the day, it never asks a clock; an event it does not know is kept and shown; the same events
give the same standing in one go or two. Readings R-01, R-04 and R-05 (docs/law/readings.md) are carried out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from redress.law import clocks as clocks_module
from redress.law import rulebook
from redress.law.calendar import Calendar
from redress.law.clocks import Clock, Run
from redress.law.shapes import Guard, Move, Procedure, Version

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's journal, without what is sealed."""

    seq: int
    name: str
    at: dt.datetime
    version: str  # the procedure version it was made under
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that leads on from here; `blocked_by` says in words what it still needs."""

    move: Move
    blocked_by: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands on a day."""

    stage: str
    is_closed: bool
    procedure_version: str
    clocks: tuple[Clock, ...]
    offers: tuple[Offer, ...]
    unknown: tuple[int, ...]
    next_due_on: dt.date | None
    next_due_rule: str
    next_wake_on: dt.date | None
    seen: Mapping[str, tuple[Mapping[str, Any], ...]] = field(repr=False)

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks that run."""
        return tuple(clock for clock in self.clocks if clock.stopped_on is None)

    @property
    def overdue(self) -> tuple[Clock, ...]:
        """The running clocks whose last day has passed."""
        return tuple(clock for clock in self.running if clock.is_missed)


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment in China, where every limit is counted."""
    return moment.astimezone(ZONE).date()


def stand(
    *,
    events: Iterable[Event],
    procedure: Procedure,
    rulebook: rulebook.Rulebook,
    calendar: Calendar,
    today: dt.date,
) -> Standing:
    """Fold `events` (in order) into the standing of `today`."""
    fold = Fold(procedure=procedure, rulebook=rulebook)
    for event in events:
        fold.add(event)
    return fold.standing(calendar=calendar, today=today)


class Fold:
    """A fold under way; `record` keeps one to add a move's event without reading the journal twice."""

    def __init__(self, *, procedure: Procedure, rulebook: rulebook.Rulebook) -> None:
        self.procedure, self.rulebook = procedure, rulebook
        self.stage = ""
        self.version: Version = procedure.versions[0]
        self.runs: list[Run] = []
        self.unknown: list[int] = []
        self.seen: dict[str, list[Mapping[str, Any]]] = {}

    def add(self, event: Event) -> None:
        """Take one more event into the fold."""
        day = day_of(event.at)
        version = self.procedure.version(event.version)
        move = version.by_event.get(event.name)
        if move is None:
            self.unknown.append(event.seq)
        else:
            self.version = version
            if move.to is not None:
                self.stage = move.to
        self.seen.setdefault(event.name, []).append(event.data)
        self._turn_clocks(event, move, day)

    def _turn_clocks(self, event: Event, move: Move | None, day: dt.date) -> None:
        """1. stop, pause, restart or extend what runs; 2. start what starts; a stop comes before a start."""
        name = event.name
        for run in self.runs:
            if run.stopped_on is not None:
                continue
            if run.fixed is not None:
                if name in run.fixed[3]:
                    run.stopped_on = day
                continue
            rule = self.rulebook.rules[run.rule]
            if name in rule.stops_on or (move is not None and rule.id in move.stops):
                run.stopped_on = day
                continue
            if name in rule.restarts_on:
                run.restarts.append(day)
            if name in rule.extended_on:
                run.is_extended = True
            kind, _, part = name.partition(".")
            if kind in rule.pauses:
                if part == "started":
                    run.pauses.append((day, None))
                elif part == "ended" and run.pauses and run.pauses[-1][1] is None:
                    run.pauses[-1] = (run.pauses[-1][0], day)
        starting = self.rulebook.starting_on(name, procedure=self.procedure.id)
        for rule in starting:
            self._start(rule.id, day)
        if move is not None:
            for rule_id in move.starts:
                if rule_id in self.rulebook.rules and all(rule_id != rule.id for rule in starting):
                    self._start(rule_id, day)
            if move.due is not None:
                self._set_due(move, event.data, day)
        for rule in self.rulebook.careful_on(name, procedure=self.procedure.id):
            self.runs.append(Run(rule.id, day, is_careful=True))

    def _start(self, rule_id: str, day: dt.date) -> None:
        careful_from = None
        for run in self.runs:
            if run.rule == rule_id and run.is_careful:
                careful_from = run.start
                if run.stopped_on is None:
                    run.stopped_on = day
        self.runs = [run for run in self.runs if not (run.rule == rule_id and run.is_careful)]
        self.runs.append(Run(rule_id, day, careful_from=careful_from))

    def _set_due(self, move: Move, data: Mapping[str, Any], day: dt.date) -> None:
        assert move.due is not None
        try:
            due = dt.date.fromisoformat(str(data.get(move.due.field, ""))[:10])
        except ValueError:
            return  # the field was not asked this time
        for run in self.runs:
            if run.rule == move.due.clock and run.stopped_on is None:
                run.stopped_on = day
        fixed = (move.due.zh, move.due.en, due, move.due.stops_on)
        self.runs.append(Run(move.due.clock, day, fixed=fixed))

    def standing(self, *, calendar: Calendar, today: dt.date) -> Standing:
        """Say where the case stands on `today`."""
        current = self.procedure.on(today)
        version = current if self.stage in current.stages else self.version
        stage = version.stages.get(self.stage)
        is_closed = stage is not None and stage.is_final
        clocks = []
        for run in self.runs:
            clock = clocks_module.clock_of(run=run, book=self.rulebook, calendar=calendar, today=today)
            if clock is not None:
                clocks.append(clock)
        offers = tuple(
            Offer(move, move.needs and tuple(g for g in move.needs if not g.when and not self._holds(g, clocks)))
            for move in version.moves_from(self.stage)
        )
        due_on, due_rule, wake_on = clocks_module.next_of(
            () if is_closed else clocks,
            neared=self.seen.get("limit.neared", ()),
            missed=self.seen.get("limit.missed", ()),
        )
        return Standing(
            stage=self.stage,
            is_closed=is_closed,
            procedure_version=version.since,
            clocks=tuple(clocks),
            offers=offers,
            unknown=tuple(self.unknown),
            next_due_on=due_on,
            next_due_rule=due_rule,
            next_wake_on=wake_on,
            seen={name: tuple(items) for name, items in self.seen.items()},
        )

    def _holds(self, guard: Guard, clocks: Sequence[Clock]) -> bool:
        if guard.kind == "expired":
            return any(clock.rule == guard.subject and clock.is_missed for clock in clocks)
        seen = any(
            all(data.get(key) == value for key, value in guard.where.items())
            for data in self.seen.get(guard.subject, [])
        )
        return seen if guard.kind == "seen" else not seen

    def blockers(
        self, *, move: Move, fields: Mapping[str, Any], calendar: Calendar, today: dt.date
    ) -> tuple[Guard, ...]:
        """List the guards of `move` that do not hold for these fields, those with a `when` included."""
        if not move.needs:
            return ()
        clocks = self.standing(calendar=calendar, today=today).clocks
        return tuple(guard for guard in move.needs if applies(guard.when, fields) and not self._holds(guard, clocks))


def applies(when: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Say whether a condition on fields holds: each named field has the value, or one of the values."""
    for name, wanted in when.items():
        value = fields.get(name)
        values = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        if value not in values and not (isinstance(value, (list, tuple)) and set(value) & set(values)):
            return False
    return True
