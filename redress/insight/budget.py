"""Many alarms at once: how many may be false, and which ones an office has time to look at.

Testing ten thousand series at one in a hundred gives a hundred false alarms a week. The false share is held by the
procedure of Benjamini and Hochberg (JRSS B 57, 1995); what is left is ranked by people, not by p-values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def false_share(*, tail: Floats) -> Floats:
    """Return for each tail probability the least false share at which it would be accepted (nan stays nan).

    Adjusted value of rank i of n: the least of n * p / rank over this and all larger p. Shape (series,).
    """
    adjusted = np.full(tail.shape, np.nan)
    known = np.flatnonzero(np.isfinite(tail))
    if known.size:
        order = known[np.argsort(tail[known], kind="stable")]
        scaled = tail[order] * known.size / np.arange(1, known.size + 1)
        adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


def accepted(*, tail: Floats, share: float = 0.1, level: Sequence[str] | None = None) -> Bools:
    """Say which series stay when at most `share` of the alarms may be false, counted within each `level` of a tree.

    Raises ValueError when `share` does not lie between 0 and 1.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"the false share must lie between 0 and 1, not {share}")
    if level is None:
        return np.asarray(np.nan_to_num(false_share(tail=tail), nan=1.0) <= share)
    kept = np.zeros(tail.shape, dtype=bool)
    names = np.asarray(level)
    for name in dict.fromkeys(level):
        rows = np.flatnonzero(names == name)
        kept[rows] = np.nan_to_num(false_share(tail=tail[rows]), nan=1.0) <= share
    return kept


@dataclass(frozen=True, slots=True)
class Ranked:
    """One alarm within the budget: its `series`, `excess` people over expectation and `weight` = excess * severity."""

    series: int
    excess: float
    weight: float


def within_budget(
    *,
    candidates: Bools,
    observed: Floats,
    expected: Floats,
    severity: Floats | None = None,
    office: Sequence[str] | None = None,
    most: int = 15,
) -> tuple[Ranked, ...]:
    """Return the candidates an office can look at: the `most` heaviest of each office, heaviest first.

    `severity` weighs people (1, 1.5 for minors, the elderly or sums of 10,000 yuan, 2 for food safety, injury or a
    vanished trader). Ties keep the order of the series. Raises ValueError for a budget below 1.
    """
    if most < 1:
        raise ValueError(f"a budget of {most} alarms shows nothing")
    excess = observed - expected
    weight = excess * (1.0 if severity is None else severity)
    rows = np.flatnonzero(candidates & np.isfinite(weight))
    rows = rows[np.argsort(-weight[rows], kind="stable")]
    taken: dict[str, int] = {}
    kept = []
    for row in rows:
        name = "" if office is None else office[int(row)]
        taken[name] = taken.get(name, 0) + 1
        if taken[name] <= most:
            kept.append(Ranked(int(row), float(excess[row]), float(weight[row])))
    return tuple(kept)


def lasting(*, alarm: Bools, of: int = 3, least: int = 2) -> Bools:
    """Say of each (series, weeks) whether at least `least` of the `of` newest weeks up to it were alarms: escalate."""
    total = np.cumsum(alarm, axis=1)
    before = np.zeros_like(total)
    before[:, of:] = total[:, :-of]
    return np.asarray(total - before >= least)
