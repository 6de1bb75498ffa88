"""Everything the ground floor knows about the law, loaded from files: calendar, rules, procedures, grounds.

The files that ship with the program come first; an overlay folder (`calendar/*.json`, `rules/*.yaml`,
`procedures/*.yaml`) puts its own on top: a file of the same name replaces, a new name adds. A file that cannot be
used is set aside as a Fault, and what was there before it stays in force; nothing here raises for a bad file.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from redress.law import calendarfile, rulefile
from redress.law.calendar import Calendar
from redress.law.calendarfile import BadCalendar, NoticeYear
from redress.law.rulebook import Rule, Rulebook
from redress.law.rulefile import BadRule
from redress.law.shapes import Procedure

DATA = Path(__file__).parent / "data"
MOST_BYTES = 2_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one file: where in it, and why."""

    file: str
    where: str
    why: str

    def as_dict(self) -> dict[str, str]:
        """Return {file, where, why}."""
        return {"file": self.file, "where": self.where, "why": self.why}


@dataclass(frozen=True, slots=True)
class Library:
    """The law as loaded, and the faults met while loading it."""

    calendar: Calendar
    rulebook: Rulebook
    procedures: Mapping[str, Procedure]
    faults: tuple[Fault, ...]


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


def load(*, overlay: Path | None = None) -> Library:
    """Load the built-in law and put `overlay` on top; faults are collected, nothing raises for a bad file."""
    years, rules, procedures, faults = _built_in()
    if overlay is None:
        return _together(years, rules, procedures, faults)
    years, rules, procedures = dict(years), dict(rules), dict(procedures)
    found = list(faults)
    if not overlay.is_dir():
        found.append(Fault(str(overlay), "folder", "the overlay folder does not exist or is no folder"))
        return _together(years, rules, procedures, tuple(found))
    _take(overlay / "calendar", "*.json", read_json, _parse_year, years, found)
    _take(overlay / "rules", "*.yaml", read_yaml, _parse_rule, rules, found)
    _take(overlay / "procedures", "*.yaml", read_yaml, _parse_procedure, procedures, found)
    return _together(years, rules, procedures, tuple(found))


Parts = tuple[Mapping[str, NoticeYear], Mapping[str, Rule], Mapping[str, Procedure], tuple[Fault, ...]]


@functools.cache
def _built_in() -> Parts:
    years: dict[str, NoticeYear] = {}
    rules: dict[str, Rule] = {}
    procedures: dict[str, Procedure] = {}
    faults: list[Fault] = []
    _take(DATA / "calendar", "*.json", read_json, _parse_year, years, faults)
    _take(DATA / "rules", "*.yaml", read_yaml, _parse_rule, rules, faults)
    _take(DATA / "procedures", "*.yaml", read_yaml, _parse_procedure, procedures, faults)
    return years, rules, procedures, tuple(faults)


def _together(
    years: Mapping[str, NoticeYear],
    rules: Mapping[str, Rule],
    procedures: Mapping[str, Procedure],
    faults: tuple[Fault, ...],
) -> Library:
    calendar, left_out = calendarfile.join(years.values())
    gaps = tuple(
        Fault(f"{year}.json", "year", f"the calendar has a gap before or after {year}, so this year is left out")
        for year in left_out
    )
    return Library(calendar, Rulebook(rules.values()), dict(procedures), faults + gaps)


def _take(
    folder: Path,
    pattern: str,
    read: Callable[[Path], Any],
    parse: Callable[[Any, str, Path], T],
    into: dict[str, T],
    faults: list[Fault],
) -> None:
    """Parse every file of `folder` into `into` by its stem; a bad one becomes a fault and changes nothing."""
    try:
        paths = sorted(path for path in folder.glob(pattern) if not path.name.startswith((".", "_")))
    except OSError as wrong:
        faults.append(Fault(str(folder), "folder", str(wrong)))
        return
    for path in paths:
        try:
            into[path.stem] = parse(read(path), path.stem, path)
        except (Unreadable, BadRule, BadCalendar) as bad:
            faults.append(Fault(_named(path), bad.where, bad.why))
        except Exception as bad:  # a procedure's Bad, or a surprise: the file is set aside either way
            where, why = getattr(bad, "where", "file"), getattr(bad, "why", f"{type(bad).__name__}: {bad}")
            faults.append(Fault(_named(path), str(where), str(why)))


def _named(path: Path) -> str:
    """Name a file as its reader knows it: built-in files by their place in the package."""
    return path.relative_to(DATA).as_posix() if path.is_relative_to(DATA) else str(path)


def _parse_year(document: Any, stem: str, path: Path) -> NoticeYear:
    return calendarfile.parse_year(document, stem=stem)


def _parse_rule(document: Any, stem: str, path: Path) -> Rule:
    return rulefile.parse_rule(document, rule_id=stem)


def _parse_procedure(document: Any, stem: str, path: Path) -> Procedure:
    from redress.law import procedure  # late: the procedures' forms are heavy, and `law due` needs none

    return procedure.parse(document, source=str(path))


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
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        raise Unreadable("file", f"it is not YAML: {str(wrong).splitlines()[0]}") from None
