"""`redress insight surges`: which weekly counts of a table lie above what their past lets one expect."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import re
import time as clock
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, cast

import numpy as np
import typer

from redress.cli import common, text_common
from redress.insight import farrington, surges, weekly

_POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "1": 1.0, "none": 1.0}
_THRESHOLDS = ("nbPlugin", "delta", "muan", "predictive")
_TRENDS = ("always", "significant", "none")


def _option(name: str, words: str) -> Any:
    return typer.Option(name, help=words, show_default=False)


def find_surges(
    file: Annotated[str, typer.Argument(help="A CSV with one row a series and week.", show_default=False)],
    count: Annotated[str, typer.Option("--count", help="The column with the count.")],
    method: Annotated[str, typer.Option("--method", help=", ".join(surges.METHODS))] = "farrington-flexible",
    out: Annotated[str, typer.Option("--out", help="The CSV file to write.")] = "",
    time: Annotated[str, _option("--time", "The column with the week; reference weeks then go by date.")] = "",
    series: Annotated[str, _option("--series", "The column with the name of the series.")] = "",
    years: Annotated[int | None, _option("--years", "Past years to compare with (5).")] = None,
    window: Annotated[int | None, _option("--window", "Weeks on each side of the same week (3).")] = None,
    periods: Annotated[int | None, _option("--periods", "Parts of a year with a level of their own (10).")] = None,
    exclude: Annotated[int | None, _option("--exclude", "Newest weeks left out of the baseline (26).")] = None,
    reweight: Annotated[
        float | None, _option("--reweight", "Residual above which a week weighs less (2.58); 0: never.")
    ] = None,
    trend: Annotated[str | None, _option("--trend", "always, significant or none.")] = None,
    limit54: Annotated[str | None, _option("--limit54", "CASES,WEEKS: no test with fewer cases (5,4).")] = None,
    power: Annotated[str | None, _option("--power", "2/3, 1/2 or 1: the scale of a delta threshold.")] = None,
    threshold: Annotated[str | None, _option("--threshold", ", ".join(_THRESHOLDS))] = None,
    alpha: Annotated[float | None, _option("--alpha", "Level of the test.")] = None,
    baseline: Annotated[int | None, _option("--baseline", "EARS: weeks to compare with (7).")] = None,
    min_sigma: Annotated[float | None, _option("--min-sigma", "EARS: least standard deviation (0).")] = None,
    range_: Annotated[str, _option("--range", "FROM..TO, rows to test, 1-based; earlier ones are history.")] = "",
    frequency: Annotated[int, typer.Option("--frequency", help="Rows a year.")] = 52,
    events: Annotated[
        bool, typer.Option("--events", help="Expect the Chinese festivals, sales and working days.")
    ] = False,
    as_json: common.JsonFlag = False,
) -> None:
    """Test every week of every series against its own past; write series,index,time,observed,expected,upper,alarm."""
    settings = _settings(
        method,
        file,
        {
            "years": years, "window": window, "periods": periods, "exclude": exclude, "reweight": reweight,
            "trend": trend, "limit": _limit(limit54, file), "power": _power(power, file), "threshold": threshold,
            "alpha": alpha, "baseline": baseline, "min_sigma": min_sigma,
        },
        frequency,
    )  # fmt: skip
    if not out:
        common.wrong_input(what="no file to write", where=file, todo="Add --out FILE.csv.")
    if events and not time:
        common.wrong_input(what="--events needs the weeks", where=file, todo="Add --time COL.")
    asked = _range(range_, file)
    table = _read(file, count=count, time=time, series=series, frequency=frequency)
    for note in _shortened(table.notes):
        common.say(f"redress: {note} ({file}).")
    started = clock.perf_counter()
    try:
        found, first = _detect(table, settings, asked, events)
    except ValueError as wrong:
        common.wrong_input(what=str(wrong), where=file, todo="Change the options, or give more rows.")
    seconds = clock.perf_counter() - started
    tests = _write(out, table, found, first, asked)
    _name_untested(table, settings, found, first, asked, file)
    document = {"series": len(table.lines), "tests": tests, "seconds": round(seconds, 4)}
    common.out(document, as_json=as_json, text=lambda: common.dumps(document))


def _settings(method: str, where: str, given: dict[str, Any], frequency: int) -> surges.Settings:
    try:
        settings = surges.defaults(method=cast(surges.Method, method))
    except ValueError as wrong:
        common.wrong_input(what=str(wrong), where="--method", todo="Name one of them.")
    fields = {field.name for field in dataclasses.fields(settings)}
    wanted = {name: value for name, value in given.items() if value is not None}
    for name in wanted:
        if name not in fields:
            common.wrong_input(
                what=f"{method} has no such setting", where=f"--{name.replace('_', '-')}", todo="Leave it out."
            )
    settings = dataclasses.replace(settings, **wanted)
    if isinstance(settings, farrington.Settings):
        settings = dataclasses.replace(settings, frequency=frequency)
    _check(settings)
    return settings


def _check(settings: surges.Settings) -> None:
    checks: list[tuple[bool, str, str]] = [(0.0 < settings.alpha < 0.5, "--alpha", "Give a level between 0 and 0.5.")]
    if isinstance(settings, farrington.Settings):
        checks += [
            (settings.years >= 1, "--years", "Give at least 1."),
            (settings.window >= 0, "--window", "Give 0 or more."),
            (settings.periods >= 1, "--periods", "Give at least 1."),
            (settings.exclude >= 0, "--exclude", "Give 0 or more."),
            (settings.reweight >= 0.0, "--reweight", "Give 0 (never) or more."),
            (settings.frequency >= 1, "--frequency", "Give at least 1."),
            (settings.threshold in _THRESHOLDS, "--threshold", f"Name one of {', '.join(_THRESHOLDS)}."),
            (settings.trend in _TRENDS, "--trend", f"Name one of {', '.join(_TRENDS)}."),
        ]
    else:
        checks += [
            (settings.baseline >= 2, "--baseline", "Give at least 2."),
            (settings.min_sigma >= 0.0, "--min-sigma", "Give 0 or more."),
        ]
    for good, where, todo in checks:
        if not good:
            common.wrong_input(what="the value cannot be used", where=where, todo=todo)


def _limit(text: str | None, where: str) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"\s*(\d+)\s*,\s*(\d+)\s*", text)
    if not found:
        common.wrong_input(what=f"{text!r} is not CASES,WEEKS", where="--limit54", todo="Write for example 5,4.")
    return int(found[1]), int(found[2])


def _power(text: str | None, where: str) -> float | None:
    if text is not None and text not in _POWERS:
        common.wrong_input(what=f"{text!r} is no power", where="--power", todo="Write 2/3, 1/2 or 1.")
    return None if text is None else _POWERS[text]


def _range(text: str, where: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = re.fullmatch(r"\s*(\d+)\s*\.\.\s*(\d+)\s*", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        common.wrong_input(
            what=f"{text!r} is no range", where="--range", todo="Write FROM..TO, 1-based, for example 313..522."
        )
    return int(found[1]), int(found[2])


def _read(path: str, *, count: str, time: str, series: str, frequency: int) -> weekly.Weekly:
    table = text_common.open_rows(path, columns=[count, time, series])

    def rows() -> Iterator[weekly.Row]:
        for row in table:
            if "" in row:
                common.say(f"redress: line {table.line}: {row['']}; the row is left out ({path}).")
                continue
            yield weekly.Row(table.line, row[series] if series else "all", row[time] if time else "", row[count])

    try:
        found = weekly.collect(rows=rows(), timed=bool(time), frequency=frequency)
    except ValueError as wrong:
        common.wrong_input(what=str(wrong), where=path, todo="Check the columns named by --count and --time.")
    for note in table.notes:
        common.say(f"redress: {note} ({path}).")
    return found


def _shortened(notes: tuple[str, ...], most: int = 200) -> Iterator[str]:
    yield from notes[:most]
    if len(notes) > most:
        yield f"and {len(notes) - most} more rows or series with something to say"


def _detect(
    table: weekly.Weekly, settings: surges.Settings, asked: tuple[int, int] | None, events: bool
) -> tuple[surges.Surges, int]:
    """Test every week that any series was asked about; each series' own rows are picked when writing."""
    weeks = table.counts.shape[1]
    first, last = 0, weeks - 1
    if asked is not None:
        inside = [line.columns[asked[0] - 1 : asked[1]] for line in table.lines]
        if not any(inside):
            raise ValueError(f"no series has a row {asked[0]}")
        first = min(columns[0] for columns in inside if columns)
        last = max(columns[-1] for columns in inside if columns)
    exposure: surges.Exposure | None = None
    if events and table.days is not None:
        exposure = _events(table)
    days = None if table.days is None or weekly.step_days(frequency=_frequency(settings)) is None else table.days
    found = surges.detect(
        counts=table.counts, settings=settings, first=first, last=last, days=days, exposure=exposure
    )
    return found, first


def _frequency(settings: surges.Settings) -> int:
    return settings.frequency if isinstance(settings, farrington.Settings) else 52


def _events(table: weekly.Weekly) -> surges.Exposure:
    from redress.insight import exposure
    from redress.law import library

    calendar = library.load(with_procedures=False).calendar

    def works(day: dt.date) -> bool:
        # Before the first published year the week alone decides, as it does after the last one.
        return day.weekday() < 5 if day < calendar.first else calendar.works(day)

    days = table.days or ()
    if len(days) > 1 and (days[1] - days[0]).days != 7:
        raise ValueError("--events needs weeks, not days")
    return exposure.Calendar(counts=table.counts, days=days, works=works).at


def _write(path: str, table: weekly.Weekly, found: surges.Surges, first: int, asked: tuple[int, int] | None) -> int:
    """Write one line a tested row, and return how many rows had something to be tested by."""
    tests = 0
    with text_common.writing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["series", "index", "time", "observed", "expected", "upper", "alarm"])
        for number, line in enumerate(table.lines):
            for index in _rows(line, asked):
                at = line.columns[index] - first
                tests += bool(found.tested[number, at])
                numbers = (found.observed[number, at], found.expected[number, at], found.upper[number, at])
                writer.writerow(
                    [line.name, index + 1, line.times[index], *map(_number, numbers), int(found.alarm[number, at])]
                )
    return tests


def _rows(line: weekly.Line, asked: tuple[int, int] | None) -> range:
    if asked is None:
        return range(len(line.columns))
    return range(asked[0] - 1, min(asked[1], len(line.columns)))


def _number(value: float) -> str:
    if not np.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _name_untested(
    table: weekly.Weekly,
    settings: surges.Settings,
    found: surges.Surges,
    first: int,
    asked: tuple[int, int] | None,
    where: str,
) -> None:
    """Name on standard error every series without a single test, with the reason; count those with few cases."""
    quiet: Counter[str] = Counter()
    for number, line in enumerate(table.lines):
        columns = [line.columns[index] - first for index in _rows(line, asked)]
        if columns and found.tested[number, columns].any():
            continue
        if columns:
            upto = columns[-1] + first + 1
            reason = surges.why_untested(counts=table.counts[number, :upto], settings=settings)
        else:
            reason = f"{len(line.columns)} rows, none in the range"
        if reason:
            common.say(f"redress: series {line.name!r} was not tested: {reason} ({where}).")
        else:
            quiet["few"] += 1
    if quiet["few"]:
        common.say(f"redress: {quiet['few']} series had too few recent cases to test ({where}).")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("surges")(find_surges)
