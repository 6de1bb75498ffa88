"""Check the law as loaded: what the files' own readers cannot see, because it lies between files.

The readers refuse a value without article, date or source, an overlap, an unknown unit or roll. Here: an instrument
that is not listed, a version outside the days of force of its instrument, a ground that does not exist, a move that
starts a limit nobody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from redress.law import grounds, instruments
from redress.law.library import Fault, Library
from redress.law.rulebook import Cite, Rule, RuleVersion
from redress.law.shapes import Move, Procedure


def check(library: Library) -> tuple[Fault, ...]:
    """List every fault: those met while loading, then those between files."""
    found = list(library.faults)
    for rule in library.rulebook.rules.values():
        file = library.files.get(f"rules/{rule.id}", f"rules/{rule.id}.yaml")
        found += [Fault(file, where, why) for where, why in _rule(rule, library)]
    for procedure in library.procedures.values():
        file = library.files.get(f"procedures/{procedure.id}", f"procedures/{procedure.id}.yaml")
        found += [Fault(file, where, why) for where, why in _procedure(procedure, library)]
    return tuple(found)


def _rule(rule: Rule, library: Library) -> Iterator[tuple[str, str]]:
    for version in rule.versions:
        yield from _version(version, f"versions.{version.since}")
    for region, versions in rule.regional.items():
        for version in versions:
            yield from _version(version, f"regions.{region}.{version.since}")
    if rule.on_expiry is not None:
        ground = rule.on_expiry.get("ground")
        if ground is not None and ground not in grounds.known_keys():
            yield "on_expiry.ground", f"no ground has the key {ground!r}"
        offers = rule.on_expiry.get("offers")
        homes = [library.procedures[name] for name in rule.procedures if name in library.procedures]
        if offers is not None and homes and not any(offers in _move_names(home) for home in homes):
            yield "on_expiry.offers", f"no move {offers!r} in {', '.join(home.id for home in homes)}"


def _version(version: RuleVersion, where: str) -> Iterator[tuple[str, str]]:
    for also in version.also:
        yield from _cites(also.cite, f"{where}.also")
    for name, branch in version.branches.items():
        yield from _cites(branch.cite, f"{where}.branches.{name}.cite")
    yield from _cites(version.roll_cite, f"{where}.roll_cite")
    yield from _cites(version.cite, f"{where}.cite")
    if version.cite is None:
        return
    about = instruments.find(version.cite.instrument)
    if about is None:
        return
    if version.since < about.since:
        yield where, f"{version.cite} cannot bind from {version.since}: it is in force from {about.since}"
    if about.until is not None and (version.until is None or version.until > about.until):
        yield where, f"{version.cite} cannot bind after {about.until}, when its force ended"


def _cites(cite: Cite | None, where: str) -> Iterator[tuple[str, str]]:
    if cite is None:
        return
    for each in (cite, *cite.also):
        if instruments.find(each.instrument) is None:
            yield where, f"the instrument {each.instrument!r} is not listed in instruments.yaml"


def _procedure(procedure: Procedure, library: Library) -> Iterator[tuple[str, str]]:
    for version in procedure.versions:
        clocks = {move.due.clock for move in version.moves.values() if move.due is not None}
        for move in version.moves.values():
            where = f"versions.{version.since}.moves.{move.name}"
            yield from _move(move, where, known={*library.rulebook.rules, *clocks})


def _move(move: Move, where: str, *, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    for rule_id in (*move.starts, *move.stops):
        if rule_id not in known:
            yield where, f"it starts or stops {rule_id!r}, which no rule file and no due day names"
    for guard in move.needs:
        if guard.kind == "expired" and guard.subject not in known:
            yield where, f"it waits for {guard.subject!r}, which no rule file and no due day names"
    if move.cite is not None and instruments.find(move.cite.get("instrument", "")) is None:
        yield where, f"the instrument {move.cite.get('instrument')!r} is not listed in instruments.yaml"


def _move_names(procedure: Procedure) -> frozenset[str]:
    return frozenset(name for version in procedure.versions for name in version.moves)
