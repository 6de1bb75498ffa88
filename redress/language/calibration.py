"""From scores to honest sets: a temperature, and thresholds by cross-conformal prediction.

The likeliest class is in every set, so it is given the best possible conformity and only the other classes are asked for
a threshold: without this the sets of a good machine cover more than they promise. The thresholds are Mondrian, one for
each top class, so that a rare class is covered as well as a common one (Vovk, Gammerman and Shafer 2005; label-conditional
form), but drawn towards the pooled one where a class has few rows: own thresholds of small classes stand at the careful rank, and
seven careful ranks together cover points more than was promised. A threshold lies between two ranks (the smoothed rank,
without its coin) once there are rows enough. They are taken from
out-of-fold scores, so that no row judges itself (Vovk 2015, cross-conformal). Where even the pool is too small, the set
is what holds `coverage` of the probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
UNSET = -1.0
DRAWN = 10.0
"""A class of n rows has its own threshold to the share of m / (m + DRAWN), m being the rows that it may leave out."""
LEAST_LEFT_OUT = 2.0
"""With fewer rows than this to leave out a class has the pooled threshold: its own would be one row's chance."""
CAREFUL = 10.0
"""Where fewer rows than this may be left out, one fewer is: of so few rows the coverage that a threshold really has is
scattered by points (a beta distribution, Vovk 2012), and a promise should hold for most collections, not on average."""
LEAST_CHANCE = 1e-9


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
    """Give the threshold that keeps `coverage` x (n + 1) of `held`, between two ranks on the logarithm; UNSET when n is
    too small to leave out a single row."""
    rank = (1.0 - coverage) * (len(held) + 1)
    if rank < 1.0:
        return UNSET
    rank = max(1.0, rank - 1.0) if rank < CAREFUL else rank
    ordered = np.log(np.maximum(np.sort(held), LEAST_CHANCE))
    low = min(int(rank), len(held))
    high = min(low + 1, len(held))
    between = float(ordered[low - 1] + (rank - low) * (ordered[high - 1] - ordered[low - 1]))
    return float(np.exp(between))


def fit(*, scores: Floats, truth: npt.NDArray[np.int64], groups: Sequence[str], coverage: float) -> Calibration:
    """Fit temperature and thresholds from out-of-fold `scores`; `groups[k]` is the top class of class k."""
    temperature = fit_temperature(scores, truth)
    chances = probabilities(scores, temperature=temperature)
    held = chances[np.arange(len(truth)), truth]
    held[chances.argmax(axis=1) == truth] = 1.0
    pooled = _threshold(held, coverage=coverage)
    names = sorted(set(groups))
    of_class = np.array([names.index(group) for group in groups])
    by_group = {}
    for number, name in enumerate(names):
        rows = held[of_class[truth] == number]
        own = _threshold(rows, coverage=coverage)
        left_out = (1.0 - coverage) * len(rows)
        share = 0.0 if left_out < LEAST_LEFT_OUT else left_out / (left_out + DRAWN)
        by_group[name] = pooled if share == 0.0 else float(own**share * pooled ** (1.0 - share))
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
