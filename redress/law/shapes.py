"""The shapes of a procedure: stages, moves, guards, versions. Read from a file by procedure.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from redress.law.fields import Ask, Field


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a case; `plain_zh` is what the appellant reads."""

    name: str
    zh: str
    en: str
    plain_zh: str = ""
    plain_en: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of a move: an event seen or not seen, or a clock that has run out; told with its own words."""

    kind: str  # seen | unseen | expired
    subject: str  # event or rule
    where: Mapping[str, Any]
    when: Mapping[str, Any]  # fields of the move for which the guard holds; empty: always
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class SetDue:
    """A clock whose last day a person sets in a field of the move (an ordered day of rectification)."""

    clock: str
    field: str
    zh: str
    en: str
    stops_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: forms are cached by move
class Move:
    """One thing a person may do: from which stages, to which stage, leaving which event in the journal."""

    name: str
    zh: str
    en: str
    event: str
    from_stages: tuple[str, ...] | None  # None: opens a case
    to: str | None  # None: the stage stays
    who: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    needs: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    due: SetDue | None = None
    letter: str | None = None
    notices: tuple[str, ...] = ()
    effects: tuple[Mapping[str, Any], ...] = ()
    cite: Mapping[str, str] | None = None
    key: str = ""
    says_zh: str = ""
    says_en: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The stages and moves of a procedure from one day on."""

    since: str
    until: str | None
    stages: Mapping[str, Stage]
    moves: Mapping[str, Move]
    by_event: Mapping[str, Move]
    leading: Mapping[str, tuple[Move, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note the moves that lead on from each stage: asked for at every event of every case."""
        leading: dict[str, list[Move]] = {}
        for move in self.moves.values():
            for stage in dict.fromkeys(move.from_stages or ()):
                leading.setdefault(stage, []).append(move)
        object.__setattr__(self, "leading", {stage: tuple(moves) for stage, moves in leading.items()})

    def moves_from(self, stage: str) -> tuple[Move, ...]:
        """List the moves that lead on from `stage`."""
        return self.leading.get(stage, ())


@dataclass(frozen=True, slots=True)
class Procedure:
    """A named course of a case in time, with its dated versions (oldest first)."""

    id: str
    zh: str
    en: str
    number: str
    subject_kind: str
    fields: Mapping[str, Field]
    versions: tuple[Version, ...]

    def on(self, day: dt.date) -> Version:
        """Return the version in force on `day`; the first one for an earlier day, so that a fold is total."""
        chosen = self.versions[0]
        for version in self.versions:
            if version.since <= day.isoformat():
                chosen = version
        return chosen

    def version(self, since: str) -> Version:
        """Return the version named `since`, or the one in force on that day when the name is unknown."""
        for version in self.versions:
            if version.since == since:
                return version
        return self.on(dt.date.fromisoformat(since))
