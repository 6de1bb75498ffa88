"""Upper bounds of weekly counts by the two Farrington methods, for many series at once.

`classic`  Farrington, Andrews, Beale, Catchpole, JRSS A 159 (1996): windows of past years, a trend where it is
           significant, past outbreaks weighed down, 2/3-power bound, two-sided level.
`flexible` Noufaily, Enki, Farrington, Garthwaite, Andrews, Charlett, Statistics in Medicine 32 (2013): the whole
           year in season levels, a trend always, weights only above 2.58, recent weeks left out, one-sided level and
           a negative binomial bound.

Where the papers leave a choice, the choice of the widely used reference tables is taken, each marked below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from redress.insight import countdist, loglinear, references

Floats = NDArray[np.float64]
Threshold = Literal["nbPlugin", "delta", "muan", "predictive"]
Trend = Literal["always", "significant", "none"]

_CHUNK = 256
_SIGNIFICANT = 0.05
_TREND_YEARS = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a Farrington bound depends on; the defaults are those of the flexible method.

    `years` back, `window` weeks on each side, `periods` a year (1: windows only), `exclude` newest weeks left out of
    the baseline, `reweight` the Anscombe residual above which a past week counts less (0: never), `limit` = (cases,
    weeks): no test with fewer cases than that in the newest weeks, the tested one included. `power` of the delta
    bound is 2/3, 1/2 or 1. `classic` switches to the dispersion and the level of the 1996 method.
    """

    years: int = 5
    window: int = 3
    periods: int = 10
    exclude: int = 26
    reweight: float = 2.58
    trend: Trend = "always"
    limit: tuple[int, int] = (5, 4)
    power: float = 2 / 3
    threshold: Threshold = "nbPlugin"
    alpha: float = 0.01
    frequency: int = 52
    classic: bool = False


FLEXIBLE = Settings()
CLASSIC = Settings(periods=1, exclude=0, reweight=1.0, trend="significant", threshold="delta", classic=True)


@dataclass(frozen=True, slots=True)
class Week:
    """The answer for one tested week, shapes (series,): nan where a series could not be tested.

    `expected` and `upper` are counts, `dispersion` is at least 1, `error` is the standard error of log(expected),
    `slope` the trend a week (0 without one), `few` True where the newest weeks held too few cases to test.
    """

    expected: Floats
    upper: Floats
    dispersion: Floats
    error: Floats
    slope: Floats
    few: NDArray[np.bool_]


def week(
    *,
    counts: Floats,
    at: int,
    settings: Settings,
    days: Sequence[dt.date] | None = None,
    exposure: Floats | None = None,
) -> Week | None:
    """Return the bounds of row `at` for every row of `counts` (series, weeks; nan = unknown week).

    `exposure` (weeks,) or (series, weeks), positive, multiplies what is expected. None is returned when the history
    is too short for every series. Nothing after column `at` is read, so a later week never changes an answer.
    """
    found = references.reference(
        at=at,
        years=settings.years,
        window=settings.window,
        periods=settings.periods,
        exclude=settings.exclude,
        frequency=settings.frequency,
        days=days,
    )
    if found is None:
        return None
    design = loglinear.Design.of(time=(found.index - at).astype(np.float64), group=found.group)
    parts = []
    for start in range(0, counts.shape[0], _CHUNK):
        rows = slice(start, start + _CHUNK)
        own = exposure if exposure is None or exposure.ndim == 1 else exposure[rows]
        parts.append(_chunk(counts[rows], at, found.index, design, own, settings))
    return Week(*(np.concatenate([getattr(part, name) for part in parts]) for name in Week.__slots__))


def _chunk(
    counts: Floats,
    at: int,
    index: NDArray[np.intp],
    design: loglinear.Design,
    exposure: Floats | None,
    settings: Settings,
) -> Week:
    past = counts[:, index]
    known = np.isfinite(past)
    past = np.where(known, past, 0.0)
    shift, here = np.zeros((1, index.size)), np.zeros(1)
    if exposure is not None:
        log = np.log(np.atleast_2d(exposure))
        shift, here = log[:, index], log[:, at]
    shift = np.broadcast_to(shift, past.shape)
    cases, weeks = settings.limit
    few = np.nansum(counts[:, max(0, at - weeks + 1) : at + 1], axis=1) < cases
    # A series is fitted when it began before its baseline does and at least two in three weeks are known.
    began = np.isfinite(counts[:, : index.min() + 1]).any(axis=1)
    enough = began & (known.mean(axis=1) >= 2 / 3) & (~few | settings.classic)
    answer = _Answer.empty(counts.shape[0], few)
    rows = np.flatnonzero(enough)
    with_trend = settings.trend != "none" and settings.years >= _TREND_YEARS
    if with_trend and rows.size:
        rows = _settle(answer, rows, past, known, shift, here, design, settings, trend=True)
    if rows.size:
        _settle(answer, rows, past, known, shift, here, design, settings, trend=False)
    return answer.week(settings)


def _settle(
    answer: _Answer,
    rows: NDArray[np.intp],
    past: Floats,
    known: NDArray[np.bool_],
    shift: Floats,
    here: Floats,
    design: loglinear.Design,
    settings: Settings,
    *,
    trend: bool,
) -> NDArray[np.intp]:
    """Fit `rows`, write those whose model holds into `answer`, and return the rows that must do without a trend."""
    model = _Model.of(past[rows], known[rows], shift[rows], design, settings, trend=trend)
    mean = np.exp(model.fit.intercept) * np.exp(
        np.broadcast_to(here, past.shape[:1])[rows] if here.size > 1 else here
    )
    good = model.fit.converged & np.isfinite(mean)
    if trend and settings.trend == "significant":
        # Farrington 1996, 3.5: kept when significant at 5 % and not pointing beyond everything ever counted.
        with np.errstate(all="ignore"):
            ratio = np.abs(model.fit.slope) / np.sqrt(model.fit.unit_slope_variance * model.trend_scale)
        significant = 2.0 * special.stdtr(model.fit.freedom, -ratio) < _SIGNIFICANT
        good &= significant & (mean <= past[rows].max(axis=1))
    answer.write(rows[good], model, mean, good)
    rest: NDArray[np.intp] = rows[~good]
    return rest


@dataclass(frozen=True, slots=True)
class _Model:
    """A fit with its dispersion, and the factors that turn its unit variances into variances."""

    fit: loglinear.Fit
    dispersion: Floats
    scale: Floats
    trend_scale: Floats

    @staticmethod
    def of(
        past: Floats,
        known: NDArray[np.bool_],
        shift: Floats,
        design: loglinear.Design,
        settings: Settings,
        *,
        trend: bool,
    ) -> _Model:
        weights = known.astype(np.float64)
        fit = loglinear.fit(counts=past, weights=weights, offset=shift, design=design, trend=trend)
        raw = _dispersion(past, fit, fit.working)
        if settings.reweight > 0.0:
            weights = _weights(past, known, fit, np.maximum(raw, 1.0), settings.reweight)
            fit = loglinear.fit(counts=past, weights=weights, offset=shift, design=design, trend=trend)
            raw = _dispersion(past, fit, fit.working)
        dispersion = np.maximum(raw, 1.0)
        if settings.classic:
            # The reference tables test the trend with the dispersion as estimated and bound it by 1 elsewhere.
            return _Model(fit, dispersion, dispersion, raw)
        # The reference tables take this method's standard errors from the prior weights, without the means, and
        # without a floor of 1. It matters to delta, muan and the trend test only.
        plain = _dispersion(past, fit, weights) if settings.reweight > 0.0 else raw
        return _Model(fit, dispersion, plain, plain)


def _dispersion(past: Floats, fit: loglinear.Fit, weights: Floats) -> Floats:
    with np.errstate(all="ignore"):
        relative = (past - fit.fitted) / fit.fitted
        return np.asarray(np.einsum("ij,ij->i", weights, relative**2) / fit.freedom)


def _weights(past: Floats, known: NDArray[np.bool_], fit: loglinear.Fit, dispersion: Floats, above: float) -> Floats:
    """Weigh weeks with a large standardised Anscombe residual s by s**-2, then rescale to a mean of 1 (3.6)."""
    with np.errstate(all="ignore"):
        root = np.cbrt(fit.fitted)
        residual = np.cbrt(past)
        residual *= residual
        residual -= root * root
        residual *= 1.5
        residual /= np.sqrt(root * dispersion[:, None] * (1.0 - fit.leverage))
        far = residual > above
    weights = known.astype(np.float64)
    weights[far] *= residual[far] ** -2.0
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(weights * known.sum(axis=1, keepdims=True) / np.where(total > 0.0, total, 1.0))


@dataclass(slots=True)
class _Answer:
    """The answer of one chunk while it is being filled."""

    expected: Floats
    dispersion: Floats
    error: Floats
    slope: Floats
    few: NDArray[np.bool_]

    @staticmethod
    def empty(series: int, few: NDArray[np.bool_]) -> _Answer:
        expected, dispersion, error, slope = (np.full(series, np.nan) for _ in range(4))
        return _Answer(expected, dispersion, error, slope, few)

    def write(self, rows: NDArray[np.intp], model: _Model, mean: Floats, good: NDArray[np.bool_]) -> None:
        self.expected[rows] = mean[good]
        self.dispersion[rows] = model.dispersion[good]
        self.error[rows] = np.sqrt(model.fit.unit_variance[good] * model.scale[good])
        self.slope[rows] = model.fit.slope[good]

    def week(self, settings: Settings) -> Week:
        upper = bound(expected=self.expected, dispersion=self.dispersion, error=self.error, settings=settings)
        if settings.classic:
            # Too few cases: the 1996 tables give a bound of 0 and no alarm.
            upper = np.where(self.few & np.isfinite(upper), 0.0, upper)
        return Week(self.expected, upper, self.dispersion, self.error, self.slope, self.few)


def bound(*, expected: Floats, dispersion: Floats, error: Floats, settings: Settings) -> Floats:
    """Return the upper bound for these plug-in values, by the threshold and the level of `settings`."""
    level = settings.alpha / 2 if settings.classic else settings.alpha
    z = float(special.ndtri(1.0 - level))
    if settings.threshold == "delta":
        with np.errstate(all="ignore"):
            spread = np.sqrt((dispersion + error**2 * expected) / expected)
            return np.asarray(expected * (1.0 + settings.power * z * spread) ** (1.0 / settings.power))
    if settings.threshold == "predictive":
        dispersion = predictive_dispersion(
            expected=expected, dispersion=dispersion, error=error, reweight=settings.reweight
        )
    mean = expected * np.exp(z * error) if settings.threshold == "muan" else expected
    return countdist.quantile(probability=1.0 - level, mean=mean, dispersion=dispersion)


def predictive_dispersion(*, expected: Floats, dispersion: Floats, error: Floats, reweight: float) -> Floats:
    """Return the dispersion with what the plug-in forgets put back in.

    Two things make the plug-in raise about 1.3 times the nominal false alarms: the expectation is itself estimated
    (its variance (expected * error)**2 is added), and weighing residuals above k down takes k * density(k) of a
    normal sample's variance away (put back).
    """
    lost = reweight * np.exp(-(reweight**2) / 2.0) / np.sqrt(2.0 * np.pi)
    whole = np.where(dispersion > 1.0, dispersion / (1.0 - lost), dispersion)
    return np.asarray(whole + expected * error**2)
