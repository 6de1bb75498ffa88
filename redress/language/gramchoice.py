"""Choose what of an appeal is looked up and kept: its rarest grams, and pairs of what tells appeals apart. Numba."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from redress.language import grams as g
from redress.language.grams import U
from redress.language.machine import compiled

CHOSEN: Final = 9  # rarest grams that are looked up
COMMON: Final = 0.002  # a gram in more than this share of the appeals is not rare


@compiled
def choose(grams: Any, start: Any, end: Any, sketch: Any, known: Any, chosen: Any, rarity: Any) -> Any:
    """Put the rarest grams of an appeal in order; return how many.

    Rarity goes by steps of four (0-3, 4-15, ...) and within a step by hash, so that two appeals choose alike even
    though the counts have grown between them. `rarity` gets ln(appeals / count).
    """
    mask, most, many = sketch.shape[0] - 1, max(20.0, COMMON * known), 0
    ranks = np.empty(CHOSEN, np.int64)
    for at in range(start, end):
        gram = grams[at]
        count = np.int64(sketch[np.int64(gram) & mask])
        if count > most:
            continue
        step, limit = 0, 4
        while count >= limit:
            step, limit = step + 1, limit * 4
        rank = (step << 32) | np.int64(gram)
        if many == CHOSEN and rank >= ranks[CHOSEN - 1]:
            continue
        place = min(many, CHOSEN - 1)
        while place > 0 and ranks[place - 1] > rank:
            chosen[place], ranks[place], rarity[place] = chosen[place - 1], ranks[place - 1], rarity[place - 1]
            place -= 1
        chosen[place], ranks[place] = gram, rank
        rarity[place] = 0.0 if count == 0 else np.log((known + 2.0) / (count + 1.0))
        many = min(many + 1, CHOSEN)
    return many


@compiled
def combine(row: Any, keys: Any, counted: Any, traders: Any) -> Any:
    """Fill the combined keys of an appeal: its trader's two rarest bigrams, and pairs of what is told apart."""
    first, second = 0, 0
    for at in range(g.TRADER, g.TOLD + g.TOLD_GRAMS):
        gram = row[at]
        if gram == 0 or gram in (first, second):
            continue
        if first == 0 or traders[gram] < traders[first]:
            first, second = gram, first
        elif second == 0 or traders[gram] < traders[second]:
            second = gram
    surname, paid = U(row[g.NAME]), U(counted[0])
    keys[6] = _pair(paid, surname, 4)
    keys[7] = _pair(paid, U(first), 3)
    keys[8] = counted[4]
    keys[9] = _pair(surname, U(first), 2)
    keys[10] = _pair(paid, U(row[g.DAY]), 5)
    keys[13] = _pair(U(first), U(0), 1)
    keys[14] = _pair(U(second), U(0), 1)


@compiled
def _pair(a: Any, b: Any, kind: Any) -> Any:
    """Mix two keyed hashes into one of 32 bits; 0 when either is missing."""
    if a == U(0) or (b == U(0) and kind > 1):
        return np.uint32(0)
    mixed = (a ^ (b << U(29)) ^ (U(kind) << U(60))) * U(0xD6E8FEB86659FD93)
    return g.full((mixed ^ (mixed >> U(32))) * U(0xD6E8FEB86659FD93) >> U(16))
