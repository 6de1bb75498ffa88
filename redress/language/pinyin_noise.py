"""Bracketed readings that a broken converter left behind characters: 消費(fèi)者權(quán)益 → 消費者權益.

A reading in brackets is noise when it reads the character before it and the text is full of readings that nobody
needs: common characters in their common reading. A gloss that helps, 召(shào)伯 or 盱(xū)眙(yí), stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from redress.language import script
from redress.language.edits import Change

_HINT = re.compile("[(（\\[［【]\\s{0,2}[a-zA-ZüÜāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_READING = re.compile(
    "(?<=([\u3400-\u9fff]))[(（\\[［【]\\s{0,2}([a-zA-ZüÜāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈŌÓǑÒńňǹḿ\u0300\u0301\u0304\u0308\u030c]{1,10}[1-5]?)\\s{0,2}[)）\\]］】]"
)
_HAN = re.compile("[\u3400-\u9fff]")
_LONG_ENOUGH = 3
_PLENTY = 1 / 150
_TWO_IN = 1 / 45


def _flat(reading: str) -> str:
    """Return a reading without its tone: fèi, fei4 → fei; lǜ, lü → lv."""
    plain = unicodedata.normalize("NFD", reading.lower())
    plain = plain.replace("u\u0308", "v").replace("ü", "v")
    return "".join(c for c in plain if "a" <= c <= "z")


@lru_cache(maxsize=4096)
def _readings(char: str) -> tuple[str, ...]:
    # Loaded here: the table is large, and few texts have brackets with letters in them.
    from pypinyin.constants import PINYIN_DICT

    return tuple(PINYIN_DICT.get(ord(char), "").split(","))


def reads(char: str, reading: str) -> bool:
    """Tell whether `reading` (with tone mark, tone number or neither) is a reading of `char`."""
    known = _readings(char)
    toned = unicodedata.normalize("NFC", reading.lower())
    if toned in known:
        return True
    flat = _flat(reading)
    marked = any(unicodedata.combining(c) and c != "\u0308" for c in unicodedata.normalize("NFD", reading))
    if marked:
        # Tone sandhi and neutral tones: the sound is right, the mark is another. One slip of the mark is forgiven.
        return any(_flat(k) == flat for k in known[:1])
    return any(_flat(k) == flat for k in known)


@lru_cache(maxsize=4096)
def _needless(char: str, reading: str) -> bool:
    """Tell whether nobody needs this gloss: a character of the first standard level in its first reading."""
    try:
        first_level = 0xB0 <= script.fold(char).encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
    return first_level and _flat(_readings(char)[0]) == _flat(reading)


def changes(text: str) -> Iterator[Change]:
    """Yield the removal of bracketed readings, when the text is full of them."""
    if not _HINT.search(text):
        return
    found = [m for m in _READING.finditer(text) if reads(m.group(1), m.group(2))]
    needless = sum(_needless(m.group(1), m.group(2)) for m in found)
    if needless < 2 or needless * 2 < len(found):
        return
    share = needless / max(1, len(_HAN.findall(text)))
    if not (needless >= _LONG_ENOUGH and (share >= _PLENTY or needless >= 8)) and share < _TWO_IN:
        return
    for m in found:
        yield m.start(), m.end(), "", "pinyin"
