"""The supervisor's board: what is late and nearing, by office and person, and why a late case stands still.

Counts are of open cases only and always stand beside their denominator. Plain data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from redress.law.standing import day_of
from redress.queries import lawbook, listclocks, offices, staff
from redress.store.models import AppealFacts, Case, CaseEvent

NEAR_DAYS = 3


@dataclass(frozen=True, slots=True)
class Count3:
    """Open cases, and how many of them are late or fall due within three days."""

    open: int = 0
    late: int = 0
    near: int = 0

    def plus(self, other: Count3) -> Count3:
        """Return the sum of both."""
        return Count3(self.open + other.open, self.late + other.late, self.near + other.near)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's open cases in an office; id None: not given to anybody yet."""

    id: int | None
    name: str
    counts: Count3


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office's open cases, with its people; `dispatched` and `returned` are the same cases' dispatches."""

    id: int
    code: str
    zh: str
    en: str
    counts: Count3
    dispatched: int  # open cases that were dispatched at least once
    returned: int  # of them, those that came back to the desk at least once
    people: tuple[PersonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What the late cases are late by: the clock's name and how many."""

    rule: str
    zh: str
    en: str
    basis: str
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board."""

    total: Count3
    offices: tuple[OfficeLine, ...]
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class Standstill:
    """Why a late case stands still: the last thing that a person did, and a supervision order that waits."""

    event_zh: str = ""
    event_en: str = ""
    on: dt.date | None = None
    by: str = ""
    ordered_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LatePage:
    """Numbers of late cases, the longest overdue first, and the cursor of the next page."""

    numbers: tuple[str, ...]
    next: str = ""


@dataclass(slots=True)
class _Sums:
    counts: Count3 = field(default_factory=Count3)
    people: dict[int | None, Count3] = field(default_factory=dict)


def _open(allowed: frozenset[int] | None) -> QuerySet[Case]:
    cases = Case.objects.filter(is_open=True)
    return cases if allowed is None else cases.filter(office_id__in=allowed)


def board(*, allowed: frozenset[int] | None, today: dt.date) -> Board:
    """Count the open cases of the allowed offices (None: all). Three queries, offices held in memory."""
    near = today + dt.timedelta(days=NEAR_DAYS)
    groups = (
        _open(allowed)
        .values("office_id", "handler_id", "next_due_rule")
        .annotate(
            n=Count("id"),
            late=Count("id", filter=Q(next_due_on__lt=today)),
            near=Count("id", filter=Q(next_due_on__gte=today, next_due_on__lte=near)),
        )
        .order_by()
    )
    total, sums, rules = Count3(), dict[int, _Sums](), dict[str, int]()
    for row in groups:
        counts = Count3(row["n"], row["late"], row["near"])
        total = total.plus(counts)
        held = sums.setdefault(row["office_id"], _Sums())
        held.counts = held.counts.plus(counts)
        held.people[row["handler_id"]] = held.people.get(row["handler_id"], Count3()).plus(counts)
        if row["late"]:
            rules[row["next_due_rule"]] = rules.get(row["next_due_rule"], 0) + row["late"]
    sent = AppealFacts.objects.filter(case__is_open=True, dispatched_at__isnull=False)
    if allowed is not None:
        sent = sent.filter(case__office_id__in=allowed)
    returns = {
        row["case__office_id"]: (row["n"], row["back"])
        for row in sent.values("case__office_id")
        .annotate(n=Count("case_id"), back=Count("case_id", filter=Q(returns__gt=0)))
        .order_by()
    }
    people = staff.names(one for held in sums.values() for one in held.people if one is not None)
    lines = tuple(
        _line(office, sums.get(office.id, _Sums()), returns.get(office.id, (0, 0)), people)
        for office in offices.everything().values()
        if (allowed is None or office.id in allowed) and (office.is_active or office.id in sums)
    )
    return Board(total, lines, _rules(rules))


def _line(office: offices.OfficeView, held: _Sums, returns: tuple[int, int], people: dict[int, str]) -> OfficeLine:
    persons = [PersonLine(one, people.get(one or 0, ""), counts) for one, counts in held.people.items()]
    persons.sort(key=lambda line: (line.id is None, line.name, line.id or 0))
    return OfficeLine(office.id, office.code, office.zh, office.en, held.counts, *returns, tuple(persons))


def _rules(late: dict[str, int]) -> tuple[RuleLine, ...]:
    law = lawbook.current()
    found = []
    for rule, count in sorted(late.items(), key=lambda item: (-item[1], item[0])):
        about = law.rulebook.rules.get(rule)
        zh, en, basis = (
            (about.name["zh"], about.name["en"], about.basis) if about else (*listclocks.set_words(law, rule), "set")
        )
        found.append(RuleLine(rule, zh, en, basis, count))
    return tuple(found)


def late_numbers(
    *,
    allowed: frozenset[int] | None,
    today: dt.date,
    office_id: int | None = None,
    handler_id: int | None = None,
    rule: str = "",
    is_near: bool = False,
    cursor: str = "",
    limit: int = 25,
) -> LatePage:
    """List late cases (with `is_near` those due within three days), the longest overdue first, a page at a time."""
    cases = _open(allowed)
    if is_near:
        cases = cases.filter(next_due_on__gte=today, next_due_on__lte=today + dt.timedelta(days=NEAR_DAYS))
    else:
        cases = cases.filter(next_due_on__lt=today)
    if office_id is not None:
        cases = cases.filter(office_id=office_id)
    if handler_id is not None:
        cases = cases.filter(handler_id=handler_id or None)
    if rule:
        cases = cases.filter(next_due_rule=rule)
    after = _cursor(cursor)
    if after is not None:
        cases = cases.filter(Q(sort_on__gt=after[0]) | Q(sort_on=after[0], id__gt=after[1]))
    rows = list(cases.order_by("sort_on", "id").values_list("number", "sort_on", "id")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return LatePage(tuple(row[0] for row in rows), f"{rows[-1][1].isoformat()}.{rows[-1][2]}" if more else "")


def _cursor(text: str) -> tuple[dt.date, int] | None:
    day, _, number = text.partition(".")
    try:
        return dt.date.fromisoformat(day), int(number)
    except ValueError:
        return None


def standstills(case_ids: Iterable[int]) -> dict[int, Standstill]:
    """Say for each case what a person did last, and whether a supervision order waits for its answer. Two queries."""
    wanted = list(case_ids)
    law = lawbook.current()
    last: dict[int, tuple[str, str, dt.date, str]] = {}
    ordered: dict[int, dt.date | None] = {}
    rows = (
        CaseEvent.objects.filter(case_id__in=wanted)
        .exclude(by="system")
        .order_by("case_id", "seq")
        .values_list("case_id", "name", "at", "by", "procedure_version", "case__procedure")
    )
    for case_id, name, at, by, version, procedure_id in rows:
        procedure = law.procedures.get(procedure_id)
        move = procedure.version(version).by_event.get(name) if procedure else None
        last[case_id] = (move.zh if move else name, move.en if move else name, day_of(at), by)
        if name == "order.issued":
            ordered[case_id] = day_of(at)
        elif name == "order.answered":
            ordered[case_id] = None
    names = staff.names(int(by.partition(":")[2]) for _, _, _, by in last.values() if by.startswith("person:"))
    return {
        case_id: Standstill(
            zh,
            en,
            day,
            names.get(int(by.partition(":")[2]), "") if by.startswith("person:") else "",
            ordered.get(case_id),
        )
        for case_id, (zh, en, day, by) in last.items()
    }
