"""Which version of a rule is in force on a day, with its citation, and which rules an event starts.

Nothing here counts days (limits.py) or reads files (rulefile.py, library.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

UNITS = ("working_days", "days", "hours", "months", "years")
ROLLS = ("holiday", "rest_day", "none")
BASES = ("law", "local", "target")


class NoAnswer(Exception):
    """Says that the rulebook holds no limit for what was asked; `as_dict` is the answer for machines."""

    code = "no_answer"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.facts = facts

    def as_dict(self) -> dict[str, Any]:
        """Return the stable code, what belongs to it, and the sentence."""
        return {"code": self.code, **self.facts, "message": str(self)}


class UnknownRule(NoAnswer):
    """No rule has this id."""

    code = "unknown_rule"


class NotInForce(NoAnswer):
    """No version was in force on the day; `first` and `last` are the rule's first and last day (None: open)."""

    code = "not_in_force"

    def __init__(self, rule: str, *, day: dt.date, first: dt.date, last: dt.date | None) -> None:
        until = f"to {last}" if last else "on"
        super().__init__(
            f"{rule} is not in force on {day}: it is in force from {first} {until}",
            first=first.isoformat(),
            last=last.isoformat() if last else None,
        )
        self.first, self.last = first, last


class SwitchedOff(NoAnswer):
    """The rule or its version ships switched off."""

    code = "switched_off"


class NoNumber(NoAnswer):
    """No number stands in any national text."""

    code = "no_number"


@dataclass(frozen=True, slots=True)
class Cite:
    """An article of an instrument; `also` holds the other articles that say the same."""

    instrument: str
    article: str
    also: tuple[Cite, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return {instrument, article, also}."""
        also = [{"instrument": cite.instrument, "article": cite.article} for cite in self.also]
        return {"instrument": self.instrument, "article": self.article, "also": also}

    def __str__(self) -> str:
        return f"{self.instrument} art. {self.article}"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time; `extended` is the whole count, from the start, once an extension is granted."""

    count: int
    unit: str
    extended: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return {count, unit} and, where the rule has an extension, {extended}."""
        short: dict[str, Any] = {"count": self.count, "unit": self.unit}
        return short if self.extended is None else {**short, "extended": self.extended}


@dataclass(frozen=True, slots=True)
class AlsoLimit:
    """Another limit shown beside the one that governs; with `follows` it starts where that one ends."""

    limit: Limit
    cite: Cite | None
    roll: str = "none"
    follows: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A version's limit on a named branch of the procedure (penalty_publication: cross_province)."""

    limit: Limit
    cite: Cite | None
    also: tuple[AlsoLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A rule's number and article from `since` through `until` (inclusive; None: still in force)."""

    since: dt.date
    until: dt.date | None
    limit: Limit
    roll: str
    cite: Cite | None
    also: tuple[AlsoLimit, ...] = ()
    off: bool = False
    roll_cite: Cite | None = None
    source: str | None = None
    note: str | None = None
    checked_on: dt.date | None = None
    branches: Mapping[str, Branch] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit with its dated versions (oldest first) and the events that start, stop and stretch it."""

    id: str
    name: Mapping[str, str]
    basis: str
    off: bool
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    restarts_on: tuple[str, ...]
    extended_on: tuple[str, ...]
    pauses: tuple[str, ...]
    procedures: tuple[str, ...]
    careful_from: str | None
    on_expiry: Mapping[str, str] | None
    remind_before: Limit | None
    versions: tuple[RuleVersion, ...]
    regional: Mapping[str, tuple[RuleVersion, ...]] = field(default_factory=dict)
    is_floor: bool = False  # a floor is kept until its last day: never earlier, so there is nothing to warn of
    counts_back: bool = False  # counted back from the day given (the notice before a shop closes)
    source: str | None = None
    note: str | None = None
    checked_on: dt.date | None = None

    def versions_for(self, region: str | None) -> tuple[RuleVersion, ...]:
        """Return the versions of the nearest region (county, city, province) that has its own, else the national."""
        if region and self.regional:
            for digits in (6, 4, 2):
                own = self.regional.get(region[:digits].ljust(6, "0"))
                if own is not None:
                    return own
        return self.versions


class Rulebook:
    """All rules by id, indexed by the events that start them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Index `rules`; of two with one id the later stands."""
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self._starting: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules.values():
            if not rule.off:
                for event in rule.starts_on:
                    self._starting[event] = (*self._starting.get(event, ()), rule)
        self._careful: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules.values():
            if rule.careful_from and not rule.off:
                self._careful[rule.careful_from] = (*self._careful.get(rule.careful_from, ()), rule)
        self._by_procedure: dict[tuple[str, str], tuple[Rule, ...]] = {}

    def rule(self, rule_id: str) -> Rule:
        """Return the rule named `rule_id`; raises UnknownRule."""
        rule = self.rules.get(rule_id)
        if rule is None:
            raise UnknownRule(f"there is no rule {rule_id!r}; `redress law rules` lists them")
        return rule

    def version_on(
        self, rule_id: str, *, day: dt.date, region: str | None = None, include_off: bool = False
    ) -> RuleVersion:
        """Return the version of `rule_id` in force on `day`.

        Raises UnknownRule, NoNumber (no text gives a number), NotInForce (with the rule's first and last day) and
        SwitchedOff (unless `include_off`).
        """
        rule = self.rule(rule_id)
        versions = rule.versions_for(region)
        if not versions:
            raise NoNumber(f"{rule_id}: no national number; set one in an overlay file or name a region")
        for version in reversed(versions):
            if version.since <= day:
                if version.until is not None and day > version.until:
                    break
                if (rule.off or version.off) and not include_off:
                    raise SwitchedOff(f"{rule_id} is switched off for {day} (docs/law/switched-off.md says why)")
                return version
        raise NotInForce(rule_id, day=day, first=versions[0].since, last=versions[-1].until)

    def starting_on(self, event: str, *, procedure: str) -> tuple[Rule, ...]:
        """List the rules (those switched off excepted) that `event` starts in `procedure`."""
        key = (event, procedure)
        found = self._by_procedure.get(key)
        if found is None:
            found = tuple(
                rule for rule in self._starting.get(event, ()) if not rule.procedures or procedure in rule.procedures
            )
            if len(self._by_procedure) < 4096:  # event names come from data: keep the index bounded
                self._by_procedure[key] = found
        return found

    def careful_on(self, event: str, *, procedure: str) -> tuple[Rule, ...]:
        """List the rules whose careful date (R-04) is counted from `event` in `procedure`."""
        return tuple(
            rule for rule in self._careful.get(event, ()) if not rule.procedures or procedure in rule.procedures
        )
