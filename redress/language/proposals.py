"""What goes into matching and what comes out: records, candidates, proposals, pairs; and a record written for the scan.

Lives here: plain values, and the step from a record as an office has it to the code points and numbers that
`gramscan` reads. Not here: comparing (`similar`).
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from redress.language import keys, persons

DECISIONS: Final = ("", "same_case", "group", "related")
LONGEST_TEXT: Final = 4000  # code points taken from a text
HAS_TIME, PHONE_VERIFIED, ID_VERIFIED, WOMAN, MAN = 1, 2, 4, 8, 16
_EPOCH_SHANGHAI: Final = dt.datetime(1970, 1, 1, 8)  # noqa: DTZ001 - a naive moment is read in Asia/Shanghai
_SEPARATORS: Final = str.maketrans({1: " ", 2: " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of one appeal; everything may be missing.

    `phone_verified` and `id_verified`: checked, so that another one forbids "same case" (an identity number with the
    right check character counts as checked). `amount` in yuan; `at` the moment of receipt (a naive one is read in
    Asia/Shanghai); `orders` order and parcel numbers.
    """

    text: str = ""
    person: str = ""
    phone: str = ""
    id_number: str = ""
    orders: tuple[str, ...] = ()
    trader: str = ""
    amount: Decimal | float | str | None = None
    at: dt.datetime | None = None
    phone_verified: bool = False
    id_verified: bool = False


class Reason(NamedTuple):
    """One reason: a stable code and what a person reads."""

    code: str
    zh: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier appeal worth a look, with the weight of what it shares."""

    other: str
    score: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed about an earlier appeal: same_case, group or related, a score from 0 to 1, and why."""

    other: str
    decision: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A decided pair, `a` received no later than `b`."""

    a: str
    b: str
    decision: str
    score: float
    reasons: tuple[Reason, ...]


Numbers = tuple[int, int, int, int, int]


def minute(at: dt.datetime | None) -> int:
    """Return the minute of a moment since 1970 (UTC), 0 for none; from 1 to 2**31 - 1."""
    if at is None:
        return 0
    gone = int(at.timestamp() if at.tzinfo else (at - _EPOCH_SHANGHAI).total_seconds()) // 60
    return 1 if gone < 1 else gone if gone < 2**31 else 2**31 - 1


def written(record: Record) -> tuple[str, Numbers]:
    """Return the fields of one appeal in the form `gramscan` reads, and its numbers.

    Fields: text, surname and given name, identity number, orders, trader, trader told in the text. Numbers: phone,
    second phone, fen, minute, flags.
    """
    text = record.text[:LONGEST_TEXT]
    if "\x01" in text or "\x02" in text:
        text = text.translate(_SEPARATORS)
    name = persons.known(record.person, text)
    trader = keys.trader_core(record.trader) if record.trader else ""
    told = ""
    if not trader or record.trader not in text:  # named as in the form, the text tells nothing more
        told = persons.trader_told(text, plainly=not trader)
        if told:
            told = keys.trader_core(told)
    phones = keys.phone_numbers(record.phone) if record.phone else ()
    flags = 0
    at = record.at
    if at is not None:
        flags = HAS_TIME
    if name.sex:
        flags |= WOMAN if name.sex == "f" else MAN
    if phones and record.phone_verified:
        flags |= PHONE_VERIFIED
    code = orders = ""
    if (
        record.id_number
        and (code := keys.id_code(record.id_number))
        and (record.id_verified or keys.id_checks_out(code))
    ):
        flags |= ID_VERIFIED
    if record.orders:
        orders = "\x02".join(keys.order_codes(record.orders))
    first = int(phones[0]) if phones else 0
    second = int(phones[1]) if len(phones) > 1 else 0
    fen = keys.cents(record.amount) if record.amount else 0
    fields = f"{text}\x01{name.surname}\x02{name.given}\x01{code}\x01{orders}\x01{trader}\x01{told}\x01"
    return fields, (first, second, fen, minute(at), flags)


@functools.lru_cache(maxsize=65_536)
def reasons(bits: int) -> tuple[Reason, ...]:
    """Return the reasons behind a pair's bits (see `pairscore.REASONS`), and how alike the texts are."""
    from redress.language import pairscore

    said = [Reason(*pairscore.REASONS[bit]) for bit in range(len(pairscore.REASONS)) if bits >> bit & 1]
    alike = bits >> pairscore.TEXT_BITS
    return (*said, Reason("text", f"文字相似度{alike / 100:.2f}")) if alike else tuple(said)
