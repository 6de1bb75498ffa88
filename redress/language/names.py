"""Known names in a text: traders of the registry, platforms and chains, found in one pass, the longest first."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from redress.language import trie

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Hit:
    """One known name: where it stands, what it stands for, and whether the text writes the name itself."""

    start: int
    stop: int
    canonical: str
    is_canonical: bool


FEW = 2000
"""Up to so many names one expression finds them all; more are looked up by their first two characters."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Names by their first two characters; build it once, it is read by every text."""

    starts: dict[str, tuple[tuple[str, str], ...]]
    words: dict[str, str]
    scan: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Iterable[tuple[str, Sequence[str]]]) -> NameIndex:
        """Build an index from (name, aliases); names of one character are left out, ASCII matches in any case."""
        grouped: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for name, aliases in names:
            for word in (name, *aliases):
                folded = word.strip().lower()
                if len(folded) >= 2:
                    grouped[folded[:2]].setdefault(folded, name.strip())
        words = {word: name for held in grouped.values() for word, name in held.items()}
        starts = {head: tuple(sorted(held.items(), key=lambda pair: -len(pair[0]))) for head, held in grouped.items()}
        return cls(starts, words, re.compile(trie.pattern(words)) if 0 < len(words) <= FEW else None)

    def __len__(self) -> int:
        return len(self.words)

    def find(self, text: str) -> Iterator[Hit]:
        """Walk the text once and give the longest name at each place; names do not overlap."""
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
        if self.scan is not None:
            for found in self.scan.finditer(lowered):
                if not _inside_word(lowered, *found.span()):
                    name = self.words[found[0]]
                    yield Hit(*found.span(), name, found[0] == name.lower())
            return
        starts, free = self.starts, 0
        for place in range(len(lowered) - 1):
            held = starts.get(lowered[place : place + 2])
            if held is None or place < free:
                continue
            for word, name in held:
                if lowered.startswith(word, place) and not _inside_word(lowered, place, place + len(word)):
                    free = place + len(word)
                    yield Hit(place, free, name, word == name.lower())
                    break


def _inside_word(text: str, start: int, stop: int) -> bool:
    """Say whether an ASCII name is only a part of a longer run of letters or digits."""
    first, last = text[start], text[stop - 1]
    before, behind = text[start - 1 : start], text[stop : stop + 1]
    return (first.isascii() and before.isascii() and before.isalnum()) or (
        last.isascii() and behind.isascii() and behind.isalnum()
    )


@functools.cache
def shipped(name: str) -> NameIndex:
    """Load one of the shipped lists: `platforms` or `chains`."""
    rows = []
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            first, *others = line.strip().split("|")
            rows.append((first, others))
    return NameIndex.of(rows)
