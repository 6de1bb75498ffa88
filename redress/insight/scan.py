"""Space-time scan: is there a place and a stretch of recent weeks in which too much happens?

Every region with its nearest neighbours, one to `most` of them, over the last one to all of the weeks given, is
compared with the rest by the likelihood ratio of Kulldorff (Communications in Statistics 26, 1997; prospective form
JRSS A 164, 2001). The best of so many zones is large by chance alone, so it is judged against replicates drawn from a
negative binomial: Poisson replicates call nearly everything a cluster when counts spread more than Poisson. The
p-value comes from a Gumbel law fitted to the replicates' best zones (Abrams, Kulldorff, Kleinman, IJHG 9:61, 2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_BATCH = 16


@dataclass(frozen=True, slots=True)
class Cluster:
    """A zone with too much: `regions` (centre first), the last `weeks` weeks, counts and how unlikely it is.

    `p_value` is that of the Gumbel law, `rank_p_value` the plain rank among the replicates.
    """

    regions: tuple[int, ...]
    weeks: int
    observed: int
    expected: float
    score: float
    p_value: float
    rank_p_value: float


def neighbours(*, longitude: Floats, latitude: Floats, most: int = 25) -> Whole:
    """Return each region and its nearest ones by great-circle distance, nearest first, (regions, most)."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half = half + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    np.fill_diagonal(half, -1.0)
    order = np.argsort(half, axis=1, kind="stable")[:, : min(most, lon.size)]
    return order.astype(np.int64)


def scan(
    *,
    counts: Whole,
    expected: Floats,
    near: Whole,
    dispersion: float = 1.0,
    replicates: int = 999,
    seed: int = 0,
    most_clusters: int = 3,
) -> tuple[Cluster, ...]:
    """Return the most unlikely zones that share no region, the most unlikely first; the same seed, the same answer.

    `counts` and `expected` have the shape (weeks, regions), oldest week first; `expected` comes from the past and is
    scaled to the total of `counts`, so that a rise everywhere is no cluster. `dispersion` is variance over mean.
    `near` is from `neighbours`. Raises ValueError for shapes that do not fit, expectations not above zero, a
    dispersion below 1 or fewer than 19 replicates.
    """
    _check(counts, expected, near, dispersion, replicates)
    total = int(counts.sum())
    if total == 0:
        return ()
    expected = expected * (total / expected.sum())
    zones = _Zones.of(expected, near)
    score = zones.scores(counts[None].astype(np.int64))[0]
    generator = np.random.default_rng(seed)
    best = np.concatenate(
        [zones.scores(draw).max(axis=(1, 2, 3)) for draw in _draws(generator, expected, dispersion, replicates)]
    )
    found: list[Cluster] = []
    taken: set[int] = set()
    for flat in np.argsort(-score, axis=None, kind="stable"):
        weeks, centre, size = (int(part) for part in np.unravel_index(flat, score.shape))
        value = float(score[weeks, centre, size])
        if value <= 0.0 or len(found) == most_clusters:
            break
        regions = tuple(int(region) for region in near[centre, : size + 1])
        if taken.isdisjoint(regions):
            taken.update(regions)
            found.append(_cluster(counts, expected, regions, weeks + 1, value, best))
    return tuple(found)


def _check(counts: Whole, expected: Floats, near: Whole, dispersion: float, replicates: int) -> None:
    if counts.ndim != 2 or counts.shape != expected.shape:
        raise ValueError(f"counts {counts.shape} and expected {expected.shape} must both be (weeks, regions)")
    if near.shape[0] != counts.shape[1]:
        raise ValueError(f"neighbours of {near.shape[0]} regions for counts of {counts.shape[1]}")
    if (counts < 0).any() or not (np.isfinite(expected).all() and (expected > 0.0).all()):
        raise ValueError("counts must not lie below zero, and every expectation must lie above it")
    if dispersion < 1.0:
        raise ValueError(f"a dispersion of {dispersion} is less than that of chance alone")
    if replicates < 19:
        raise ValueError(f"{replicates} replicates cannot show 5 %")


def _draws(generator: np.random.Generator, expected: Floats, dispersion: float, replicates: int) -> Iterator[Whole]:
    for start in range(0, replicates, _BATCH):
        shape = (min(_BATCH, replicates - start), *expected.shape)
        mean: Floats = np.broadcast_to(expected, shape)
        if dispersion > 1.0:
            mean = generator.gamma(expected / (dispersion - 1.0), dispersion - 1.0, size=shape)
        yield generator.poisson(mean)


@dataclass(frozen=True, slots=True)
class _Zones:
    """Logs of expectations inside and outside every zone, (weeks, centres, sizes)."""

    near: Whole
    inside: Floats
    outside: Floats
    log_inside: Floats
    log_outside: Floats
    total: float

    @staticmethod
    def of(expected: Floats, near: Whole) -> _Zones:
        inside = np.cumsum(np.cumsum(expected[::-1], axis=0)[:, near], axis=2)
        total = float(expected.sum())
        outside = np.maximum(total - inside, 1e-9)
        return _Zones(near, inside, outside, np.log(inside), np.log(outside), total)

    def scores(self, counts: Whole) -> Floats:
        """Return the log likelihood ratio of every zone of every replicate, 0 where it holds no excess.

        With expectations scaled to each replicate's own total N by s, it is c log(c / (s e)) + (N - c) log((N - c) /
        (s (E - e))); counts are whole, so k log k is looked up.
        """
        zone = np.cumsum(np.cumsum(counts[:, ::-1], axis=1, dtype=np.int32)[:, :, self.near], axis=3, dtype=np.int32)
        total = counts.sum(axis=(1, 2))[:, None, None, None]
        whole = np.arange(int(total.max()) + 1, dtype=np.float64)
        table = whole * np.log(np.maximum(whole, 1.0))
        rest = total - zone
        score = table[zone]
        score += table[rest]
        score -= zone * self.log_inside
        score -= rest * self.log_outside
        scale = np.maximum(total, 1) / self.total
        score -= total * np.log(scale)
        score[zone <= scale * self.inside] = 0.0
        return score


def _cluster(
    counts: Whole, expected: Floats, regions: tuple[int, ...], weeks: int, score: float, best: Floats
) -> Cluster:
    # Gumbel by moments: the scale from the standard deviation, the place from the mean.
    scale = max(float(best.std(ddof=1)) * np.sqrt(6.0) / np.pi, 1e-12)
    place = float(best.mean()) - np.euler_gamma * scale
    p_value = -np.expm1(-np.exp(-(score - place) / scale))
    rows = list(regions)
    return Cluster(
        regions=regions,
        weeks=weeks,
        observed=int(counts[-weeks:][:, rows].sum()),
        expected=float(expected[-weeks:][:, rows].sum()),
        score=score,
        p_value=float(p_value),
        rank_p_value=float((1 + (best >= score).sum()) / (best.size + 1)),
    )
