"""One pass over new appeals: find, compare, judge, join, add. Numba.

Strictly one appeal after the other, each compared with those before it only, so that ten batches give what one gives.
Appeals judged to be one case form a ring; a new appeal that is one case with a member is proposed for the other
members too when nothing speaks against it (a call note may share the phone with one and the name with another).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from redress.language import gramchoice, gramindex, pairfeatures, pairscore
from redress.language import grams as g
from redress.language.gramindex import CITY, ENTRIES, LARGEST_CASE, LINES, MOST, SEEN_SLOTS, USUAL_COUNTS
from redress.language.machine import compiled

FIGURES: Final = (11, 13)  # the keys that are figures of the text
WIDEST: Final = MOST + LARGEST_CASE  # pairs written for one appeal at most
VIA_SHARE: Final = 0.9  # of the score of the pair it goes through


@compiled
def _has(words: Any, at: Any, hashed: Any) -> Any:
    """Tell whether an appeal has an entry with these 16 bits."""
    tag = np.uint16(hashed >> np.uint32(16))
    for place in range(0, 3 * ENTRIES, 3):
        if words[at, place] == tag:
            return tag != 0
    return False


@compiled
def _weigh(held: Any, counted: Any, word_rarity: Any, fault_weights: Any) -> Any:
    """Fill in how rare each counted word of an appeal and each fault is."""
    known = held.counts[0]
    for bit in range(31):
        fault_weights[bit] = np.log((known + 40.0) / (held.faults[bit] + 10.0))
    for place in range(g.COUNTED):
        slot = np.int64(counted[place]) & (held.sketch.shape[0] - 1)
        word_rarity[place] = np.log((known + CITY) / (held.sketch[slot] + USUAL_COUNTS[place]))


@compiled
def _compare(
    held: Any,
    batch: Any,
    i: Any,
    other: Any,
    paid: Any,
    chosen: Any,
    rarity: Any,
    many: Any,
    words: Any,
    faults: Any,
    facts: Any,
) -> Any:
    """Fill `facts` with the features of new appeal `i` and an earlier one."""
    pairfeatures.features(batch.rows[i], held.rows[other], held.traders, held.counts, faults, words, paid, facts)
    for mine in range(many):
        if rarity[mine] > 0.0 and _has(held.words, other, chosen[mine]):
            facts[pairfeatures.RARE_WORDS] += rarity[mine] / 10.0
    for place in range(FIGURES[0], FIGURES[1]):
        if batch.keys[i, place] and _has(held.words, other, batch.keys[i, place]):
            facts[pairfeatures.FIGURE_SAME] += 1.0


@compiled
def _same_ring(ring: Any, at: Any, other: Any) -> Any:
    """Return (whether two appeals are in one ring, size of the first one's ring)."""
    size, step, found = 1, np.int64(ring[at]), at == other
    while step != at and size <= LARGEST_CASE:
        found = found or step == other
        size, step = size + 1, np.int64(ring[step])
    return found, size


@compiled
def _many_traders(ring: Any, others: Any, table: Any, kept: Any) -> Any:
    """Return 1 when the same person has earlier matters (rings) against several other traders, else 0."""
    first = -1
    for c in range(kept):
        facts = table[c]
        person = facts[pairfeatures.PHONE_SAME] or facts[pairfeatures.NAME_SAME] or facts[pairfeatures.ID_SAME]
        if person and facts[pairfeatures.TRADER_OTHER] and not facts[pairfeatures.ORDER_SAME]:
            if first < 0:
                first = others[c]
            elif not _same_ring(ring, first, others[c])[0]:
                return 1.0
    return 0.0


@compiled
def _place(facts: Any, shared: Any, crowd: Any, many: Any) -> Any:
    """Add what the other candidates tell.

    A phone of several people; a surname that fits by chance in a crowd; one person against many traders.
    """
    facts[pairfeatures.PHONE_SHARED] = facts[pairfeatures.PHONE_SAME] * shared
    facts[pairfeatures.MANY_TRADERS] = (
        many * facts[pairfeatures.TRADER_OTHER] * (1.0 + facts[pairfeatures.GOODS_OTHER])
    )
    if facts[pairfeatures.NAME_FITS]:
        facts[pairfeatures.FITS_IN_CROWD] = np.log(1.0 + crowd) / 3.0


@compiled
def _join(held: Any, at: Any, others: Any, decisions: Any, scores: Any, many: Any) -> Any:
    """Put a new appeal into the ring of its surest same case, and join the rings of the others to it."""
    ring = held.ring
    for _ in range(many):
        best = -1
        for c in range(many):
            if decisions[c] == pairscore.SAME_CASE and scores[c] > 0.0 and (best < 0 or scores[c] > scores[best]):
                best = c
        if best < 0:
            return
        other, scores[best] = others[best], 0.0
        together, size = _same_ring(ring, at, other)
        _, more = _same_ring(ring, other, other)
        if not together and size + more <= LARGEST_CASE:
            ring[at], ring[other] = ring[other], ring[at]


@compiled
def _settle(
    held: Any, others: Any, decisions: Any, scores: Any, whys: Any, kept: Any, words: Any, faults: Any, facts: Any
) -> Any:
    """Keep the surest of several same cases that are plainly different matters; the others become related."""
    best = -1
    for c in range(kept):
        if decisions[c] == pairscore.SAME_CASE and (best < 0 or scores[c] > scores[best]):
            best = c
    if best < 0:
        return
    for c in range(kept):
        if c == best or decisions[c] != pairscore.SAME_CASE or _same_ring(held.ring, others[best], others[c])[0]:
            continue
        one, other = held.rows[others[best]], held.rows[others[c]]
        pairfeatures.features(one, other, held.traders, held.counts, faults, words, 1, facts)
        if facts[pairfeatures.ORDER_OTHER] or pairscore.axes(facts)[1] < pairscore.APART:
            decisions[c] = pairscore.RELATED
            whys[c] |= 1 << pairscore.R_BETTER


@compiled
def work(held: Any, batch: Any, adding: Any, judging: Any, out: Any) -> Any:
    """Find the candidates of each new appeal among the earlier ones, judge them, add it; return pairs written.

    `judging` 2 judges; 1 writes every candidate with its candidate score; 0 finds none. With room in `out.facts`
    every candidate is written, with its features.
    """
    room = gramindex.Room(
        np.full(SEEN_SLOTS, -1, np.int64), np.zeros(SEEN_SLOTS, np.float32), np.empty(SEEN_SLOTS // 2, np.int64),
        np.zeros(WIDEST, np.int64), np.zeros(MOST, np.float32), np.zeros(LINES, np.uint16),
        np.zeros(LINES, np.float32), np.zeros((LINES, 5), np.int64),
    )  # fmt: skip
    chosen, rarity = np.zeros(gramchoice.CHOSEN, np.uint32), np.zeros(gramchoice.CHOSEN, np.float64)
    words, faults = np.zeros(g.COUNTED), np.zeros(31)
    table = np.zeros((WIDEST + 1, len(pairfeatures.FEATURES)))  # the last line is scratch
    decisions, scores, whys = np.zeros(WIDEST, np.int64), np.zeros(WIDEST), np.zeros(WIDEST, np.int64)
    written, all_ = 0, out.facts.shape[0] > 0
    for i in range(batch.rows.shape[0]):
        gramchoice.combine(batch.rows[i], batch.keys[i], batch.counted[i], held.traders)
        many = gramchoice.choose(
            batch.grams, batch.starts[i], batch.starts[i + 1], held.sketch, held.counts[0], chosen, rarity
        )
        kept, paid, total, others = 0, 0, 0, room.best
        if judging:
            kept, paid = gramindex.find(held, room, batch.keys[i], chosen, rarity, many)
            total = kept
        if judging == 2:
            _weigh(held, batch.counted[i], words, faults)
            shared, crowd = 0.0, 0
            for c in range(kept):
                facts = table[c]
                _compare(held, batch, i, others[c], paid, chosen, rarity, many, words, faults, facts)
                if facts[pairfeatures.SURNAME_OTHER] or facts[pairfeatures.GIVEN_OTHER]:
                    shared = max(shared, facts[pairfeatures.PHONE_SAME])
                    crowd += facts[pairfeatures.TRADER_LIKE] >= pairscore.ONE_TRADER
            traders = _many_traders(held.ring, others, table, kept)
            for c in range(kept):
                _place(table[c], shared, crowd, traders)
                decisions[c], scores[c], whys[c] = pairscore.judge(table[c], batch.rows[i], held.rows[others[c]])
            _settle(held, others, decisions, scores, whys, kept, words, faults, table[WIDEST])
            for c in range(kept):
                if decisions[c] != pairscore.SAME_CASE or (whys[c] >> pairscore.R_VIA) & 1:
                    continue
                step, steps = np.int64(held.ring[others[c]]), 0
                while step != others[c] and steps < LARGEST_CASE:
                    at = 0
                    while at < total and others[at] != step:
                        at += 1
                    if at == total and total < WIDEST:
                        _compare(held, batch, i, step, paid, chosen, rarity, many, words, faults, table[at])
                        _place(table[at], shared, crowd, traders)
                        others[at] = step
                        decisions[at], scores[at], whys[at] = pairscore.judge(
                            table[at], batch.rows[i], held.rows[step]
                        )
                        total += 1
                    fits = at < total and decisions[at] != pairscore.SAME_CASE
                    if fits and pairscore.fits_case(table[at], batch.rows[i], held.rows[step]):
                        decisions[at], scores[at] = pairscore.SAME_CASE, scores[c] * VIA_SHARE
                        whys[at] = (whys[at] & pairscore.FOR_BITS) | (1 << pairscore.R_VIA)
                    step, steps = np.int64(held.ring[step]), steps + 1
        for c in range(total):
            if judging == 1 or decisions[c] or all_:
                out.at[written, 0], out.at[written, 1] = i, others[c]
                out.at[written, 2], out.at[written, 3] = decisions[c], whys[c]
                out.score[written] = scores[c] if judging == 2 else room.best_score[c]
                if all_:
                    out.facts[written] = table[c]
                written += 1
        if adding:
            gramindex.insert(held, batch, i, chosen, many)
            if judging == 2:
                _join(held, held.counts[0] - 1, others, decisions, scores, total)
    return written
