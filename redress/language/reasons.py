"""Why a text got its class, in the text's own words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redress.language import features
from redress.language.classify import Classifier

LONGEST = 4
WORTH_A_CHARACTER = 1.15
"""A longer word must tell this much more than the shorter one to be preferred."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the text that speaks for the class: where it first stands and its part of the score."""

    word: str
    start: int
    weight: float


def reasons(model: Classifier, *, text: str, label: str, limit: int = 3) -> tuple[Reason, ...]:
    """Find the words that speak most for `label` against its strongest rival; raises KeyError for unknown labels."""
    if label not in model.labels:
        raise KeyError(label)
    buckets, starts, stops = features.located(text)
    if not len(buckets):
        return ()
    rows = model.rows([text])
    chosen = model.labels.index(label)
    scores = model.scores([text])[0]
    scores[chosen] = -np.inf
    rival = int(scores.argmax())
    value = dict(zip(rows.buckets.tolist(), rows.values.tolist(), strict=True))
    times = np.bincount(buckets, minlength=features.BUCKETS)
    gap = model.weights[:, chosen] - model.weights[:, rival]
    told: dict[tuple[int, int], float] = {}
    for bucket, start, stop in zip(buckets.tolist(), starts.tolist(), stops.tolist(), strict=True):
        told[start, stop] = float(gap[model.index[bucket]]) * value.get(bucket, 0.0) / float(times[bucket])
    words: dict[str, tuple[float, int]] = {}
    for start, stop in told:
        if not 2 <= stop - start <= 3:
            continue
        for length in range(2, LONGEST + 1):
            word = text[start : start + length]
            if len(word) == length and word.isalnum() and (start, min(start + length, start + 3)) in told:
                inside = sum(
                    told.get((begin, end), 0.0)
                    for begin in range(start, start + length)
                    for end in range(begin + 1, min(begin + 3, start + length) + 1)
                )
                held, first = words.get(word, (0.0, start))
                words[word] = (held + inside, first)
    picked: list[Reason] = []
    ranked = sorted(words.items(), key=lambda item: -item[1][0] / WORTH_A_CHARACTER ** len(item[0]))
    for word, (weight, start) in ranked:
        if weight <= 0.0 or len(picked) == limit:
            break
        if not any(word in held.word or held.word in word for held in picked):
            picked.append(Reason(word, start, weight))
    return tuple(picked)
