"""From scores to honest sets: a temperature, and thresholds by split conformal prediction.

The thresholds are Mondrian: one for each top class, so that a rare class is covered as well as a common one
(Vovk, Gammerman and Shafer 2005; label-conditional form). They are taken from out-of-fold scores, so that no row
judges itself. Where a top class has too few rows for its own threshold the pooled one serves; where the pool
is too small as well, the set is what holds `coverage` of the probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
UNSET = -1.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """`temperature` divides scores before the softmax; `thresholds[k]` is the least probability that keeps class k
    in the set (UNSET: no threshold, the set is filled up to `coverage`); `rows` is how many rows it rests on."""

    temperature: float
    thresholds: tuple[float, ...]
    coverage: float
    rows: int


def probabilities(scores: Floats, *, temperature: float) -> Floats:
    """Turn scores (n x classes) into probabilities that sum to one."""
    shifted = (scores - scores.max(axis=1, keepdims=True)) / temperature
    powers = np.exp(shifted)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def fit_temperature(scores: Floats, truth: npt.NDArray[np.int64]) -> float:
    """Find the temperature that makes the truth likeliest, by golden section on its logarithm."""

    def loss(logarithm: float) -> float:
        held = probabilities(scores, temperature=float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(held, 1e-9)).mean())

    low, high = np.log(0.02), np.log(20.0)
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2.0))


def _threshold(held: Floats, *, coverage: float) -> float:
    """Give the largest threshold that keeps at least ceil(coverage x (n + 1)) of `held`; UNSET when n is too small."""
    drop = int(np.floor((1.0 - coverage) * (len(held) + 1)))
    return float(np.sort(held)[drop - 1]) if drop >= 1 else UNSET


def fit(*, scores: Floats, truth: npt.NDArray[np.int64], groups: Sequence[str], coverage: float) -> Calibration:
    """Fit temperature and thresholds from out-of-fold `scores`; `groups[k]` is the top class of class k."""
    temperature = fit_temperature(scores, truth)
    held = probabilities(scores, temperature=temperature)[np.arange(len(truth)), truth]
    pooled = _threshold(held, coverage=coverage)
    names = sorted(set(groups))
    of_class = np.array([names.index(group) for group in groups])
    by_group = {}
    for number, name in enumerate(names):
        own = _threshold(held[of_class[truth] == number], coverage=coverage)
        by_group[name] = pooled if own == UNSET else own
    return Calibration(temperature, tuple(by_group[group] for group in groups), coverage, len(truth))


def uncalibrated(*, scores: Floats, classes: int, coverage: float, sharpness: float = 0.7) -> Calibration:
    """Stand in where nothing is labelled: a temperature at which the best class holds `sharpness` on average."""
    low, high = 0.02, 20.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        sure = float(probabilities(scores, temperature=middle).max(axis=1).mean()) if len(scores) else sharpness
        low, high = (middle, high) if sure > sharpness else (low, middle)
    return Calibration((low * high) ** 0.5, (UNSET,) * classes, coverage, 0)


def sets(chances: Floats, *, calibration: Calibration) -> npt.NDArray[np.bool_]:
    """Say which classes belong to each row's set (n x classes); the likeliest class always does."""
    thresholds = np.array(calibration.thresholds, dtype=np.float32)
    chosen = chances >= np.where(thresholds == UNSET, np.float32(2.0), thresholds)
    if (thresholds == UNSET).any():
        order = np.argsort(-chances, axis=1, kind="stable")
        ranked = np.take_along_axis(chances, order, axis=1)
        before = np.cumsum(ranked, axis=1) - ranked
        filled = np.zeros_like(chosen)
        np.put_along_axis(filled, order, before < calibration.coverage, axis=1)
        chosen |= filled & (thresholds == UNSET)
    chosen[np.arange(len(chances)), chances.argmax(axis=1)] = True
    return chosen
