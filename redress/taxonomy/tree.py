"""The class trees: what a matter is about, what went wrong, what is asked for, and through which channel it came.

Each scheme is one CSV file in ``data/``; the regulator's trees and the consumer association's classes
(``council_*``) stand side by side. A row holds from ``valid_from`` to ``valid_to`` (both days included, empty:
open). Searching lives in :mod:`redress.taxonomy.finder`, the way between the two class trees in
:mod:`redress.taxonomy.crosswalk`.

The dates of the shipped rows are the first year of the project's calendar: the published class lists carry none.
Leaves, keywords, definitions and weights are the project's own wording, to be edited by an office in an overlay.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from redress.taxonomy import finder, letters

DATA = Path(__file__).with_name("data")
SCHEMES: tuple[str, ...] = (
    "subject_class",
    "issue_class",
    "violation_class",
    "remedy_sought",
    "channel",
    "tag",
    "council_subject_class",
    "council_issue_class",
)
_REQUIRED = ("code", "level", "zh")
_COLUMNS = (
    *("code", "level", "parent", "zh", "en", "keywords", "initials", "pinyin", "cca", "cca_nature"),
    *("dept", "weight", "leaf", "definition", "valid_from", "valid_to"),
)


class TaxonomyFault(ValueError):
    """A class file cannot be used: says what, where (file and line) and what to do. Nothing was changed.

    ``faults`` lists every fault found, not only the first.
    """

    code = "taxonomy_fault"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        more = f"（另有 {len(self.faults) - 1} 处）" if len(self.faults) > 1 else ""
        super().__init__(f"{first.where}：{first.why}；{first.hint}{more}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one row: ``where`` is ``file:line``, ``hint`` says what to do."""

    where: str
    why: str
    hint: str


class UnknownCode(KeyError):
    """No class bears this code in the loaded tree."""

    code = "unknown_class"

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted

    def __str__(self) -> str:
        return f"分类代码 {self.wanted!r} 不存在；请在分类表中查找正确代码"


@dataclass(frozen=True, slots=True)
class Node:
    """One class. ``weight`` is its share inside its parent (a judgement, for drawing synthetic cases), 0 when unset.

    ``cca`` and ``cca_nature`` are the association's names for it (Chinese, as published); ``dept`` names the usual
    authority. ``initials`` holds the pinyin initials of ``zh`` and then of each keyword.
    """

    id: str
    scheme: str
    level: int
    parent: str | None
    zh: str
    en: str
    keywords: tuple[str, ...] = ()
    cca: str = ""
    cca_nature: str = ""
    dept: str = ""
    weight: float = 0.0
    is_leaf: bool = False
    definition: str = ""
    valid_from: date = date.min
    valid_to: date | None = None
    initials: tuple[str, ...] = ()
    pinyin: str = ""

    def holds_on(self, day: date) -> bool:
        """Say whether this class is in use on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


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
        rows, found = _read(path)
        faults.extend(found)
        laid.append(path.name)
        for where, node in rows:
            held = shipped.nodes.get(node.id)
            if held is not None and held.scheme != node.scheme:
                faults.append(Fault(where, f"代码 {node.id} 已属于 {held.scheme}", "请换一个代码，或写进同名文件"))
            nodes[node.id] = node
            lines[node.id] = where
    faults.extend(_check(nodes, lines))
    if faults:
        raise TaxonomyFault(faults)
    return Tree(_mark_leaves(nodes), tuple(laid))


@lru_cache(maxsize=1)
def _shipped() -> Tree:
    nodes: dict[str, Node] = {}
    lines: dict[str, str] = {}
    faults: list[Fault] = []
    for scheme in SCHEMES:
        rows, found = _read(DATA / f"{scheme}.csv")
        faults.extend(found)
        for where, node in rows:
            nodes[node.id] = node
            lines[node.id] = where
    faults.extend(_check(nodes, lines))
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


def _read(path: Path) -> tuple[list[tuple[str, Node]], list[Fault]]:
    """Read one class file: the usable rows with their place, and the faults of the others."""
    rows: list[tuple[str, Node]] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    if path.stem not in SCHEMES:
        return rows, [Fault(path.name, f"没有名为 {path.stem} 的分类表", "文件名须为：" + "、".join(SCHEMES))]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return rows, [Fault(path.name, f"文件无法读取（{type(error).__name__}）", "请存为 UTF-8 的 CSV")]
    reader = csv.DictReader(text.splitlines())
    header = reader.fieldnames or ()
    absent = [name for name in _REQUIRED if name not in header]
    strange = [name for name in header if name not in _COLUMNS]
    if absent or strange:
        why = "缺少列 " + "、".join(absent) if absent else "不认识的列 " + "、".join(map(str, strange))
        return rows, [Fault(f"{path.name}:1", why, "表头须为：" + ",".join(_COLUMNS))]
    for row in reader:
        where = f"{path.name}:{reader.line_num}"
        try:
            node = _node(row, path.stem)
        except ValueError as error:
            faults.append(Fault(where, str(error), "请改正该行后重新加载；此前的分类表仍然有效"))
            continue
        if node.id in seen:
            faults.append(Fault(where, f"代码 {node.id} 在同一文件中重复", "请只保留一行"))
            continue
        seen.add(node.id)
        rows.append((where, node))
    return rows, faults


def _node(row: Mapping[str, str | None], scheme: str) -> Node:
    def text(name: str) -> str:
        return (row.get(name) or "").strip()

    if None in row:
        raise ValueError("列数多于表头")
    code, zh = text("code"), text("zh")
    if not code or not zh:
        raise ValueError("code 与 zh 不能为空")
    if text("level") not in {"1", "2", "3", "4"}:
        raise ValueError(f"level 须为 1 至 4，现为 {text('level')!r}")
    try:
        weight = float(text("weight") or 0)
    except ValueError:
        raise ValueError(f"weight 须为数字，现为 {text('weight')!r}") from None
    if not 0 <= weight < float("inf"):
        raise ValueError(f"weight 须为不小于 0 的数字，现为 {text('weight')!r}")
    keywords = tuple(word.strip() for word in text("keywords").split("|") if word.strip())
    initials = tuple(text("initials").split("|")) if text("initials") else ()
    if len(initials) != len(keywords) + 1:
        initials = tuple(letters.initials(word) for word in (zh, *keywords))
    start, end = _day(text("valid_from"), "valid_from"), _day(text("valid_to"), "valid_to")
    if start and end and end < start:
        raise ValueError(f"valid_to {end} 早于 valid_from {start}")
    return Node(
        id=code,
        scheme=scheme,
        level=int(text("level")),
        parent=text("parent") or None,
        zh=zh,
        en=text("en"),
        keywords=keywords,
        cca=text("cca"),
        cca_nature=text("cca_nature"),
        dept=text("dept"),
        weight=weight,
        is_leaf=text("leaf") == "1",
        definition=text("definition"),
        valid_from=start or date.min,
        valid_to=end,
        initials=initials,
        pinyin=text("pinyin").lower(),
    )


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{name} 须为 YYYY-MM-DD，现为 {text!r}") from None


def _check(nodes: Mapping[str, Node], lines: Mapping[str, str]) -> Iterator[Fault]:
    """Find parents that do not exist, levels that do not follow, and association names that are unknown."""
    subjects = {node.zh for node in nodes.values() if node.scheme == "council_subject_class"}
    natures = {node.zh for node in nodes.values() if node.scheme == "council_issue_class"}
    for code, where in lines.items():
        node = nodes[code]
        parent = nodes.get(node.parent) if node.parent is not None else None
        if node.parent is not None and (parent is None or parent.scheme != node.scheme):
            yield Fault(where, f"上级代码 {node.parent} 不在本表中", "请先补上级，或改正 parent")
        elif node.level != (parent.level + 1 if parent else 1):
            yield Fault(where, f"level {node.level} 与上级不相接", "level 须为上级 level 加 1，顶级为 1")
        if node.cca and node.cca not in subjects:
            yield Fault(where, f"消协类别 {node.cca} 不存在", "须为 council_subject_class 中的名称")
        if node.cca_nature and node.cca_nature not in natures:
            yield Fault(where, f"消协性质 {node.cca_nature} 不存在", "须为 council_issue_class 中的名称")
