"""Cases newest first, read from several offices at once: what a search falls back on for a frequent phrase.

A database gives a walk: the newest cases of one office (or of all) whose text holds a phrase. Here walks over
several offices are merged, each read only as far as it is needed.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterator
from typing import NamedTuple

CHUNK = 8  # rows read from an office at once, at least


class Place(NamedTuple):
    """Where a case stands in the order newest first: its moment, then its id."""

    at: dt.datetime
    case_id: int


# walk(office id or None for all, below this place or None, how many) → places, newest first
Walk = Callable[[int | None, Place | None, int], list[Place]]


def look(
    *, walk: Walk, offices: frozenset[int] | None, before: Place | None, limit: int, cap: int
) -> tuple[list[Place], int]:
    """Return the newest `limit` places below `before` over the given offices, and a count of all up to `cap` + 1.

    The count is asked for on a first page only (`before` None); a `cap` of 0 asks for none.
    """
    most = max(limit, cap + 1 if cap else 0)
    if offices is None or len(offices) == 1:
        places = walk(None if offices is None else next(iter(offices)), before, most)
    else:
        chunk = max(CHUNK, 2 * limit // max(1, len(offices)))
        streams = [_stream(walk, office, before, chunk) for office in sorted(offices)]
        merged = heapq.merge(*streams, reverse=True)
        places = [place for place, _ in zip(merged, range(most), strict=False)]
    return places[:limit], len(places)


def _stream(walk: Walk, office: int, before: Place | None, chunk: int) -> Iterator[Place]:
    while True:
        places = walk(office, before, chunk)
        yield from places
        if len(places) < chunk:
            return
        before, chunk = places[-1], 2 * chunk
