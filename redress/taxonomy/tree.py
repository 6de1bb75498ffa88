"""The class trees: what a matter is about, what went wrong, what is asked for, and through which channel it came.

Each scheme is one CSV file in ``data/``; the regulator's trees and the consumer association's classes
(``council_*``) stand side by side. A row holds from ``valid_from`` to ``valid_to`` (both days included, empty:
open). Searching lives in :mod:`redress.taxonomy.finder`, the way between the two class trees in
:mod:`redress.taxonomy.crosswalk`.

The dates of the shipped rows are the first year of the project's calendar: the published class lists carry none.
Leaves, keywords, definitions and weights are the project's own wording, to be edited by an office in an overlay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from redress.taxonomy import finder
from redress.taxonomy.rows import DATA, SCHEMES, Fault, Node, TaxonomyFault, check, read

__all__ = ["DATA", "SCHEMES", "Fault", "Node", "TaxonomyFault", "Tree", "UnknownCode", "load"]


class UnknownCode(KeyError):
    """No class bears this code in the loaded tree."""

    code = "unknown_class"

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted

    def __str__(self) -> str:
        return f"分类代码 {self.wanted!r} 不存在；请在分类表中查找正确代码"


@dataclass(frozen=True)
class Tree:
    """All schemes, by code. Immutable; codes are unique across schemes."""

    nodes: Mapping[str, Node]
    overlaid: tuple[str, ...] = field(default=())

    @cached_property
    def _children(self) -> dict[str | None, tuple[Node, ...]]:
        below: dict[str | None, list[Node]] = {}
        for node in self.nodes.values():
            below.setdefault(node.parent, []).append(node)
        return {parent: tuple(nodes) for parent, nodes in below.items()}

    @cached_property
    def _finder(self) -> finder.Finder[Node]:
        return finder.Finder(tuple(self.nodes.values()))

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __len__(self) -> int:
        return len(self.nodes)

    def __contains__(self, code: object) -> bool:
        return code in self.nodes

    def node(self, code: str) -> Node:
        """Return the class with this code. Raises UnknownCode."""
        try:
            return self.nodes[code]
        except KeyError:
            raise UnknownCode(code) from None

    def children(self, code: str) -> tuple[Node, ...]:
        """Return the classes directly below ``code`` in file order. Raises UnknownCode."""
        return self._children.get(self.node(code).id, ())

    def roots(self, scheme: str) -> tuple[Node, ...]:
        """Return the top classes of a scheme."""
        return tuple(node for node in self._children.get(None, ()) if node.scheme == scheme)

    def path(self, code: str) -> tuple[Node, ...]:
        """Return the classes from the top down to ``code``, both included. Raises UnknownCode."""
        way = [self.node(code)]
        while way[-1].parent is not None:
            way.append(self.nodes[way[-1].parent])
        return tuple(reversed(way))

    def leaves(self, scheme: str) -> tuple[Node, ...]:
        """Return the leaves of a scheme in file order; an unknown scheme has none."""
        return tuple(node for node in self.nodes.values() if node.is_leaf and node.scheme == scheme)

    def valid_on(self, day: date) -> Tree:
        """Return the tree in use on ``day``: a class whose parent is out of use is out of use too."""
        kept: dict[str, Node] = {}
        for node in sorted(self.nodes.values(), key=lambda each: each.level):
            if node.holds_on(day) and (node.parent is None or node.parent in kept):
                kept[node.id] = node
        return Tree({code: node for code, node in self.nodes.items() if code in kept}, self.overlaid)

    def search(self, text: str, *, scheme: str | None = None, limit: int = 10) -> tuple[finder.Hit[Node], ...]:
        """Return the classes that fit what is being typed, best first (see ``finder`` for the order)."""
        return self._finder.search(text, scheme=scheme, limit=limit)


def load(*, overlay: Path | None = None) -> Tree:
    """Return the shipped tree, with the rows of ``overlay/taxonomy/<scheme>.csv`` laid over it.

    An overlay row with a known code replaces that class, a new code adds one; a class is retired by giving it a
    ``valid_to``. Raises TaxonomyFault (and changes nothing) when any row of the overlay cannot be used.
    """
    shipped = _shipped()
    if overlay is None:
        return shipped
    nodes, laid, faults = dict(shipped.nodes), [], list[Fault]()
    lines: dict[str, str] = {}
    for path in sorted((overlay / "taxonomy").glob("*.csv")):
        if path.stem == "regions":
            continue
        rows, found = read(path)
        faults.extend(found)
        laid.append(path.name)
        for where, node in rows:
            held = shipped.nodes.get(node.id)
            if held is not None and held.scheme != node.scheme:
                faults.append(Fault(where, f"代码 {node.id} 已属于 {held.scheme}", "请换一个代码，或写进同名文件"))
            nodes[node.id] = node
            lines[node.id] = where
    faults.extend(check(nodes, lines))
    if faults:
        raise TaxonomyFault(faults)
    return Tree(_mark_leaves(nodes), tuple(laid))


@lru_cache(maxsize=1)
def _shipped() -> Tree:
    nodes: dict[str, Node] = {}
    lines: dict[str, str] = {}
    faults: list[Fault] = []
    for scheme in SCHEMES:
        rows, found = read(DATA / f"{scheme}.csv")
        faults.extend(found)
        for where, node in rows:
            nodes[node.id] = node
            lines[node.id] = where
    faults.extend(check(nodes, lines))
    if faults:
        raise TaxonomyFault(faults)
    return Tree(nodes)


def _mark_leaves(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """Take the leaf mark off a class that an overlay has given children."""
    parents = {node.parent for node in nodes.values()}
    return {
        code: replace(node, is_leaf=False) if node.is_leaf and code in parents else node
        for code, node in nodes.items()
    }
