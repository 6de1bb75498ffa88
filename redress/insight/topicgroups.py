"""Messages to groups: one pass in order of time, then a second look at what found no company, then merging.

A message joins the group whose centroid lies nearest, a group going cold with time, or begins one of its own. The
similarity of a message to a group is the sum of its similarities to the members over the length of the centroid, so
sparse products of messages with each other are all that is needed. Names decide: two messages may use the same words
of different places, and a message that names something never joins those it shares no name with. A message with a
known group keeps it: last night's
topics are tonight's, and only what is new or still alone moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
Complexes = NDArray[np.complex128]

_BLOCK = 512
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """Where groups begin and end. Fixed on other messages than those the quality is measured on (bench).

    `join` is the least similarity of a message to its group, `merge` of two groups; both go cold: similarity counts
    `warm` + (1 - `warm`) * 2**(-gap / `half_life_days`), the gap being the days between. At least `by_name` of the
    similarity must come from names where there are any. Groups below `shown` members
    are no topic, and their members are looked at again.
    """

    join: float = 0.14
    merge: float = 0.3
    warm: float = 0.75
    half_life_days: float = 45.0
    by_name: float = 0.05
    shown: int = 3


DEFAULT = Settings()


def group(
    *,
    vectors: sparse.csr_matrix,
    days: Floats,
    names: Bools | None = None,
    named: Bools | None = None,
    known: Whole | None = None,
    settings: Settings = DEFAULT,
) -> Whole:
    """Return a group number for each row of `vectors` (unit rows), given the day of each; equal input, equal answer.

    `names` says which columns are parts of names, `named` which rows have a name in their title. `known` holds the group of a row from before, or -1; new groups get the numbers after the largest known one.
    """
    work = _Work(
        vectors=vectors,
        days=days,
        names=names if names is not None else np.zeros(vectors.shape[1], dtype=bool),
        named=named if named is not None else np.zeros(days.size, dtype=bool),
        known=known if known is not None else np.full(days.size, -1),
        settings=settings,
    )
    order = np.lexsort((np.arange(days.size), days))
    fresh = order[work.label[order] < 0]
    for row, near, value in work.similar(fresh):
        work.place(row, near, value)
    for row, near, value in work.similar(fresh[work.size[work.label[fresh]] < settings.shown]):
        if work.size[work.label[row]] < settings.shown:
            work.remove(row, near, value)
            work.place(row, near, value)
    work.merge()
    return work.label.astype(np.int64)


class _Work:
    """The groups while they are being made.

    `label` of each row; size, squared length of the centroid, first and last day of each group.
    """

    def __init__(
        self,
        *,
        vectors: sparse.csr_matrix,
        days: Floats,
        names: Bools,
        named: Bools,
        known: Whole,
        settings: Settings,
    ) -> None:
        self.vectors, self.days, self.settings, self.named = vectors, days, settings, named
        # One product gives both similarities: what words say is its real part, what names say its imaginary part.
        self.marks = sparse.diags(np.where(names, 1j, 1.0)).tocsr()
        self.label = known.astype(np.int64)
        self.next = int(known.max(initial=-1)) + 1
        # A group of one's own is always possible: room for the known ones, and one for each row and each look.
        room = self.next + 2 * days.size + 1
        self.size = np.zeros(room, dtype=np.int64)
        self.square = np.zeros(room)
        self.first, self.last = np.full(room, np.inf), np.full(room, -np.inf)
        before = np.flatnonzero(known >= 0)
        if before.size:
            numbers, centroids = self._centroids(before)
            self.square[numbers] = centroids.multiply(centroids).sum(axis=1).A1
            np.add.at(self.size, known[before], 1)
            np.minimum.at(self.first, known[before], days[before])
            np.maximum.at(self.last, known[before], days[before])

    def similar(self, rows: Whole) -> Iterator[tuple[int, Whole, Complexes]]:
        """Give each of `rows` with the rows it shares a term with and how like them it is, a block at a time."""
        columns = (self.vectors @ self.marks).T.tocsr()
        for start in range(0, rows.size, _BLOCK):
            block = rows[start : start + _BLOCK]
            alike = (self.vectors[block] @ columns).tocsr()
            for at, row in enumerate(block):
                here = slice(alike.indptr[at], alike.indptr[at + 1])
                yield int(row), alike.indices[here], alike.data[here]

    def place(self, row: int, near: Whole, value: Complexes) -> None:
        """Put `row` into the nearest group, or into one of its own."""
        label = self.label[near]
        placed = label >= 0
        best, dot = -1, 0.0
        if placed.any():
            groups, where = np.unique(label[placed], return_inverse=True)
            by_name = np.bincount(where, weights=value.imag[placed])
            dots = np.bincount(where, weights=value.real[placed]) + by_name
            gap = np.maximum(0.0, np.maximum(self.days[row] - self.last[groups], self.first[groups] - self.days[row]))
            score = dots / np.sqrt(self.square[groups]) * self._warmth(gap)
            if self.named[row]:
                score[by_name < self.settings.by_name * dots] = 0.0
            at = int(np.argmax(score))
            if score[at] >= self.settings.join:
                best, dot = int(groups[at]), float(dots[at])
        if best < 0:
            best = self.next
            self.next += 1
        self.label[row] = best
        self.size[best] += 1
        self.square[best] += 2.0 * dot + 1.0
        self.first[best] = min(self.first[best], self.days[row])
        self.last[best] = max(self.last[best], self.days[row])

    def _warmth(self, gap: Floats) -> Floats:
        warm = self.settings.warm
        return np.asarray(warm + (1.0 - warm) * 2.0 ** (-gap / self.settings.half_life_days))

    def remove(self, row: int, near: Whole, value: Complexes) -> None:
        """Take `row` out of its group; the days of a group that others remain in are left as they were."""
        number = int(self.label[row])
        self.label[row] = -1
        self.size[number] -= 1
        if self.size[number] == 0:
            self.square[number], self.first[number], self.last[number] = 0.0, np.inf, -np.inf
            return
        shared = value[self.label[near] == number].sum()
        dot = float(shared.real + shared.imag)
        self.square[number] = max(1e-12, self.square[number] - 2.0 * dot - 1.0)

    def _centroids(self, rows: Whole) -> tuple[Whole, sparse.csr_matrix]:
        """Return the group numbers among `rows` and the sum of the vectors of each."""
        numbers, place = np.unique(self.label[rows], return_inverse=True)
        member = sparse.csr_matrix((np.ones(rows.size), (place, rows)), shape=(numbers.size, self.label.size))
        return numbers, (member @ self.vectors).tocsr()

    def merge(self) -> None:
        """Join groups whose centroids lie near, the nearest pair first, until none is left; the older number stays."""
        for _ in range(_ROUNDS):
            pairs = self._near_pairs()
            if not pairs:
                return
            used: set[int] = set()
            renamed: dict[int, int] = {}
            for _, keep, gone, dot in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
                if keep not in used and gone not in used:
                    used.update((keep, gone))
                    renamed[gone] = keep
                    self._unite(keep, gone, dot)
            names = np.arange(self.size.size)
            names[list(renamed)] = list(renamed.values())
            self.label = names[self.label]

    def _near_pairs(self) -> list[tuple[float, int, int, float]]:
        """Return (similarity, older, newer, dot) of near groups, one of the two at least with company."""
        numbers, centroids = self._centroids(np.arange(self.label.size))
        columns = (centroids @ self.marks).T.tocsr()
        big = np.flatnonzero(self.size[numbers] > 1)
        found: list[tuple[float, int, int, float]] = []
        for start in range(0, big.size, _BLOCK):
            block = big[start : start + _BLOCK]
            between = (centroids[block] @ columns).tocoo()
            one, other = numbers[block[between.row]], numbers[between.col]
            # A pair of two big groups is met twice; keep it once.
            twice = (self.size[other] > 1) & (other < one)
            keep = (one != other) & ~twice
            one, other = one[keep], other[keep]
            by_name = between.data.imag[keep]
            dot = between.data.real[keep] + by_name
            gap = np.maximum(0.0, np.maximum(self.first[one] - self.last[other], self.first[other] - self.last[one]))
            score = dot / np.sqrt(self.square[one] * self.square[other]) * self._warmth(gap)
            for at in np.flatnonzero((score >= self.settings.merge) & (by_name >= self.settings.by_name * dot)):
                pair = sorted((int(one[at]), int(other[at])))
                found.append((float(score[at]), pair[0], pair[1], float(dot[at])))
        return found

    def _unite(self, keep: int, gone: int, dot: float) -> None:
        self.size[keep] += self.size[gone]
        self.square[keep] += self.square[gone] + 2.0 * dot
        self.first[keep] = min(self.first[keep], self.first[gone])
        self.last[keep] = max(self.last[keep], self.last[gone])
        self.size[gone], self.square[gone] = 0, 0.0
