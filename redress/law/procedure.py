"""Procedures as data: stages, moves, who may, what a move asks for, which limits it starts and stops.

A procedure file has dated versions; this module reads and checks one. What a move asks for becomes a strict form in
`asks.py`; what the events of a case amount to is folded in `standing.py`. The written schema of the file is in
docs/how-to/add-a-procedure.md and is held to by `parse`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from redress.law import fields as fields_module
from redress.law.fields import Field
from redress.law.shapes import Guard, Move, Procedure, SetDue, Stage, Version

__all__ = ["Bad", "Guard", "Move", "Procedure", "SetDue", "Stage", "Version", "parse"]

DATA = Path(__file__).parent / "data" / "procedures"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
EVENT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
ROLES = frozenset(
    "appellant desk handler supervisor mediator expert inspector enforcement analyst council secretary keeper "
    "volunteer trader admin auditor system channel".split()
)
MOVE_KEYS = frozenset(
    "name zh en event from to who asks needs starts stops due letter notices effects cite key says_zh says_en".split()
)


class Bad(Exception):
    """Says where a procedure file is wrong, and why, in one line."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def parse(document: Any, *, source: str) -> Procedure:
    """Read one procedure file's mapping; raises Bad with the place and the reason."""
    stem = Path(source).stem
    top = _mapping(document, where=stem)
    if not NAME.match(stem):
        raise Bad(stem, "the file name must be lower-case letters, digits and _")
    for key in ("name", "number", "versions"):
        if key not in top:
            raise Bad(stem, f"'{key}' is missing")
    unknown = set(top) - {"name", "number", "subject_kind", "fields", "versions", "include", "checked_on", "note"}
    if unknown:
        raise Bad(stem, f"unknown key {sorted(unknown)[0]!r}")
    zh, en = _labels(top["name"], where=f"{stem}.name")
    _check_number(str(top["number"]), where=f"{stem}.number")
    try:
        own = fields_module.parse_fields(top.get("fields") or {}, where=f"{stem}.fields")
    except fields_module.BadField as bad:
        raise Bad(bad.where, bad.why) from None
    known = {**fields_module.shared(), **own}
    shared_moves: list[Any] = []
    for name in top.get("include") or []:
        shared_moves += _shared(str(name), where=f"{stem}.include")
    versions = _versions(_mapping(top["versions"], where=f"{stem}.versions"), known, shared_moves, stem)
    return Procedure(stem, zh, en, str(top["number"]), str(top.get("subject_kind", "matter")), known, versions)


def _versions(
    document: Mapping[Any, Any], known: Mapping[str, Field], shared_moves: Sequence[Any], stem: str
) -> tuple[Version, ...]:
    raw: dict[str, dict[str, Any]] = {}
    parsed: list[Version] = []
    for day in sorted(document, key=str):
        where = f"{stem}.versions.{day}"
        try:
            since = dt.date.fromisoformat(str(day)).isoformat()
        except ValueError:
            raise Bad(where, "a version is named by its first day, YYYY-MM-DD") from None
        body = dict(_mapping(document[day], where=where))
        if "as" in body:
            base = raw.get(str(body.pop("as")))
            if base is None:
                raise Bad(where, "'as' names no earlier version")
            body = _overlaid(base, body)
        raw[since] = body
        parsed.append(_version(since, body, known, shared_moves, where))
    if not parsed:
        raise Bad(f"{stem}.versions", "at least one version is needed")
    for index in range(len(parsed) - 1):
        last = dt.date.fromisoformat(parsed[index + 1].since) - dt.timedelta(days=1)
        parsed[index] = replace(parsed[index], until=last.isoformat())
    return tuple(parsed)


def _overlaid(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Put a later version's changed, added and removed moves over an earlier version."""
    removed = set(change.get("without") or [])
    changed = {move["name"]: move for move in change.get("moves") or []}
    moves = [changed.pop(move["name"], move) for move in base["moves"] if move["name"] not in removed]
    return {"stages": change.get("stages", base["stages"]), "moves": moves + list(changed.values())}


def _version(
    since: str, body: Mapping[str, Any], known: Mapping[str, Field], shared_moves: Sequence[Any], where: str
) -> Version:
    stages: dict[str, Stage] = {}
    for entry in body.get("stages") or []:
        stage = _stage(entry, where=f"{where}.stages")
        stages[stage.name] = stage
    if not stages:
        raise Bad(f"{where}.stages", "at least one stage is needed")
    if not any(stage.is_final for stage in stages.values()):  # without a mark, the last one is the end
        last = list(stages)[-1]
        stages[last] = replace(stages[last], is_final=True)
    moves: dict[str, Move] = {}
    for entry in [*(body.get("moves") or []), *shared_moves]:
        raw = _mapping(entry, where=f"{where}.moves")
        if raw.get("name") in moves:
            if any(entry is shared for shared in shared_moves):
                continue  # a procedure's own move of that name replaces the shared one
            raise Bad(f"{where}.moves.{raw['name']}", "the name stands twice")
        move = _move(raw, stages, known, where=f"{where}.moves.{raw.get('name', '?')}", stem=where.split(".")[0])
        moves[move.name] = move
    if not any(move.from_stages is None for move in moves.values()):
        first = next(iter(stages))
        moves["open"] = Move("open", "登记", "Register", "case.opened", None, first, ("desk", "system", "handler"))
    by_event: dict[str, Move] = {}
    for move in moves.values():
        by_event.setdefault(move.event, move)
    return Version(since, None, stages, moves, by_event)


def _stage(entry: Any, *, where: str) -> Stage:
    if isinstance(entry, str):
        entry = {"name": entry}
    raw = _mapping(entry, where=where)
    name = str(raw.get("name", ""))
    if not NAME.match(name):
        raise Bad(where, f"a stage needs a name of lower-case letters, got {name!r}")
    return Stage(
        name,
        str(raw.get("zh", name)),
        str(raw.get("en", name.replace("_", " "))),
        str(raw.get("plain_zh", "")),
        str(raw.get("plain_en", "")),
        bool(raw.get("final", False)),
    )


def _move(
    raw: Mapping[str, Any], stages: Mapping[str, Stage], known: Mapping[str, Field], *, where: str, stem: str
) -> Move:
    unknown = set(map(str, raw)) - MOVE_KEYS
    if unknown:
        raise Bad(where, f"unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(MOVE_KEYS))}")
    name = str(raw.get("name", ""))
    if not NAME.match(name):
        raise Bad(where, f"a move needs a name of lower-case letters, got {name!r}")
    event = str(raw.get("event", f"{stem}.{name}"))
    if not EVENT.match(event):
        raise Bad(where, f"an event is written noun.participle, got {event!r}")
    from_stages = _from(raw.get("from", "none"), stages, where=where)
    to = raw.get("to")
    if to is not None and to not in stages:
        raise Bad(where, f"'to' names no stage: {to!r}")
    if from_stages is None and to is None:
        to = next(iter(stages))
    who = tuple(_texts(raw.get("who") or ["handler"], where=f"{where}.who"))
    strange = set(who) - ROLES
    if strange:
        raise Bad(where, f"'who' names no role: {sorted(strange)[0]!r}")
    try:
        asks = fields_module.parse_asks(raw.get("asks") or [], known=known, where=f"{where}.asks")
    except fields_module.BadField as bad:
        raise Bad(bad.where, bad.why) from None
    return Move(
        name=name,
        zh=str(raw.get("zh", name)),
        en=str(raw.get("en", name.replace("_", " ").capitalize())),
        event=event,
        from_stages=from_stages,
        to=to,
        who=who,
        asks=asks,
        needs=tuple(_guard(item, where=f"{where}.needs") for item in raw.get("needs") or []),
        starts=tuple(_texts(raw.get("starts") or [], where=f"{where}.starts")),
        stops=tuple(_texts(raw.get("stops") or [], where=f"{where}.stops")),
        due=_due(raw.get("due"), where=f"{where}.due"),
        letter=str(raw["letter"]) if raw.get("letter") else None,
        notices=tuple(_texts(raw.get("notices") or [], where=f"{where}.notices")),
        effects=tuple(_mapping(item, where=f"{where}.effects") for item in raw.get("effects") or []),
        cite={str(k): str(v) for k, v in _mapping(raw["cite"], where=f"{where}.cite").items()}
        if raw.get("cite")
        else None,
        key=str(raw.get("key", "")),
        says_zh=str(raw.get("says_zh", "")),
        says_en=str(raw.get("says_en", "")),
    )


def _from(value: Any, stages: Mapping[str, Stage], *, where: str) -> tuple[str, ...] | None:
    if value is None or value == "none":
        return None
    if value == "any":
        return tuple(stages)
    if value == "open":
        return tuple(name for name, stage in stages.items() if not stage.is_final)
    names = tuple(_texts(value, where=f"{where}.from"))
    for name in names:
        if name not in stages:
            raise Bad(where, f"'from' names no stage: {name!r}")
    return names


def _guard(item: Any, *, where: str) -> Guard:
    raw = _mapping(item, where=where)
    kinds = [kind for kind in ("seen", "unseen", "expired") if kind in raw]
    if len(kinds) != 1:
        raise Bad(where, "a guard names one of seen, unseen, expired")
    kind = kinds[0]
    zh, en = _labels(raw.get("say", str(raw[kind])), where=f"{where}.say")
    return Guard(kind, str(raw[kind]), dict(raw.get("where") or {}), dict(raw.get("when") or {}), zh, en)


def _due(value: Any, *, where: str) -> SetDue | None:
    if value is None:
        return None
    raw = _mapping(value, where=where)
    for key in ("clock", "field", "stops_on"):
        if key not in raw:
            raise Bad(where, f"'{key}' is missing")
    zh, en = _labels(raw.get("name", raw["clock"]), where=f"{where}.name")
    stops = tuple(_texts(raw["stops_on"], where=f"{where}.stops_on"))
    return SetDue(str(raw["clock"]), str(raw["field"]), zh, en, stops)


@functools.cache
def _shared(name: str, *, where: str) -> list[Any]:
    path = DATA / f"_{name}.yaml"
    if not NAME.match(name) or not path.is_file():
        raise Bad(where, f"'include' names no shared list of moves: {name!r}")
    document = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return list(document["moves"])


def _check_number(pattern: str, *, where: str) -> None:
    try:
        pattern.format(office="XX", year=2026, serial=1)
    except (KeyError, ValueError, IndexError):
        raise Bad(where, "the number may use {office}, {year} and {serial:06}") from None


def _labels(value: Any, *, where: str) -> tuple[str, str]:
    if isinstance(value, str):
        return value, value
    raw = _mapping(value, where=where)
    if "zh" not in raw:
        raise Bad(where, "'zh' is missing")
    return str(raw["zh"]), str(raw.get("en", raw["zh"]))


def _mapping(value: Any, *, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Bad(where, f"a mapping is expected, got {type(value).__name__}")
    return value


def _texts(value: Any, *, where: str) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Sequence):
        raise Bad(where, f"a list of names is expected, got {type(value).__name__}")
    return [str(item) for item in value]
