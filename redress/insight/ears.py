"""The three EARS bounds (Hutwagner et al., Journal of Urban Health 80, 2003) for many series at once.

C1 compares a count with the mean and standard deviation of the seven counts just before it; C2 leaves two counts
between; C3 adds up how far the two preceding C2 values lay above 1. They need no years of history and raise more
false alarms than the Farrington methods: a fallback for a cold start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Kind = Literal["C1", "C2", "C3"]

_CHUNK = 512

ALPHA: dict[str, float] = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shapes (series, weeks), nan where a week cannot be tested."""

    expected: Floats
    upper: Floats


def bounds(*, counts: Floats, kind: Kind, alpha: float, baseline: int = 7, min_sigma: float = 0.0) -> Bounds:
    """Return expectation and upper bound of every week of `counts` (series, weeks; nan = unknown).

    `min_sigma` is the least standard deviation. A baseline with an unknown week gives nan. The C3 bound is
    y + s * (z - sum of max(0, C2 - 1) over the two weeks before), so that the count exceeds it exactly when that sum
    exceeds z; a constant baseline leaves C2, and so the bound, undefined (Salmon et al., J. Stat. Software 70, 2016).
    """
    lag = 0 if kind == "C1" else 2
    series, weeks = counts.shape
    mean, deviation = np.full((series, weeks), np.nan), np.full((series, weeks), np.nan)
    first = baseline + lag
    if weeks > first:
        for start in range(0, series, _CHUNK):
            rows = slice(start, start + _CHUNK)
            windows = np.lib.stride_tricks.sliding_window_view(counts[rows], baseline, axis=1)[:, : weeks - first]
            mean[rows, first:] = windows.mean(axis=2)
            deviation[rows, first:] = np.maximum(windows.std(axis=2, ddof=1), min_sigma)
    z = float(special.ndtri(1.0 - alpha))
    if kind != "C3":
        return Bounds(mean, np.maximum(mean + z * deviation, 0.0))
    with np.errstate(all="ignore"):
        excess = np.maximum((counts - mean) / deviation - 1.0, 0.0)
        recent = np.full((series, weeks), np.nan)
        recent[:, 2:] = excess[:, 1:-1] + excess[:, :-2]
        upper = np.maximum(counts + deviation * (z - recent), 0.0)
    return Bounds(mean, np.where(np.isfinite(upper), upper, np.nan))
