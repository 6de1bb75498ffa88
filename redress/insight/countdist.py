"""Quantiles and upper tails of counts with variance phi times the mean, for many means at once.

The negative binomial with mean m and variance phi*m has size m / (phi - 1) and success probability 1 / phi; at
phi = 1 it is the Poisson law. This is the plug-in of Noufaily et al. (Statistics in Medicine 32, 2013).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def upper_tail(*, at_least: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """Return P(X >= at_least) for counts with this mean and variance dispersion * mean; arrays broadcast.

    A mean of zero gives 1 for `at_least` <= 0 and 0 otherwise. Values that are not finite give nan.
    """
    k, m, phi = np.broadcast_arrays(
        np.asarray(at_least, dtype=np.float64),
        np.asarray(mean, dtype=np.float64),
        np.asarray(dispersion, dtype=np.float64),
    )
    k = np.ceil(k)
    with np.errstate(all="ignore"):
        size = m / (phi - 1.0)
        spread = special.betainc(k, size, (phi - 1.0) / phi)
        plain = special.gammainc(k, m)
        tail = np.where(phi > 1.0, spread, plain)
    tail = np.where(m <= 0.0, 0.0, tail)
    tail = np.where(k <= 0.0, 1.0, tail)
    return np.where(np.isfinite(k) & np.isfinite(m) & np.isfinite(phi), tail, np.nan)


def quantile(*, probability: float, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """Return the smallest k with P(X <= k) >= probability, as floats; nan where the mean is not finite.

    Means above 1e15 have no exact integer answer in double precision and give the normal approximation.
    """
    m, phi = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(dispersion, dtype=np.float64))
    shape = m.shape
    m, phi = m.ravel(), phi.ravel()
    z = float(special.ndtri(probability))
    with np.errstate(all="ignore"):
        sd = np.sqrt(m * phi)
        skew = (2.0 * phi - 1.0) / sd
        guess = np.floor(np.maximum(0.0, m + sd * (z + skew * (z * z - 1.0) / 6.0)))
    answer = np.where(np.isfinite(m) & np.isfinite(phi), np.where(m > 0.0, guess, 0.0), np.nan)
    exact = np.isfinite(answer) & (m > 0.0) & (m < 1e15)
    if exact.any():
        answer[exact] = _search(probability, m[exact], phi[exact], guess[exact], np.maximum(1.0, sd[exact] / 8.0))
    return answer.reshape(shape)


def _search(probability: float, m: Floats, phi: Floats, guess: Floats, step: Floats) -> Floats:
    """Bracket each quantile around `guess` (steps double), then halve the bracket."""
    target = (1.0 - probability) * (1.0 + 64.0 * np.finfo(np.float64).eps)

    def reached(k: Floats, which: NDArray[np.intp]) -> NDArray[np.bool_]:
        return upper_tail(at_least=k + 1.0, mean=m[which], dispersion=phi[which]) <= target

    step = np.ceil(step)
    everything = np.arange(m.size)
    low, high = np.full(m.size, -1.0), guess.copy()
    # 1. raise `high` until it is enough; what was not enough becomes `low`.
    open_ = everything
    stride = step.copy()
    while open_.size:
        open_ = open_[~reached(high[open_], open_)]
        low[open_] = high[open_]
        high[open_] += stride[open_]
        stride[open_] *= 2.0
    # 2. lower `low` from `high` until it is not enough (-1 never is).
    open_ = everything[(low < 0.0) & (high > 0.0)]
    stride = step.copy()
    while open_.size:
        below = np.maximum(high[open_] - stride[open_], -1.0)
        enough = (below >= 0.0) & reached(np.maximum(below, 0.0), open_)
        high[open_[enough]] = below[enough]
        low[open_[~enough]] = below[~enough]
        stride[open_] *= 2.0
        open_ = open_[enough]
    # 3. halve.
    open_ = everything[high - low > 1.0]
    while open_.size:
        middle = np.floor((low[open_] + high[open_]) / 2.0)
        enough = reached(middle, open_)
        high[open_[enough]] = middle[enough]
        low[open_[~enough]] = middle[~enough]
        open_ = open_[high[open_] - low[open_] > 1.0]
    return high
