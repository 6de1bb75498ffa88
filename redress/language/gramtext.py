"""Read an appeal's text: symbols, sums, days and numbers, gram hashes, faults, goods, place, resemblance. Numba.

Shapes are in `grams`; the other fields of an appeal are read in `gramscan`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from redress.language import grams as g
from redress.language.grams import U
from redress.language.machine import compiled


@compiled
def put(row: Any, at: Any, hashed: Any) -> Any:
    """Write the low 32 bits of a hash into two places of a row, never 0."""
    cut = g.full(hashed)
    row[at] = np.uint16(cut & np.uint32(0xFFFF))
    row[at + 1] = np.uint16(cut >> np.uint32(16))


@compiled
def put_order(row: Any, keys: Any, key: Any, even: Any, odd: Any) -> Any:
    """Add an order number unless it is there or both places are taken."""
    a, b = g.short(g.keyed(key, g.ORDER_T, even)), g.short(g.keyed(key, g.ORDER_T, odd ^ U(0xFFFF)))
    for place in range(2):
        at = g.ORDER + 2 * place
        if row[at] == a and row[at + 1] == b:
            return
        if row[at] == 0:
            row[at], row[at + 1] = a, b
            keys[3 + place] = g.full(g.keyed(key, g.ORDER_T, even ^ (odd * U(31))))
            return


@compiled
def put_sum(row: Any, counted: Any, key: Any, fen: Any) -> Any:
    """Add a sum (fen) unless it is there or all three places are taken."""
    hashed = g.keyed(key, g.SUM_T, U(fen))
    cut = g.short(hashed)
    for place in range(3):
        if row[g.SUM + place] == cut:
            return
        if row[g.SUM + place] == 0:
            row[g.SUM + place] = cut
            counted[place] = g.full(hashed)
            return


@compiled
def _cue(packed: Any, cue_keys: Any) -> Any:
    """Return the slot of a cue word, -1 when it is none."""
    slot = np.int64((packed * g._MULTIPLY) >> U(51))
    while cue_keys[slot]:
        if cue_keys[slot] == packed:
            return slot
        slot = (slot + 1) & np.int64(cue_keys.shape[0] - 1)
    return np.int64(-1)


@compiled
def _is_order(codes: Any, at: Any) -> Any:
    """Tell whether 单 stands in the eight characters before a long number (订单号, 快递单号, 运单)."""
    found = False
    for before in range(max(at - 8, 0), at):
        found = found or codes[before] == 0x5355 or codes[before] == 0x55AE
    return found


@compiled
def text(
    codes: Any,
    at: Any,
    end: Any,
    key: Any,
    symbols: Any,
    row: Any,
    keys: Any,
    counted: Any,
    figures: Any,
    sequence: Any,
) -> Any:
    """Read a text: its symbols into `sequence`, what it says in figures into the row; return (length, figures, hash)."""
    length, found, whole = 0, 0, U(1469598103934665603)
    while at < end and length < g.SEQUENCE - 2:
        code = codes[at]
        symbol = symbols[code] if code < 65536 else 0
        if symbol == 0:
            at += 1
            continue
        fen, was = np.int64(-1), at
        if 16 <= symbol <= 25:
            before = codes[at - 1] if at > 0 else np.uint32(0)
            at, count, value, rest, even, odd = g._digits(codes, at, end, symbols)
            day_end, day = g._day(codes, at, end, count, value)
            follows = codes[at] if at < end else np.uint32(0)
            if day:
                at = day_end
                for place in range(2):
                    if row[g.DAY + place] == day:
                        break
                    if row[g.DAY + place] == 0:
                        row[g.DAY + place] = day
                        break
            elif day_end > at:
                at = day_end
            elif count == 11 and 13_000_000_000 <= value < 20_000_000_000:
                hashed = g.keyed(key, g.PHONE_T, U(value))
                if keys[1] == 0 and g.full(hashed) != keys[0]:
                    keys[1] = g.full(hashed)
                    put(row, g.CONTACT, hashed)
            elif count >= 10 and _is_order(codes, was):
                put_order(row, keys, key, even, odd)
            elif count >= 10:
                if found < 8:
                    figures[found] = g.full(g.keyed(key, g.FIGURE_T, even ^ (odd * U(31))))
                    found += 1
            else:
                if follows == 0x4E07 or follows == 0x842C or follows == 0x77 or follows == 0x57:  # 万, w
                    fen = value * 1_000_000 + rest * 10_000
                    at += 1
                elif follows == 0x5343:  # 千
                    fen = value * 100_000 + rest * 1_000
                    at += 1
                elif g._is_yuan(follows) or before == 0xA5 or before == 0xFFE5:
                    fen = value * 100 + rest
                elif count >= 3:
                    fen = np.int64(-1)
                    if found < 8:
                        figures[found] = g.full(g.keyed(key, g.FIGURE_T, U(value)))
                        found += 1
            symbol = np.uint16(1)
        else:
            value = g._figure(code)
            if value >= 0:
                total, after = g._numeral(codes, at, end)
                follows = codes[after] if after < end else np.uint32(0)
                if after - at >= 2 and value < 100 and total >= 100 and (g._is_yuan(follows) or total % 100 == 0):
                    fen, at, symbol = total * 100, after, np.uint16(1)
            if at == was:
                at += 1
        for place in range(was, at):
            whole = (whole ^ U(symbols[codes[place]] if codes[place] < 65536 else 0)) * U(1099511628211)
        if fen > 0:
            if at < end and g._is_yuan(codes[at]):
                at += 1
            put_sum(row, counted, key, fen)
        sequence[length] = symbol
        length += 1
    return length, found, whole


@compiled
def shapes(
    sequence: Any, length: Any, key: Any, tables: Any, row: Any, counted: Any, out: Any, out_at: Any, seen: Any
) -> Any:
    """Write the distinct 3-gram hashes of a sequence to `out`; its faults, goods, place and resemblance to the row."""
    cue_keys, masks, leaves = tables.cues, tables.faults, tables.leaves
    faults, goods, start = np.uint32(0), 0, out_at
    lowest = np.full(g.BINS, np.uint32(0xFFFFFFFF))
    mask = seen.shape[0] - 1
    seen[:] = 0
    for at in range(length - 1):
        two = (U(sequence[at]) << U(16)) | U(sequence[at + 1])
        cue = _cue(two, cue_keys)
        if at + 2 < length:
            three = (two << U(16)) | U(sequence[at + 2])
            longer = _cue(three, cue_keys)
            if longer >= 0:
                if cue >= 0:
                    faults |= masks[cue]
                cue = longer
            hashed = g.keyed(key, g.GRAM_T, three)
            cut = g.full(hashed)
            slot = np.int64(cut) & mask
            while seen[slot] != 0 and seen[slot] != cut:
                slot = (slot + 1) & mask
            if seen[slot] == 0 and out_at - start < mask // 2:
                seen[slot] = cut
                out[out_at] = cut
                out_at += 1
                bin_ = np.int64(((hashed >> U(32)) & U(0xFFFF)) * U(g.BINS) >> U(16))
                rank = np.uint32(hashed >> U(40)) ^ np.uint32(cut >> np.uint32(8))
                if rank < lowest[bin_]:
                    lowest[bin_] = rank
        if cue >= 0:
            faults |= masks[cue]
            if masks[cue] & np.uint32(0x80000000) and at >= 2 and row[g.PLACE] == 0:
                hashed = g.keyed(
                    key, g.PLACE_T, (U(sequence[at - 2]) << U(48)) | (U(sequence[at - 1]) << U(32)) | two
                )
                row[g.PLACE] = g.short(hashed)
                counted[3] = g.full(hashed)
            leaf = leaves[cue]
            if leaf and goods < 2 and row[g.GOODS] != leaf:
                row[g.GOODS + goods] = leaf
                goods += 1
    row[g.FAULT], row[g.FAULT + 1] = (
        np.uint16(faults & np.uint32(0xFFFF)),
        np.uint16(faults >> np.uint32(16) & np.uint32(0x7FFF)),
    )
    for bin_ in range(g.BINS):  # type: ignore[assignment]
        value = lowest[bin_]
        byte = np.uint32(0)  # an empty bin; a used one is never 0
        if value != np.uint32(0xFFFFFFFF):
            byte = max(value & np.uint32(0xFF), np.uint32(1))
        row[g.LIKENESS + bin_ // 2] |= np.uint16(byte << np.uint32(8 * (bin_ & 1)))
    return out_at
