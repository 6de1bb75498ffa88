"""What a class tree says about its classes before anyone has labelled a text: words, as sparse rows.

    一级分类      二级分类          三级分类
    商贸旅游  ──  消费者权益  ──  假冒伪劣          a leaf is a path; a class is a name at one level;
              └─  物价        ──  乱收费            its prototype is every name on, above and below it

A prototype is compared with a text as another text would be: log(1 + names holding the gram) x idf, unit length.
An office edits its tree (names, notes, synonyms in further columns or keywords) and so teaches without code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from redress.language import features

EMPTY_NAMES = frozenset({"其他", "其它", "其他类", "其他问题", "其他事项", "other", "others", "-", "无"})
"""Names that say nothing about a class."""


class Node(Protocol):
    """What is needed of a node of a class tree (`redress.taxonomy.tree.Node` has it)."""

    @property
    def id(self) -> str: ...
    @property
    def scheme(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def keywords(self) -> Sequence[str]: ...


class TreeMismatch(ValueError):
    """Will be raised when none of the labels stands in the tree: the wrong file, or the wrong column."""


@dataclass(frozen=True, slots=True)
class ClassTree:
    """A tree as paths from the left; `words` adds cues to a name (keywords, synonyms)."""

    paths: tuple[tuple[str, ...], ...]
    words: Mapping[str, tuple[str, ...]]

    @property
    def depth(self) -> int:
        """How many levels the longest path has."""
        return max((len(path) for path in self.paths), default=0)

    def names(self, *, level: int) -> tuple[str, ...]:
        """List the distinct names at `level` (0: leftmost), in order."""
        return tuple(dict.fromkeys(path[level] for path in self.paths if len(path) > level))


def from_rows(rows: Iterable[Sequence[str]]) -> ClassTree:
    """Read a table with one leaf a row and the levels from the left; empty cells end a path."""
    paths: dict[tuple[str, ...], None] = {}
    for row in rows:
        path: list[str] = []
        for cell in row:
            name = cell.strip()
            if not name:
                break
            path.append(name)
        if path:
            paths[tuple(path)] = None
    return ClassTree(tuple(paths), {})


def level_of(labels: Iterable[str], *, tree: ClassTree) -> tuple[int, tuple[str, ...]]:
    """Find the level at which most labels stand, and the labels that do not stand there.

    Raises TreeMismatch when no label is a name of the tree at any level.
    """
    wanted = tuple(dict.fromkeys(labels))
    best, missing = -1, wanted
    for level in range(tree.depth):
        names = set(tree.names(level=level))
        absent = tuple(label for label in wanted if label not in names)
        if len(absent) < len(missing):
            best, missing = level, absent
    if best < 0:
        shown = "、".join(wanted[:3])
        raise TreeMismatch(f"none of the {len(wanted)} labels ({shown} …) is a name in the tree")
    return best, missing


def upward(labels: Sequence[str], *, tree: ClassTree, level: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give for each label its parent ("" at the top level or outside the tree) and its top class (else itself)."""
    parents: dict[str, str] = {}
    tops: dict[str, str] = {}
    for path in tree.paths:
        if len(path) > level:
            parents.setdefault(path[level], path[level - 1] if level else "")
            tops.setdefault(path[level], path[0])
    return tuple(parents.get(label, "") for label in labels), tuple(tops.get(label, label) for label in labels)


def names_of(label: str, *, tree: ClassTree | None, level: int) -> tuple[str, ...]:
    """List the distinct words that stand for a class: its own name, its branch above and below, their cues."""
    found: dict[str, None] = {label: None}
    if tree is not None:
        for path in tree.paths:
            if len(path) > level and path[level] == label:
                for name in path:
                    found.setdefault(name)
                    for word in tree.words.get(name, ()):
                        found.setdefault(word)
    parts = {part for name in found for part in re.split(r"[/、，,;；|\s]+", name)} | set(found)
    return tuple(sorted(part for part in parts if part and part.lower() not in EMPTY_NAMES))


def vectors(
    labels: Sequence[str],
    *,
    tree: ClassTree | None,
    level: int,
    columns: npt.NDArray[np.int64],
    idf: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Turn each label's words into a unit row over `columns` (buckets; `idf` of each): classes x columns.

    A row stays zero when no word of the class was met in the texts.
    """
    result = np.zeros((len(labels), len(columns)), dtype=np.float32)
    for row, label in enumerate(labels):
        grams = features.counts(names_of(label, tree=tree, level=level))
        held = np.bincount(grams.buckets, minlength=features.BUCKETS)[columns]
        result[row] = np.log1p(held) * idf
        norm = float(np.linalg.norm(result[row]))
        if norm:
            result[row] /= norm
    return result
