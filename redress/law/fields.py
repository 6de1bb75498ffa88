"""The fields that moves ask for: one shared schema (data/procedures/_fields.yaml) plus a procedure's own."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data" / "procedures" / "_fields.yaml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
KINDS = frozenset(
    "text long_text date moment money integer bool choice choices code office person case files phone ground".split()
)


class BadField(Exception):
    """Says where a field is wrong, and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen, with its label."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be asked: its kind, label, and whether it is personal (then it is sealed)."""

    name: str
    kind: str
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    is_personal: bool = False
    choices: tuple[Choice, ...] = ()
    source: str = ""  # where choices come from at run time: grounds.refusal, offices, taxonomy.subject_class …


@dataclass(frozen=True, slots=True)
class Ask:
    """A field that a move asks for; with `when`, only if other fields have these values."""

    field: Field
    is_required: bool = True
    when: Mapping[str, Any] | None = None


@functools.cache
def shared() -> Mapping[str, Field]:
    """Load the shared fields once."""
    return parse_fields(yaml.load(DATA.read_text("utf-8"), Loader=yaml.CSafeLoader), where="_fields")


def parse_fields(document: Any, *, where: str) -> dict[str, Field]:
    """Read a mapping of field name → description; raises BadField."""
    if not isinstance(document, Mapping):
        raise BadField(where, "a mapping of fields is expected")
    found = {}
    for name, raw in document.items():
        place = f"{where}.{name}"
        if not NAME.match(str(name)) or not isinstance(raw, Mapping):
            raise BadField(place, "a field is a lower-case name with a mapping")
        kind = str(raw.get("kind", "text"))
        if kind not in KINDS:
            raise BadField(place, f"kind {kind!r} is not one of {', '.join(sorted(KINDS))}")
        unknown = set(raw) - {"kind", "zh", "en", "help_zh", "help_en", "personal", "choices", "source"}
        if unknown:
            raise BadField(place, f"unknown key {sorted(map(str, unknown))[0]!r}")
        found[str(name)] = Field(
            str(name),
            kind,
            str(raw.get("zh", name)),
            str(raw.get("en", str(name).replace("_", " ").capitalize())),
            str(raw.get("help_zh", "")),
            str(raw.get("help_en", "")),
            bool(raw.get("personal", False)),
            _choices(raw.get("choices"), place),
            str(raw.get("source", "")),
        )
        if kind in ("choice", "choices") and not found[str(name)].choices and not found[str(name)].source:
            raise BadField(place, "a choice needs 'choices' or a 'source'")
    return found


def parse_asks(document: Any, *, known: Mapping[str, Field], where: str) -> tuple[Ask, ...]:
    """Read what a move asks for: names of fields, or mappings {name, required, when}; raises BadField.

    A name that no schema knows becomes a field of text, so that a procedure can be written in one sitting.
    """
    if isinstance(document, (str, bytes)) or not isinstance(document, Sequence):
        raise BadField(where, "a list of fields is expected")
    asks, seen = [], set()
    for item in document:
        raw: Mapping[str, Any] = {"name": item} if isinstance(item, str) else item
        if not isinstance(raw, Mapping) or not NAME.match(str(raw.get("name", ""))):
            raise BadField(where, "each entry names a field")
        unknown = set(raw) - {"name", "required", "when"}
        if unknown:
            raise BadField(where, f"unknown key {sorted(map(str, unknown))[0]!r}")
        name = str(raw["name"])
        if name in seen:
            raise BadField(where, f"{name!r} stands twice")
        seen.add(name)
        field = known.get(name) or Field(name, _guess(name), name, name.replace("_", " ").capitalize())
        when = raw.get("when")
        if when is not None and not isinstance(when, Mapping):
            raise BadField(where, f"'when' of {name!r} is a mapping of field → value or list")
        asks.append(Ask(field, bool(raw.get("required", True)), when))
    return tuple(asks)


def _guess(name: str) -> str:
    """Guess the kind of an undescribed field by the naming rule: dates end in _on or _by, moments in _at."""
    if name.endswith(("_on", "_by")):
        return "date"
    if name.endswith("_at"):
        return "moment"
    if name.startswith(("is_", "has_")):
        return "bool"
    return "long_text"


def _choices(value: Any, where: str) -> tuple[Choice, ...]:
    if value is None:
        return ()
    if isinstance(value, Mapping):
        return tuple(
            Choice(str(code), str(label["zh"]), str(label.get("en", label["zh"])))
            if isinstance(label, Mapping) and "zh" in label
            else Choice(str(code), str(label), str(label))
            for code, label in value.items()
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(Choice(str(code), str(code), str(code)) for code in value)
    raise BadField(where, "'choices' is a list, or a mapping of value → {zh, en}")
