"""Invented weekly counts for the benches: nothing happens in them but chance, season, trend and the calendar.

`scenarios` are the 42 of Noufaily et al. (Statistics in Medicine 32, 2013): seven rows of level, trend, season and
dispersion, each with and without trend, with none, one or two seasonal waves. `events` is a city whose days follow the
Spring Festival, 3·15, 6·18, double 11 and working days, each series answering an event to its own degree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redress.insight import lunar

Floats = NDArray[np.float64]

# level, trend a week, the two seasonal amplitudes, dispersion
_ROWS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)


def counts_of(rng: np.random.Generator, mean: Floats, phi: Floats | float) -> Floats:
    """Draw counts with variance phi * mean (Poisson where phi is 1)."""
    phi = np.broadcast_to(np.asarray(phi, dtype=float), mean.shape)
    spread = np.maximum(phi - 1.0, 1e-9)
    rate = np.where(phi > 1.0, rng.gamma(np.maximum(mean / spread, 1e-9), spread), mean)
    return rng.poisson(rate).astype(np.float64)


def scenarios(*, replicates: int, seed: int, weeks: int = 624) -> Iterator[tuple[str, Floats, Floats, float]]:
    """Give name, counts (replicates, weeks), mean (weeks,) and dispersion of each of the 42 scenarios."""
    rng = np.random.default_rng(seed)
    t = np.arange(1, weeks + 1)
    for theta, beta, gamma_1, gamma_2, phi in _ROWS:
        for trend in (0, 1):
            for waves in (0, 1, 2):
                season = sum(
                    gamma_1 * np.cos(2 * np.pi * j * t / 52) + gamma_2 * np.sin(2 * np.pi * j * t / 52)
                    for j in range(1, waves + 1)
                )
                mean = np.exp(theta + trend * beta * t + season)
                wide = np.broadcast_to(mean, (replicates, weeks))
                yield f"theta={theta} phi={phi} trend={trend} m={waves}", counts_of(rng, wide, phi), mean, phi


@dataclass(frozen=True, slots=True)
class City:
    """Counts, means (series, weeks), dispersions, first days, and what each week is: 0 plain, 1 trough, 2 peak."""

    counts: Floats
    mean: Floats
    phi: Floats
    days: tuple[dt.date, ...]
    kind: NDArray[np.int64]


def events(
    *,
    seed: int,
    works: Callable[[dt.date], bool],
    series: int = 600,
    first: dt.date = dt.date(2014, 1, 6),
    weeks: int = 620,
    sensitivity: float = 0.25,
) -> City:
    """Draw a city whose series answer each event to their own degree (mean 1, standard deviation `sensitivity`)."""
    rng = np.random.default_rng(seed)
    days = tuple(first + dt.timedelta(days=7 * n) for n in range(weeks))
    single = [first + dt.timedelta(days=n) for n in range(7 * weeks)]
    ordinal = np.array([day.toordinal() for day in single])
    answer = _answers(ordinal, range(first.year - 1, single[-1].year + 2))
    daily = np.where([works(day) for day in single], 1.25, 0.375)
    t = np.arange(7 * weeks) / 365.25
    level, drift = np.exp(rng.normal(2.0, 0.8, series)), rng.normal(0, 0.04, series)
    swing, phase = np.abs(rng.normal(0, 0.25, series)), rng.uniform(0, 2 * np.pi, series)
    own = 1.0 + sensitivity * rng.standard_normal((series, answer.shape[0]))
    mean = np.empty((series, weeks))
    for row in range(series):
        log = np.log(level[row] / 7) + drift[row] * t + swing[row] * np.cos(2 * np.pi * t + phase[row])
        mean[row] = (np.exp(log + own[row] @ answer) * daily).reshape(weeks, 7).sum(axis=1)
    phi = 1.0 + rng.gamma(2.0, 0.5, series)
    return City(counts_of(rng, mean, phi[:, None]), mean, phi, days, _kinds(days))


def _answers(ordinal: NDArray[np.int64], years: range) -> Floats:
    """Log effect of each event on each day: a dip about the festival and a rebound, peaks that fade by the day."""
    answer = np.zeros((4, ordinal.size))
    for year in years:
        away = ordinal - lunar.spring_festival(year=year).toordinal()
        answer[0] -= np.where((away >= -10) & (away <= 14), 1.1 * np.exp(-(((away - 1) / 6.0) ** 2)), 0.0)
        answer[0] += np.where((away > 14) & (away < 30), 0.3 * np.exp(-(np.maximum(away, 14) - 14) / 8.0), 0.0)
        for row, (month, day, height, fades) in enumerate(
            ((3, 15, 0.8, 8.0), (6, 18, 0.5, 10.0), (11, 11, 0.8, 9.0)), 1
        ):
            away = ordinal - dt.date(year, month, day).toordinal()
            after = (away >= 0) & (away < 40)
            before = (away < 0) & (away > -8)
            answer[row] += np.where(after, height * np.exp(-np.maximum(away, 0) / fades), 0.0)
            answer[row] += np.where(before, 0.4 * height * np.exp(np.minimum(away, 0) / 3.0), 0.0)
    return answer


def _kinds(days: tuple[dt.date, ...]) -> NDArray[np.int64]:
    kind = np.zeros(len(days), dtype=np.int64)
    for number, monday in enumerate(days):
        for year in (monday.year - 1, monday.year, monday.year + 1):
            if -11 <= (monday - lunar.spring_festival(year=year)).days <= 9:
                kind[number] = 1
            for month, day in ((3, 15), (6, 18), (11, 11)):
                if -6 <= (monday - dt.date(year, month, day)).days <= 8:
                    kind[number] = 2
    return kind
