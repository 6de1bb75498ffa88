"""The instruments that citations name: titles, days of force, and which text was read."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from redress.law import yamlfile

FILE = Path(__file__).parent / "data" / "instruments.yaml"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation or order by the short name used in citations; `to` None: in force."""

    id: str
    zh: str
    en: str
    since: dt.date
    until: dt.date | None
    text: str
    dates_are_read: bool
    region: str | None = None


@functools.cache
def built_in() -> Mapping[str, Instrument]:
    """Load the instruments that ship with the program, by short name."""
    document = yamlfile.read_yaml(FILE)
    return {
        str(name): Instrument(
            id=str(name),
            zh=entry["zh"],
            en=entry["en"],
            since=entry["from"],
            until=entry.get("to"),
            text=entry["text"],
            dates_are_read=entry.get("dates") != "unread",
            region=entry.get("region"),
        )
        for name, entry in document.items()
    }


def find(name: str) -> Instrument | None:
    """Return the instrument of this short name or full Chinese title; None when it is not listed."""
    known = built_in()
    return known.get(name) or next((each for each in known.values() if each.zh == name), None)
