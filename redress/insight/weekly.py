"""Rows of a table to weekly counts: one line a series, one column a week, nan where nothing is known.

With times the weeks run from the first to the last day of the table, seven days apart, whatever rows are missing;
without times a series' rows are its weeks in the order given.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redress.insight import moments

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as written; `line` is where it stands in the file."""

    line: int
    series: str
    time: str
    count: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its row in the matrix, its own weeks in order (`columns`) and how the table wrote their times."""

    name: str
    columns: tuple[int, ...]
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Counts (series, weeks; nan = unknown), the first day of each week where times were given, and what was met."""

    counts: Floats
    lines: tuple[Line, ...]
    days: tuple[dt.date, ...] | None
    notes: tuple[str, ...]


def step_days(*, frequency: int) -> int | None:
    """Return how many days apart two rows lie at `frequency` rows a year; None where no fixed number of days fits."""
    return {52: 7, 53: 7, 365: 1, 366: 1}.get(frequency)


def collect(*, rows: Iterable[Row], timed: bool, frequency: int = 52) -> Weekly:
    """Build the matrix from the rows of a table.

    Rows without a readable time are left out, counts that are no number from 0 up are unknown, two rows of one week
    are added up, missing weeks are unknown: each is said in `notes`, by line or series. Raises ValueError when no
    usable row is left, or when the times span more than 20,000 weeks.
    """
    notes: list[str] = []
    found: dict[str, list[tuple[dt.date | None, str, float]]] = {}
    for row in rows:
        day = None
        if timed:
            moment = moments.read(row.time)
            if moment is None:
                notes.append(f"line {row.line}: no time in {row.time!r}; the row is left out")
                continue
            day = moment.date()
        found.setdefault(row.series, []).append((day, row.time, _count(row, notes)))
    if not found:
        raise ValueError("no row with a count")
    if not timed:
        return _by_order(found, notes)
    step = step_days(frequency=frequency)
    if step is None:
        for series in found.values():
            series.sort(key=lambda entry: entry[0] or dt.date.min)
        return _by_order(found, notes)
    return _by_date(found, step, notes)


def _count(row: Row, notes: list[str]) -> float:
    text = row.count.strip()
    if not text or text.upper() in ("NA", "NAN", "NULL"):
        return math.nan
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0.0:
        notes.append(f"line {row.line}: {text!r} is no count; the week is unknown")
        return math.nan
    return value


def _by_order(found: dict[str, list[tuple[dt.date | None, str, float]]], notes: list[str]) -> Weekly:
    counts = np.full((len(found), max(map(len, found.values()))), np.nan)
    lines = []
    for number, (name, entries) in enumerate(found.items()):
        counts[number, : len(entries)] = [count for _, _, count in entries]
        lines.append(Line(name, tuple(range(len(entries))), tuple(time for _, time, _ in entries)))
    return Weekly(counts, tuple(lines), None, tuple(notes))


def _by_date(found: dict[str, list[tuple[dt.date | None, str, float]]], step: int, notes: list[str]) -> Weekly:
    first = min(day for entries in found.values() for day, _, _ in entries if day)
    last = max(day for entries in found.values() for day, _, _ in entries if day)
    weeks = (last - first).days // step + 1
    if weeks > 20_000:
        raise ValueError(f"the times run from {first} to {last}, {weeks} rows a series")
    counts = np.full((len(found), weeks), np.nan)
    lines = []
    for number, (name, entries) in enumerate(found.items()):
        at: dict[int, tuple[str, float]] = {}
        added = 0
        for day, time, count in entries:
            column = ((day or first) - first).days // step
            before = at.get(column)
            added += before is not None
            total = count if before is None else float(np.nansum([before[1], count]))
            at[column] = (time if before is None else before[0], total)
        columns = sorted(at)
        for column in columns:
            counts[number, column] = at[column][1]
        missing = columns[-1] - columns[0] + 1 - len(columns)
        if added:
            notes.append(f"series {name!r}: {added} rows of a week already given were added to it")
        if missing:
            notes.append(f"series {name!r}: {missing} missing weeks are unknown, not zero")
        lines.append(Line(name, tuple(columns), tuple(at[column][0] for column in columns)))
    days = tuple(first + dt.timedelta(days=step * week) for week in range(weeks))
    return Weekly(counts, tuple(lines), days, tuple(notes))
