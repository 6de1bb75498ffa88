"""Word lists of the redactor: family names, characters of given names, trade names that look like people."""

from __future__ import annotations

from importlib import resources

import rjieba

from redress.language import script


def _section(name: str, wanted: str = "") -> str:
    text = resources.files("redress.language").joinpath("data", name).read_text("utf-8")
    kept, inside = [], not wanted
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            inside = line == f"[{wanted}]"
            continue
        if inside:
            kept.append(script.fold(line))
    return " ".join(kept)


def _letters(text: str) -> str:
    return "".join(dict.fromkeys(text.replace(" ", "")))


# Everything is simplified: the redactor looks at text folded to simplified script.
COMPOUND = tuple(dict.fromkeys(_section("surnames.txt", "compound").split()))
COMPOUNDS = frozenset(COMPOUND)
COMMON = _letters(_section("surnames.txt", "common"))
RARE = "".join(c for c in _letters(_section("surnames.txt", "rare")) if c not in COMMON)
FAMILIES = frozenset(COMMON + RARE)
GIVEN = frozenset(_letters(_section("given_names.txt")))
BRANDS = frozenset(_section("brand_names.txt").split())

_KNOWN: dict[str, bool] = {}


def is_word(word: str) -> bool:
    """Tell whether `word` is in the segmenter's dictionary; answers are remembered."""
    known = _KNOWN.get(word)
    if known is None:
        if len(_KNOWN) > 200_000:
            _KNOWN.clear()
        known = _KNOWN[word] = bool(rjieba.has_word(word))
    return known


def cut(text: str) -> list[str]:
    """Cut `text` into words, unknown ones guessed by the segmenter's model."""
    return list(rjieba.cut(text))
