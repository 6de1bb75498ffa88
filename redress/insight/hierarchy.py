"""Explaining away: one rise seen in a class, its parent and its district is one finding, not three.

```
    food            48 for 20      ← explained: takeaway alone is 24 of its 28 too many
    ├── takeaway    34 for 10      ← reported
    └── bakery      14 for 10
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scipy import special

Verdict = Literal["report", "general", "several", "explained", "part"]

# One child that holds this share of its parent's excess explains the parent.
EXPLAINS = 0.6
# A child within a wider rise is a finding of its own when its share of the parent is itself this unlikely.
OWN_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Node:
    """A series of a tree in one week: its name, the names right above it, count, expectation and alarm."""

    name: str
    parents: tuple[str, ...]
    observed: float
    expected: float
    alarm: bool
    dispersion: float = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What to say of an alarming node, and because of which other nodes (`by`).

    `report`    a rise of its own;
    `general`   the parent rises and no part of it stands out: report it as general;
    `several`   the parent rises and several parts do, none of them most of it: report it with them;
    `explained` left out: a part in `by` holds most of its excess;
    `part`      left out: no more than its share of the general rise of the node in `by`.
    `share_tail` is P(at least this share of the parent's count), None for a root.
    """

    name: str
    verdict: Verdict
    by: tuple[str, ...]
    excess: float
    share_tail: float | None


def explain(*, nodes: Sequence[Node]) -> tuple[Finding, ...]:
    """Return one finding an alarming node, in the order given; raises ValueError for a name given twice or a loop."""
    known = {node.name: node for node in nodes}
    if len(known) != len(nodes):
        raise ValueError("a node is given twice")
    _refuse_loops(known)
    parts: dict[str, list[Node]] = {}
    for node in nodes:
        for parent in node.parents:
            parts.setdefault(parent, []).append(node)
    above = {node.name: _judge_parent(node, parts.get(node.name, [])) for node in nodes if node.alarm}
    return tuple(_finding(node, known, above) for node in nodes if node.alarm)


def _refuse_loops(known: Mapping[str, Node]) -> None:
    for name in known:
        seen, ahead = {name}, list(known[name].parents)
        while ahead:
            parent = ahead.pop()
            if parent == name:
                raise ValueError(f"{name} lies above itself")
            if parent in known and parent not in seen:
                seen.add(parent)
                ahead.extend(known[parent].parents)


def _judge_parent(node: Node, parts: Sequence[Node]) -> tuple[Verdict, tuple[str, ...]]:
    """Judge an alarming node by its alarming parts alone."""
    rising = sorted((part for part in parts if part.alarm), key=_excess, reverse=True)
    if not parts:
        return "report", ()
    if not rising:
        return "general", ()
    if _excess(rising[0]) >= EXPLAINS * _excess(node):
        return "explained", (rising[0].name,)
    return "several", tuple(part.name for part in rising)


def _finding(node: Node, known: Mapping[str, Node], above: Mapping[str, tuple[Verdict, tuple[str, ...]]]) -> Finding:
    verdict, by = above[node.name]
    tails = {name: _share_tail(node, known[name]) for name in node.parents if name in known}
    share_tail = min(tails.values()) if tails else None
    for parent, tail in tails.items():
        # A part is left out when a parent rises as a whole and the part does no more than rise with it.
        if parent in above and above[parent][0] in ("general", "several") and tail > OWN_SHARE:
            return Finding(node.name, "part", (parent,), _excess(node), share_tail)
    return Finding(node.name, verdict, by, _excess(node), share_tail)


def _excess(node: Node) -> float:
    return node.observed - node.expected


def _share_tail(node: Node, parent: Node) -> float:
    """Return P(at least this many of the parent's count), its expected share given; overdispersion shrinks both."""
    if not 0.0 < node.expected < parent.expected:
        return 1.0 if node.observed <= 0 else 0.0 if node.expected <= 0 else 1.0
    phi = max(1.0, node.dispersion)
    total, mine = max(parent.observed, node.observed) / phi, node.observed / phi
    if mine <= 0.0:
        return 1.0
    share = node.expected / parent.expected
    return float(special.betainc(mine, total - mine + 1.0, share))
