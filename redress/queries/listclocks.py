"""The clock of a list's row: since when it runs, read for a page of cases in one query; the due day is cached.

A case row holds what falls due and by which rule (a cache), not since when. The start is the last event that starts
or restarts that rule in the case's procedure. Pauses and stopped clocks belong to the case page.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from redress.law import limits, rulebook
from redress.law.calendar import Calendar, OutsideCalendar
from redress.law.library import Library
from redress.law.standing import day_of
from redress.queries import lawbook
from redress.store.models import CaseEvent


class HasDue(Protocol):
    """A case with what it has due."""

    @property
    def id(self) -> int: ...
    @property
    def procedure(self) -> str: ...
    @property
    def next_due_on(self) -> dt.date | None: ...
    @property
    def next_due_rule(self) -> str: ...


def starters(law: Library, *, procedure: str, rule: str) -> frozenset[str]:
    """Name the events that start or restart a clock in a procedure."""
    found: set[str] = set()
    about = law.rulebook.rules.get(rule)
    if about is not None and (not about.procedures or procedure in about.procedures):
        found |= {*about.starts_on, *about.restarts_on}
        if about.careful_from:
            found.add(about.careful_from)
    home = law.procedures.get(procedure)
    for version in home.versions if home else ():
        for move in version.moves.values():
            if rule in move.starts or (move.due is not None and move.due.clock == rule):
                found.add(move.event)
    return frozenset(found)


def views(cases: Sequence[HasDue]) -> dict[int, dict[str, Any]]:
    """Return the clock of each case as clockbar.draw wants it, with its rule's name and article. One query."""
    law = lawbook.current()
    known: dict[tuple[str, str], frozenset[str]] = {}
    wanted: dict[int, frozenset[str]] = {}
    for case in cases:
        if case.next_due_on is not None:
            key = (case.procedure, case.next_due_rule)
            if key not in known:
                known[key] = starters(law, procedure=case.procedure, rule=case.next_due_rule)
            wanted[case.id] = known[key]
    names = {name for events in wanted.values() for name in events}
    starts: dict[int, dt.date] = {}
    if names:
        rows = (
            CaseEvent.objects.filter(case_id__in=list(wanted), name__in=names)
            .order_by("case_id", "seq")
            .values_list("case_id", "name", "at")
        )
        for case_id, name, at in rows:
            if name in wanted[case_id]:
                starts[case_id] = day_of(at)
    return {
        case.id: _view(law, case.next_due_rule, starts.get(case.id, case.next_due_on), case.next_due_on)
        for case in cases
        if case.next_due_on is not None
    }


def _view(law: Library, rule: str, start: dt.date, due_on: dt.date) -> dict[str, Any]:
    about = law.rulebook.rules.get(rule)
    if about is None:
        zh, en = set_words(law, rule)
        return _plain(rule, zh, en, "set", start, due_on, None, None, due_on)
    unit, cite, warn = _facts(law.rulebook, law.calendar, rule, start, due_on)
    return _plain(rule, about.name["zh"], about.name["en"], about.basis, start, due_on, unit, cite, warn)


def _plain(
    rule: str,
    zh: str,
    en: str,
    basis: str,
    start: dt.date,
    due_on: dt.date,
    unit: str | None,
    cite: Mapping[str, Any] | None,
    warn: dt.date,
) -> dict[str, Any]:
    return {
        "rule": rule, "name": {"zh": zh, "en": en}, "basis": basis, "start": start.isoformat(),
        "due_on": due_on.isoformat(), "warn_on": warn.isoformat(), "limit": {"unit": unit} if unit else None,
        "cite": cite, "pauses": [], "paused": False, "stopped_on": None,
    }  # fmt: skip


@functools.lru_cache(maxsize=4096)
def _facts(
    book: rulebook.Rulebook, calendar: Calendar, rule: str, start: dt.date, due_on: dt.date
) -> tuple[str | None, Mapping[str, Any] | None, dt.date]:
    """Return (unit, citation, warning day); where a pause or extension moved the end, the warning follows the end."""
    try:
        counted = limits.last_day(rulebook=book, rule=rule, start=start, calendar=calendar)
    except (rulebook.NoAnswer, OutsideCalendar, limits.WrongAsk):
        return None, None, due_on
    warn = counted.warn_on if counted.due_on == due_on else calendar.previous_working_day_or_same(due_on)
    return counted.limit.unit, counted.cite.as_dict() if counted.cite else None, warn or due_on


def set_words(law: Library, rule: str) -> tuple[str, str]:
    """Return the name of a clock whose day a person sets, from the move that sets it; the rule's id when none does."""
    for procedure in law.procedures.values():
        for version in reversed(procedure.versions):
            for move in version.moves.values():
                if move.due is not None and move.due.clock == rule:
                    return move.due.zh, move.due.en
    return rule, rule
