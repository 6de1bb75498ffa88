"""What officers write, and who they are: the people of the offices and the short texts of their moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from redress.demo import people, texts
from redress.demo.grammar import Clause, parse, plain

_STAFF = {
    "branch": (("supervisor", 1), ("handler", 5), ("mediator", 1), ("enforcement", 1)),
    "desk": (("desk", 4), ("supervisor", 1)),
    "bureau": (("supervisor", 1), ("analyst", 2), ("secretary", 1), ("admin", 1), ("auditor", 1), ("enforcement", 4)),
    "section": (("supervisor", 1), ("handler", 2), ("inspector", 3), ("enforcement", 1)),
    "council": (("council", 3), ("mediator", 2), ("volunteer", 6), ("expert", 4)),
    "station": (("keeper", 1),),
    "hotline": (("desk", 2),),
}


@dataclass(frozen=True, slots=True)
class Office:
    """An office: ``areas`` are the division codes a branch looks after, ``parent`` its superior."""

    code: str
    zh: str
    en: str
    kind: str
    parent: str
    areas: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Officer:
    """A person of an office with one role (words of the glossary)."""

    username: str
    name: str
    role: str
    office: str


@lru_cache(maxsize=1)
def offices() -> tuple[Office, ...]:
    """Return the offices of data/city.txt. Raises BadText."""
    found: list[Office] = []
    for place, line in texts.lines("city.txt"):
        if line.startswith("== "):
            kind, code, *rest = line[3:].split(maxsplit=4)
            if kind == "branch":
                found.append(Office(code, rest[0], f"{rest[1]} Branch", "branch", "JC"))
            elif kind == "office":
                parent = "JC" if rest[0] in ("desk", "section") else ""
                found.append(Office(code, rest[1], rest[2], rest[0], parent))
            elif kind == "station":
                found.append(Office(code, rest[1], f"Consumer Station {code[-2:]}", "station", rest[0]))
            else:
                raise texts.BadText(place, f"unknown section {kind!r}")
        elif not line.startswith("="):
            key, _, value = line.partition(":")
            last = found[-1]
            words = tuple(value.split())
            found[-1] = Office(
                last.code,
                last.zh,
                last.en,
                last.kind,
                last.parent,
                words if key == "areas" else last.areas,
                words if key == "roads" else last.roads,
                words if key == "places" else last.places,
            )
    return tuple(found)


def staff(*, seed: int) -> tuple[Officer, ...]:
    """Return the people of all offices; same seed, same people."""
    rng = Random(f"{seed} staff")
    found: list[Officer] = []
    for office in offices():
        for role, count in _STAFF[office.kind]:
            for number in range(1, count + 1):
                age = 26 + int(rng.random() * 32)
                name = people.full_name(rng, is_woman=rng.random() < 0.45, age=age)
                found.append(Officer(f"{office.code.lower()}-{role}{number}", name, role, office.code))
    return tuple(found)


@lru_cache(maxsize=1)
def _clauses() -> Mapping[str, Clause]:
    return {name: parse("{" + value + "}") for name, value in texts.lists("officer.txt").items()}


def write(name: str, rng: Random, **slots: str) -> str:
    """Return a short text of an officer; a name that is not in data/officer.txt gives nothing."""
    clause = _clauses().get(name)
    return plain(clause, random=rng, slots={**slots, "boss": slots.get("boss", "")}) if clause else ""
