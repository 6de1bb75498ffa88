"""Classes for a text, with how sure, what else it may be, and why; corrected on the spot. numpy only.

A `Classifier` is one linear model over hashed grams (see `features`), made by `learning.train`, kept on disk by
`modelfile`. What its answer asks of a person:

    set of one class      "fill"   fill it in
    two or three          "offer"  offer them; where they share a parent, the parent is sure
    more, or no gram known "ask"   abstain

`suggest` is the classifier of the first day: class trees' own keywords, no model, no labels.
Corrections, with the cap on one person's, are kept by `corrections`; reasons are found by `reasons`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from redress.language import calibration, features
from redress.language.suggestion import Suggestion, suggest

__all__ = ["Advice", "Classifier", "Prediction", "Suggestion", "suggest"]

Advice = Literal["fill", "offer", "ask"]
OFFERED_AT_MOST = 3
COVERAGE = 0.95
"""How often the offered set holds the right class, unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One text's answer. `ranked` holds the three best (label, probability); `offered` the calibrated set.

    `parent` is the class above that is sure though the leaf is not ("" when there is none, or the leaf is sure).
    """

    label: str
    score: float
    ranked: tuple[tuple[str, float], ...]
    offered: tuple[str, ...]
    advice: Advice
    parent: str
    parent_score: float

    @property
    def abstains(self) -> bool:
        """Say whether a person should be asked rather than offered a choice."""
        return self.advice == "ask"


@dataclass(slots=True)
class Classifier:
    """A trained model. `weights` (known buckets + 1 x classes; row 0 is zero) may be corrected in place."""

    labels: tuple[str, ...]
    parents: tuple[str, ...]
    tops: tuple[str, ...]
    index: npt.NDArray[np.int32]
    idf: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    calibration: calibration.Calibration
    notes: dict[str, object] = field(default_factory=dict)

    def rows(self, texts: Sequence[str]) -> features.Rows:
        """Turn texts into weighted rows over this model's buckets; unknown grams weigh nothing."""
        return features.weigh(features.counts(texts), idf=self.idf)

    def scores(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Score texts: n x classes, before the temperature."""
        return self._score(self.rows(texts))

    def _score(self, rows: features.Rows) -> npt.NDArray[np.float32]:
        known = features.Rows(rows.indptr, self.index[rows.buckets], rows.values)
        return features.score(known, weights=self.weights) + self.bias

    def chances(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give the probabilities of all classes: n x classes."""
        return calibration.probabilities(self.scores(texts), temperature=self.calibration.temperature)

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        """Classify texts, in order."""
        return tuple(answer for batch in features.batches(texts) for answer in self._predict(batch))

    def _predict(self, texts: Sequence[str]) -> list[Prediction]:
        rows = self.rows(texts)
        chances = calibration.probabilities(self._score(rows), temperature=self.calibration.temperature)
        chosen = calibration.sets(chances, calibration=self.calibration)
        order = np.argsort(-chances, axis=1, kind="stable")
        owner = np.repeat(np.arange(len(rows)), np.diff(rows.indptr))
        silent = np.bincount(owner, weights=rows.values, minlength=len(rows)) == 0
        answers = []
        for row in range(len(texts)):
            best = order[row]
            ranked = tuple((self.labels[k], float(chances[row, k])) for k in best[:3])
            offered = tuple(self.labels[k] for k in best if chosen[row, k])
            advice: Advice = "fill" if len(offered) == 1 else "offer" if len(offered) <= OFFERED_AT_MOST else "ask"
            if silent[row]:
                advice = "ask"
            parent, held = ("", 0.0) if advice == "fill" else self._parent(chances[row])
            answers.append(Prediction(*ranked[0], ranked, offered, advice, parent, held))
        return answers

    def _parent(self, chances: npt.NDArray[np.float32]) -> tuple[str, float]:
        """Sum the leaves up the tree: the parent that holds the promised coverage, if one does."""
        held: dict[str, float] = {}
        for parent, chance in zip(self.parents, chances, strict=True):
            if parent:
                held[parent] = held.get(parent, 0.0) + float(chance)
        if not held:
            return "", 0.0
        best = max(held, key=lambda name: held[name])
        return (best, held[best]) if held[best] >= self.calibration.coverage else ("", 0.0)

    def correct(self, *, text: str, label: str, strength: float = 1.0) -> bool:
        """Move the weights of this text's grams until `label` leads by a margin; False when nothing had to move.

        A passive-aggressive step (Crammer et al. 2006) against each rival in turn: it touches only the grams of the
        text, so that it takes well under a millisecond. `strength` 1 settles this very text; less goes part of the
        way. Raises KeyError for a label that the model does not have.
        """
        if label not in self.labels:
            raise KeyError(label)
        chosen = self.labels.index(label)
        rows = self.rows([text])
        buckets = self.index[rows.buckets]
        known = buckets > 0
        buckets, values = buckets[known], rows.values[known]
        length = float(values @ values)
        if length == 0.0:
            return False
        moved = False
        margin = 2.0 * self.calibration.temperature
        for _ in range(len(self.labels)):
            scores = values @ self.weights[buckets] + self.bias
            rivals = scores.copy()
            rivals[chosen] = -np.inf
            rival = int(rivals.argmax())
            short = margin - float(scores[chosen] - scores[rival])
            if short <= 1e-6:
                break
            step = (strength * short / (2.0 * length)) * values
            self.weights[buckets, chosen] += step
            self.weights[buckets, rival] -= step
            moved = True
            if strength < 1.0:
                break
        return moved
