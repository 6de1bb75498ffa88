"""The keys under which a text stands in PostgreSQL's index: pairs of characters, with a little of what comes next.

GIN knows no places, so a pair alone would let through every text that holds the pairs of a phrase apart from each
other. A key therefore mixes four things into 32 bits: two neighbouring UTF-16 units, four bits of the unit after
them, and the quarter of the year in which the case was received. The four bits leave one text in sixteen of those a
pair alone would let through; the quarter lets a search read the newest cases first and stop. Keys may coincide: what
they find is looked at literally.
"""

from __future__ import annotations

import datetime as dt
import functools
from array import array

NEXT_BITS = 4
NEXT = range(1 << NEXT_BITS)
LONGEST = 12  # keys asked for at once; a longer phrase is asked for by as many, spread over it
_WINDOW = (1 << 32 + NEXT_BITS) - 1  # two units and four bits of the third, as little-endian UTF-16 puts them
_MIX = 0x9E3779B97F4A7C15  # 2^64 / golden ratio (Knuth, TAOCP 3, 6.4: multiplicative hashing)
_WORD = (1 << 32) - 1
_LENGTH = 4 << 32  # before each element of a binary int4[] stands its length


def quarter(at: dt.datetime) -> int:
    """Return the quarter of a moment (UTC), counted from the year 0."""
    utc = at.astimezone(dt.UTC)
    return utc.year * 4 + (utc.month - 1) // 3


@functools.lru_cache(maxsize=64)
def _salts(quarter: int) -> tuple[int, ...]:
    """Return what is mixed into a pair, by the four bits of the unit after it."""
    return tuple((quarter << NEXT_BITS | after) * _MIX >> 24 & _WORD for after in NEXT)


def packed(text: str, *, quarter: int) -> bytes:
    """Return the keys of a normalised text as PostgreSQL's binary int4[]."""
    units = text.encode("utf-16-le") + bytes(4)  # the last pair is followed by nothing
    windows: set[int] = set()
    for start in (0, 2, 4, 6):  # overlapping windows of four units, cut by the C code of `array`
        cut = array("Q")
        cut.frombytes(units[start : start + (len(units) - start) // 8 * 8])
        windows.update(map(_WINDOW.__and__, cut))
    if not windows:
        return bytes(8) + (23).to_bytes(4, "big")
    salts = [_LENGTH | salt for salt in _salts(quarter)]
    words = array("Q", [window & _WORD ^ salts[window >> 32] for window in windows])
    words.byteswap()
    head = b"\0\0\0\x01" + bytes(4) + (23).to_bytes(4, "big") + len(words).to_bytes(4, "big") + b"\0\0\0\x01"
    return head + words.tobytes()


def of_phrase(phrase: str, *, quarter: int) -> tuple[list[int], bool]:
    """Return the keys to ask for as signed numbers, and whether one of them is enough (else all must be there).

    A phrase of three units or more has keys that are known in full, but for its last pair, which is left out. Of a
    phrase of two units nothing is known of what follows: any of sixteen keys will do.
    """
    units = phrase.encode("utf-16-le")
    if len(units) == 4:
        pair = int.from_bytes(units, "little")
        return [_signed(pair | after << 32, quarter) for after in NEXT], True
    pairs = len(units) // 2 - 2
    places = range(0, 2 * pairs, 2 * -(-pairs // LONGEST))
    windows = dict.fromkeys(int.from_bytes(units[at : at + 6], "little") & _WINDOW for at in places)
    return [_signed(window, quarter) for window in windows], False


def _signed(window: int, quarter: int) -> int:
    key = window & _WORD ^ _salts(quarter)[window >> 32]
    return key - (key >> 31 << 32)


def quarters(first: dt.datetime, last: dt.datetime) -> range:
    """Return the quarters from `last` back to `first`."""
    return range(quarter(last), quarter(first) - 1, -1)
