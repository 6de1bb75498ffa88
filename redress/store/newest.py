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


def page(*, walk: Walk, offices: frozenset[int] | None, before: Place | None, limit: int) -> list[Place]:
    """Return the newest `limit` places below `before`, over all offices or the given ones."""
    if offices is None:
        return walk(None, before, limit)
    if not offices:
        return []
    if len(offices) == 1:
        return walk(next(iter(offices)), before, limit)
    chunk = max(CHUNK, 2 * limit // len(offices))
    streams = [_stream(walk, office, before, chunk) for office in sorted(offices)]
    merged = heapq.merge(*streams, reverse=True)
    return [place for place, _ in zip(merged, range(limit), strict=False)]


def _stream(walk: Walk, office: int, before: Place | None, chunk: int) -> Iterator[Place]:
    while True:
        places = walk(office, before, chunk)
        yield from places
        if len(places) < chunk:
            return
        before, chunk = places[-1], 2 * chunk


def count(*, walk: Walk, offices: frozenset[int] | None, cap: int) -> int:
    """Count the places over all offices or the given ones, at most `cap` + 1."""
    if offices is None:
        return len(walk(None, None, cap + 1))
    found = 0
    for office in sorted(offices):
        found += len(walk(office, None, cap + 1 - found))
        if found > cap:
            break
    return found
