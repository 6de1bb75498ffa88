"""How right the surges are: against the reference tables, on worlds where nothing happens, and with events.

Run: REDRESS_BENCH_DATA=/path/to/data python -m bench.quality_surges [--replicates 100]

Nothing was tuned on the reference tables: the methods have no free number, their conventions were settled on them.
The invented worlds are drawn with seeds of their own (surge_worlds.py).
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench import insight_rows, surge_worlds
from redress.insight import budget, exposure, farrington, scan, surges
from redress.law import library

_METHOD = {"farrington": "farrington", "farringtonFlexible": "farrington-flexible", "earsC": "ears-"}


def tables(folder: Path) -> list[dict[str, Any]]:
    """Compare every reference table of a method of ours: alarms, bounds, and where there is no bound."""
    total = differ = holes = 0
    worst: dict[str, float] = {}
    for part in ("surveillance_r", "surv"):
        with (folder / part / "CONTROLS.csv").open(encoding="utf-8", newline="") as file:
            for control in csv.DictReader(file):
                if control["function"] in _METHOD:
                    tests, alarms, missing, relative = _table(folder / part, control)
                    total, differ, holes = total + tests, differ + alarms, holes + missing
                    name = control["function"] + control["method"] + (control["thresholdMethod"] or "")
                    worst[name] = max(worst.get(name, 0.0), relative)
    return [
        insight_rows.row(
            claim="surges: alarms that differ from the reference tables",
            size=total,
            ours=differ,
            baseline=0.0,
            unit="alarms",
            target="0",
            ok=differ == 0 and holes == 0,
            bounds_missing_on_one_side=holes,
            largest_relative_difference_of_bounds={name: float(f"{value:.1e}") for name, value in worst.items()},
        )
    ]


def _table(folder: Path, control: dict[str, str]) -> tuple[int, int, int, float]:
    with (folder / control["series_file"]).open(encoding="utf-8", newline="") as file:
        series = list(csv.DictReader(file))
    if control["series_column"].startswith("sum"):
        counts = [sum(float(v) for k, v in row.items() if k not in ("epoch", "date")) for row in series]
    else:
        counts = [float(row[control["series_column"]]) for row in series]
    days = None
    if control["dated"] == "yes":
        column = "date" if "overall" in series[0] else "epoch"
        days = [dt.date.fromisoformat(row[column]) for row in series]
    first, last = int(control["range_first"]) - 1, int(control["range_last"]) - 1
    found = surges.detect(counts=np.array([counts]), settings=_settings(control), first=first, last=last, days=days)
    upper_name, alarm_name = control["columns"].split()[:2]
    with (folder / control["file"]).open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    alarms = missing = 0
    relative = 0.0
    for column, row in enumerate(truth):
        upper = found.upper[0, column]
        alarms += bool(found.alarm[0, column]) != (row[alarm_name] == "1")
        missing += (row[upper_name] == "NA") != bool(np.isnan(upper))
        if row[upper_name] != "NA" and not np.isnan(upper):
            relative = max(relative, abs(upper - float(row[upper_name])) / max(1.0, abs(upper)))
    return len(truth), alarms, missing, relative


def _settings(control: dict[str, str]) -> surges.Settings:
    name = _METHOD[control["function"]] + (control["method"].lower() if control["function"] == "earsC" else "")
    chosen = surges.defaults(method=name)  # type: ignore[arg-type]
    if isinstance(chosen, surges.EarsSettings):
        return replace(chosen, alpha=float(control["alpha"]), baseline=int(control["baseline"]))
    chosen = replace(chosen, years=int(control["b"]), window=int(control["w"]), alpha=float(control["alpha"]))
    if chosen.classic:
        return chosen
    return replace(
        chosen,
        periods=int(control["noPeriods"]),
        exclude=int(control["pastWeeksNotIncluded"]),
        reweight=float(control["weightsThreshold"]),
        trend="always" if control["pThresholdTrend"] == "1" else "significant",
        threshold=control["thresholdMethod"],  # type: ignore[arg-type]
    )


def quiet(replicates: int) -> list[dict[str, Any]]:
    """Count false alarms in the last year of the 42 scenarios, ours beside EARS and the 1996 method."""
    rate: dict[str, list[float]] = {name: [] for name in surges.METHODS}
    names = []
    for name, counts, _, _ in surge_worlds.scenarios(replicates=replicates, seed=20130):
        names.append(name)
        for method in surges.METHODS:
            found = surges.detect(counts=counts, settings=surges.defaults(method=method), first=575)
            rate[method].append(100.0 * float(found.alarm.mean()))
    ours = rate["farrington-flexible"]
    level: dict[str, list[float]] = {}
    for name, value in zip(names, ours, strict=True):
        level.setdefault(name.split(" trend")[0], []).append(value)
    by_level = {name: round(float(np.mean(values)), 3) for name, values in level.items()}
    worst = max(by_level, key=lambda name: by_level[name])
    mean = float(np.mean(ours))
    size = 42 * replicates * 49
    rows = [
        insight_rows.row(
            claim="surges: false alarms at nominal 1 %, all 42 quiet scenarios; baseline EARS C1 at 0.1 %",
            size=size,
            ours=round(mean, 3),
            baseline=round(float(np.mean(rate["ears-c1"])), 3),
            unit="% of weeks",
            target="0.5 to 1.6",
            ok=0.5 <= mean <= 1.6,
            others={name: round(float(np.mean(values)), 3) for name, values in rate.items()},
        ),
        insight_rows.row(
            claim=f"surges: the worst of the seven levels, {worst} (six scenarios each); baseline the lowest one",
            size=size // 7,
            ours=by_level[worst],
            baseline=min(by_level.values()),
            unit="% of weeks",
            target="0.5 to 1.6",
            ok=min(by_level.values()) >= 0.5 and by_level[worst] <= 1.6,
            levels=by_level,
            scenarios={name: round(value, 2) for name, value in zip(names, ours, strict=True)},
        ),
    ]
    return rows


def events() -> list[dict[str, Any]]:
    """Count false alarms by kind of week in a city with events, with and without knowing the calendar."""
    calendar = library.load(with_procedures=False).calendar
    rows = []
    for seed in (1, 2):
        city = surge_worlds.events(seed=seed, works=calendar.works)
        first = next(number for number, day in enumerate(city.days) if day.year == 2021)
        known = exposure.Calendar(counts=city.counts, days=city.days, works=calendar.works)
        kind = city.kind[first:]
        rate: dict[str, dict[str, float]] = {}
        for name, threshold, at in (
            ("plain", "nbPlugin", None),
            ("events", "nbPlugin", known.at),
            ("events, predictive", "predictive", known.at),
        ):
            found = surges.detect(
                counts=city.counts,
                settings=replace(farrington.FLEXIBLE, threshold=threshold),  # type: ignore[arg-type]
                first=first,
                days=city.days,
                exposure=at,
            )
            rate[name] = {
                label: round(100.0 * found.alarm[:, where].sum() / max(1, found.tested[:, where].sum()), 2)
                for label, where in (
                    ("all", kind >= 0),
                    ("plain", kind == 0),
                    ("trough", kind == 1),
                    ("peak", kind == 2),
                )
            }
            rate[name]["worst week"] = round(float(100.0 * found.alarm.mean(axis=0).max()), 2)
            rate[name]["sensitivity"] = _sensitivity(found, city, first, kind >= 0)
            rate[name]["sensitivity in the trough"] = _sensitivity(found, city, first, kind == 1)
        for name in ("events", "events, predictive"):
            rows.append(
                insight_rows.row(
                    claim=f"surges: false alarms in peak event weeks, {name} known (seed {seed}); baseline not known",
                    size=int((kind == 2).sum()) * city.counts.shape[0],
                    ours=rate[name]["peak"],
                    baseline=rate["plain"]["peak"],
                    unit="% of weeks",
                    target="0.5 to 1.6",
                    ok=all(0.5 <= rate[name][part] <= 1.6 for part in ("all", "plain", "trough", "peak")),
                    ours_by_week=rate[name],
                    baseline_by_week=rate["plain"],
                )
            )
    return rows


def _sensitivity(found: surges.Surges, city: surge_worlds.City, first: int, where: np.ndarray) -> float:
    """Share of tested weeks in which four standard deviations more than the true mean would have been an alarm."""
    injected = city.counts[:, first:] + np.round(4.0 * np.sqrt(city.phi[:, None] * city.mean[:, first:]))
    hit = (injected > found.upper) & found.tested
    return round(float(100.0 * hit[:, where].sum() / max(1, found.tested[:, where].sum())), 1)


def many() -> list[dict[str, Any]]:
    """One week of 10,000 series with 50 outbreaks: how many of the alarms are false."""
    rng = np.random.default_rng(77)
    weeks = 300
    level = np.exp(rng.normal(1.8, 0.9, 10_000))[:, None]
    season = 1.0 + 0.3 * np.cos(2 * np.pi * np.arange(weeks) / 52)
    phi = 1.0 + rng.gamma(2.0, 0.5, 10_000)[:, None]
    mean = level * season
    shares, found_ones, plain = [], [], []
    for _ in range(5):
        counts = surge_worlds.counts_of(rng, mean, phi)
        hit = rng.choice(10_000, 50, replace=False)
        counts[hit, -1] += np.round(6.0 * np.sqrt(phi[hit, 0] * mean[hit, -1]))
        found = surges.detect(counts=counts, settings=farrington.FLEXIBLE, first=weeks - 1)
        kept = budget.accepted(tail=found.tail[:, 0], share=0.1)
        truth = np.zeros(10_000, dtype=bool)
        truth[hit] = True
        shares.append(float((kept & ~truth).sum() / max(1, kept.sum())))
        found_ones.append(int((kept & truth).sum()))
        plain.append(int((found.alarm[:, 0] & ~truth).sum()))
    return [
        insight_rows.row(
            claim="surges: share of false alarms among those kept at 10 % (50 outbreaks of 6 sd in 10,000 series)",
            size=10_000,
            ours=round(float(np.mean(shares)), 3),
            baseline=0.1,
            unit="share",
            target="<= 0.2",
            ok=float(np.mean(shares)) <= 0.2,
            outbreaks_found=found_ones,
            false_alarms_without_control=plain,
        )
    ]


def level() -> list[dict[str, Any]]:
    """How often the scan calls chance a cluster at 5 %, counts spreading twice as much as Poisson."""
    rng = np.random.default_rng(5)
    regions, periods, runs = 100, 5, 300
    near = scan.neighbours(longitude=rng.uniform(118, 120, regions), latitude=rng.uniform(30, 32, regions), most=15)
    expected = np.broadcast_to(rng.gamma(2.0, 4.0, regions) + 0.5, (periods, regions)).copy()
    called = {1.0: 0, 2.0: 0}
    for run in range(runs):
        counts = surge_worlds.counts_of(rng, expected, 2.0).astype(np.int64)
        for phi in called:
            best = scan.scan(
                counts=counts, expected=expected, near=near, dispersion=phi, replicates=199, seed=run, most_clusters=1
            )
            called[phi] += bool(best) and best[0].p_value < 0.05
    ours, poisson = (round(100.0 * called[phi] / runs, 2) for phi in (2.0, 1.0))
    return [
        insight_rows.row(
            claim="scan: chance called a cluster at 5 %, counts with twice Poisson's variance; baseline Poisson replicates",
            size=runs,
            ours=ours,
            baseline=poisson,
            unit="% of maps",
            target="3 to 7",
            ok=3.0 <= ours <= 7.0,
        )
    ]


def main() -> int:
    """Print every row; status 1 when one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=100)
    chosen = parser.parse_args()
    rows = [*tables(insight_rows.data_folder()), *quiet(chosen.replicates), *events(), *many(), *level()]
    insight_rows.show(rows)
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
