"""Exact keys of an appeal: keyed hashes of what must never be kept as written.

Lives here: how a phone, an identity number, an order number, a trader's name, a sum and a text are brought to one
form, and their keyed hashes. Not here: what equal keys mean (`pairscore`). Standard library only, so that a web
worker can use it without the numeric libraries.

A key is BLAKE2b (RFC 7693) with the house's secret as key and the kind as personalisation, 16 bytes: without the
secret nobody can try all eleven-digit phones against it, and equal digits of two kinds give different digests.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, NamedTuple

KINDS: Final = ("phone", "id_number", "order", "trader_amount", "text")
SECRET_BYTES: Final = (16, 64)  # fewest (a guessable secret is none) and most (what BLAKE2b takes)
SHORTEST_TEXT: Final = 8  # letters and digits; below that equal texts say nothing (投诉, 要求退款)

_NOT_WORD: Final = re.compile(r"[\W_]+")
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86|0086)?(1[3-9]\d{9})(?!\d)")
_LANDLINE: Final = re.compile(r"(?<!\d)(?:\+?86|0086)?(0?\d{7,11})(?!\d)")
_GAPS: Final = re.compile(r"(?<=\d)[\s()（）\-—–·.]+(?=\d)|[()（）]")
_EXTENSION: Final = re.compile(r"(?:转|分机|ext\.?|#|x)\s*\d+$", re.IGNORECASE)
_MASKED: Final = re.compile(r"[*＊×●_]|[xX]{2,}")
_APART: Final = re.compile(r"[、,，;；/|\n\t]+")
_NOT_CODE: Final = re.compile(r"[^0-9A-Z]+")
_DIGITS_ONLY: Final = re.compile(r"[^0-9]+")
_BRACKETED: Final = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_REGION: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?(?:自治州|[市州盟](?!场|民|政)))?"
    r"(?:[\u4e00-\u9fff]{1,6}?(?:新区|开发区|[区县旗](?!域)))?(?=[^店]{2})"
)
_LEGAL_FORM: Final = re.compile(
    r"(?:(?:集团)?(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司|集团)"
    r"|(?:个体工商户|经营部|商行|店铺|官方旗舰店|旗舰店|专营店|专卖店))+"
    r"(?:[\u4e00-\u9fff]{2,6}(?:分公司|分店|店))?$"
)
_SUM: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(万|千|百|w|k)?", re.IGNORECASE)
_TIMES: Final = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100, "": 1}
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, 6.2


class Key(NamedTuple):
    """One exact key: its kind (one of `KINDS`) and 16 bytes that equal only for equal values."""

    kind: str
    digest: bytes


def check_secret(*, secret: bytes) -> None:
    """Raise ValueError when `secret` cannot key a hash: not bytes, shorter than 16 or longer than 64 bytes."""
    fewest, most = SECRET_BYTES
    if not isinstance(secret, bytes) or not fewest <= len(secret) <= most:
        raise ValueError(f"the secret of the keys must be {fewest} to {most} bytes; give the house's own")


@lru_cache(maxsize=8)
def _hashers(secret: bytes) -> dict[str, Any]:
    check_secret(secret=secret)
    return {kind: hashlib.blake2b(digest_size=16, key=secret, person=kind.encode()) for kind in KINDS}


def _narrow(value: str) -> str:
    return value if value.isascii() else unicodedata.normalize("NFKC", value)


def _placeholder(digits: str) -> bool:
    return (
        digits.endswith("0000000")
        or digits == digits[0] * len(digits)
        or digits in ("12345678901", "12345678", "1234567")
    )


def phone_numbers(phone: str) -> tuple[str, ...]:
    """Return the phones of `phone` as digits: country code, gaps and extension dropped.

    Mobiles first choice; else one landline (7 to 12 digits). Service numbers (12315, 95xxx), masked numbers
    (138****1234) and placeholders (all one digit, 12345678, 1380000000x) give nothing.
    """
    if len(phone) == 11 and phone.isascii() and phone.isdigit() and phone[0] == "1" and phone[1] > "2":
        return () if _placeholder(phone) else (phone,)
    if not phone or _MASKED.search(phone):
        return ()
    tidy = _EXTENSION.sub("", _GAPS.sub("", _narrow(phone).strip()))
    found = _MOBILE.findall(tidy) or _LANDLINE.findall(tidy)[:1]
    return tuple(dict.fromkeys(number for number in found if not _placeholder(number)))


def id_code(id_number: str) -> str:
    """Return an identity number in one form (capitals, no gaps), or "" when it is masked or cannot be one."""
    if not id_number or _MASKED.search(id_number):
        return ""
    code = _NOT_CODE.sub("", _narrow(id_number).upper())
    return code if 6 <= len(code) <= 20 and sum(c.isdigit() for c in code) >= 5 else ""


def id_checks_out(code: str) -> bool:
    """Tell whether an 18-character identity number has the check character of GB 11643-1999."""
    if len(code) != 18 or not code[:17].isdigit():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, code, strict=False))
    return "10X98765432"[total % 11] == code[17]


def order_codes(orders: Iterable[str]) -> tuple[str, ...]:
    """Return order and parcel numbers in one form, each once, in the order given.

    One string may hold several. From eight digits on only the digits count (DD, SF and NO. come and go);
    numbers of fewer than four digits or with masked places are left out.
    """
    found: dict[str, None] = {}
    for given in (orders,) if isinstance(orders, str) else orders:
        if not given:
            continue
        if given.isascii() and given.isdigit():
            parts = [given]
        else:
            parts = [] if _MASKED.search(given) else _APART.split(_narrow(given).upper())
            if len(parts) == 1 and " " in (pieces := parts[0].strip()):  # one number in groups, or several
                parts = pieces.split() if all(len(piece) >= 8 for piece in pieces.split()) else [pieces]
        for part in parts:
            digits = part if part.isdigit() else _DIGITS_ONLY.sub("", part)
            code = digits if len(digits) >= 8 else _NOT_CODE.sub("", part)
            if len(digits) >= 4 and len(code) >= 6:
                found[code] = None
    return tuple(found)


@lru_cache(maxsize=32_768)
def trader_core(trader: str) -> str:
    """Return the part of a trader's name that tells it from others, in lower case.

    Brackets, a leading region (岳阳市岳阳楼区…) and the legal form (…有限公司, …旗舰店) are dropped; when nothing
    would be left, the whole name stands.
    """
    whole = _NOT_WORD.sub("", _narrow(trader).lower())
    core = _NOT_WORD.sub("", _BRACKETED.sub("", _narrow(trader).lower()))
    core = _LEGAL_FORM.sub("", _REGION.sub("", core, count=1), count=1)
    return core if len(core) >= 2 else whole


def cents(amount: Decimal | float | str | None) -> int:
    """Return a sum in yuan as whole fen (3,280元 and 3280.00 → 328000; 1.2万 → 1200000), 0 when there is none."""
    if amount is None or amount == "":
        return 0
    try:
        if isinstance(amount, str):
            if amount.isascii() and amount.isdigit():
                return int(amount) * 100 if len(amount) < 12 else 0
            yuan, point, rest = amount.partition(".")
            if point and len(rest) == 2 and len(yuan) < 12 and amount.isascii() and (yuan + rest).isdigit():
                return int(yuan + rest)
            found = _SUM.search(_narrow(amount).replace(",", ""))
            if not found or "-" in amount[: found.start()]:
                return 0
            value = Decimal(found[1]) * _TIMES[(found[2] or "").lower()]
        else:
            value = Decimal(str(amount))
        return int(value * 100) if 0 < value < 10**11 else 0
    except (InvalidOperation, ValueError, OverflowError):
        return 0


def plain_text(text: str) -> str:
    """Return the letters and digits of `text`, NFKC, lower case: spacing and punctuation tell no texts apart."""
    bare = _NOT_WORD.sub("", text)
    if not unicodedata.is_normalized("NFKC", bare):
        bare = _NOT_WORD.sub("", unicodedata.normalize("NFKC", bare))
    return bare.lower()


def exact_keys(
    *,
    secret: bytes,
    phone: str = "",
    id_number: str = "",
    orders: Iterable[str] = (),
    trader: str = "",
    amount: Decimal | float | str | None = None,
    text: str = "",
) -> tuple[Key, ...]:
    """Return the keys of one appeal, in the order of `KINDS`; missing, masked and meaningless values give none.

    Raises ValueError for a secret of the wrong length.
    """
    hashers = _hashers(secret)
    keys: list[Key] = []

    def add(kind: str, value: str) -> None:
        hasher = hashers[kind].copy()
        hasher.update(value.encode("utf-8", "surrogatepass"))
        keys.append(Key(kind, hasher.digest()))

    if phone:
        for number in phone_numbers(phone):
            add("phone", number)
    if id_number and (code := id_code(id_number)):
        add("id_number", code)
    if orders:
        for order in order_codes(orders):
            add("order", order)
    if trader and (fen := cents(amount)):
        add("trader_amount", f"{trader_core(trader)}\x1f{fen}")
    if text and len(plain := plain_text(text)) >= SHORTEST_TEXT:
        add("text", plain)
    return tuple(keys)
