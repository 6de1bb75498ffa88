"""Surges: which counts lie above what their own past lets one expect. One door for all methods.

A count is an alarm when it exceeds its upper bound. What a method needs to know of the past is in `farrington.py`
and `ears.py`; moving events in `exposure.py`; what to do with many alarms in `hierarchy.py` and `budget.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from redress.insight import countdist, ears, farrington

Floats = NDArray[np.float64]
Method = Literal["farrington-flexible", "farrington", "ears-c1", "ears-c2", "ears-c3"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True, slots=True)
class EarsSettings:
    """Baseline length in weeks, one-sided level and the least standard deviation of an EARS method."""

    kind: ears.Kind
    alpha: float
    baseline: int = 7
    min_sigma: float = 0.0


Settings = farrington.Settings | EarsSettings
# One for all tested weeks, (weeks,) or (series, weeks), or a function of the tested week that gives one.
Exposure = Floats | Callable[[int], Floats]


@dataclass(frozen=True, slots=True)
class Surges:
    """One answer a series and tested week, shapes (series, tests); column j is week `first` + j (from 0).

    `tested` is False where there was nothing to test by (short history, too few cases, unknown weeks); such a week is
    no alarm and its `upper` is nan (0 by the 1996 method when there are too few cases). `tail` is P(count >= observed)
    with the error of the expectation added to the dispersion, for ranking and false-discovery control; nan for EARS.
    """

    first: int
    observed: Floats
    expected: Floats
    upper: Floats
    tail: Floats
    tested: NDArray[np.bool_]
    alarm: NDArray[np.bool_]


def defaults(*, method: Method) -> Settings:
    """Return the settings a method has when nothing else is asked for; raises ValueError for an unknown method."""
    if method == "farrington-flexible":
        return farrington.FLEXIBLE
    if method == "farrington":
        return farrington.CLASSIC
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; the methods are {', '.join(METHODS)}")
    kind: ears.Kind = {"ears-c1": "C1", "ears-c2": "C2"}.get(method, "C3")  # type: ignore[assignment]
    return EarsSettings(kind=kind, alpha=ears.ALPHA[kind])


def detect(
    *,
    counts: Floats,
    settings: Settings,
    first: int = 0,
    last: int | None = None,
    days: Sequence[dt.date] | None = None,
    exposure: Exposure | None = None,
) -> Surges:
    """Test weeks `first` … `last` (from 0, inclusive; default: all) of every row of `counts` (series, weeks).

    Unknown weeks are nan. `days` gives the first day of each week, seven days apart, when past years are to be met by
    date. `exposure` multiplies what is expected (see `exposure.Calendar` and `delay.py`); EARS takes none. No week
    after the tested one is ever read. Raises ValueError for impossible settings, counts below zero or an exposure
    that is not positive.
    """
    counts = np.ascontiguousarray(counts, dtype=np.float64)
    if counts.ndim != 2:
        raise ValueError("counts must have the shape (series, weeks)")
    last = counts.shape[1] - 1 if last is None else last
    if not 0 <= first <= last < counts.shape[1]:
        raise ValueError(f"weeks {first} to {last} do not lie within the {counts.shape[1]} weeks given")
    if (counts < 0.0).any():
        raise ValueError("a count lies below zero")
    observed = counts[:, first : last + 1]
    if isinstance(settings, EarsSettings):
        start = max(0, first + 1 - weeks_needed(settings=settings))
        found = ears.bounds(
            counts=counts[:, start : last + 1],
            kind=settings.kind,
            alpha=settings.alpha,
            baseline=settings.baseline,
            min_sigma=settings.min_sigma,
        )
        expected, upper = found.expected[:, first - start :], found.upper[:, first - start :]
        return _surges(first, observed, expected, upper, np.full(observed.shape, np.nan), np.isfinite(upper))
    return _farrington(counts, settings, first, last, days, exposure)


def _farrington(
    counts: Floats,
    settings: farrington.Settings,
    first: int,
    last: int,
    days: Sequence[dt.date] | None,
    exposure: Exposure | None,
) -> Surges:
    shape = (counts.shape[0], last - first + 1)
    expected, upper, tail = (np.full(shape, np.nan) for _ in range(3))
    tested = np.zeros(shape, dtype=bool)

    for column, at in enumerate(range(first, last + 1)):
        found = farrington.week(
            counts=counts, at=at, settings=settings, days=days, exposure=_exposure(exposure, at, counts.shape)
        )
        if found is None:
            continue
        expected[:, column], upper[:, column] = found.expected, found.upper
        tested[:, column] = np.isfinite(found.upper) & ~found.few
        tail[:, column] = predictive_tail(observed=counts[:, at], week=found, reweight=settings.reweight)
    return _surges(first, counts[:, first : last + 1], expected, upper, tail, tested)


def _exposure(given: Exposure | None, at: int, shape: tuple[int, int]) -> Floats | None:
    if given is None:
        return None
    found = np.asarray(given(at) if callable(given) else given, dtype=np.float64)
    if found.shape not in (shape, shape[1:]):
        raise ValueError(f"an exposure of shape {found.shape} for counts of shape {shape}")
    if not (np.isfinite(found).all() and (found > 0.0).all()):
        raise ValueError("every exposure must be a positive number")
    return found


def predictive_tail(*, observed: Floats, week: farrington.Week, reweight: float) -> Floats:
    """Return P(count >= observed) under the predictive dispersion; nan where the week was not tested."""
    wider = farrington.predictive_dispersion(
        expected=week.expected, dispersion=week.dispersion, error=week.error, reweight=reweight
    )
    tail = countdist.upper_tail(at_least=observed, mean=week.expected, dispersion=wider)
    return np.where(np.isnan(week.upper) | week.few, np.nan, tail)


def _surges(
    first: int, observed: Floats, expected: Floats, upper: Floats, tail: Floats, tested: NDArray[np.bool_]
) -> Surges:
    tested = tested & np.isfinite(observed)
    with np.errstate(invalid="ignore"):
        alarm = tested & (observed > upper)
    return Surges(first, observed, expected, upper, tail, tested, alarm)


def why_untested(*, counts: Floats, settings: Settings) -> str:
    """Say in a few words why no week of one series, (weeks,), could be tested; "" when the reason is few cases only.

    Weeks before the first known one and after the last known one do not count as history.
    """
    known = np.flatnonzero(np.isfinite(counts))
    if not known.size:
        return "no week with a count"
    have, need = int(known[-1] - known[0]) + 1, weeks_needed(settings=settings)
    if have < need:
        return f"{have} weeks of history, the method needs {need}"
    if not counts[known].any():
        return "nothing was ever counted"
    if known.size < have:
        return f"{have - known.size} of {have} weeks are missing"
    return ""


def weeks_needed(*, settings: Settings) -> int:
    """Return how many weeks a series must have, the tested one included, before a method says anything."""
    if isinstance(settings, EarsSettings):
        return settings.baseline + {"C1": 1, "C2": 3, "C3": 5}[settings.kind]
    return settings.years * settings.frequency + settings.window + 1
