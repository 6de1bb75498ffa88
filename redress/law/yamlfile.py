"""Reading YAML and JSON files that people write: UTF-8 only, no key twice, and every refusal names the line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 2_000_000


class Unreadable(Exception):
    """Says why a file cannot be read at all; `where` is a line of it where known."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


class _Loader(yaml.CSafeLoader):
    """A safe loader with two traps removed: no key may stand twice, and `off` and `on` are words."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = (key_node.tag, key_node.value) if isinstance(key_node, yaml.ScalarNode) else id(key_node)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))


def read_text(path: Path) -> str:
    """Read a UTF-8 file (a BOM is allowed); raises Unreadable."""
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise Unreadable("file", f"it cannot be read: {wrong.strerror or wrong}") from None
    if len(raw) > MOST_BYTES:
        raise Unreadable("file", f"it is larger than {MOST_BYTES} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise Unreadable(f"line {line}", "it is not UTF-8; save the file as UTF-8") from None


def read_json(path: Path) -> Any:
    """Read a JSON file; raises Unreadable with the line."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as wrong:
        raise Unreadable(f"line {wrong.lineno}", f"it is not JSON: {wrong.msg}") from None
    except RecursionError:
        raise Unreadable("file", "it is nested too deeply") from None


def read_yaml(path: Path) -> Any:
    """Read a YAML file with no key twice; raises Unreadable with the line."""
    try:
        return yaml.load(read_text(path), Loader=_Loader)  # noqa: S506 (it derives from the safe loader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        raise Unreadable(f"line {mark.line + 1}" if mark else "file", f"it is not YAML: {wrong.problem}") from None
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as wrong:
        raise Unreadable("file", f"it is not YAML: {str(wrong).splitlines()[0]}") from None
