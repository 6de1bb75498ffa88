"""Reporting delay: what share of a week's appeals is known by now, so that the newest weeks can be tested at all.

Appeals of a week arrive over the following days and weeks (passed on by other bodies, imported later). The share
known after a delay is learned from weeks that have had time to arrive (the chain ladder of claims reserving, read
backwards; Lawless, Canadian Journal of Statistics 22, 1994) and enters the model as an exposure of the newest weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many appeals of each week arrived after how many weeks, as known at the end of week `known_at`.

    `table` has the shape (weeks, delays); the last delay also holds everything later.
    """

    table: Floats
    known_at: int

    @property
    def counts(self) -> Floats:
        """Return what is known of each week so far, (weeks,)."""
        return np.asarray(self.table.sum(axis=1))


def arrivals(*, week: Whole, arrived: Whole, known_at: int, longest: int = 8) -> Arrivals:
    """Count appeals by their `week` and the week in which they `arrived`, those after `known_at` left out.

    Weeks count from 0. An appeal that arrived before its own week counts as no delay. Raises ValueError when a week
    lies before 0 or the two columns differ in length.
    """
    if week.shape != arrived.shape:
        raise ValueError(f"{week.size} weeks, {arrived.size} arrivals")
    if week.size and week.min() < 0:
        raise ValueError("a week lies before week 0")
    seen = (arrived <= known_at) & (week <= known_at)
    late = np.clip(arrived[seen] - week[seen], 0, longest)
    table = np.zeros((known_at + 1, longest + 1))
    np.add.at(table, (week[seen], late), 1.0)
    return Arrivals(table, known_at)


def completeness(*, known: Arrivals, newest: int = 52) -> Floats:
    """Return the share of a week's appeals known 0, 1, 2 … weeks after it, (delays,); the last one is 1.

    Learned from the `newest` weeks. With nothing to learn from, the share is 1.
    """
    table, now = known.table, known.known_at
    delays = table.shape[1]
    share = np.ones(delays)
    for late in range(delays - 1, 0, -1):
        # Weeks old enough for this delay to have been seen in full.
        rows = slice(max(0, now - late - newest + 1), max(0, now - late + 1))
        so_far = table[rows, : late + 1].sum()
        new = table[rows, late].sum()
        share[late - 1] = share[late] * (1.0 - new / so_far if so_far > 0.0 else 1.0)
    return share


def exposure(*, known: Arrivals, newest: int = 52) -> Floats:
    """Return the share known of each week up to `known_at`, (weeks,), for `surges.detect`; never 0."""
    share = completeness(known=known, newest=newest)
    age = np.minimum(known.known_at - np.arange(known.known_at + 1), share.size - 1)
    return np.maximum(share[age], 1e-3)


def known_enough(*, exposure: Floats, least: float = 0.3) -> NDArray[np.bool_]:
    """Say which weeks are known well enough to test; below `least` the estimate of the share decides the answer."""
    return np.asarray(exposure >= least)


def nowcast(*, known: Arrivals, newest: int = 52) -> Floats:
    """Return what each week will have counted when all has arrived, (weeks,)."""
    return np.asarray(known.counts / exposure(known=known, newest=newest))
