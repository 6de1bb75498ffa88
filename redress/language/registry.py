"""The register of traders as an index: registered names, their aliases, and the short forms that people write.

A registered name is region + own name + line of business + legal form (莆田市荔城区天成汽车维修有限公司); people write
天成汽车维修, or the own name alone. A short form that two registered names share names neither, and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import rjieba

from redress.language import tradelines, tradenames
from redress.language.names import NameIndex
from redress.language.tradewords import words_of_trade

LEAST = 3
"""A short form that nobody gave has so many characters at least: shorter ones stand inside other words."""


def index_of(rows: Iterable[tuple[str, Sequence[str]]]) -> NameIndex:
    """Build the index of `extract` from (registered name, aliases); an alias of two traders stays with the first."""
    held = [(name.strip(), [alias.strip() for alias in aliases if alias.strip()]) for name, aliases in rows]
    held = [(name, aliases) for name, aliases in held if len(name) >= 2]
    shorter = [short_forms(name) for name, _ in held]
    given = {word for name, aliases in held for word in (name, *aliases)}
    met = Counter(form for forms in shorter for form in set(forms))
    return NameIndex.of(
        (name, [*aliases, *(form for form in forms if met[form] == 1 and form not in given)])
        for (name, aliases), forms in zip(held, shorter, strict=True)
    )


def short_forms(name: str) -> tuple[str, ...]:
    """Give the forms under which people know a registered name: without region, without legal form, the own name."""
    words = words_of_trade()
    whole = name.split("（")[0].split("(")[0].strip()
    body = next(
        (whole[: -len(form)] for form in sorted(words.corporate, key=len, reverse=True) if whole.endswith(form)),
        whole,
    )
    forms = [tradenames.bare(whole), body, tradenames.bare(body), _own(tradenames.bare(body))]
    return tuple(
        dict.fromkeys(
            form
            for form in forms
            if len(form) >= LEAST
            and form != name
            and form not in words.generic
            and form not in tradelines.lines().plain
        )
    )


def _own(body: str) -> str:
    """Take the lines of business off the end of a name; "" when what is left is an everyday word."""
    words, held = words_of_trade(), tradelines.lines()
    left = body
    while True:
        ends = [found.start() for found in held.ends.finditer(left) if found.end() == len(left)]
        if not ends or not ends[0]:
            break
        left = left[: ends[0]]
    pieces = rjieba.cut(left)
    while len(pieces) > 1 and (pieces[-1] in words.industry or pieces[-1] in words.generic):
        pieces.pop()
    own = "".join(pieces)
    return "" if rjieba.has_word(own) else own
