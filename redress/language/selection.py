"""Choosing the recipe by cross-validation inside the training rows, and the out-of-fold scores it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from redress.language import machines, spaces
from redress.language.machines import Floats, Lesson, Machine, Whole

FOLDS = 5
MANY_FOLDS = 10
MANY_FOLDS_UP_TO = 500
"""With so few labels a fold of a fifth costs the fold's machine much of what the whole knows, and its sets would promise
too little of it (they over-covered by 1 to 3 points); a tenth costs half of that, and the folds are cheap."""
LAMBDAS = (0.0, 0.25, 0.5)
LATENT_SHARES = (0.3, 1.0)
STUDENT_UP_TO = 400
"""With more labels than this a student no longer helps (measured)."""
STUDENT_AT_LEAST = 200
"""A student needs this many unlabelled texts."""

Option = tuple[float, float]
Scores = dict[Option, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """`latent` and `weight` (lambda): how much latent semantics and plain likeness are added to the grams.

    `sizes` are the spreads by which grams, latent and student scores are divided, taken on rows not taught.
    """

    latent: float
    weight: float
    sizes: tuple[float, float, float]
    student: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The recipe, the out-of-fold scores of the labelled rows (in their order) and the nested macro-F1."""

    recipe: Recipe
    held_out: Floats
    macro_f1: float


def macro_f1(guess: Whole, truth: Whole) -> float:
    """Average F1 over the classes that occur in the truth or the guess."""
    scores = []
    for number in np.union1d(guess, truth):
        right = int(((guess == number) & (truth == number)).sum())
        scores.append(2.0 * right / (int((guess == number).sum()) + int((truth == number).sum())))
    return float(np.mean(scores))


def folds(truth: Whole, *, count: int, seed: int = 0) -> Whole:
    """Deal rows to folds, class by class, so that every fold has its share of each."""
    dealt = np.zeros(len(truth), dtype=np.int64)
    generator = np.random.default_rng(seed)
    offset = 0
    for number in np.unique(truth):
        own = generator.permutation(np.flatnonzero(truth == number))
        dealt[own] = (np.arange(len(own)) + offset) % count
        offset += len(own)
    return dealt


def build(lesson: Lesson, *, recipe: Recipe, taught: Whole, unmarked: Whole) -> Machine:
    """Fit all parts of a recipe on the `taught` rows and add them up."""
    parts = [
        _grams(lesson, taught).times(1.0 / recipe.sizes[0]),
        machines.likeness(lesson).times(recipe.weight),
    ]
    latent = machines.latent(lesson, taught=taught)
    if latent is not None:
        parts.append(latent.times(recipe.latent / recipe.sizes[1]))
    teacher = machines.total(parts)
    if not recipe.student:
        return teacher
    pupil = machines.student(lesson, teacher=teacher, taught=taught, unmarked=unmarked)
    return machines.total([_unit(teacher, lesson, unmarked), pupil.times(1.0 / recipe.sizes[2])])


def _grams(lesson: Lesson, taught: Whole) -> Machine:
    return machines.grams(
        lesson, taught=taught, truth=lesson.truth[taught], counts=lesson.counts[taught], with_likeness=True
    )


def _unit(machine: Machine, lesson: Lesson, rows: Whole) -> Machine:
    return machine.times(1.0 / spaces.spread(machine.on(lesson.space.rows[rows])))


def choose(lesson: Lesson, *, marked: Whole, unmarked: Whole) -> Chosen:
    """Choose the recipe on out-of-fold scores; the macro-F1 comes from folds that had no part in the choice."""
    truth = lesson.truth[marked]
    count = min(MANY_FOLDS if len(marked) <= MANY_FOLDS_UP_TO else FOLDS, len(marked))
    dealt = folds(truth, count=count)
    by_grams = np.zeros((len(marked), lesson.classes), dtype=np.float32)
    by_latent = np.zeros_like(by_grams)
    for fold in range(count):
        taught, asked = marked[dealt != fold], np.flatnonzero(dealt == fold)
        rows = lesson.space.rows[marked[asked]]
        by_grams[asked] = _grams(lesson, taught).on(rows)
        latent = machines.latent(lesson, taught=taught)
        if latent is not None:
            by_latent[asked] = latent.on(rows)
    by_likeness = machines.likeness(lesson).on(lesson.space.rows[marked])
    sizes = (spaces.spread(by_grams), spaces.spread(by_latent) if by_latent.any() else 1.0)
    scores: Scores = {
        (share, weight): by_grams / sizes[0] + share * by_latent / sizes[1] + weight * by_likeness
        for share in (LATENT_SHARES if lesson.latent is not None else (0.0,))
        for weight in (LAMBDAS if lesson.likeness is not None else (0.0,))
    }
    best = _best(scores, truth)
    student = len(marked) <= STUDENT_UP_TO and len(unmarked) >= STUDENT_AT_LEAST
    recipe = Recipe(*best, sizes=(*sizes, 1.0), student=student)
    if student:
        return _with_student(lesson, recipe, marked, unmarked, dealt)
    unseen = _nested(scores, truth, dealt, count)
    return Chosen(recipe, unseen, macro_f1(unseen.argmax(axis=1), truth))


def _best(scores: Scores, truth: Whole) -> Option:
    """Take the option with the best macro-F1; among near equals (half a point) the one that leans more on what
    was known before the labels."""
    judged = {option: macro_f1(held.argmax(axis=1), truth) for option, held in scores.items()}
    top = max(judged.values())
    return max(option for option, quality in judged.items() if quality >= top - 0.005)


def _nested(scores: Scores, truth: Whole, dealt: Whole, count: int) -> Floats:
    """Score each fold by the option that the other folds choose, so that no row had a part in how it is scored."""
    unseen = np.zeros(next(iter(scores.values())).shape, dtype=np.float32)
    for fold in range(count):
        rest, asked = dealt != fold, dealt == fold
        best = _best({option: held[rest] for option, held in scores.items()}, truth[rest])
        unseen[asked] = scores[best][asked]
    return unseen


def _with_student(lesson: Lesson, recipe: Recipe, marked: Whole, unmarked: Whole, dealt: Whole) -> Chosen:
    """Run the folds again with a student in each; the unlabelled rows are all it may look at besides."""
    truth = lesson.truth[marked]
    held = np.zeros((len(marked), lesson.classes), dtype=np.float32)
    teacher_recipe = replace(recipe, student=False)
    sizes = []
    for fold in np.unique(dealt):
        taught, asked = marked[dealt != fold], np.flatnonzero(dealt == fold)
        rows = lesson.space.rows[marked[asked]]
        teacher = build(lesson, recipe=teacher_recipe, taught=taught, unmarked=unmarked)
        pupil = machines.student(lesson, teacher=teacher, taught=taught, unmarked=unmarked)
        sizes.append(spaces.spread(pupil.on(rows)))
        held[asked] = _unit(teacher, lesson, unmarked).on(rows) + pupil.on(rows) / sizes[-1]
    done = replace(recipe, sizes=(*recipe.sizes[:2], float(np.mean(sizes))))
    return Chosen(done, held, macro_f1(held.argmax(axis=1), truth))


def without_labels(lesson: Lesson, *, unmarked: Whole, rounds: int = 2) -> Machine:
    """Let the likeness teach a student, and both together another one."""
    teacher = machines.likeness(lesson)
    if len(unmarked) < STUDENT_AT_LEAST:
        return teacher
    nobody = np.empty(0, dtype=np.int64)
    machine = teacher
    for _ in range(rounds):
        pupil = machines.student(lesson, teacher=machine, taught=nobody, unmarked=unmarked)
        machine = machines.total([teacher, _unit(pupil, lesson, unmarked)])
    return machine


def classes_met(truth: Whole, rows: Sequence[int] | Whole) -> int:
    """Count the different classes among `rows`."""
    return len(np.unique(truth[np.asarray(rows, dtype=np.int64)]))
