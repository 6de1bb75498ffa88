"""Class files as rows: what a class is, how a CSV file of classes is read, and what can be wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from redress.taxonomy import letters

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


def read(path: Path) -> tuple[list[tuple[str, Node]], list[Fault]]:
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


def check(nodes: Mapping[str, Node], lines: Mapping[str, str]) -> Iterator[Fault]:
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
