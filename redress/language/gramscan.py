"""Scan the fields of appeals into rows, keys and gram hashes (see `grams` for the shapes). Compiled with numba.

One appeal is given as code points: text, person (surname PART given name), identity number, order numbers (PART
between them), trader, trader told in the text; each field ends with SEPARATOR. Its numbers come beside it (int64): phone, second phone,
fen, minute of receipt, flags.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from redress.language import grams as g
from redress.language import gramtext
from redress.language.grams import U
from redress.language.machine import compiled

FIELDS = 6
NUMBERS = 5


class Tables(NamedTuple):
    """Symbols of characters and cue words (see `sounds`)."""

    symbols: npt.NDArray[np.uint16]
    cues: npt.NDArray[np.uint64]
    faults: npt.NDArray[np.uint32]
    leaves: npt.NDArray[np.uint16]


@compiled
def _trader(codes: Any, start: Any, end: Any, key: Any, symbols: Any, row: Any, first: Any, many: Any) -> Any:
    """Write the distinct bigrams of a trader's name into `many` places of the row."""
    before, placed = U(0), 0
    for at in range(start, end):
        symbol = U(symbols[codes[at]] if codes[at] < 65536 else 0)
        if symbol == U(0):
            continue
        if before and placed < many:
            cut = g.short(g.keyed(key, g.TRADER_T, (before << U(16)) | symbol))
            fresh = True
            for place in range(placed):
                fresh = fresh and row[first + place] != cut
            if fresh:
                row[first + placed] = cut
                placed += 1
        before = symbol


@compiled
def _names(codes: Any, starts: Any, key: Any, symbols: Any, row: Any, keys: Any, counted: Any) -> Any:
    """Read person, identity number, orders and traders; `starts` are the borders of the fields."""
    part = 0
    for at in range(starts[1], starts[2] - 1):
        if codes[at] == g.PART:
            part = max(part, 1)
            continue
        symbol = symbols[codes[at]] if codes[at] < 65536 else 0
        if symbol and part < 3:
            word = U(symbol) if row[g.NAME + part] == 0 else U(symbol) | (U(row[g.NAME + part]) << U(20))
            row[g.NAME + part] = g.short(g.keyed(key, g.NAME_T, word))
            if part:
                part += 1
    if row[g.NAME]:
        counted[5] = g.full(g.keyed(key, g.NAME_T, U(row[g.NAME]) << U(32)))
    if row[g.NAME] and row[g.NAME + 1]:
        word = U(row[g.NAME]) | (U(row[g.NAME + 1]) << U(16)) | (U(row[g.NAME + 2]) << U(32))
        counted[4] = g.full(g.keyed(key, g.PERSON_T, word))
    hashed = U(0)
    for at in range(starts[2], starts[3] - 1):
        hashed = hashed * U(37) + U(symbols[codes[at]] if codes[at] < 65536 else 0)
    if hashed:
        hashed = g.keyed(key, g.ID_T, hashed)
        keys[2] = g.full(hashed)
        gramtext.put(row, g.IDENTITY, hashed)
    even, odd, count = U(1), U(1), 0
    for at in range(starts[3], starts[4]):
        code = codes[at]
        if code == g.PART or code == g.SEPARATOR:
            if count:
                gramtext.put_order(row, keys, key, even, odd)
            even, odd, count = U(1), U(1), 0
            continue
        symbol = U(symbols[code] if code < 65536 else 0)
        if count & 1:
            odd = odd * U(37) + symbol
        else:
            even = even * U(37) + symbol
        count += 1
    _trader(codes, starts[4], starts[5] - 1, key, symbols, row, g.TRADER, g.TRADER_GRAMS)
    _trader(codes, starts[5], starts[6] - 1, key, symbols, row, g.TOLD, g.TOLD_GRAMS)


@compiled
def scan(codes: Any, starts: Any, numbers: Any, key: Any, tables: Any, batch: Any) -> Any:
    """Scan the appeals `starts[i]:starts[i+1]` of `codes` into a `gramindex.Batch` whose rows, keys and counted are 0."""
    sequence, seen = np.empty(g.SEQUENCE, np.uint16), np.empty(4096, np.uint32)
    small = np.empty(512, np.uint32)
    figures, borders = np.empty(8, np.uint32), np.empty(FIELDS + 1, np.int64)
    symbols, out_at = tables.symbols, 0
    for i in range(starts.shape[0] - 1):
        row, keys, counted = batch.rows[i], batch.keys[i], batch.counted[i]
        borders[0], field = starts[i], 1
        for at in range(starts[i], starts[i + 1]):
            if codes[at] == g.SEPARATOR:
                borders[field] = at + 1
                field += 1
        for place in range(2):
            if numbers[i, place] > 0:
                hashed = g.keyed(key, g.PHONE_T, U(numbers[i, place]))
                keys[place] = g.full(hashed)
                gramtext.put(row, g.PHONE + 2 * place, hashed)
        if numbers[i, 2] > 0:
            gramtext.put_sum(row, counted, key, numbers[i, 2])
        minute = np.uint32(numbers[i, 3])
        row[g.MINUTE] = np.uint16(minute & np.uint32(0xFFFF))
        row[g.MINUTE + 1] = np.uint16(minute >> np.uint32(16))
        row[g.FLAGS] = np.uint16(numbers[i, 4])
        _names(codes, borders, key, symbols, row, keys, counted)
        end = min(borders[1] - 1, borders[0] + g.LONGEST)
        length, found, whole = gramtext.text(
            codes, borders[0], end, key, symbols, row, keys, counted, figures, sequence
        )
        if length >= 8:
            keys[5] = g.full(g.keyed(key, g.TEXT_T, whole))
            row[g.FLAGS] |= np.uint16(g.HAS_TEXT)
        for place in range(min(found, 2)):
            keys[11 + place] = figures[place]
        table = small if length < 250 else seen
        out_at = gramtext.shapes(sequence, length, key, tables, row, counted, batch.grams, out_at, table)
        batch.starts[i + 1] = out_at


@compiled
def usual_bigrams(codes: Any, starts: Any, key: Any, symbols: Any, traders: Any, count: Any) -> Any:
    """Count each bigram of common words of trade `count` times, so that what all names share tells nothing apart."""
    row = np.zeros(g.ROW, np.uint16)
    for i in range(starts.shape[0] - 1):
        row[:] = 0
        _trader(codes, starts[i], starts[i + 1], key, symbols, row, g.TRADER, g.TRADER_GRAMS)
        for at in range(g.TRADER, g.TRADER + g.TRADER_GRAMS):
            if row[at]:
                traders[row[at]] += np.uint32(count)
