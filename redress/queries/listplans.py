"""How a list is read: by its own order until a page is full, or, where few cases can match, by fetching these.

Two plans keep a filter from reading a whole table. An index says, counting no further than `FEW`, whether few cases
match one of the conditions; then these are fetched and sorted. Where many match, the list's own order is read.
Here is SQL that both databases understand, with `?` marks; SQLite is told the index, PostgreSQL has statistics.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from redress.queries import choices, lawbook, offices
from redress.store import backend

FEW = 5_000  # about the square root of a page times the table: where both plans cost the same at 1M cases
STAGE_BRANCHES = 240  # procedures times offices of a list of one stage
BRANCHES = 40  # offices read side by side; a list over more of them is read over all offices and thinned out
COLUMNS = (
    "c.id, c.number, c.procedure, c.stage, c.office_id, c.title, f.respondent, f.amount, f.subject_class, "
    "c.received_at, c.sort_on, c.next_due_rule, c.version, c.is_open"
)
Row = tuple[Any, ...]  # in the order of COLUMNS


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows: cases of `offices` (None: all) that meet every condition given."""

    offices: frozenset[int] | None
    procedure: str | None = None
    stage: str | None = None
    due_before: dt.date | None = None
    is_open: bool | None = None
    handler: int | None = None
    subject_class: str | None = None
    channel: str | None = None
    by_due: bool = True  # by what falls due first, else newest first


@dataclass(frozen=True, slots=True)
class _Ask:
    """One condition: its SQL and values; `index` can find the cases it lets through when they are few."""

    sql: str
    values: tuple[Any, ...]
    index: str = ""
    table: str = "store_case"

    @property
    def on(self) -> str:
        """The condition where cases are `c` and their facts `f`."""
        return self.sql.format(c="f" if self.table == "store_appealfacts" else "c")


class Values(list[Any]):
    """The values of a statement, gathered in the order of its marks."""

    def mark(self, value: Any) -> str:
        """Take one value."""
        self.append(value)
        return "?"

    def marks(self, values: Collection[Any]) -> str:
        """Take several values, as IN wants them."""
        self.extend(values)
        return "(" + ", ".join("?" * len(values)) + ")"


def rows(wanted: Filter, *, after: tuple[Any, int] | None, limit: int) -> list[Row]:
    """Return up to `limit` rows of COLUMNS in the list's order, beyond `after` (sort key, id). Two statements at most."""
    values = Values()
    if branches := _stage_branches(wanted):
        return list(run(_walk_stages(wanted, branches, after, limit, values), values).fetchall())
    asks = list(_asks(wanted))
    few = _few(asks)
    sql = (
        _walk(wanted, asks, after, limit, values) if few is None else _fetch(wanted, asks, few, after, limit, values)
    )
    found: list[Row] = run(sql, values).fetchall()
    return found


def run(sql: str, values: Values) -> Any:
    """Run one statement and return its cursor."""
    return backend.of().bulk.execute(connection, sql=sql, values=values)


def procedures_with(stage: str) -> list[str]:
    """Name the procedures that know a stage; all of them when none does (then the cases say)."""
    law = lawbook.current().procedures
    return [name for name in law if stage in _stages_of(name)] or list(law)


def _stages_of(procedure: str) -> set[str]:
    one = lawbook.current().procedures.get(procedure)
    return {stage for version in one.versions for stage in version.stages} if one else set()


def _asks(wanted: Filter) -> Iterator[_Ask]:
    """Yield the conditions but those that every plan has (the offices)."""
    at_offices = [] if wanted.offices is None else [_in("office_id", wanted.offices)]
    if wanted.procedure or wanted.stage:
        # Procedure and stage are both named, so that the index can jump: procedure, stage, office.
        names = [wanted.procedure] if wanted.procedure else procedures_with(wanted.stage or "")
        stages = [wanted.stage] if wanted.stage else _stages_of(wanted.procedure or "")
        parts = [_in("procedure", names), *([_in("stage", stages)] if stages else []), *at_offices]
        yield _Ask(*_all(parts), "case_stage")
    if wanted.is_open is not None or wanted.due_before is not None:
        parts = [("{c}.is_open = ?", (wanted.is_open is not False,))]  # a closed case has no due date
        if wanted.due_before is not None:
            parts.append(("{c}.sort_on < ?", (wanted.due_before,)))
        if wanted.by_due:
            yield _Ask(*_all(parts))
        else:
            yield _Ask(*_all([*at_offices, *parts]), "case_office_due" if at_offices else "case_due")
    if wanted.handler is not None:
        yield _Ask("{c}.handler_id = ?", (wanted.handler,), "" if wanted.by_due else "case_handler")
    if wanted.subject_class:
        codes = [code for code in choices.class_codes("subject_class") if code.startswith(wanted.subject_class)]
        yield _Ask(*_in("subject_class", codes or [wanted.subject_class]), "facts_class", "store_appealfacts")
    if wanted.channel:
        yield _Ask("{c}.channel = ?", (wanted.channel,), "facts_channel", "store_appealfacts")


def _in(column: str, values: Collection[Any]) -> tuple[str, tuple[Any, ...]]:
    if len(values) == 1:
        return f"{{c}}.{column} = ?", tuple(values)
    return f"{{c}}.{column} IN ({', '.join('?' * len(values))})", tuple(sorted(values))


def _all(parts: list[tuple[str, tuple[Any, ...]]]) -> tuple[str, tuple[Any, ...]]:
    return " AND ".join(sql for sql, _ in parts), tuple(value for _, values in parts for value in values)


def _few(asks: list[_Ask]) -> _Ask | None:
    """Return the condition that lets the fewest cases through, if these are few. One statement."""
    able = [ask for ask in asks if ask.index]
    if not able:
        return None
    values = Values(value for ask in able for value in ask.values)
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM {ask.table} x{_using(ask.index)} "  # noqa: S608
        f"WHERE {ask.sql.format(c='x')} LIMIT {FEW + 1}) y)"
        for ask in able
    )
    found = run(f"SELECT {counts}", values).fetchone()
    fewest = min(range(len(able)), key=lambda place: int(found[place]))
    return able[fewest] if found[fewest] <= FEW else None


def _fetch(
    wanted: Filter, asks: list[_Ask], few: _Ask, after: tuple[Any, int] | None, limit: int, values: Values
) -> str:
    """Return the statement that fetches the cases `few` lets through, and sorts what the other conditions leave."""
    values.extend(few.values)
    where = [ask.on for ask in asks if ask is not few]
    values.extend(value for ask in asks if ask is not few for value in ask.values)
    if wanted.offices is not None:
        where.append(f"c.office_id IN {values.marks(sorted(wanted.offices))}")
    where += _beyond(wanted, after, values)
    return (
        f"WITH p AS MATERIALIZED (SELECT x.{_id(few.table)} AS id FROM {few.table} x{_using(few.index)} "  # noqa: S608
        f"WHERE {few.sql.format(c='x')}) SELECT {COLUMNS} FROM p JOIN store_case c ON c.id = p.id "
        f"LEFT JOIN store_appealfacts f ON f.case_id = c.id WHERE {' AND '.join(where) or '1 = 1'} "
        f"ORDER BY {_order(wanted)} LIMIT {limit}"
    )


def _walk(wanted: Filter, asks: list[_Ask], after: tuple[Any, int] | None, limit: int, values: Values) -> str:
    """Return the statement that reads the list's own order: office by office where they are not too many."""
    branches = []
    by_office = wanted.offices is not None and len(wanted.offices) <= BRANCHES
    if wanted.by_due and wanted.handler is not None:
        by_office, index = False, "case_handler"
    elif by_office:
        index = "case_office_due" if wanted.by_due else "case_office_newest"
    else:
        index = "case_due" if wanted.by_due else "case_newest"
    states = [True, False] if wanted.by_due and wanted.is_open is None else [None]
    join = " JOIN store_appealfacts f ON f.case_id = c.id" if any(ask.table != "store_case" for ask in asks) else ""
    for office_id in sorted(wanted.offices or ()) if by_office else [None]:
        for state in states:
            where = []
            if office_id is not None:
                where.append(f"c.office_id = {values.mark(office_id)}")
            elif wanted.offices is not None:
                where.append(f"c.office_id IN {values.marks(sorted(wanted.offices))}")
            if state is not None:
                where.append(f"c.is_open = {values.mark(state)}")
            for ask in asks:
                where.append(ask.on)
                values.extend(ask.values)
            where += _beyond(wanted, after, values)
            branches.append(
                f"SELECT * FROM (SELECT c.id FROM store_case c{_using(index)}{join} "  # noqa: S608
                f"WHERE {' AND '.join(where) or '1 = 1'} ORDER BY {_order(wanted)} LIMIT {limit}) b"
            )
    return (
        f"SELECT {COLUMNS} FROM ({' UNION ALL '.join(branches)}) p JOIN store_case c ON c.id = p.id "  # noqa: S608
        f"LEFT JOIN store_appealfacts f ON f.case_id = c.id ORDER BY {_order(wanted)} LIMIT {limit}"
    )


def _stage_branches(wanted: Filter) -> list[tuple[str, str, int]]:
    """Return the (procedure, stage, office) whose cases, each in their order in `case_stage`, make up a list of a stage.

    Empty where a list asks for something else besides, or has too many of them.
    """
    others = (wanted.handler, wanted.is_open, wanted.subject_class or None, wanted.channel or None)
    if not wanted.stage or not wanted.by_due or any(one is not None for one in others):
        return []
    names = [wanted.procedure] if wanted.procedure else procedures_with(wanted.stage)
    at = sorted(offices.everything() if wanted.offices is None else wanted.offices)
    return (
        [(name, wanted.stage, one) for name in names for one in at] if len(names) * len(at) <= STAGE_BRANCHES else []
    )


def _walk_stages(
    wanted: Filter, branches: list[tuple[str, str, int]], after: tuple[Any, int] | None, limit: int, values: Values
) -> str:
    """Return the statement that reads a page of each branch from the index alone, and the first page of them all."""
    parts = []
    for procedure, stage, office_id in branches:
        where = [
            f"c.procedure = {values.mark(procedure)}", f"c.stage = {values.mark(stage)}",
            f"c.office_id = {values.mark(office_id)}",
        ]  # fmt: skip
        if wanted.due_before is not None:  # a closed case has no due date, so it is never before one
            where.append(f"c.sort_on < {values.mark(wanted.due_before)}")
        where += _beyond(wanted, after, values)
        parts.append(
            f"SELECT * FROM (SELECT c.sort_on, c.id FROM store_case c{_using('case_stage')} "  # noqa: S608
            f"WHERE {' AND '.join(where)} ORDER BY c.sort_on, c.id LIMIT {limit}) b"
        )
    page = f"SELECT id FROM ({' UNION ALL '.join(parts)}) u ORDER BY sort_on, id LIMIT {limit}"  # noqa: S608
    return (
        f"SELECT {COLUMNS} FROM ({page}) p JOIN store_case c ON c.id = p.id "  # noqa: S608
        f"LEFT JOIN store_appealfacts f ON f.case_id = c.id ORDER BY {_order(wanted)}"
    )


def _id(table: str) -> str:
    return "id" if table == "store_case" else "case_id"


def _using(index: str) -> str:
    """Name the index to SQLite, which keeps no statistics."""
    return f" INDEXED BY {index}" if connection.vendor == "sqlite" else ""


def _order(wanted: Filter) -> str:
    return "c.sort_on, c.id" if wanted.by_due else "c.received_at DESC, c.id DESC"


def _beyond(wanted: Filter, after: tuple[Any, int] | None, values: Values) -> list[str]:
    if after is None:
        return []
    if wanted.by_due:
        return [f"(c.sort_on, c.id) > ({values.mark(after[0])}, {values.mark(after[1])})"]
    return [f"(c.received_at, c.id) < ({values.mark(after[0])}, {values.mark(after[1])})"]
