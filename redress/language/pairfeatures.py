"""What the rows of two appeals say about each other: some thirty plain features of a pair. Numba.

What the features mean for a decision is in `pairscore`; the shape of a row is in `grams`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from redress.language import grams as g
from redress.language.machine import compiled

FEATURES: Final = (
    "phone_same", "phone_other", "phone_shared", "phone_in_text", "id_same", "id_other", "order_same", "order_near",
    "order_other", "name_same", "name_rare", "name_fits", "fits_in_crowd", "name_near", "given_other", "surname_other", "title_other",
    "trader_likeness", "trader_known", "trader_other", "copied_other", "subject_other", "sum_same", "sum_rare", "sum_alone", "sum_other", "sum_missing",
    "day_same", "day_other", "goods_same", "goods_other", "fault_likeness", "fault_other", "place_same",
    "text_likeness", "rare_words", "figure_same", "gap_months", "trader_rare", "sum_despite", "many_traders",
)  # fmt: skip
(PHONE_SAME, PHONE_OTHER, PHONE_SHARED, PHONE_IN_TEXT, ID_SAME, ID_OTHER, ORDER_SAME, ORDER_NEAR,
 ORDER_OTHER, NAME_SAME, NAME_RARE, NAME_FITS, FITS_IN_CROWD, NAME_NEAR, GIVEN_OTHER, SURNAME_OTHER, TITLE_OTHER,
 TRADER_LIKE, TRADER_KNOWN, TRADER_OTHER, COPIED_OTHER, SUBJECT_OTHER, SUM_SAME, SUM_RARE, SUM_ALONE, SUM_OTHER, SUM_MISSING,
 DAY_SAME, DAY_OTHER, GOODS_SAME, GOODS_OTHER, FAULT_LIKE, FAULT_OTHER, PLACE_SAME,
 TEXT_LIKE, RARE_WORDS, FIGURE_SAME, GAP, TRADER_RARE, SUM_DESPITE, MANY_TRADERS) = range(len(FEATURES))  # fmt: skip


TELLING: Final = 5.0  # a name lighter than this (ln of traders per bigram, summed) says little: 超市, 有限公司


@compiled
def _yes(fact: Any) -> Any:
    return 1.0 if fact else 0.0


@compiled
def _two(a: Any, b: Any, at: Any) -> Any:
    """Compare two places of two rows: 1 equal, -1 both there and different, 0 one is missing."""
    if (a[at] == 0 and a[at + 1] == 0) or (b[at] == 0 and b[at + 1] == 0):
        return 0
    return 1 if a[at] == b[at] and a[at + 1] == b[at + 1] else -1


@compiled
def _shared(a: Any, b: Any, at: Any, many: Any) -> Any:
    """Count equal non-zero values among `many` places of two rows; -1 when one row has none."""
    found = 0
    if a[at] == 0 or b[at] == 0:
        return -1
    for i in range(many):
        for j in range(many):
            if a[at + i] != 0 and a[at + i] == b[at + j]:
                found += 1
                break
    return found


@compiled
def _orders(a: Any, b: Any, out: Any) -> Any:
    if a[g.ORDER] == 0 or b[g.ORDER] == 0:
        return
    best = 0
    for i in range(g.ORDER, g.ORDER + 4, 2):
        for j in range(g.ORDER, g.ORDER + 4, 2):
            if a[i] and b[j]:
                best = max(best, int(a[i] == b[j]) + int(a[i + 1] == b[j + 1]))
    out[ORDER_SAME if best == 2 else ORDER_NEAR if best == 1 else ORDER_OTHER] = 1.0


@compiled
def _persons(a: Any, b: Any, out: Any) -> Any:
    phone = _two(a, b, g.PHONE)
    out[PHONE_SAME], out[PHONE_OTHER] = _yes(phone > 0), _yes(phone < 0)
    if phone <= 0:
        for i, j in ((g.PHONE, g.CONTACT), (g.CONTACT, g.PHONE), (g.CONTACT, g.CONTACT)):
            if a[i] and a[i] == b[j] and a[i + 1] == b[j + 1]:
                out[PHONE_IN_TEXT], out[PHONE_OTHER] = 1.0, 0.0
    identity = _two(a, b, g.IDENTITY)
    out[ID_SAME], out[ID_OTHER] = _yes(identity > 0), _yes(identity < 0)
    if a[g.NAME] and b[g.NAME]:
        if a[g.NAME] != b[g.NAME]:
            out[SURNAME_OTHER] = 1.0
        elif a[g.NAME + 1] == 0 or b[g.NAME + 1] == 0:
            out[NAME_FITS] = 1.0
        elif a[g.NAME + 1] == b[g.NAME + 1] and a[g.NAME + 2] == b[g.NAME + 2]:
            out[NAME_SAME] = 1.0
        elif a[g.NAME + 1] == b[g.NAME + 1] or (a[g.NAME + 2] and a[g.NAME + 2] == b[g.NAME + 2]):
            out[NAME_NEAR] = 1.0
        else:
            out[GIVEN_OTHER] = 1.0
    sexes = (a[g.FLAGS] | b[g.FLAGS]) & (g.WOMAN | g.MAN)
    out[TITLE_OTHER] = _yes(sexes == (g.WOMAN | g.MAN))


@compiled
def _named_alike(a: Any, a_at: Any, a_many: Any, b: Any, b_at: Any, b_many: Any, counts: Any, total: Any) -> Any:
    """Return how alike two names are: bigrams shared, by rarity, against the shorter name; -1 when one is missing."""
    if a[a_at] == 0 or b[b_at] == 0:
        return -1.0
    both, mine, other = 0.0, 0.0, 0.0
    for i in range(a_at, a_at + a_many):
        if a[i]:
            weight = np.log((total + 2000.0) / (counts[a[i]] + 1.0))
            mine += weight
            for j in range(b_at, b_at + b_many):
                if a[i] == b[j]:
                    both += weight
                    break
    for j in range(b_at, b_at + b_many):
        if b[j]:
            other += np.log((total + 2000.0) / (counts[b[j]] + 1.0))
    return min(both / max(min(mine, other), TELLING), 1.0)


@compiled
def trader_likeness(a: Any, b: Any, counts: Any, total: Any) -> Any:
    """Return how alike two appeals' traders are, 0 to 1, as registered or as told in the text; -1 unknown."""
    best = _named_alike(a, g.TRADER, g.TRADER_GRAMS, b, g.TRADER, g.TRADER_GRAMS, counts, total)
    best = max(best, _named_alike(a, g.TRADER, g.TRADER_GRAMS, b, g.TOLD, g.TOLD_GRAMS, counts, total))
    best = max(best, _named_alike(a, g.TOLD, g.TOLD_GRAMS, b, g.TRADER, g.TRADER_GRAMS, counts, total))
    return max(best, _named_alike(a, g.TOLD, g.TOLD_GRAMS, b, g.TOLD, g.TOLD_GRAMS, counts, total))


@compiled
def trader_rarity(a: Any, b: Any, counts: Any, total: Any) -> Any:
    """Return how rare the rarest bigram is that two appeals' traders share: ln of appeals per appeal with it; 0 none."""
    best = 0.0
    for i in range(g.TRADER, g.TOLD + g.TOLD_GRAMS):
        if a[i]:
            for j in range(g.TRADER, g.TOLD + g.TOLD_GRAMS):
                if a[i] == b[j]:
                    best = max(best, np.log((total + 2000.0) / (counts[a[i]] + 1.0)))
    return best


@compiled
def likeness(a: Any, b: Any) -> Any:
    """Return the estimated share of 3-grams that two texts have in common (16 one-permutation minima), 0 to 1."""
    same, used = 0, 0
    for at in range(g.LIKENESS, g.LIKENESS + g.BINS // 2):
        for shift in (0, 8):
            x, y = (a[at] >> shift) & 0xFF, (b[at] >> shift) & 0xFF
            if x or y:
                used += 1
                same += int(x == y)
    return same / used if used else 0.0


@compiled
def features(
    a: Any, b: Any, traders: Any, counts: Any, fault_weights: Any, rarity: Any, paid_hits: Any, out: Any
) -> Any:
    """Fill `out` with what the rows of the new appeal `a` and an earlier one `b` say (see `FEATURES`).

    `fault_weights`: how rarely each fault is named; `rarity`: how rare each counted word of `a` is (natural log of
    appeals per word, see `grams`);
    `paid_hits`: how many earlier appeals share trader and sum with `a`.
    """
    out[:] = 0.0
    _persons(a, b, out)
    _orders(a, b, out)
    trader = trader_likeness(a, b, traders, counts[1])
    if out[NAME_SAME]:
        out[NAME_RARE] = rarity[4] / 10.0
    if out[NAME_FITS]:
        out[NAME_FITS] = rarity[5] / 4.0
    if trader >= 0:
        out[TRADER_KNOWN], out[TRADER_LIKE] = 1.0, trader
        out[TRADER_OTHER] = _yes(trader < 0.3)
        out[TRADER_RARE] = trader_rarity(a, b, traders, counts[1]) / 10.0
    if a[g.SUM] and b[g.SUM]:
        for i in range(3):
            for j in range(3):
                if a[g.SUM + i] and a[g.SUM + i] == b[g.SUM + j]:
                    out[SUM_SAME] = 1.0
                    out[SUM_RARE] = max(out[SUM_RARE], rarity[i] / 10.0)
        if out[SUM_SAME]:
            out[SUM_ALONE] = out[SUM_RARE] / max(paid_hits, 1)
        else:
            out[SUM_OTHER] = 1.0
    else:
        out[SUM_MISSING] = 1.0
    out[SUM_DESPITE] = out[SUM_RARE] * out[TRADER_OTHER]
    days = _shared(a, b, g.DAY, 2)
    out[DAY_SAME], out[DAY_OTHER] = _yes(days > 0), _yes(days == 0)
    mine = np.uint32(a[g.FAULT]) | (np.uint32(a[g.FAULT + 1]) << np.uint32(16))
    other = np.uint32(b[g.FAULT]) | (np.uint32(b[g.FAULT + 1]) << np.uint32(16))
    if mine and other:
        both, either = 0.0, 0.0
        for bit in range(31):
            if ((mine | other) >> np.uint32(bit)) & np.uint32(1):
                either += fault_weights[bit]
                if ((mine & other) >> np.uint32(bit)) & np.uint32(1):
                    both += fault_weights[bit]
        out[FAULT_LIKE], out[FAULT_OTHER] = both / either, _yes(mine & other == 0)
    goods = _shared(a, b, g.GOODS, 2)
    out[GOODS_SAME], out[GOODS_OTHER] = _yes(goods > 0), _yes(goods == 0)
    out[PLACE_SAME] = rarity[3] / 10.0 if a[g.PLACE] and a[g.PLACE] == b[g.PLACE] else 0.0
    out[SUBJECT_OTHER] = out[TRADER_OTHER] * out[GOODS_OTHER] * (1.0 + out[FAULT_OTHER])
    out[TEXT_LIKE] = likeness(a, b)
    out[COPIED_OTHER] = _yes(out[TRADER_OTHER] and out[TEXT_LIKE] >= 0.25)
    if trader < 0 and out[TEXT_LIKE] >= 0.4 and (a[g.TRADER] or b[g.TRADER]):
        out[COPIED_OTHER] = 0.7  # the text names no trader, one form does: perhaps one text for many traders
    if a[g.FLAGS] & b[g.FLAGS] & g.HAS_TIME:
        mine_at = np.int64(a[g.MINUTE]) | (np.int64(a[g.MINUTE + 1]) << 16)
        other_at = np.int64(b[g.MINUTE]) | (np.int64(b[g.MINUTE + 1]) << 16)
        out[GAP] = abs(mine_at - other_at) / 43200.0
