"""The classifier of the first day: the class trees' own names and keywords, found in one pass over the text.

All keywords are one expression; it walks the text once and takes the longest keyword at each place. A keyword that few
classes share tells more, and so does a long one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redress.language import trie
from redress.language.prototypes import EMPTY_NAMES, Node

SCHEMES = ("subject_class", "issue_class")
LIMIT = 3
MAX_CHARACTERS = 20_000
_LENGTH_WEIGHT = {1: 0.3, 2: 1.0, 3: 1.5}
_LONG = 2.0
_FROM_PARENT = 0.3
_KEPT_TREES = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class that the text's words point to. `score` is its share of what was found in its scheme, 0 to 1."""

    code: str
    score: float
    reasons: tuple[str, ...]
    scheme: str


@dataclass(frozen=True, slots=True)
class _Index:
    scan: re.Pattern[str]
    holders: dict[str, tuple[tuple[str, float], ...]]
    scheme: dict[str, str]
    parent: dict[str, str]


_indexes: dict[int, tuple[object, _Index]] = {}


def suggest(
    text: str,
    *,
    tree: Iterable[Node],
    scheme: str | None = None,
    schemes: Sequence[str] = SCHEMES,
    limit: int = LIMIT,
) -> tuple[Suggestion, ...]:
    """Suggest up to `limit` classes of each scheme (or of one `scheme`), best first; nothing where no keyword occurs.

    Where a class's own words are found the class is named; where only its parent's are, the parent.
    """
    index = _index(tree)
    found: defaultdict[str, float] = defaultdict(float)
    words: defaultdict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(index.scan.findall(text[:MAX_CHARACTERS].lower())):
        for code, weight in index.holders[word]:
            found[code] += weight
            words[code].append(word)
    answers: list[Suggestion] = []
    for name in (scheme,) if scheme else schemes:
        own = {code: score for code, score in found.items() if index.scheme[code] == name}
        scored = {
            code: score + _FROM_PARENT * own.get(index.parent.get(code, ""), 0.0) for code, score in own.items()
        }
        inner = {index.parent[code] for code in scored if index.parent.get(code) in scored}
        leading = sorted(
            ((code, score * (0.6 if code in inner else 1.0)) for code, score in scored.items()),
            key=lambda pair: (-pair[1], pair[0]),
        )
        total = sum(score for _, score in leading) + 1.0
        answers.extend(
            Suggestion(code, round(score / total, 4), tuple(words[code][:3]), name) for code, score in leading[:limit]
        )
    return tuple(answers)


def _index(tree: Iterable[Node]) -> _Index:
    kept = _indexes.get(id(tree))
    if kept is not None and kept[0] is tree:
        return kept[1]
    built = _build(tree)
    if len(_indexes) >= _KEPT_TREES:
        _indexes.pop(next(iter(_indexes)))
    _indexes[id(tree)] = (tree, built)
    return built


def _build(tree: Iterable[Node]) -> _Index:
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    scheme: dict[str, str] = {}
    parent: dict[str, str] = {}
    for node in tree:
        if node.scheme not in SCHEMES or node.level < 2:
            continue
        scheme[node.id] = node.scheme
        if node.parent is not None:
            parent[node.id] = node.parent
        names = [part for part in re.split(r"[/、，,及和与（）()]", node.zh) if len(part) > 1]
        for word in (*node.keywords, *names):
            lowered = word.strip().lower()
            if lowered and lowered not in EMPTY_NAMES:
                weights[lowered][node.id] = _LENGTH_WEIGHT.get(len(lowered), _LONG)
    holders: dict[str, tuple[tuple[str, float], ...]] = {}
    for word, held in weights.items():
        by_scheme: defaultdict[str, int] = defaultdict(int)
        for code in held:
            by_scheme[scheme[code]] += 1
        holders[word] = tuple((code, weight / by_scheme[scheme[code]]) for code, weight in held.items())
    return _Index(re.compile(trie.pattern(holders)), holders, scheme, parent)
