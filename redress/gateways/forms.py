"""The forms of papers: what each says on a day, filled from a case. Data in papers/_forms.yaml and beside it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "papers"
HOLE = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
GAP = "＿＿＿＿"  # what is not known is left to be written by hand


@dataclass(frozen=True, slots=True)
class Form:
    """A paper: title, for which procedures, after which event it is made, its blocks by first day."""

    id: str
    abbr: str
    zh: str
    en: str
    procedures: tuple[str, ...]
    after: tuple[str, ...]
    has_docx: bool
    has_seal: bool
    versions: Mapping[str, tuple[Mapping[str, Any], ...]]

    def on(self, day: dt.date) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        """Return the version in force on a day with its blocks; the first one for an earlier day."""
        chosen = min(self.versions)
        for since in sorted(self.versions):
            if since <= day.isoformat():
                chosen = since
        return chosen, self.versions[chosen]

    def lacks_step(self, events: Collection[str]) -> bool:
        """Say whether what the paper speaks of (a refusal, an acceptance) is not among the events of a case."""
        return bool(self.after) and set(self.after).isdisjoint(events)


@functools.cache
def everything() -> Mapping[str, Form]:
    """Load all forms."""
    found: dict[str, Form] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for name, raw in document.items():
            after = raw.get("after") or []
            found[name] = Form(
                id=name,
                abbr=raw["abbr"],
                zh=raw["title"]["zh"],
                en=raw["title"]["en"],
                procedures=tuple(raw.get("for") or ()),
                after=tuple([after] if isinstance(after, str) else after),
                has_docx=bool(raw.get("docx")),
                has_seal=bool(raw.get("seal", True)),
                versions={str(since): tuple(blocks) for since, blocks in raw["versions"].items()},
            )
    return found


def fill(blocks: tuple[Mapping[str, Any], ...], facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Fill the holes of blocks from `facts` (dotted names); a block whose `when` is empty is left out."""
    found = []
    for block in blocks:
        if block.get("when") and not look(facts, str(block["when"])):
            continue
        found.append({key: _filled(value, facts) for key, value in block.items() if key != "when"})
    return found


def look(facts: Mapping[str, Any], name: str) -> Any:
    """Return what a dotted name stands for, empty text when there is none."""
    value: Any = facts
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return ""
    return value


def _filled(value: Any, facts: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(item, facts) for item in value]
    if not isinstance(value, str):
        return value
    whole = HOLE.fullmatch(value)
    if whole:
        found = look(facts, whole[1])
        return found if isinstance(found, list) else str(found) or GAP
    return HOLE.sub(lambda hole: str(look(facts, hole[1])) or GAP, value)
