"""Administrative places as a dated tree: what lies in what, and which place an address names.

The shipped file holds a fictional county-level city only; an installation gives its own in
``overlay/taxonomy/regions.csv`` (columns ``code,level,parent,zh,en,kind,valid_from,valid_to``), which replaces it.
Codes of the shipped places begin with 99, which no real division uses.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from redress.taxonomy.rows import DATA, Fault, TaxonomyFault

_TAILS = ("街道", "开发区", "度假区", "地区", "省", "市", "区", "县", "镇", "乡")


@dataclass(frozen=True, slots=True)
class Region:
    """One place. ``level`` 1 is a province, 4 a town or subdistrict; days of validity are both included."""

    code: str
    level: int
    parent: str | None
    zh: str
    en: str
    kind: str
    valid_from: date = date.min
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the place exists under this code on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Regions:
    """All places by code, in file order."""

    places: Mapping[str, Region]

    def region(self, code: str) -> Region:
        """Return the place with this code. Raises KeyError."""
        return self.places[code]

    def children(self, code: str) -> tuple[Region, ...]:
        """Return the places directly inside ``code``."""
        return tuple(place for place in self.places.values() if place.parent == code)

    def path(self, code: str) -> tuple[Region, ...]:
        """Return the places from the province down to ``code``, both included."""
        way = [self.places[code]]
        while way[-1].parent is not None:
            way.append(self.places[way[-1].parent])
        return tuple(reversed(way))

    def is_within(self, code: str, outer: str) -> bool:
        """Say whether ``code`` is ``outer`` or lies inside it; a code that is not known lies nowhere."""
        return code in self.places and any(place.code == outer for place in self.path(code))

    def find(self, text: str, *, on: date) -> Region | None:
        """Return the innermost place that ``text`` (an address, a narrative) names on a day, or None.

        A full name wins over a short one (栖云街道 over 栖云), an inner place over an outer, an earlier mention over
        a later one.
        """
        best: tuple[int, int, int] | None = None
        found: Region | None = None
        for name, is_full, place in self._names:
            at = text.find(name)
            if at >= 0 and place.holds_on(on):
                rank = (place.level, int(is_full), -at)
                if best is None or rank > best:
                    best, found = rank, place
        return found

    @cached_property
    def _names(self) -> tuple[tuple[str, bool, Region], ...]:
        names: list[tuple[str, bool, Region]] = []
        for place in self.places.values():
            names.append((place.zh, True, place))
            short = next((place.zh[: -len(t)] for t in _TAILS if place.zh.endswith(t)), "")
            if len(short) > 1:
                names.append((short, False, place))
        return tuple(names)


def load(*, overlay: Path | None = None) -> Regions:
    """Return the places of ``overlay/taxonomy/regions.csv`` if that file exists, else the shipped fictional city.

    Raises TaxonomyFault naming the first bad row.
    """
    own = overlay / "taxonomy" / "regions.csv" if overlay is not None else None
    path = own if own is not None and own.exists() else DATA / "regions.csv"
    places: dict[str, Region] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            where = f"{path.name}:{reader.line_num}"
            try:
                place = Region(
                    code=row["code"].strip(),
                    level=int(row["level"]),
                    parent=row["parent"].strip() or None,
                    zh=row["zh"].strip(),
                    en=(row.get("en") or "").strip(),
                    kind=(row.get("kind") or "").strip(),
                    valid_from=date.fromisoformat(row.get("valid_from") or "0001-01-01"),
                    valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
                )
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise TaxonomyFault([Fault(where, f"地区行无法读取（{error}）", "请改正该行")]) from None
            if place.parent is not None and place.parent not in places:
                raise TaxonomyFault([Fault(where, f"上级 {place.parent} 未在前面出现", "请先列上级")])
            if not place.code or not place.zh or place.code in places:
                raise TaxonomyFault([Fault(where, "代码为空、重复或缺少名称", "请改正该行")])
            places[place.code] = place
    return Regions(places)
