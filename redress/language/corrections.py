"""What officers teach: every correction is kept, works at once, and no single person may bend a class.

The ledger is append-only in spirit: the caller stores each `Correction`; here is only what follows from them.
Instant steps of one person on one class are capped until the next refit; in the refit the rows of one person
weigh at most a share of the class.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from redress.language.classify import Classifier

STEPS_A_PERSON = 20
"""Instant steps one person may cause on one class between two refits."""
SHARE_A_PERSON = 0.2
LEAST_A_PERSON = 5
"""In a refit one person's corrections to a class weigh at most this share of it, but never less than this many."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the model said, what the person chose instead, and under which model."""

    text: str
    predicted: str
    chosen: str
    person: str
    model: str = ""


@dataclass(slots=True)
class Ledger:
    """Counts the instant steps since the last refit; `held_back` lists what waits for the refit."""

    steps: Counter[tuple[str, str]] = field(default_factory=Counter)
    held_back: list[Correction] = field(default_factory=list)

    def learn(self, *, model: Classifier, correction: Correction) -> bool:
        """Apply a correction at once; False when the person's cap for that class is reached (it then waits).

        Raises KeyError for a class that the model does not have.
        """
        if correction.chosen not in model.labels:
            raise KeyError(correction.chosen)
        key = (correction.person, correction.chosen)
        if self.steps[key] >= STEPS_A_PERSON:
            self.held_back.append(correction)
            return False
        self.steps[key] += 1
        return model.correct(text=correction.text, label=correction.chosen)

    def replay(self, *, model: Classifier, corrections: Iterable[Correction]) -> int:
        """Apply stored corrections in order, as after a restart; gives how many took effect."""
        return sum(self.learn(model=model, correction=each) for each in corrections)


def row_weights(*, labels: Sequence[str], persons: Sequence[str]) -> tuple[float, ...]:
    """Weigh training rows so that no person outweighs the rest of a class; "" as person: not a correction, weight 1."""
    size = Counter(label for label in labels if label)
    rows: defaultdict[tuple[str, str], int] = defaultdict(int)
    for label, person in zip(labels, persons, strict=True):
        if label and person:
            rows[label, person] += 1
    return tuple(
        1.0
        if not (label and person)
        else min(1.0, max(LEAST_A_PERSON, SHARE_A_PERSON * size[label]) / rows[label, person])
        for label, person in zip(labels, persons, strict=True)
    )
