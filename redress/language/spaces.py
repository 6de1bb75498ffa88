"""The spaces in which training sees the texts: grams, their latent semantics, and likeness to the class tree.

All three are linear in the unit-length gram rows, so that what is learnt in any of them folds back into one matrix.
scipy is imported only here and in `learning`, inside the functions: prediction does without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from redress.language import features, prototypes

Floats = npt.NDArray[np.float32]

LATENT_AT_LEAST = 200
"""Fewer texts than this have no latent structure worth the noise."""
LATENT_DIMENSIONS = 100
LATENT_LEAST_TEXTS = 5
"""A gram enters the latent space when this many texts hold it."""
LATENT_SCALE = 3.0
"""Brings latent coordinates to about the spread that a linear machine with C near 1 expects."""


@dataclass(frozen=True, slots=True)
class Space:
    """All texts as `rows` (texts x columns, unit length); `columns` are the buckets met, `idf` is per bucket."""

    rows: Any
    columns: npt.NDArray[np.int64]
    idf: Floats
    frequency: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Latent:
    """`basis` (columns x dimensions, scaled), `centre` (dimensions), `rows` (texts x dimensions, centred)."""

    basis: Floats
    centre: Floats
    rows: Floats


@dataclass(frozen=True, slots=True)
class Likeness:
    """Likeness to the prototypes: `weights` (columns x classes), `rows` (texts x classes), spread one."""

    weights: Floats
    rows: Floats


def space(texts: Sequence[str]) -> Space:
    """Count the grams of all texts and weigh them by what this collection says is rare."""
    import scipy.sparse

    parts = [features.counts(batch) for batch in features.batches(texts)]
    sizes = np.concatenate([[0], *(np.diff(part.indptr) for part in parts)])
    joined = features.Rows(
        np.cumsum(sizes).astype(np.int64),
        np.concatenate([part.buckets for part in parts]),
        np.concatenate([part.values for part in parts]),
    )
    frequency = features.document_frequency(joined)
    idf = features.inverse_frequency(frequency, texts=len(texts))
    idf[frequency == 0] = 0.0
    weighed = features.weigh(joined, idf=idf)
    columns = np.flatnonzero(frequency).astype(np.int64)
    place = np.zeros(features.BUCKETS, dtype=np.int32)
    place[columns] = np.arange(len(columns), dtype=np.int32)
    matrix = scipy.sparse.csr_matrix(
        (weighed.values, place[weighed.buckets], weighed.indptr), shape=(len(texts), len(columns))
    )
    return Space(matrix, columns, idf, frequency[columns].astype(np.int64))


def latent(held: Space, *, seed: int = 0) -> Latent | None:
    """Find the leading directions of the collection (randomised SVD, Halko et al. 2011); None for few texts."""
    texts = held.rows.shape[0]
    common = np.flatnonzero(held.frequency >= LATENT_LEAST_TEXTS)
    dimensions = min(LATENT_DIMENSIONS, texts // 4, len(common) // 4)
    if texts < LATENT_AT_LEAST or dimensions < 8:
        return None
    matrix = held.rows[:, common]
    sample = matrix
    generator = np.random.default_rng(seed)
    if texts > 20_000:
        sample = matrix[np.sort(generator.choice(texts, 20_000, replace=False))]
    turned = sample.T.tocsr()
    probe = generator.standard_normal((sample.shape[0], dimensions + 10)).astype(np.float32)
    for _ in range(2):
        probe, _ = np.linalg.qr(sample @ (turned @ probe))
    image = turned @ probe
    values, vectors = np.linalg.eigh((image.T @ image).astype(np.float64))
    leading = np.argsort(values)[::-1][:dimensions]
    leading = leading[values[leading] > 1e-9]
    scaled = vectors[:, leading] / np.sqrt(values[leading])
    basis = np.zeros((len(held.columns), len(leading)), dtype=np.float32)
    basis[common] = (image @ scaled.astype(np.float32)) * LATENT_SCALE
    rows = np.asarray(held.rows @ basis, dtype=np.float32)
    centre = rows.mean(axis=0)
    return Latent(basis, centre, rows - centre)


def centred(scores: Floats) -> Floats:
    """Take each row's mean away: only differences between classes count."""
    return np.asarray(scores - scores.mean(axis=1, keepdims=True), dtype=np.float32)


def spread(scores: Floats) -> float:
    """Give the standard deviation of all scores, never zero."""
    return max(float(scores.std()), 1e-9)


def likeness(
    held: Space,
    *,
    labels: Sequence[str],
    tree: prototypes.ClassTree | None,
    level: int,
    found: Latent | None,
) -> Likeness | None:
    """Compare every text with the classes' prototypes, by grams and by latent semantics; None when all are empty."""
    words = prototypes.vectors(labels, tree=tree, level=level, columns=held.columns, idf=held.idf[held.columns])
    if (np.abs(words).sum(axis=1) > 0).sum() < 2:
        return None
    weights = (words - words.mean(axis=0)).T.copy()
    weights /= spread(np.asarray(held.rows @ weights))
    if found is not None:
        projected = words @ found.basis
        norms = np.linalg.norm(projected, axis=1, keepdims=True)
        directions = projected / np.maximum(norms, 1e-9)
        turned = found.basis @ (directions - directions.mean(axis=0)).T
        weights = weights + turned / spread(np.asarray(held.rows @ turned))
    weights = (weights / spread(np.asarray(held.rows @ weights))).astype(np.float32)
    return Likeness(weights, np.asarray(held.rows @ weights, dtype=np.float32))
