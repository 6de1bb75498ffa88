"""Texts as rows of hashed character 1-3-grams, with numpy only.

Shapes: a batch of n texts becomes a `Rows` in compressed form: `indptr` (n + 1), `buckets` (int32, sorted within
a row) and `values` (float32). White space is dropped, letters are lower-cased, full-width forms narrowed and
every run of digits becomes one "0" (a run says "a number stands here"; which number is the extractor's matter).
Grams do not cross punctuation. Each size has buckets of its own, so that the many 3-grams cannot crowd the
2-grams out; in the idf a 3-gram counts 0.4 (all three measured: docs/quality.md).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BITS = 18
BUCKETS = 1 << BITS
SHARES = ((0, 1 << 14), (1 << 14, (1 << 18) - (1 << 16)), ((1 << 18) - (1 << 16), 1 << 18))
"""The buckets of the 1-, 2- and 3-grams: from, to."""
GRAM_WEIGHTS = (1.0, 1.0, 0.4)
MAX_CHARACTERS = 4000
"""A text is read to this length: an appeal's class shows long before, and 10 MB must not stop the line."""

_DROP = 0
_DIGIT = ord("0")
_SEED = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: `buckets[indptr[i]:indptr[i+1]]` and the like for `values`."""

    indptr: npt.NDArray[np.int64]
    buckets: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.indptr) - 1


@functools.cache
def _mute() -> npt.NDArray[np.bool_]:
    """Mark the code points of the basic plane that end a phrase: punctuation and symbols."""
    return np.array([unicodedata.category(chr(code))[0] in "PSZC" for code in range(0x10000)])


@functools.cache
def _table() -> npt.NDArray[np.uint32]:
    """Build the map from a code point of the basic plane to its folded form (0: dropped)."""
    table = np.arange(0x10000, dtype=np.uint32)
    for code in range(0x10000):
        character = chr(code)
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            table[code] = _DROP
            continue
        if code < 0x80 or 0xFF00 <= code < 0xFFF0:
            folded = unicodedata.normalize("NFKC", character).lower()
            table[code] = ord(folded[0])
    for digit in "0123456789":
        table[ord(digit)] = _DIGIT
        table[0xFF10 + int(digit)] = _DIGIT
    return table


def _fold(
    texts: Sequence[str],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Fold all texts into one array of code points; with the text each belongs to and its place in the joined text."""
    parts = [text[:MAX_CHARACTERS] for text in texts]
    lengths = np.fromiter((len(part) for part in parts), dtype=np.int64, count=len(parts))
    raw = np.frombuffer("".join(parts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)
    folded = np.where(raw < 0x10000, _table()[np.minimum(raw, 0xFFFF)], raw)
    is_digit = folded == _DIGIT
    keep = folded != _DROP
    if len(folded) > 1:
        keep[1:] &= ~(is_digit[1:] & is_digit[:-1] & (owner[1:] == owner[:-1]))
    places = np.flatnonzero(keep)
    return folded[places].astype(np.uint64), owner[places], places


def _scramble(keys: npt.NDArray[np.uint64], share: tuple[int, int]) -> npt.NDArray[np.int64]:
    """Spread keys over a share of the buckets (the high half of a product by an odd constant, scaled)."""
    mixed = (keys ^ (keys >> np.uint64(29))) * _SEED[0]
    place = ((mixed >> np.uint64(32)) * np.uint64(share[1] - share[0])) >> np.uint64(32)
    return place.astype(np.int64) + share[0]


def _grams(
    points: npt.NDArray[np.uint64], owner: npt.NDArray[np.int32]
) -> Iterator[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Give for each gram size the places where a gram begins and its bucket."""
    mute = _mute()[np.minimum(points, np.uint64(0xFFFF)).astype(np.int64)]
    for size, share in enumerate(SHARES, 1):
        stop = len(points) - size + 1
        if stop <= 0:
            return
        key = points[:stop] * _SEED[1] + np.uint64(size)
        for step in range(1, size):
            key = (key ^ points[step : stop + step]) * _SEED[2]
        kept = owner[:stop] == owner[size - 1 :]
        for step in range(size if size > 1 else 0):
            kept &= ~mute[step : stop + step]
        begins = np.flatnonzero(kept)
        yield size, begins, _scramble(key[begins], share)


def counts(texts: Sequence[str]) -> Rows:
    """Count the hashed 1-, 2- and 3-grams of each text; values are plain counts."""
    points, owner, _ = _fold(texts)
    owners = owner.astype(np.int64) << BITS
    chunks = [owners[begins] | buckets for _, begins, buckets in _grams(points, owner)]
    joined = np.concatenate(chunks) if chunks else np.empty(0, dtype=np.int64)
    joined.sort()
    fresh = np.empty(len(joined), dtype=bool)
    if len(joined):
        fresh[0] = True
        np.not_equal(joined[1:], joined[:-1], out=fresh[1:])
    starts = np.flatnonzero(fresh)
    tally = np.diff(np.append(starts, len(joined))).astype(np.float32)
    found = joined[starts]
    indptr = np.searchsorted(found, np.arange(len(texts) + 1, dtype=np.int64) << BITS)
    return Rows(indptr.astype(np.int64), (found & (BUCKETS - 1)).astype(np.int32), tally)


def located(text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the bucket of every gram of one text with where it starts and stops in the text."""
    points, owner, places = _fold([text])
    none = np.empty(0, dtype=np.int64)
    buckets, starts, stops = [none], [none], [none]
    for size, begins, found in _grams(points, owner):
        buckets.append(found)
        starts.append(places[begins])
        stops.append(places[begins + size - 1] + 1)
    return np.concatenate(buckets), np.concatenate(starts), np.concatenate(stops)


def weigh(rows: Rows, *, idf: npt.NDArray[np.float32]) -> Rows:
    """Turn counts into unit-length rows of (1 + log count) x idf; a row without known grams stays empty."""
    values = (1.0 + np.log(rows.values)) * idf[rows.buckets]
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.indptr))
    norms = np.sqrt(np.bincount(owner, weights=values.astype(np.float64) ** 2, minlength=len(rows)))
    norms[norms == 0] = 1.0
    return Rows(rows.indptr, rows.buckets, (values / norms[owner]).astype(np.float32))


def document_frequency(rows: Rows) -> npt.NDArray[np.float32]:
    """Count in how many texts each bucket occurs."""
    return np.bincount(rows.buckets, minlength=BUCKETS).astype(np.float32)


def inverse_frequency(frequency: npt.NDArray[np.float32], *, texts: int) -> npt.NDArray[np.float32]:
    """Give log((1 + n) / (1 + df)) + 1, the smooth idf of the textbook, times the weight of the gram's size."""
    result = np.log((1.0 + texts) / (1.0 + frequency)) + 1.0
    for (start, stop), weight in zip(SHARES, GRAM_WEIGHTS, strict=True):
        result[start:stop] *= weight
    return np.asarray(result, dtype=np.float32)


def score(rows: Rows, *, weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Multiply the rows by `weights` (buckets x classes): n x classes."""
    result = np.zeros((len(rows), weights.shape[1]), dtype=np.float32)
    if not len(rows.buckets):
        return result
    products = weights[rows.buckets] * rows.values[:, None]
    filled = np.flatnonzero(np.diff(rows.indptr))
    result[filled] = np.add.reduceat(products, rows.indptr[filled], axis=0)
    return result


def batches(texts: Sequence[str], *, size: int = 256) -> Iterator[Sequence[str]]:
    """Cut `texts` into runs of at most `size`, so that memory stays flat."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
