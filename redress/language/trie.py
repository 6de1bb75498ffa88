"""A list of words as one regular expression that shares beginnings, so that a scan costs the same for ten or for a
thousand words. The longest word wins at each place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_WIDTH = 12


def pattern(words: Iterable[str]) -> str:
    """Build the expression for `words` (no empty words); an empty list gives one that never matches."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _join(root) if root else r"(?!)"


def _join(node: dict[str, Any]) -> str:
    ends = "" in node
    single = [character for character, below in node.items() if character and set(below) == {""}]
    branches = [
        (character, re.escape(character) + _join(below))
        for character, below in node.items()
        if character and set(below) != {""}
    ]
    if single:
        shown = "".join(map(re.escape, single))
        branches.append((shown, f"[{shown}]" if len(single) > 1 else shown))
    if not branches:
        return ""
    joined = branches[0][1] if len(branches) == 1 else _choice(branches)
    return f"(?:{joined})?" if ends else joined


def _choice(branches: list[tuple[str, str]]) -> str:
    """Join branches; many are put behind glances at the next character, for the engine tries them one by one."""
    if len(branches) <= _WIDTH:
        return "(?:" + "|".join(body for _, body in branches) + ")"
    size = -(-len(branches) // _WIDTH)
    groups = []
    for start in range(0, len(branches), size):
        held = branches[start : start + size]
        heads = "".join(head if len(head) > 1 else re.escape(head) for head, _ in held)
        groups.append(f"(?=[{heads}])" + _choice(held))
    heads = "".join(head if len(head) > 1 else re.escape(head) for head, _ in branches)
    return f"(?=[{heads}])(?:" + "|".join(groups) + ")"
