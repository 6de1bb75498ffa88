"""Pinyin initials of Chinese words, from a table shipped with the class files; nothing is computed at run time.

The table gives one usual reading a character (6,763 characters of GB 2312). Where a word reads differently, the class
file carries its own initials, which win.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("data") / "letters.csv"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {ord(each): row["letter"] for row in csv.DictReader(file) for each in row["characters"]}


def initials(text: str) -> str:
    """Return the initials of ``text`` in lower case: letters and digits stay, unknown characters are left out.

    >>> initials("大米"), initials("3D眼镜")
    ('dm', '3dyj')
    """
    table = _table()
    parts = (table.get(ord(each), each.lower() if each.isascii() and each.isalnum() else "") for each in text)
    return "".join(parts)
