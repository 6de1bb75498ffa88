"""The rare-gram inverted index: its arrays, the walk that finds earlier appeals, and the adding of one. Numba.

Each appeal has `ENTRIES` places: its keys, then its rarest 3-grams at the time it came. An entry hangs in the chain
of its bucket (newest first): `words[entry]` = 16 bits of the hash and the entry before (32 bits), so an entry costs
six bytes and the appeal's number is entry // ENTRIES. Bucket and 16 bits together give the hash back, so the table of
heads can double without the texts. What is rare is told by a sketch of counts (one 16-bit counter a slot: counts may
be too high, never too low).

Finding, judging and adding in one pass is in `gramwork`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from redress.language import grams as g
from redress.language.machine import compiled

ENTRIES: Final = 16
FEWEST_GRAMS: Final = 5  # places kept for grams however many keys there are
MOST: Final = 20  # candidates kept for an appeal
SPARE_STEPS: Final = 24  # entries of other hashes looked at in one chain, beyond its hits
GRAM_HITS: Final = 5  # newest appeals taken from the chain of a gram
SEEN_SLOTS: Final = 2048
LINES: Final = 32  # chains followed for an appeal at most
LARGEST_CASE: Final = 24  # appeals joined into one case by the index itself
TRADER_SUM: Final = 7
# In the order of `grams.KEYS`; keys lead before grams.
KEY_WEIGHTS: Final = np.array([20, 15, 30, 30, 30, 10, 8, 8, 6, 8, 7, 8, 8, 3, 2], np.float32)
KEY_HITS: Final = np.array([32, 16, 32, 32, 32, 16, 16, 12, 16, 12, 12, 12, 12, 8, 8])  # newest appeals taken
USUAL: Final = 4.0  # a gram counts by how much its rarity (natural log) exceeds this

# A city of this many appeals and traders is assumed before the first comes, with the usual shares of what is counted
# (sums, place, full name, surname; see `grams.COUNTED`): what is rare is then known from the first appeal on.
CITY: Final = 2000.0
TRADERS: Final = 2000
USUAL_BIGRAM: Final = 60  # of them have each of the common words of trade
USUAL_COUNTS: Final = CITY * np.array([0.004, 0.004, 0.004, 0.002, 0.0005, 0.03])

Bits16 = npt.NDArray[np.uint16]
Bits32 = npt.NDArray[np.uint32]


class Held(NamedTuple):
    """What an index holds."""

    words: Bits16  # appeals, 3 * ENTRIES
    rows: Bits16  # appeals, grams.ROW
    ring: Bits32  # appeals; the next appeal of the same case, in a circle; itself when alone
    heads: Bits32  # newest entry of each bucket, counted from 1; a power of two, at least 2**18
    sketch: Bits16  # counts of grams and counted words; a power of two
    traders: Bits32  # appeals with each trader bigram
    faults: Bits32  # appeals that name each fault
    counts: npt.NDArray[np.int64]  # appeals, appeals with a trader


class Batch(NamedTuple):
    """New appeals as scanned (see `grams`)."""

    rows: Bits16
    keys: Bits32
    counted: Bits32
    grams: Bits32
    starts: npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Room for what is found: (place in the batch, earlier appeal, decision, reasons), score, features if wanted."""

    at: npt.NDArray[np.int64]
    score: npt.NDArray[np.float32]
    facts: npt.NDArray[np.float64]


class Room(NamedTuple):
    """Scratch of one walk: a small table of appeals met, the best of them, and the chains that are followed."""

    seen: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]
    touched: npt.NDArray[np.int64]
    best: npt.NDArray[np.int64]
    best_score: npt.NDArray[np.float32]
    tags: Bits16  # of each chain followed
    weights: npt.NDArray[np.float32]
    chains: npt.NDArray[np.int64]  # entry, hits, steps, hits wanted, place of the key


def empty(*, heads_bits: int = 18, sketch_bits: int = 22) -> Held:
    """Return the arrays of an index that holds nothing."""
    return Held(
        words=np.zeros((0, ENTRIES * 3), np.uint16),
        rows=np.zeros((0, g.ROW), np.uint16),
        ring=np.zeros(0, np.uint32),
        heads=np.zeros(1 << heads_bits, np.uint32),
        sketch=np.zeros(1 << sketch_bits, np.uint16),
        traders=np.zeros(65536, np.uint32),
        faults=np.zeros(32, np.uint32),
        counts=np.zeros(2, np.int64),
    )


@compiled
def double(words: Any, old: Any) -> Any:
    """Return heads of twice the size; every chain is split in two and keeps its order."""
    size, bits = old.shape[0], 0
    new, tails = np.zeros(2 * size, np.uint32), np.zeros(2, np.int64)
    while 1 << bits < size:
        bits += 1
    flat = words.reshape(-1, 3)
    for bucket in range(size):
        tails[:] = -1
        entry = np.int64(old[bucket]) - 1
        while entry >= 0:
            hashed = (np.int64(flat[entry, 0]) << 16) | (bucket & 0xFFFF)
            side = (hashed >> bits) & 1
            before = (np.int64(flat[entry, 1]) | (np.int64(flat[entry, 2]) << 16)) - 1
            link = np.uint32(entry + 1)
            if tails[side] < 0:
                new[bucket + side * size] = link
            else:
                flat[tails[side], 1] = np.uint16(link & np.uint32(0xFFFF))
                flat[tails[side], 2] = np.uint16(link >> np.uint32(16))
            tails[side] = entry
            flat[entry, 1], flat[entry, 2] = np.uint16(0), np.uint16(0)
            entry = before
    return new


@compiled
def _follow(held: Any, room: Any, line: Any, hashed: Any, weight: Any, most: Any, place: Any) -> Any:
    """Begin to follow the chain of a hash."""
    room.tags[line], room.weights[line] = np.uint16(hashed >> np.uint32(16)), weight
    chain = room.chains[line]
    chain[0] = np.int64(held.heads[np.int64(hashed) & (held.heads.shape[0] - 1)]) - 1
    chain[1], chain[2], chain[3], chain[4] = 0, 0, most, place


@compiled
def _walk(held: Any, room: Any, lines: Any) -> Any:
    """Follow all chains in turn, an entry at a time, adding each chain's weight to the newest appeals it meets.

    In turn, because the next entry of a chain is known only when this one has come from memory: so many come at once.
    Returns (appeals touched, hits of trader and sum).
    """
    words, seen, count, paid = held.words, room.seen, 0, 0
    while lines:
        line = 0
        while line < lines:
            chain = room.chains[line]
            entry = chain[0]
            if entry < 0 or chain[1] >= chain[3] or chain[2] >= SPARE_STEPS + chain[1]:
                paid = chain[1] if chain[4] == TRADER_SUM else paid
                lines -= 1
                chain[:] = room.chains[lines]
                room.tags[line], room.weights[line] = room.tags[lines], room.weights[lines]
                continue
            chain[2] += 1
            at, place = entry // ENTRIES, (entry % ENTRIES) * 3
            chain[0] = (np.int64(words[at, place + 1]) | (np.int64(words[at, place + 2]) << 16)) - 1
            if words[at, place] == room.tags[line]:
                chain[1] += 1
                slot = (at * 0x9E3779B1 >> 7) & (SEEN_SLOTS - 1)
                while seen[slot] >= 0 and seen[slot] != at:
                    slot = (slot + 1) & (SEEN_SLOTS - 1)
                if seen[slot] < 0 and count < room.touched.shape[0]:
                    seen[slot], room.scores[slot], room.touched[count] = at, 0.0, slot
                    count += 1
                room.scores[slot] += room.weights[line]
            line += 1
    return count, paid


@compiled
def find(held: Any, room: Any, keys: Any, chosen: Any, rarity: Any, many: Any) -> Any:
    """Return (candidates, hits of trader and sum); `room.best` gets up to `MOST`, most telling first, then newest."""
    lines = 0
    for place in range(g.KEYS):
        if keys[place]:
            _follow(held, room, lines, keys[place], KEY_WEIGHTS[place], KEY_HITS[place], place)
            lines += 1
    for place in range(many):
        if rarity[place] > 0.0:
            weight = np.float32(max(rarity[place] - USUAL, 0.2))
            _follow(held, room, lines, chosen[place], weight, GRAM_HITS, -1)
            lines += 1
    count, paid = _walk(held, room, lines)
    best, best_score, kept = room.best, room.best_score, 0
    for i in range(count):
        slot = room.touched[i]
        score, at = room.scores[slot], room.seen[slot]
        room.seen[slot] = -1
        if kept == MOST and (score < best_score[MOST - 1] or (score == best_score[MOST - 1] and at < best[MOST - 1])):
            continue
        place = min(kept, MOST - 1)
        while place > 0 and (
            best_score[place - 1] < score or (best_score[place - 1] == score and best[place - 1] < at)
        ):
            best[place], best_score[place] = best[place - 1], best_score[place - 1]
            place -= 1
        best[place], best_score[place] = at, score
        kept = min(kept + 1, MOST)
    return kept, paid


@compiled
def insert(held: Any, batch: Any, i: Any, chosen: Any, many: Any) -> Any:
    """Add appeal `i` of the batch: its row, its entries, and what it adds to the counts."""
    at, row, heads, words = held.counts[0], batch.rows[i], held.heads, held.words
    held.rows[at], held.ring[at] = row, at
    key, gram = 0, 0
    for place in range(ENTRIES):
        hashed = np.uint32(0)
        while key < g.KEYS and batch.keys[i, key] == 0:
            key += 1
        if key < g.KEYS and place < ENTRIES - min(many, FEWEST_GRAMS):
            hashed = batch.keys[i, key]
            key += 1
        elif gram < many:
            hashed = chosen[gram]
            gram += 1
        words[at, 3 * place], words[at, 3 * place + 1], words[at, 3 * place + 2] = 0, 0, 0
        if hashed:
            bucket = np.int64(hashed) & (heads.shape[0] - 1)
            words[at, 3 * place] = np.uint16(hashed >> np.uint32(16))
            words[at, 3 * place + 1] = np.uint16(heads[bucket] & np.uint32(0xFFFF))
            words[at, 3 * place + 2] = np.uint16(heads[bucket] >> np.uint32(16))
            heads[bucket] = np.uint32(at * ENTRIES + place + 1)
    for place in range(batch.starts[i], batch.starts[i + 1]):
        _count(held.sketch, batch.grams[place])
    for word in batch.counted[i]:
        if word:
            _count(held.sketch, word)
    if row[g.TRADER] or row[g.TOLD]:
        held.counts[1] += 1
        for place in range(g.TRADER, g.TOLD + g.TOLD_GRAMS):
            if row[place]:
                held.traders[row[place]] += np.uint32(1)
    named = np.uint32(row[g.FAULT]) | (np.uint32(row[g.FAULT + 1]) << np.uint32(16))
    for bit in range(31):
        held.faults[bit] += (named >> np.uint32(bit)) & np.uint32(1)
    held.counts[0] += 1


@compiled
def _count(sketch: Any, word: Any) -> Any:
    slot = np.int64(word) & (sketch.shape[0] - 1)
    if sketch[slot] < 65535:
        sketch[slot] += np.uint16(1)
