"""What the count of a limit comes to: the last day, the warning, the other readings, the article, the proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from redress.law.proofs import ProofDay
from redress.law.rulebook import Cite, Limit


@dataclass(frozen=True, slots=True)
class OtherReading:
    """The last day under another roll (R-02), where it differs."""

    roll: str
    due_on: dt.date

    def as_dict(self) -> dict[str, Any]:
        """Return {roll, due_on}."""
        return {"roll": self.roll, "due_on": self.due_on.isoformat()}


@dataclass(frozen=True, slots=True)
class AlsoDue:
    """Another limit's last day, shown beside the one that governs (R-03)."""

    limit: Limit
    due_on: dt.date | None
    cite: Cite | None
    name: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return {limit, due_on, cite} and, for a later step, {step}."""
        short: dict[str, Any] = {
            "limit": self.limit.as_dict(),
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "cite": self.cite.as_dict() if self.cite else None,
        }
        return short if self.name is None else {**short, "step": self.name}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a limit, with everything that shows why. `due_on` is None while a pause is open."""

    rule: str
    version: str
    basis: str
    start: dt.date | dt.datetime
    limit: Limit
    unrolled_on: dt.date | None
    due_on: dt.date | None
    warn_on: dt.date | None
    rolled: bool
    paused: bool
    paused_days: int
    other_reading: OtherReading | None
    provisional: bool
    cite: Cite | None
    also_due: tuple[AlsoDue, ...]
    proof: tuple[ProofDay, ...] | None = None
    extended: bool = False
    due_at: dt.datetime | None = None
    source: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the shape of `redress law due --json`; `proof` only when it was asked for."""
        document: dict[str, Any] = {
            "rule": self.rule,
            "version": self.version,
            "basis": self.basis,
            "start": self.start.isoformat(),
            "limit": self.limit.as_dict(),
            "extended": self.extended,
            "unrolled_on": self.unrolled_on.isoformat() if self.unrolled_on else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "warn_on": self.warn_on.isoformat() if self.warn_on else None,
            "rolled": self.rolled,
            "paused": self.paused,
            "paused_days": self.paused_days,
            "other_reading": self.other_reading.as_dict() if self.other_reading else None,
            "provisional": self.provisional,
            "cite": self.cite.as_dict() if self.cite else None,
            "also_due": [also.as_dict() for also in self.also_due],
        }
        if self.due_at is not None:
            document["due_at"] = self.due_at.isoformat()
        if self.source is not None:
            document["source"] = self.source
        if self.proof is not None:
            document["proof"] = [day.as_dict() for day in self.proof]
        return document
