"""Grounds of refusal and termination, the factors of Order 121 art. 17, and the routes of the Consumer Protection Law.

A ground is coded by instrument and number, never by number alone: 20/21(2) is 121/23(4). Grounds, factors and routes
follow the day of the decision (R-01). Nothing here decides: a person picks the ground and gives the facts.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redress.law import yamlfile
from redress.law.rulebook import Cite

FOLDER = Path(__file__).parent / "data" / "grounds"
KINDS = ("refusal", "termination", "factors")


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground (or an art. 17 factor). `key` means the same in both Orders; `rule` is the limit that shows it."""

    code: str  # "SAMR-121/2025 16(3)"; a factor "SAMR-121/2025 17 F1"
    short: str  # NA3, T5, F1
    kind: str
    key: str
    cite: Cite
    zh: str
    en: str
    since: dt.date
    until: dt.date | None
    needs_citation: bool = False  # "other cases laid down by law": the law must be named
    rule: str | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the instrument was in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Route:
    """One of the five ways to resolve a consumer dispute."""

    key: str
    zh: str
    en: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """What the notice of a refusal must contain."""

    needs_reasons: bool
    needs_routes: bool
    cite: Cite


def grounds_on(*, kind: str, day: dt.date) -> tuple[Ground, ...]:
    """List the grounds of `kind` (refusal, termination, factors) in force on `day`, in the order of the text."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    return tuple(ground for ground in _all().values() if ground.kind == kind and ground.holds_on(day))


def factors_on(*, day: dt.date) -> tuple[Ground, ...]:
    """List what an officer may consider for "not for daily life" on `day`: signals to show, never a verdict."""
    return grounds_on(kind="factors", day=day)


def ground_on(*, key: str, kind: str, day: dt.date) -> Ground | None:
    """Return the ground that means `key` (`no_agreement_in_time`, `too_old` …) on `day`; None when there is none."""
    return next((ground for ground in grounds_on(kind=kind, day=day) if ground.key == key), None)


def ground(*, code: str) -> Ground | None:
    """Return the ground with this code, whenever it was in force; None for an unknown code."""
    return _all().get(code)


def known_keys() -> frozenset[str]:
    """List every key that some ground has."""
    return frozenset(ground.key for ground in _all().values())


def routes_on(*, day: dt.date) -> tuple[Route, ...]:
    """List the routes of the Consumer Protection Law art. 39; none before the law's present text was in force."""
    document = _routes()
    if day < document["from"]:
        return ()
    cite = Cite(document["instrument"], document["article"])
    return tuple(Route(entry["key"], entry["zh"], entry["en"], cite) for entry in document["routes"])


def refusal_notice_on(*, day: dt.date) -> RefusalNotice | None:
    """Say what the notice of a refusal decided on `day` must contain; None before the complaint rules."""
    entries: Mapping[dt.date, Any] = _routes()["refusal_notice"]
    since = max((start for start in entries if start <= day), default=None)
    if since is None:
        return None
    entry = entries[since]
    cite = Cite(entry["cite"]["instrument"], entry["cite"]["article"])
    return RefusalNotice(entry["reasons"], entry["routes"], cite)


@functools.cache
def _routes() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yamlfile.read_yaml(FOLDER / "routes.yaml")
    return document


@functools.cache
def _all() -> Mapping[str, Ground]:
    found: dict[str, Ground] = {}
    for name in ("SAMR-20-2019", "SAMR-121-2025"):
        document = yamlfile.read_yaml(FOLDER / f"{name}.yaml")
        for kind in KINDS:
            for entry in document.get(kind, []):
                also = tuple(Cite(item["instrument"], item["article"]) for item in entry.get("also", []))
                cite = Cite(document["instrument"], entry["article"], also)
                code = f"{cite.instrument} {cite.article}" + (f" {entry['short']}" if kind == "factors" else "")
                found[code] = Ground(
                    code=code,
                    short=entry["short"],
                    kind=kind,
                    key=entry["key"],
                    cite=cite,
                    zh=entry["zh"],
                    en=entry["en"],
                    since=document["from"],
                    until=document.get("to"),
                    needs_citation=entry.get("needs_citation", False),
                    rule=entry.get("rule"),
                )
    return found
