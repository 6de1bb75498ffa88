"""Lists of cases a page at a time: filtered, ordered, continued by a cursor; and the counts at the head of a list.

No list counts all its cases, and a page far back costs what the first one does: a page begins where the one before
ended. How the tables are read is the affair of `listplans`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from redress.queries import lawbook, listplans, paging
from redress.queries import offices as tree
from redress.queries.listplans import Filter, Values

CAP = 1000  # head counts above say "1000+"
FAR = dt.date(9999, 12, 31)
CENT = Decimal("0.01")
ORDERS = ("due", "newest")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: plain items, and the cursor of the next page."""

    items: list[dict[str, Any]]
    next: str | None


@dataclass(frozen=True, slots=True)
class Heads:
    """Counts of open cases, each at most 1,001 (which says: more than 1,000)."""

    overdue: int
    due_today: int
    within_three_days: int  # after today
    to_be_dispatched: int
    to_be_reviewed: int  # closed cases that a dissatisfied appellant brought back


def cases(
    *,
    offices: frozenset[int] | None,
    procedure: str | None = None,
    stage: str | None = None,
    office: str | None = None,
    due_before: dt.date | None = None,
    due_from: dt.date | None = None,
    is_open: bool | None = None,
    handler: int | None = None,
    subject_class: str | None = None,
    channel: str | None = None,
    order: str = "due",
    cursor: str | None = None,
    limit: int = 25,
) -> Page:
    """List the cases of `offices` (ids; None: all) by what falls due first, or `order="newest"` first.

    `office` is a code, `handler` a person's id, `subject_class` a class with those beneath it. What has no due date
    comes last; `due_before` leaves it out, and closed cases with it; `due_from` begins a list by due day on that day.
    Two statements at most. Raises paging.BadCursor.
    """
    if order not in ORDERS:
        raise ValueError(f"a list is ordered by one of {ORDERS}, not by {order!r}")
    question = (
        "cases", offices, procedure, stage, office, due_before, is_open, handler, subject_class, channel, order,
    )  # fmt: skip
    after: Any = (due_from, 0) if due_from is not None and order == "due" else None
    if cursor is not None:
        shape: Any = tuple[dt.date, int] if order == "due" else tuple[dt.datetime, int]
        after = paging.open_cursor(cursor, question=question, shape=shape)
    seen = _seen(offices, office)
    if (seen is not None and not seen) or (due_before is not None and is_open is False):
        return Page([], None)
    wanted = Filter(
        seen, procedure, stage, due_before, is_open, handler, subject_class, channel, by_due=order == "due"
    )
    rows = listplans.rows(wanted, after=after, limit=limit + 1)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = paging.seal((_date(last[10]) if order == "due" else _moment(last[9]), last[0]), question=question)
    return Page([_item(row) for row in rows[:limit]], following)


def as_json(page: Page) -> bytes:
    """Encode a page as the API answers it."""
    return msgspec.json.encode({"items": page.items, "next": page.next})


def heads(*, offices: frozenset[int] | None, today: dt.date) -> Heads:
    """Count the open cases of `offices`: overdue, due today, due within three days, to be dispatched, to be looked at again.

    One statement.
    """
    if offices is not None and not offices:
        return Heads(0, 0, 0, 0, 0)
    bounds = (
        (dt.date(1, 1, 1), today),
        (today, today + dt.timedelta(days=1)),
        (today + dt.timedelta(days=1), today + dt.timedelta(days=4)),
    )
    values = Values()
    counts = [_capped(list(_due(offices, first, below, values))) for first, below in bounds]
    counts.append(_capped(list(_at(_undispatched(), offices, values))))
    counts.append(_capped(list(_at(_brought_back(), offices, values))))
    return Heads(*listplans.run("SELECT " + ", ".join(counts), values).fetchone())


def _due(offices: frozenset[int] | None, first: dt.date, below: dt.date, values: Values) -> Iterator[str]:
    for office_id in [None] if offices is None else sorted(offices):
        at = "" if office_id is None else f"c.office_id = {values.mark(office_id)} AND "
        yield (
            f"SELECT 1 FROM store_case c WHERE {at}c.is_open = {values.mark(True)} "  # noqa: S608
            f"AND c.sort_on >= {values.mark(first)} AND c.sort_on < {values.mark(below)} LIMIT {CAP + 1}"
        )


def _undispatched() -> Iterator[tuple[str, str]]:
    """Yield (procedure, stage) that a dispatch leads out of."""
    for procedure in lawbook.current().procedures.values():
        yield from sorted(
            {
                (procedure.id, stage)
                for version in procedure.versions
                for move in version.moves.values()
                if move.event == "case.dispatched"
                for stage in move.from_stages or ()
            }
        )


def _brought_back() -> Iterator[tuple[str, str]]:
    """Yield (procedure, stage) that a dissatisfied appellant's wish for another look leads to."""
    for procedure in lawbook.current().procedures.values():
        yield from sorted(
            {
                (procedure.id, move.to)
                for version in procedure.versions
                for move in version.moves.values()
                if move.event == "review.asked" and move.to
            }
        )


def _at(places: Iterable[tuple[str, str]], offices: frozenset[int] | None, values: Values) -> Iterator[str]:
    """Yield one statement for each procedure and stage."""
    for procedure, stage in places:
        where = f"c.procedure = {values.mark(procedure)} AND c.stage = {values.mark(stage)}"
        if offices is not None:
            where += f" AND c.office_id IN {values.marks(sorted(offices))}"
        yield f"SELECT 1 FROM store_case c WHERE {where} LIMIT {CAP + 1}"  # noqa: S608


def _capped(parts: list[str]) -> str:
    if not parts:
        return "0"
    union = " UNION ALL ".join(f"SELECT * FROM ({part}) x" for part in parts)  # noqa: S608
    return f"(SELECT count(*) FROM (SELECT * FROM ({union}) y LIMIT {CAP + 1}) z)"  # noqa: S608


def _seen(allowed: frozenset[int] | None, code: str | None) -> frozenset[int] | None:
    if code is None:
        return allowed
    named = tree.by_code(code)
    if named is None or (allowed is not None and named.id not in allowed):
        return frozenset()
    return frozenset({named.id})


def _item(row: listplans.Row) -> dict[str, Any]:
    office = tree.everything().get(row[4])
    due_on = _date(row[10])
    return {
        "number": row[1],
        "procedure": row[2],
        "stage": row[3],
        "office": office.code if office else "",
        "title": row[5],
        "respondent": row[6] or "",
        "amount": None if row[7] is None else str(Decimal(str(row[7])).quantize(CENT)),
        "subject_class": row[8] or "",
        "received_at": _moment(row[9]).isoformat(),
        "next_due_on": None if due_on == FAR else due_on.isoformat(),
        "next_due_rule": row[11],
        "version": row[12],
        "is_open": bool(row[13]),
    }


def _date(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def _moment(value: Any) -> dt.datetime:
    """Return a moment with its zone: SQLite gives it bare, in UTC."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
