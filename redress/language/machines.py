"""The linear machines that training combines; each is scores = rows @ weights + bias over the columns of a space.

scikit-learn is imported inside the functions: only training pays for it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from redress.language import spaces

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]

GRAMS_STRENGTH = 2.0
STUDENT_STRENGTH = 1.0
STUDENT_TRUST = 0.5
"""What a guessed label counts beside a given one."""
STUDENT_SHARE = 0.9
"""Which share of each guessed class, the surest first, the student is shown."""
TOO_MUCH_FOR_SVM = 4_000_000
"""Rows x classes above which averaged stochastic descent takes the place of LinearSVC."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One linear scorer: `weights` (columns x classes) and `bias` (classes)."""

    weights: Floats
    bias: Floats

    def on(self, rows: Any) -> Floats:
        """Score rows; each row's mean is taken away, for only differences between classes count."""
        return spaces.centred(np.asarray(rows @ self.weights, dtype=np.float32) + self.bias)

    def times(self, factor: float) -> Machine:
        """Scale the scores."""
        return Machine((self.weights * factor).astype(np.float32), (self.bias * factor).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is known before learning: the texts in three spaces, the truth (-1: unlabelled) and each row's weight."""

    space: spaces.Space
    latent: spaces.Latent | None
    likeness: spaces.Likeness | None
    truth: Whole
    counts: npt.NDArray[np.float64]
    classes: int


def total(machines: Sequence[Machine]) -> Machine:
    """Add machines up."""
    weights = np.sum([machine.weights for machine in machines], axis=0)
    return Machine(weights.astype(np.float32), np.sum([m.bias for m in machines], axis=0).astype(np.float32))


def likeness(lesson: Lesson) -> Machine:
    """Wrap the likeness to the tree as a machine (zero when there is no tree)."""
    bias = np.zeros(lesson.classes, dtype=np.float32)
    if lesson.likeness is None:
        return Machine(np.zeros((len(lesson.space.columns), lesson.classes), dtype=np.float32), bias)
    return Machine(lesson.likeness.weights, bias)


def _linear(
    rows: Any, truth: Whole, *, strength: float, weights: npt.NDArray[np.float64], classes: int
) -> tuple[Floats, Floats]:
    """Fit one class-balanced linear machine: weights (features x classes), bias; an absent class scores -1."""
    from sklearn.linear_model import SGDClassifier
    from sklearn.svm import LinearSVC

    seen = np.unique(truth)
    found = np.zeros((rows.shape[1], classes), dtype=np.float32)
    bias = np.full(classes, -1.0, dtype=np.float32)
    if len(seen) < 2:
        bias[seen] = 1.0
        return found, bias
    if rows.shape[0] * len(seen) > TOO_MUCH_FOR_SVM:
        fitted: Any = SGDClassifier(
            alpha=1.0 / (strength * rows.shape[0]), class_weight="balanced", average=True, random_state=0
        )
    else:
        fitted = LinearSVC(C=strength, class_weight="balanced", max_iter=300, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an SVM stopped at 300 rounds is as good and six times faster
        fitted.fit(rows, truth, sample_weight=weights)
    if len(seen) == 2:
        found[:, seen] = np.stack([-fitted.coef_[0], fitted.coef_[0]], axis=1)
        bias[seen] = [-fitted.intercept_[0], fitted.intercept_[0]]
    else:
        found[:, seen] = fitted.coef_.T
        bias[seen] = fitted.intercept_
    return found, bias


def grams(
    lesson: Lesson,
    *,
    taught: Whole,
    truth: Whole,
    counts: npt.NDArray[np.float64],
    with_likeness: bool,
    strength: float = GRAMS_STRENGTH,
) -> Machine:
    """Learn on grams that at least two of the taught rows hold: a gram of one row only names that row."""
    import scipy.sparse

    rows = lesson.space.rows[taught]
    shared = (np.bincount(rows.indices, minlength=rows.shape[1]) >= 2).astype(np.float32)
    seen = rows @ scipy.sparse.diags(shared)
    reach = np.float32(0.3 if len(taught) < 1000 else 0.1)
    if with_likeness and lesson.likeness is not None:
        seen = scipy.sparse.hstack([seen, scipy.sparse.csr_matrix(lesson.likeness.rows[taught] * reach)])
    found, bias = _linear(seen.tocsr(), truth, strength=strength, weights=counts, classes=lesson.classes)
    columns = rows.shape[1]
    weights = found[:columns] * shared[:, None]
    if with_likeness and lesson.likeness is not None:
        weights = weights + lesson.likeness.weights @ (found[columns:] * reach)
    return Machine(weights.astype(np.float32), bias)


def latent(lesson: Lesson, *, taught: Whole) -> Machine | None:
    """Learn on latent semantics and likeness; None when the collection is too small for them."""
    if lesson.latent is None:
        return None
    reach = np.float32(0.3)
    rows = lesson.latent.rows[taught]
    if lesson.likeness is not None:
        rows = np.hstack([rows, lesson.likeness.rows[taught] * reach])
    strength = 0.3 if len(taught) < 200 else 3.0 if len(taught) < 1000 else 10.0
    found, bias = _linear(
        rows, lesson.truth[taught], strength=strength, weights=lesson.counts[taught], classes=lesson.classes
    )
    dimensions = lesson.latent.basis.shape[1]
    weights = lesson.latent.basis @ found[:dimensions]
    if lesson.likeness is not None:
        weights = weights + lesson.likeness.weights @ (found[dimensions:] * reach)
    bias = bias - lesson.latent.centre @ found[:dimensions]
    return Machine(weights.astype(np.float32), bias.astype(np.float32))


def student(lesson: Lesson, *, teacher: Machine, taught: Whole, unmarked: Whole) -> Machine:
    """Learn from the given labels and, at less trust, from the teacher's surest guesses on unlabelled rows."""
    scores = teacher.on(lesson.space.rows[unmarked])
    guess = scores.argmax(axis=1)
    ranked = np.sort(scores, axis=1)
    margin = ranked[:, -1] - ranked[:, -2]
    shown = []
    for number in range(lesson.classes):
        own = np.flatnonzero(guess == number)
        shown.append(own[np.argsort(-margin[own], kind="stable")][: int(np.ceil(STUDENT_SHARE * len(own)))])
    chosen = np.concatenate(shown)
    return grams(
        lesson,
        taught=np.concatenate([taught, unmarked[chosen]]),
        truth=np.concatenate([lesson.truth[taught], guess[chosen]]),
        counts=np.concatenate([lesson.counts[taught], np.full(len(chosen), STUDENT_TRUST)]),
        with_likeness=False,
        strength=STUDENT_STRENGTH,
    )
