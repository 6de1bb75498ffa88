"""Read appeals into numbers: symbols, keyed gram hashes, sums, dates, numbers, names. Compiled with numba.

Lives here: the scan of one appeal's fields into a row of 16-bit features, eight exact keys and its distinct
3-gram hashes. Not here: storing and finding (`gramindex`), judging (`pairscore`).

Every hash is SipHash-1-3 (Aumasson and Bernstein 2012) of one or more 64-bit words under a 128-bit key, cut to 32
or 16 bits: without the key neither a phone nor the three characters of a name can be tried against a stored hash.

A row (uint16, `ROW` wide) holds, 0 meaning "not there":
    0-1 phone  2-3 phone in the text  4-5 identity number  6-7, 8-9 orders (digits at even, at odd places)
    10-12 sums  13-14 days (month * 32 + day)  15-20 bigrams of the trader  21-24 of the trader told in the text
    25-27 surname and given name  28-29 faults  30 place  31-32 minute of receipt (int32)  33 flags
    34-35 goods (leaf of the class tree)  36-43 resemblance (16 bytes)
Counted words (uint32, `COUNTED` wide) are three sums, a place, a full name, a surname; keys are listed at `KEYS`.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from redress.language.machine import compiled

ROW: Final = 44
COUNTED: Final = 6
# Phone, phone in the text, identity number, two orders, text; pairs made by `gramindex`: surname and sum, trader
# and sum, full name, surname and trader, sum and day; two figures of the text; the trader's two rarest bigrams.
KEYS: Final = 15
PHONE, CONTACT, IDENTITY, ORDER, SUM, DAY, TRADER, TOLD, NAME = 0, 2, 4, 6, 10, 13, 15, 21, 25
FAULT, PLACE, MINUTE, FLAGS, GOODS, LIKENESS = 28, 30, 31, 33, 34, 36
TRADER_GRAMS, TOLD_GRAMS = 6, 4
LONGEST: Final = 2000  # code points of a text that are read
SEQUENCE: Final = 2048
BINS: Final = 16
HAS_TIME, PHONE_VERIFIED, ID_VERIFIED, WOMAN, MAN, HAS_TEXT = 1, 2, 4, 8, 16, 32
SEPARATOR: Final = 1  # between the fields of one appeal
PART: Final = 2  # between the parts of one field

GRAM_T, PHONE_T, ID_T, ORDER_T, PERSON_T, TEXT_T, NAME_T, SUM_T, TRADER_T, PLACE_T, FIGURE_T = range(1, 12)

U = np.uint64
_C0, _C1 = U(0x736F6D6570736575), U(0x646F72616E646F6D)
_C2, _C3 = U(0x6C7967656E657261), U(0x7465646279746573)
_BLOCK, _LAST = U(8 << 56), U(0xFF)
_MULTIPLY = U(0x9E3779B97F4A7C15)


@compiled
def _turn(x: Any, bits: Any) -> Any:
    return (x << bits) | (x >> (U(64) - bits))


@compiled
def _round(v0: Any, v1: Any, v2: Any, v3: Any) -> Any:
    v0 += v1
    v2 += v3
    v1 = _turn(v1, U(13)) ^ v0
    v3 = _turn(v3, U(16)) ^ v2
    v0 = _turn(v0, U(32))
    v2 += v1
    v0 += v3
    v1 = _turn(v1, U(17)) ^ v2
    v3 = _turn(v3, U(21)) ^ v0
    v2 = _turn(v2, U(32))
    return v0, v1, v2, v3


@compiled
def keyed(key: Any, kind: Any, word: Any) -> Any:
    """Return SipHash-1-3 of one 64-bit word; `kind` goes into the length block, so kinds never share a hash."""
    v0, v1, v2, v3 = key[0] ^ _C0, key[1] ^ _C1, key[0] ^ _C2, key[1] ^ _C3
    v3 ^= word
    v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    v0 ^= word
    last = _BLOCK | U(kind)
    v3 ^= last
    v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    v0 ^= last
    v2 ^= _LAST
    for _ in range(3):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


@compiled
def short(hashed: Any) -> Any:
    """Return the top 16 bits of a hash, never 0."""
    cut = hashed >> U(48)
    return np.uint16(cut) if cut else np.uint16(1)


@compiled
def full(hashed: Any) -> Any:
    """Return the low 32 bits of a hash, never 0."""
    cut = hashed & U(0xFFFFFFFF)
    return np.uint32(cut) if cut else np.uint32(1)


@compiled
def _figure(code: Any) -> Any:
    """Return the value of a Chinese numeral: digits 0-9, 10, 100, 1000, 10000; -1 for anything else."""
    if code == 0x96F6 or code == 0x3007:
        return 0
    if code == 0x4E00:
        return 1
    if code == 0x4E8C or code == 0x4E24:
        return 2
    if code == 0x4E09:
        return 3
    if code == 0x56DB:
        return 4
    if code == 0x4E94:
        return 5
    if code == 0x516D:
        return 6
    if code == 0x4E03:
        return 7
    if code == 0x516B:
        return 8
    if code == 0x4E5D:
        return 9
    if code == 0x5341:
        return 10
    if code == 0x767E:
        return 100
    if code == 0x5343:
        return 1000
    if code == 0x4E07 or code == 0x842C:
        return 10000
    return -1


@compiled
def _is_yuan(code: Any) -> Any:
    return code == 0x5143 or code == 0x5757 or code == 0x5706 or code == 0x584A or code == 0x5713


@compiled
def _numeral(codes: Any, at: Any, end: Any) -> Any:
    """Read Chinese numerals from `at`; return (value, place after them). 三千八 is 3800, 一万二 12000."""
    total, part, digit, unit = 0, 0, -1, 1
    while at < end:
        value = _figure(codes[at])
        if value < 0:
            break
        if value < 10:
            digit = value
            if value == 0:
                unit = 10
        elif value == 10000:
            total = (total + part + max(digit, 0)) * 10000
            part, digit, unit = 0, -1, 10000
        else:
            part += (1 if digit < 0 else digit) * value
            digit, unit = -1, value
        at += 1
    if digit >= 0:
        part += digit * (unit // 10 if unit >= 100 else 1)
    return total + part, at


@compiled
def _digits(codes: Any, at: Any, end: Any, symbols: Any) -> Any:
    """Read a run of digits with thousands commas and two decimals.

    Returns (place after, digits, value, fen after the point, hash input of even and of odd places).
    """
    count, value, fen = 0, np.int64(0), 0
    even, odd = U(1), U(1)
    while at < end:
        code = codes[at]
        symbol = symbols[code] if code < 65536 else 0
        if 16 <= symbol <= 25:
            if count < 18:
                value = value * 10 + (symbol - 16)
            if count & 1:
                odd = odd * U(37) + U(symbol)
            else:
                even = even * U(37) + U(symbol)
            count += 1
            at += 1
        elif (code == 0x2C or code == 0xFF0C) and 0 < count <= 9 and at + 3 < end:
            inside = True
            for ahead in range(1, 4):
                next_code = codes[at + ahead]
                inside = inside and 0x30 <= next_code <= 0x39
            if not inside or (at + 4 < end and 0x30 <= codes[at + 4] <= 0x39):
                break
            at += 1
        else:
            break
    if at + 1 < end and codes[at] == 0x2E and 0x30 <= codes[at + 1] <= 0x39 and count <= 9:
        place = 10
        at += 1
        while at < end and 0x30 <= codes[at] <= 0x39:
            fen += (codes[at] - 0x30) * place
            place //= 10
            at += 1
    return at, count, value, fen, even, odd


@compiled
def _day(codes: Any, at: Any, end: Any, count: Any, value: Any) -> Any:
    """Read the rest of a date whose first number (`count` digits, `value`) ends at `at`: (place after, day or 0)."""
    month, day, mark = 0, 0, 0
    if count == 4 and 1990 <= value <= 2099 and at < end:
        mark = codes[at]
        if mark != 0x5E74 and mark != 0x2D and mark != 0x2F and mark != 0x2E:
            return at, 0
        start = at + 1
        while start < end and start < at + 3 and 0x30 <= codes[start] <= 0x39:
            month = month * 10 + (codes[start] - 0x30)
            start += 1
        if month < 1 or month > 12 or start >= end:
            return at, 0
        if (mark == 0x5E74 and codes[start] != 0x6708) or (mark != 0x5E74 and codes[start] != mark):
            return at, 0
        at = start
    elif count <= 2 and 1 <= value <= 12 and at < end and codes[at] == 0x6708:
        month = value
    else:
        return at, 0
    at += 1
    start = at
    while at < end and at < start + 2 and 0x30 <= codes[at] <= 0x39:
        day = day * 10 + (codes[at] - 0x30)
        at += 1
    if at < end and (codes[at] == 0x65E5 or codes[at] == 0x53F7 or codes[at] == 0x865F):
        at += 1
    if 1 <= day <= 31:
        return at, month * 32 + day
    return at, 0


def key_words(*, secret: bytes) -> npt.NDArray[np.uint64]:
    """Return the two 64-bit words that key the hashes, derived from the house's secret for this use only."""
    derived = hashlib.blake2b(b"redress similar grams", digest_size=16, key=secret).digest()
    return np.frombuffer(derived, np.uint64).copy()
