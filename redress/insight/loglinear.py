"""Quasi-Poisson regressions with a log link, one for each of many series that share their weeks.

The linear predictor is one level a season group plus, where asked for, a straight trend; nothing else. With that
shape every weighted least-squares step has a closed form in sums over groups, so a thousand series are fitted by a
few sums instead of a thousand matrix decompositions. The iteration is the textbook one (McCullagh and
Nelder, Generalized Linear Models, 2.5): start at y + 0.1, stop when the deviance changes by less than 1e-8 of itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ITERATIONS = 25
TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True)
class Design:
    """The weeks of a baseline, group after group: `start` and `length` say where each group's weeks lie.

    `centre` is the mean time of a group (weeks from the tested one, negative) and `centred` each week's time less it.
    Sums run over slices and not through matrix products: small products on many threads cost ten times their work.
    """

    start: NDArray[np.intp]
    length: NDArray[np.intp]
    centre: Floats
    centred: Floats

    @staticmethod
    def of(*, time: Floats, group: NDArray[np.intp]) -> Design:
        """Describe these weeks; `group` must not decrease, and its first one is the tested week's own."""
        _, start, length = np.unique(group, return_index=True, return_counts=True)
        centre = np.add.reduceat(time, start) / length
        return Design(start, length, centre, time - np.repeat(centre, length))

    def sums(self, values: Floats) -> Floats:
        """Sum (series, weeks) over the weeks of each group."""
        return np.asarray(np.add.reduceat(values, self.start, axis=1))

    def spread(self, values: Floats) -> Floats:
        """Give every week the value of its group, (series, groups) to (series, weeks)."""
        return np.repeat(values, self.length, axis=1)


@dataclass(frozen=True, slots=True)
class Fit:
    """One fitted row a series, shapes (series,) but for the last three, (series, weeks).

    `intercept` is the level of group 0 at the tested week, `slope` the trend a week (0 without one). `unit_variance`
    and `unit_slope_variance` are variances of intercept and slope before the dispersion. `freedom` is the number of
    known weeks less the number of coefficients. `fitted` holds means, `working` the final iteration's weights.
    """

    intercept: Floats
    slope: Floats
    unit_variance: Floats
    unit_slope_variance: Floats
    freedom: Floats
    converged: NDArray[np.bool_]
    fitted: Floats
    working: Floats
    leverage: Floats


def fit(*, counts: Floats, weights: Floats, offset: Floats, design: Design, trend: bool) -> Fit:
    """Fit every row of `counts` (series, weeks) with prior `weights` (0 = week unknown) and a log `offset`.

    Never raises for odd data: a series that does not settle in 25 rounds has `converged` False.
    """
    series, weeks = counts.shape
    mean = counts + 0.1
    predictor = np.log(mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(counts > 0.0, counts * np.log(counts), 0.0) - counts
    saturated = np.einsum("ij,ij->i", weights, own)
    deviance = _deviance(counts, weights, mean, predictor, saturated)
    solved = _Solved.empty(series, design, weeks)
    converged = np.zeros(series, dtype=bool)
    active = np.arange(series)
    rows = (counts, weights, offset)
    for _ in range(ITERATIONS):
        y, w, shift = (a if active.size == series else a[active] for a in rows)
        with np.errstate(all="ignore"):
            working = w * mean
            target = predictor - shift + (y - mean) / mean
            step = _solve(working, target, design, trend)
            predictor = step.predictor(design) + shift
            mean = np.exp(predictor)
            now = _deviance(y, w, mean, predictor, saturated[active])
            settled = np.abs(now - deviance) / (np.abs(now) + 0.1) < TOLERANCE
        broken = ~np.isfinite(now)
        done = settled | broken
        if done.any():
            solved.keep(active[done], step, done, mean, working)
            converged[active[settled]] = True
            if done.all():
                break
            rest = ~done
            active, mean, predictor = active[rest], mean[rest], predictor[rest]
            now, step, working = now[rest], step.only(rest), working[rest]
        deviance = now
    return solved.fit(weights=weights, design=design, trend=trend, converged=converged)


def _deviance(y: Floats, w: Floats, mean: Floats, predictor: Floats, saturated: Floats) -> Floats:
    return np.asarray(2.0 * (saturated + np.einsum("ij,ij->i", w, mean - y * predictor)))


@dataclass(slots=True)
class _Step:
    """A weighted least-squares solution: levels at the group centres, slope, and the sums behind them."""

    level: Floats
    slope: Floats
    weight: Floats
    lean: Floats
    spread: Floats

    def predictor(self, design: Design) -> Floats:
        line = design.spread(self.level - self.slope[:, None] * self.lean)
        line += self.slope[:, None] * design.centred
        return line

    def only(self, rows: NDArray[np.bool_]) -> _Step:
        return _Step(self.level[rows], self.slope[rows], self.weight[rows], self.lean[rows], self.spread[rows])


def _solve(working: Floats, target: Floats, design: Design, trend: bool) -> _Step:
    """Solve the weighted least squares of `target` on group levels and time, a row a series."""
    weight = design.sums(working)
    held = np.where(weight > 0.0, weight, 1.0)
    pull = working * target
    level = design.sums(pull) / held
    if not trend:
        nothing = np.zeros(working.shape[0])
        return _Step(level, nothing, weight, np.zeros_like(level), nothing)
    lean = design.sums(working * design.centred) / held
    spread = np.einsum("ij,j->i", working, design.centred**2) - np.einsum("ij,ij->i", weight, lean**2)
    slope = (np.einsum("ij,j->i", pull, design.centred) - np.einsum("ij,ij->i", weight * lean, level)) / spread
    return _Step(level, slope, weight, lean, spread)


@dataclass(slots=True)
class _Solved:
    """The settled rows, gathered as they settle."""

    step: _Step
    mean: Floats
    working: Floats

    @staticmethod
    def empty(series: int, design: Design, weeks: int) -> _Solved:
        groups = design.centre.size
        wide, narrow = np.full((series, groups), np.nan), np.full(series, np.nan)
        step = _Step(wide, narrow, np.zeros((series, groups)), wide.copy(), narrow.copy())
        return _Solved(step, np.full((series, weeks), np.nan), np.zeros((series, weeks)))

    def keep(
        self, where: NDArray[np.intp], step: _Step, rows: NDArray[np.bool_], mean: Floats, working: Floats
    ) -> None:
        for name in ("level", "slope", "weight", "lean", "spread"):
            getattr(self.step, name)[where] = getattr(step, name)[rows]
        self.mean[where] = mean[rows]
        self.working[where] = working[rows]

    def fit(self, *, weights: Floats, design: Design, trend: bool, converged: NDArray[np.bool_]) -> Fit:
        step = self.step
        with np.errstate(all="ignore"):
            # the tested week lies at time 0, that is -centre from the centre of group 0, less the lean of the weights
            reach = -design.centre[0] - step.lean[:, 0]
            intercept = step.level[:, 0] + step.slope * reach
            slope_variance = 1.0 / step.spread if trend else np.zeros_like(step.slope)
            variance = 1.0 / step.weight[:, 0] + reach**2 * slope_variance
            lever = self.working * design.spread(1.0 / step.weight)
            if trend:
                away = design.centred - design.spread(step.lean)
                lever += self.working * away**2 * slope_variance[:, None]
        known = weights > 0.0
        coefficients = (step.weight > 0.0).sum(axis=1) + trend
        return Fit(
            intercept=intercept,
            slope=step.slope,
            unit_variance=variance,
            unit_slope_variance=slope_variance,
            freedom=(known.sum(axis=1) - coefficients).astype(np.float64),
            converged=converged & (step.weight[:, 0] > 0.0),
            fitted=self.mean,
            working=self.working,
            leverage=lever,
        )
