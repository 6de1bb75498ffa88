"""Search-as-you-type over classes: Chinese and English names, keywords, codes, pinyin and pinyin initials.

What fits how, from best to least (a hit says which in ``by``)::

    code      the code itself, or its beginning
    zh        the whole name, its beginning, any part of it
    keyword   a keyword: whole, its beginning, any part of it
    text      a keyword or the name stands inside a longer phrase that was typed or pasted
    initials  pinyin initials of the name (then of a keyword): whole, beginning, part (three letters or more)
    pinyin    the beginning, or (four letters or more) a part, of the name in pinyin
    en        the beginning of an English word

Equal fits are ordered by leaf before branch, then by weight, then by code. A plain scan over precomputed strings: the
trees have a few hundred rows, so no index is needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar


class Findable(Protocol):
    """What the finder needs to know of a class."""

    @property
    def id(self) -> str: ...
    @property
    def scheme(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def keywords(self) -> tuple[str, ...]: ...
    @property
    def initials(self) -> tuple[str, ...]: ...
    @property
    def pinyin(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def is_leaf(self) -> bool: ...


NodeT = TypeVar("NodeT", bound=Findable)


@dataclass(frozen=True, slots=True)
class Hit(Generic[NodeT]):
    """One class found: ``score`` in (0, 100], ``by`` the kind of fit, ``matched`` the string it was found on."""

    node: NodeT
    score: float
    by: str
    matched: str


@dataclass(frozen=True, slots=True)
class _Row(Generic[NodeT]):
    node: NodeT
    code: str
    zh: str
    words: tuple[str, ...]
    initials: tuple[str, ...]
    pinyin: str
    english: str
    tie: float


class Finder(Generic[NodeT]):
    """A scan over prepared rows; build once for a tree."""

    def __init__(self, nodes: Iterable[NodeT]) -> None:
        self._rows: dict[str | None, list[_Row[NodeT]]] = {None: []}
        for node in nodes:
            row = _Row(
                node=node,
                code=node.id.lower(),
                zh=_fold(node.zh),
                words=tuple(_fold(word) for word in node.keywords),
                initials=node.initials,
                pinyin=node.pinyin,
                english=" " + _fold(node.en),
                tie=(0.5 if node.is_leaf else 0.0) + min(node.weight, 9.0) / 25.0,
            )
            self._rows[None].append(row)
            self._rows.setdefault(node.scheme, []).append(row)

    def search(self, text: str, *, scheme: str | None, limit: int) -> tuple[Hit[NodeT], ...]:
        """Return up to ``limit`` hits, best first; an empty text or an unknown scheme gives none.

        Only the first 60 characters count.
        """
        typed = _fold(text[:60])
        if not typed.isascii():
            typed = "".join(typed.split())
        if not typed or limit < 1:
            return ()
        fit = _fit_latin if typed.isascii() else _fit_chinese
        hits = []
        for row in self._rows.get(scheme, ()):
            found = fit(row, typed)
            if found is not None:
                score, by, matched = found
                hits.append(Hit(row.node, score + row.tie, by, matched))
        hits.sort(key=lambda hit: (-hit.score, hit.node.id))
        return tuple(hits[:limit])


def _fit_chinese(row: _Row[NodeT], typed: str) -> tuple[float, str, str] | None:
    if typed in row.zh:
        score = 99.0 if typed == row.zh else 92.0 if row.zh.startswith(typed) else 80.0
        return score, "zh", row.zh
    best: tuple[float, str, str] | None = None
    for word in row.words:
        if typed in word:
            score = 90.0 if typed == word else 78.0 if word.startswith(typed) else 70.0
        elif len(word) > 1 and word in typed:
            score = 50.0 + min(len(word), 8) * 2
        else:
            continue
        if best is None or score > best[0]:
            best = (score, "keyword" if typed in word else "text", word)
    if best is None and len(row.zh) > 1 and row.zh in typed:
        best = (60.0 + min(len(row.zh), 8), "text", row.zh)
    return best


def _fit_latin(row: _Row[NodeT], typed: str) -> tuple[float, str, str] | None:
    if row.code.startswith(typed):
        return (99.0 if row.code == typed else 84.0), "code", row.code
    if typed in row.zh:  # names such as "KTV酒吧"
        return 88.0, "zh", row.zh
    best = 0.0, "", ""
    for place, letters in enumerate(row.initials):
        if letters.startswith(typed):
            score = (76.0 if letters == typed else 66.0) - (4.0 if place else 0.0)
            if score > best[0]:
                best = score, "initials", letters
        elif len(typed) > 2 and typed in letters and best[0] < 40.0:
            best = 40.0, "initials", letters
    if row.pinyin.startswith(typed) and len(typed) > 1:
        best = max(best, (74.0, "pinyin", row.pinyin))
    elif len(typed) > 3 and typed in row.pinyin:
        best = max(best, (52.0, "pinyin", row.pinyin))
    for word in row.words:
        if typed in word and best[0] < 75.0:
            best = 75.0, "keyword", word
    if len(typed) > 1 and " " + typed in row.english:
        best = max(best, (68.0, "en", row.english.strip()))
    return best if best[0] > 0 else None


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    """Fold width and case and leave out white space at the ends."""
    return unicodedata.normalize("NFKC", text).strip().lower()
