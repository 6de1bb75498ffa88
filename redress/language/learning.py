"""Training: from texts, a few labels (or none) and a class tree to one linear model and its calibration.

Steps (the numbers that chose them are in docs/quality.md):
1. grams of all rows, labelled or not; their latent semantics; their likeness to the class tree's words (`spaces`);
2. two class-balanced linear machines: one on grams, one on latent semantics, both beside likeness (`machines`);
3. the recipe chosen by cross-validation inside the training rows; the reported figure comes from folds that did
   not choose (`selection`);
4. with few labels a student learns from the teacher's guesses on the unlabelled rows and joins it;
5. everything is folded into one matrix; temperature and sets come from out-of-fold scores (`calibration`).

With no labels at all the likeness stands alone and teaches the student.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from redress.language import calibration, features, machines, prototypes, selection, spaces
from redress.language.classify import COVERAGE, Classifier

KEPT_WEIGHTS = 8_000_000
"""A model keeps at most this many weights (32 MB); the least telling grams go first."""


class NothingToLearn(ValueError):
    """Will be raised when the rows hold no class to learn: no labels and no tree, or one class only."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and how good it is: `cv_macro_f1` is None when fewer than two classes were labelled.

    `remarks` says in one line each what the caller should tell (labels outside the tree, classes too rare to judge).
    """

    model: Classifier
    rows: int
    labelled: int
    cv_macro_f1: float | None
    remarks: tuple[str, ...] = ()


def train(
    *,
    texts: Sequence[str],
    labels: Sequence[str],
    tree: prototypes.ClassTree | None = None,
    classes: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
    coverage: float = COVERAGE,
) -> Trained:
    """Train a classifier; an empty label marks an unlabelled text.

    `classes` fixes the classes (default: the labels met; without labels, the tree's leftmost names); `weights` says
    how much each row counts; `coverage` is what the sets promise. Raises NothingToLearn and prototypes.TreeMismatch.
    """
    met = tuple(sorted({label for label in labels if label}))
    known = classes or met
    level, outside = 0, tuple[str, ...]()
    if tree is not None and known:
        level, outside = prototypes.level_of(known, tree=tree)
    if any(any(sign in label for sign in "|\n\r") for label in known):
        raise NothingToLearn("a label holds | or a line break")
    names = tuple(dict.fromkeys(known)) or (tree.names(level=0) if tree is not None else ())
    if len(names) < 2:
        raise NothingToLearn("no labels and no class tree" if not names else f"only one class, {names[0]!r}")
    place = {name: number for number, name in enumerate(names)}
    if not any(text.strip() for text in texts):
        raise NothingToLearn("every text is empty")
    lesson = _lesson(
        texts=texts,
        truth=np.array([place.get(label, -1) for label in labels], dtype=np.int64),
        counts=np.ones(len(labels)) if weights is None else np.asarray(weights, dtype=np.float64),
        names=names,
        tree=tree,
        level=level,
    )
    marked, unmarked = np.flatnonzero(lesson.truth >= 0), np.flatnonzero(lesson.truth < 0)
    if lesson.likeness is None and not len(marked):
        raise NothingToLearn("no labels, and no word of the class tree occurs in the texts")
    parents, tops = (("",) * len(names), names)
    if tree is not None:
        parents, tops = prototypes.upward(names, tree=tree, level=level)
    notes: dict[str, object] = {"texts": len(texts), "labelled": len(marked), "tree": tree is not None}
    if selection.classes_met(lesson.truth, marked) > 1:
        chosen = selection.choose(lesson, marked=marked, unmarked=unmarked)
        machine = selection.build(lesson, recipe=chosen.recipe, taught=marked, unmarked=unmarked)
        fitted = calibration.fit(scores=chosen.held_out, truth=lesson.truth[marked], groups=tops, coverage=coverage)
        notes |= {
            "latent": chosen.recipe.latent,
            "lambda": chosen.recipe.weight,
            "student": chosen.recipe.student,
            "cv_macro_f1": round(chosen.macro_f1, 4),
        }
        quality: float | None = chosen.macro_f1
    else:
        machine = selection.without_labels(lesson, unmarked=np.arange(len(texts)))
        fitted = calibration.uncalibrated(scores=machine.on(lesson.space.rows), classes=len(names), coverage=coverage)
        quality = None
    model = _pack(machine, lesson.space, names, parents, tops, fitted, notes)
    return Trained(model, len(texts), len(marked), quality, _remarks(lesson, names, outside))


def _remarks(lesson: machines.Lesson, names: Sequence[str], outside: Sequence[str]) -> tuple[str, ...]:
    """Say what a person should know about these labels."""
    said = []
    if outside:
        said.append(f"{len(outside)} labels are not in the tree and go without its words: {'、'.join(outside[:5])}")
    held = np.bincount(lesson.truth[lesson.truth >= 0], minlength=len(names))
    rare = [name for name, count in zip(names, held, strict=True) if 0 < count < 2]
    if rare:
        said.append(f"{len(rare)} classes were labelled once only and cannot be judged: {'、'.join(rare[:5])}")
    return tuple(said)


def _lesson(
    *,
    texts: Sequence[str],
    truth: npt.NDArray[np.int64],
    counts: npt.NDArray[np.float64],
    names: Sequence[str],
    tree: prototypes.ClassTree | None,
    level: int,
) -> machines.Lesson:
    space = spaces.space(texts)
    latent = spaces.latent(space)
    likeness = spaces.likeness(space, labels=names, tree=tree, level=level, found=latent)
    return machines.Lesson(space, latent, likeness, truth, counts, len(names))


def _pack(
    machine: machines.Machine,
    space: spaces.Space,
    names: tuple[str, ...],
    parents: tuple[str, ...],
    tops: tuple[str, ...],
    fitted: calibration.Calibration,
    notes: dict[str, object],
) -> Classifier:
    """Keep the grams that tell most (weight x how often they occur) and lay them out for prediction."""
    weights = machine.weights - machine.weights.mean(axis=1, keepdims=True)
    keep = np.arange(len(space.columns))
    room = max(KEPT_WEIGHTS // len(names), 1)
    if len(keep) > room:
        telling = np.abs(weights).max(axis=1) * np.sqrt(space.frequency)
        keep = np.sort(np.argsort(-telling, kind="stable")[:room])
    index = np.zeros(features.BUCKETS, dtype=np.int32)
    index[space.columns[keep]] = np.arange(1, len(keep) + 1, dtype=np.int32)
    packed = np.zeros((len(keep) + 1, len(names)), dtype=np.float32)
    packed[1:] = weights[keep]
    bias = (machine.bias - machine.bias.mean()).astype(np.float32)
    return Classifier(names, parents, tops, index, space.idf, packed, bias, fitted, notes)
