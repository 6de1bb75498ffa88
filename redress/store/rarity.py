"""Which part of a long phrase is rare: what the search asks the index for, since common parts only cost time.

Told from a sample of texts from all over the table, held for a while. A guess that is off makes a search slower, never
wrong.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from operator import add
from typing import Any

PLACES, AT_EACH = 60, 10  # texts are read from so many places of the table, so many at each
HOLD_SECONDS = 600.0

_held: dict[str, tuple[float, Counter[str]]] = {}


def forget() -> None:
    """Drop what is held (between tests)."""
    _held.clear()


def rarest(phrase: str, *, connection: Any, execute: Callable[..., Any]) -> list[tuple[int, int]]:
    """Return (texts of the sample that hold it, place) of the phrase's pairs of characters, the rarest pair first.

    `execute` is the bulk module's, with which the sample is read when it is not held any more.
    """
    house, now = str(connection.settings_dict["NAME"]), time.monotonic()
    held = _held.get(house)
    if held is None or now - held[0] > HOLD_SECONDS:
        held = _held[house] = (now, _sampled(connection, execute))
    counts = held[1]
    return sorted((counts[phrase[place : place + 2]], place) for place in range(len(phrase) - 1))


def _sampled(connection: Any, execute: Callable[..., Any]) -> Counter[str]:
    sql = "SELECT min(case_id), max(case_id) FROM store_searchtext"
    first, last = execute(connection, sql=sql, values=[]).fetchone()
    texts: dict[int, str] = {}
    sql = "SELECT case_id, text FROM store_searchtext WHERE case_id >= ? ORDER BY case_id LIMIT ?"
    for place in range(PLACES if first is not None else 0):
        texts.update(
            execute(connection, sql=sql, values=[first + (last - first) * place // PLACES, AT_EACH]).fetchall()
        )
    counts: Counter[str] = Counter()
    for text in texts.values():
        counts.update(set(map(add, text, text[1:])))
    return counts
