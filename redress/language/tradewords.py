"""The words by which traders are known: words of trade, words that end a name, words that name no one by themselves."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from redress.language import names, trie


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of `data/trader_words.txt` and `data/trader_stops.txt`; `suffix` finds the words of trade."""

    stops: frozenset[str]
    generic: frozenset[str]
    industry: frozenset[str]
    corporate: frozenset[str]
    weak: frozenset[str]
    suffixes: frozenset[str]
    suffix: re.Pattern[str]


@functools.cache
def words_of_trade() -> Words:
    """Load the lists, once."""
    lists: dict[str, list[str]] = {}
    for line in (names.DATA / "trader_words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, tail = line.partition(": ")
            lists[head] = tail.split()
    stops = [
        word
        for line in (names.DATA / "trader_stops.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    ]
    suffixes = sorted({*lists["corporate"], *lists["shop"], *lists["weak"]}, key=len, reverse=True)
    pattern = trie.pattern(suffixes)
    return Words(
        frozenset(stops),
        frozenset(lists["generic"]) | frozenset(lists["shop"]),
        frozenset(lists["industry"]),
        frozenset(lists["corporate"]),
        frozenset(lists["weak"]),
        frozenset(suffixes),
        re.compile(pattern),
    )
