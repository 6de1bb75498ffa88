"""Exposure: how much busier or quieter a week is expected to be because of moving events and working days.

Appeals fall by half around the Spring Festival, which moves by a month, and peak after 3·15, 6·18 and double 11, which
fall on other weekdays each year. The size of each effect is learned from all series together, and only from calendar
years before the tested week's own: no week of a year changes what is expected in that year.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redress.insight.lunar import spring_festival

Floats = NDArray[np.float64]

# Days around an event whose effect is learned as one: each entry is the first day, relative to the event, of a stretch
# that ends where the next one begins; the last entry only ends.
_AROUND_FESTIVAL = (-21, -14, -7, -3, 0, 4, 7, 14, 21, 28)
_AROUND_SALE = (-7, 0, 3, 7, 14, 21, 28)
_SALES: tuple[tuple[str, int, int], ...] = (
    ("consumer_day", 3, 15),
    ("mid_year_sale", 6, 18),
    ("double_eleven", 11, 11),
)

_LEAST_YEARS = 3
_HARMONICS = 3
# An effect is drawn towards none as if one knew beforehand that it is rarely beyond a factor exp(0.7) = 2.
_PRIOR_SD = 0.7


def effects(*, days: Sequence[dt.date], works: Callable[[dt.date], bool]) -> tuple[tuple[str, ...], Floats]:
    """Return names and 0/1 values (weeks, 7, effects): is this day of the week in this stretch around an event?

    `days` are the first days of the weeks; `works` says whether a day is a working day (the official calendar), which
    is the last effect. Raises ValueError outside the table of festivals.
    """
    names: list[str] = []
    columns: list[NDArray[np.bool_]] = []
    ordinal = np.array([day.toordinal() for day in days])[:, None] + np.arange(7)
    years = range(min(days).year - 1, max(days).year + 2)
    events: list[tuple[str, tuple[int, ...], list[int]]]
    events = [("spring_festival", _AROUND_FESTIVAL, [spring_festival(year=year).toordinal() for year in years])]
    events += [
        (name, _AROUND_SALE, [dt.date(year, month, day).toordinal() for year in years]) for name, month, day in _SALES
    ]
    for name, around, on in events:
        offset = ordinal[:, :, None] - np.array(on)
        for first, end in itertools.pairwise(around):
            names.append(f"{name}{first:+d}")
            columns.append(((offset >= first) & (offset < end)).any(axis=2))
    names.append("working_day")
    columns.append(np.array([[works(day + dt.timedelta(days=n)) for n in range(7)] for day in days]))
    return tuple(names), np.stack(columns, axis=2).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Learned:
    """Log effects by name, learned from `weeks` weeks; `exposure` (weeks,) covers every week asked about.

    `dispersion` is that of the weekly total about its season and events.
    """

    names: tuple[str, ...]
    log_effects: Floats
    dispersion: float
    weeks: int
    exposure: Floats


class Calendar:
    """Exposures by calendar year, learned when first asked for; pooled over all series.

    Give `at(week)` to `surges.detect` through its `exposure`.
    """

    def __init__(self, *, counts: Floats, days: Sequence[dt.date], works: Callable[[dt.date], bool]) -> None:
        """Keep the weekly total of `counts` (series, weeks; nan = unknown) and the calendar of its weeks."""
        if counts.shape[1] != len(days):
            raise ValueError(f"{counts.shape[1]} weeks of counts, {len(days)} days")
        known = np.isfinite(counts)
        with np.errstate(invalid="ignore", divide="ignore"):
            # The mean over the series known that week: a series that joins later is no surge of all.
            self._total = np.where(known, counts, 0.0).sum(axis=0) * counts.shape[0] / known.sum(axis=0)
        self._days = tuple(days)
        self._names, self._effects = effects(days=days, works=works)
        self._by_year: dict[int, Learned] = {}

    def year(self, *, year: int) -> Learned:
        """Return what the years before `year` teach; exposures of 1 while fewer than three years are known."""
        if year not in self._by_year:
            self._by_year[year] = self._learn(year)
        return self._by_year[year]

    def at(self, week: int) -> Floats:
        """Return the exposure of every week (weeks,) for testing column `week`."""
        return self.year(year=self._days[week].year).exposure

    def _learn(self, year: int) -> Learned:
        before = np.array([day.year < year for day in self._days])
        use = before & np.isfinite(self._total)
        if use.sum() < _LEAST_YEARS * 52 - 4 or not self._total[use].any():
            return Learned(self._names, np.zeros(len(self._names)), 1.0, 0, np.ones(len(self._days)))
        ordinal = np.array([day.toordinal() for day in self._days], dtype=np.float64)
        position = (ordinal - ordinal[0]) / 365.2425
        angle = 2.0 * np.pi * position[:, None] * np.arange(1, _HARMONICS + 1)
        season = np.column_stack(
            [np.ones(ordinal.size), position - position[use].mean(), np.cos(angle), np.sin(angle)]
        )
        learned, dispersion = _learn_effects(self._total[use], season[use], self._effects[use])
        log_share = _week(self._effects, learned)[0]
        return Learned(self._names, learned, dispersion, int(use.sum()), np.exp(log_share))


def _week(effects: Floats, learned: Floats) -> tuple[Floats, Floats]:
    """Return the log of each week's mean daily factor, and how each effect moves it (weeks, effects)."""
    factor = np.exp(effects @ learned)
    total = factor.sum(axis=1)
    slope = np.einsum("wd,wde->we", factor, effects) / total[:, None]
    return np.log(total / 7.0), slope


def _learn_effects(y: Floats, season: Floats, effects: Floats) -> tuple[Floats, float]:
    """Fit weekly totals as season times the mean of seven daily factors, effects drawn towards none.

    Gauss-Newton steps of a quasi-Poisson likelihood; the dispersion, estimated between two rounds, decides how much
    the prior weighs. Returns the log effects and the dispersion.
    """
    seasons = season.shape[1]
    penalty = np.r_[np.full(seasons, 1e-9), np.full(effects.shape[2], _PRIOR_SD**-2.0)]
    beta = np.zeros(penalty.size)
    beta[0] = np.log(y.mean())
    dispersion = 1.0
    for _ in range(2):
        for _ in range(50):
            log_share, slope = _week(effects, beta[seasons:])
            matrix = np.column_stack([season, slope])
            mean = np.exp(season @ beta[:seasons] + log_share)
            weighted = matrix * mean[:, None]
            left = matrix.T @ weighted + np.diag(penalty) * dispersion
            move = np.linalg.solve(left, matrix.T @ (y - mean) - penalty * dispersion * beta)
            # A first step from far away may overshoot: no coefficient moves by more than a factor e at once.
            beta = beta + move / max(1.0, float(np.abs(move).max()))
            if np.abs(move).max() < 1e-7:
                break
        dispersion = max(1.0, float(((y - mean) ** 2 / mean).sum() / max(1, y.size - beta.size)))
    return beta[seasons:], dispersion
