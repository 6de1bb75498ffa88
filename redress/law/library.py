"""Everything the ground floor knows about the law, loaded from files: calendar, rules, procedures.

The files that ship with the program come first; an overlay folder (`calendar/*.json`, `rules/*.yaml`,
`procedures/*.yaml`) puts its own on top: a file of the same name replaces, a new name adds. A file that cannot be
used is set aside as a Fault, and what was there before it stays in force; nothing here raises for a bad file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from redress.law import calendarfile, rulefile, yamlfile
from redress.law.calendar import Calendar
from redress.law.calendarfile import NoticeYear
from redress.law.rulebook import Rule, Rulebook
from redress.law.shapes import Procedure

DATA = Path(__file__).parent / "data"
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
    """The law as loaded, the file that each part came from, and the faults met while loading."""

    calendar: Calendar
    rulebook: Rulebook
    procedures: Mapping[str, Procedure]
    faults: tuple[Fault, ...]
    files: Mapping[str, str] = field(default_factory=dict)  # "rules/mediation_limit" → the file it was read from


@dataclass(frozen=True, slots=True)
class _Shelf(Generic[T]):
    """One kind of file: its folder, its ending, how it is read and parsed."""

    folder: str
    pattern: str
    read: Callable[[Path], Any]
    parse: Callable[[Any, str, Path], T]

    def take(self, base: Path, *, into: dict[str, T], files: dict[str, str], faults: list[Fault]) -> None:
        """Parse every file of the folder under `base` by its stem; a bad one becomes a fault and changes nothing."""
        try:
            paths = sorted((base / self.folder).glob(self.pattern))
        except OSError as wrong:
            faults.append(Fault(_named(base / self.folder), "folder", str(wrong)))
            return
        for path in paths:
            if path.name.startswith((".", "_")):  # shared parts of procedures, editors' leftovers
                continue
            try:
                into[path.stem] = self.parse(self.read(path), path.stem, path)
                files[f"{self.folder}/{path.stem}"] = _named(path)
            except Exception as bad:  # BadRule, BadCalendar, procedure.Bad, Unreadable, or a surprise: set aside
                where, why = getattr(bad, "where", "file"), getattr(bad, "why", f"{type(bad).__name__}: {bad}")
                faults.append(Fault(_named(path), _line(where), _line(why)))


def _parse_procedure(document: Any, stem: str, path: Path) -> Procedure:
    from redress.law import procedure  # late: the forms of procedures are heavy, and `law due` needs none

    return procedure.parse(document, source=str(path))


CALENDAR: _Shelf[NoticeYear] = _Shelf(
    "calendar",
    "*.json",
    yamlfile.read_json,
    lambda document, stem, path: calendarfile.parse_year(document, stem=stem),
)
RULES: _Shelf[Rule] = _Shelf(
    "rules", "*.yaml", yamlfile.read_yaml, lambda document, stem, path: rulefile.parse_rule(document, rule_id=stem)
)
PROCEDURES: _Shelf[Procedure] = _Shelf("procedures", "*.yaml", yamlfile.read_yaml, _parse_procedure)


@dataclass(slots=True)
class _Parts:
    years: dict[str, NoticeYear] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def take(self, base: Path, *, with_procedures: bool) -> None:
        """Put the files under `base` on top of what is here."""
        CALENDAR.take(base, into=self.years, files=self.files, faults=self.faults)
        RULES.take(base, into=self.rules, files=self.files, faults=self.faults)
        if with_procedures:
            PROCEDURES.take(base, into=self.procedures, files=self.files, faults=self.faults)

    def copy(self) -> _Parts:
        """Return parts that can be added to without touching these."""
        return _Parts(dict(self.years), dict(self.rules), dict(self.procedures), dict(self.files), list(self.faults))


@functools.cache
def _built_in(with_procedures: bool) -> _Parts:
    parts = _Parts()
    parts.take(DATA, with_procedures=with_procedures)
    return parts


def load(*, overlay: Path | None = None, with_procedures: bool = True) -> Library:
    """Load the built-in law and put `overlay` on top; faults are collected, nothing raises for a bad file."""
    parts = _built_in(with_procedures).copy()
    if overlay is not None:
        if overlay.is_dir():
            parts.take(overlay, with_procedures=with_procedures)
        else:
            parts.faults.append(Fault(str(overlay), "folder", "the overlay folder does not exist or is no folder"))
    calendar, left_out = calendarfile.join(parts.years.values())
    for year in left_out:
        why = f"a year between {year} and the rest of the calendar is missing, so {year} is left out"
        parts.faults.append(Fault(parts.files.get(f"calendar/{year}", f"{year}.json"), "year", why))
    return Library(calendar, Rulebook(parts.rules.values()), parts.procedures, tuple(parts.faults), parts.files)


def _line(text: object) -> str:
    """Put what a file made a reader say on one line of bearable length."""
    return " ".join(str(text).split())[:400]


def _named(path: Path) -> str:
    """Name a file as its reader knows it: built-in files by their place in the package."""
    return path.relative_to(DATA).as_posix() if path.is_relative_to(DATA) else str(path)
