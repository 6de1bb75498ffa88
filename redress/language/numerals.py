"""Numbers as Chinese writes them: 十万三千五百廿三, 3万5千, 1.27亿, 21,773, 两千余, 三成, 百分之三十二."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGIT = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "壹": 1, "二": 2, "贰": 2, "貳": 2, "两": 2, "兩": 2, "三": 3, "叁": 3, "參": 3, "四": 4, "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "陸": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_JOINED = {"廿": 20, "卅": 30, "卌": 40}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN = "零〇一二两兩三四五六七八九十百千万萬亿億廿卅壹贰貳叁肆伍陆陸柒捌玖拾佰仟"
# A number in figures, with thousands in commas or without, and the large units behind it.
# Bounded and possessive: a million digits in a row are no number and cost no time.
ARABIC = r"(?:[0-9]{1,3}(?:[,，][0-9]{3}){1,5}+(?![0-9])(?:\.[0-9]{1,8}+)?|[0-9]{1,16}+(?![0-9])(?:\.[0-9]{1,8}+)?)"
SCALE = "(?:[十百千]?[万萬亿億]|个亿|個億|万亿|萬億|[百千](?!分|瓦|克|米|伏|卡))"
_TOKEN = re.compile(rf"({ARABIC})({SCALE}?)")


def parse(text: str) -> Decimal | None:
    """Return the number that `text` writes, in figures, in Chinese or mixed (3万5千, 1.5亿); None when it is none."""
    text = text.strip()
    if not text:
        return None
    if text[0] in "0123456789":
        return _mixed(text)
    if "点" in text or "點" in text:
        whole, _, part = text.replace("點", "点").partition("点")
        return _decimal(whole, part)
    value = _han(text)
    return None if value is None else Decimal(value)


def _mixed(text: str) -> Decimal | None:
    total, at, last = Decimal(0), 0, Decimal(0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            tail = _han(text[at:]) if last >= 10 else None
            return None if tail is None or tail >= last else total + tail
        number = Decimal(re.sub("[,，]", "", found.group(1)))
        factor = Decimal(1)
        for char in found.group(2).lstrip("个個"):
            factor *= _LARGE.get(char) or _SMALL[char]
        if at and (not last or number * factor >= last):
            return None
        total, last, at = total + number * factor, factor, found.end()
    return total


def _decimal(whole: str, part: str) -> Decimal | None:
    scale = 1
    while part and part[-1] in _LARGE:
        scale *= _LARGE[part[-1]]
        part = part[:-1]
    left = _han(whole) if whole else 0
    if left is None or not part or any(c not in _DIGIT for c in part):
        return None
    return (left + Decimal("0." + "".join(str(_DIGIT[c]) for c in part))) * scale


def _han(text: str) -> int | None:
    """Return the whole number in Chinese characters (二〇二三 is read digit by digit), None for anything else."""
    if all(c in _DIGIT for c in text):
        if len(text) == 1:
            return _DIGIT[text]
        zeros = any(c in "零〇○" for c in text)
        return int("".join(str(_DIGIT[c]) for c in text)) if len(text) >= 3 or zeros else None
    if text[0] in _LARGE and len(text) > 1:
        return None
    total, section, digit, largest = 0, 0, -1, 10**12
    below = 10**5
    for char in text:
        if char in _DIGIT:
            if digit > 0:
                return None
            digit = _DIGIT[char]
        elif char in _SMALL:
            unit = _SMALL[char]
            if unit >= below:
                return None
            section += (digit if digit > 0 else 1) * unit
            digit, below = -1, unit
        elif char in _JOINED:
            if digit > 0 or below <= 10:
                return None
            section, digit, below = section + _JOINED[char], -1, 10
        elif char in _LARGE:
            unit = _LARGE[char]
            section += max(digit, 0)
            if unit == 10**8:
                total = (total + section) * unit if total + section else unit
            elif unit >= largest:
                return None
            else:
                total += (section or 1) * unit
            section, digit, below, largest = 0, -1, 10**5, unit if unit < 10**8 else 10**12
        else:
            return None
    if digit > 0 and below > 10 and section + total and text[-2] not in "零〇○":
        # 三千五 says 3,500, 一万二 says 12,000: the last digit takes the next unit down.
        last = text[-2]
        unit = _SMALL.get(last) or _LARGE.get(last) or 10
        digit *= unit // 10
    return total + section + max(digit, 0)


def plain(value: Decimal) -> int | float:
    """Return `value` as the plain number JSON shows: whole when it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
