"""Reading one rule from its YAML file, strictly: an unknown key or a value without its article is refused.

The written form of the file is docs/how-to/add-a-rule.md; every refusal names the place and what is expected there.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from redress.law.rulebook import BASES, ROLLS, UNITS, AlsoLimit, Branch, Cite, Limit, Rule, RuleVersion

ID = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
EVENT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
REGION = re.compile(r"\d{6}\Z")
RULE_KEYS = frozenset(
    "name basis off starts_on stops_on restarts_on extended_on pauses procedures careful_from on_expiry "
    "remind_before is_floor counts_back versions regions source note checked_on".split()
)
VERSION_KEYS = frozenset("limit extended roll roll_cite cite also until off source note checked_on branches".split())


class BadRule(Exception):
    """Says where a rule file is wrong, and why, in one line."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def parse_rule(document: Any, *, rule_id: str) -> Rule:
    """Read the rule `rule_id` from its file's mapping; raises BadRule with the place and the reason."""
    if not ID.match(rule_id):
        raise BadRule("file name", "a rule's file is named in lower-case letters, digits and _")
    top = _mapping(document, "top", keys=RULE_KEYS)
    basis = top.get("basis")
    if basis not in BASES:
        raise BadRule("basis", f"one of {', '.join(BASES)} is expected, got {basis!r}")
    checked_on = _date(top.get("checked_on"), "checked_on") if "checked_on" in top else None
    source = _text(top, "source", "top")
    versions = _versions(top.get("versions"), "versions", basis, source, checked_on)
    regional: dict[str, tuple[RuleVersion, ...]] = {}
    for region, own in _mapping(top.get("regions"), "regions").items():
        if not REGION.match(str(region)):
            raise BadRule(f"regions.{region}", "a region is a code of six digits in quotes")
        if not isinstance(own, dict) or not own:
            raise BadRule(f"regions.{region}", "versions by date are expected")
        regional[str(region)] = _versions(own, f"regions.{region}", basis, source, checked_on)
    if not versions and basis != "local":
        raise BadRule("versions", f"a rule of basis {basis} needs at least one version")
    return Rule(
        id=rule_id,
        name=_name(top.get("name")),
        basis=basis,
        off=_flag(top, "off"),
        starts_on=_events(top, "starts_on"),
        stops_on=_events(top, "stops_on"),
        restarts_on=_events(top, "restarts_on"),
        extended_on=_events(top, "extended_on"),
        pauses=_words(top, "pauses"),
        procedures=_words(top, "procedures"),
        careful_from=_event(top["careful_from"], "careful_from") if top.get("careful_from") else None,
        on_expiry=_on_expiry(top.get("on_expiry")),
        remind_before=_remind_before(top.get("remind_before")),
        versions=versions,
        regional=regional,
        is_floor=_flag(top, "is_floor"),
        counts_back=_flag(top, "counts_back"),
        source=source,
        note=_text(top, "note", "top"),
        checked_on=checked_on,
    )


def _versions(
    value: Any, where: str, basis: str, source: str | None, checked_on: dt.date | None
) -> tuple[RuleVersion, ...]:
    found = [
        _version(_date(since, where), entry, f"{where}.{since}", basis, source, checked_on)
        for since, entry in _mapping(value, where).items()
    ]
    found.sort(key=lambda version: version.since)
    for index, (version, later) in enumerate(itertools.pairwise(found)):
        if version.until is not None and version.until >= later.since:
            raise BadRule(
                f"{where}.{version.since}", f"it runs to {version.until} and overlaps the version of {later.since}"
            )
        if version.until is None:
            found[index] = replace(version, until=later.since - dt.timedelta(days=1))
    return tuple(found)


def _version(
    since: dt.date, value: Any, where: str, basis: str, source: str | None, checked_on: dt.date | None
) -> RuleVersion:
    entry = _mapping(value, where, keys=VERSION_KEYS)
    until = _date(entry["until"], f"{where}.until") if "until" in entry else None
    if until is not None and until < since:
        raise BadRule(f"{where}.until", f"{until} lies before {since}")
    roll = _roll(entry, where)
    roll_cite = _cite(entry["roll_cite"], f"{where}.roll_cite") if "roll_cite" in entry else None
    if roll != "none" and roll_cite is None and basis == "law":
        raise BadRule(f"{where}.roll_cite", f"the roll {roll!r} needs its own article")
    cite = _cite(entry["cite"], f"{where}.cite") if "cite" in entry else None
    own_source = _text(entry, "source", where) or source
    if basis == "law" and cite is None:
        raise BadRule(f"{where}.cite", "a value of a law rule needs its instrument and article")
    if basis != "law" and own_source is None:
        raise BadRule(f"{where}.source", f"a value of a {basis} rule needs its source")
    checked = _date(entry["checked_on"], f"{where}.checked_on") if "checked_on" in entry else checked_on
    if checked is None:
        raise BadRule(f"{where}.checked_on", "the day on which the value was checked is missing")
    branches = {
        str(name): _branch(branch, f"{where}.branches.{name}")
        for name, branch in _mapping(entry.get("branches"), f"{where}.branches").items()
    }
    return RuleVersion(
        since=since,
        until=until,
        limit=_limit(entry.get("limit"), f"{where}.limit", extended=entry.get("extended")),
        roll=roll,
        cite=cite,
        also=_also(entry.get("also"), f"{where}.also"),
        off=_flag(entry, "off", where),
        roll_cite=roll_cite,
        source=own_source,
        note=_text(entry, "note", where),
        checked_on=checked,
        branches=branches,
    )


def _branch(value: Any, where: str) -> Branch:
    entry = _mapping(value, where, keys=frozenset({"limit", "cite", "also"}))
    cite = _cite(entry["cite"], f"{where}.cite") if "cite" in entry else None
    return Branch(_limit(entry.get("limit"), f"{where}.limit"), cite, _also(entry.get("also"), f"{where}.also"))


def _also(value: Any, where: str) -> tuple[AlsoLimit, ...]:
    entries = [] if value is None else value if isinstance(value, list) else [value]
    found = []
    for number, item in enumerate(entries):
        at = f"{where}[{number}]"
        entry = _mapping(item, at, keys=frozenset({"limit", "extended", "cite", "roll", "follows", "name"}))
        cite = _cite(entry["cite"], f"{at}.cite") if "cite" in entry else None
        limit = _limit(entry.get("limit"), f"{at}.limit", extended=entry.get("extended"))
        found.append(AlsoLimit(limit, cite, _roll(entry, at), _flag(entry, "follows", at), _text(entry, "name", at)))
    return tuple(found)


def _roll(entry: Mapping[str, Any], where: str) -> str:
    roll = entry.get("roll", "none")
    if roll not in ROLLS:
        raise BadRule(f"{where}.roll", f"one of {', '.join(ROLLS)} is expected, got {roll!r}")
    return str(roll)


def _limit(value: Any, where: str, *, extended: Any = None) -> Limit:
    """Read '7 working_days'; `extended` is the whole count once extended."""
    parts = value.split() if isinstance(value, str) else []
    if len(parts) != 2 or not (parts[0].isascii() and parts[0].isdigit()) or not 1 <= int(parts[0]) <= 99999:
        raise BadRule(where, f"a count and a unit such as '7 working_days' are expected, got {value!r}")
    count, unit = int(parts[0]), parts[1]
    if unit not in UNITS:
        raise BadRule(where, f"unknown unit {unit!r}; the units are {', '.join(UNITS)}")
    if extended is None:
        return Limit(count, unit)
    if not isinstance(extended, int) or isinstance(extended, bool) or not count < extended <= 99999:
        raise BadRule(where, f"extended is the whole count with the extension, more than {count}; got {extended!r}")
    return Limit(count, unit, extended)


def _remind_before(value: Any) -> Limit | None:
    if value is None:
        return None
    limit = _limit(value, "remind_before")
    if limit.unit not in ("working_days", "days"):
        raise BadRule("remind_before", "a reminder is set in working_days or days")
    return limit


def _cite(value: Any, where: str) -> Cite:
    entry = _mapping(value, where, keys=frozenset({"instrument", "article", "also"}))
    instrument, article = entry.get("instrument"), entry.get("article")
    if not isinstance(instrument, str) or not instrument.strip():
        raise BadRule(where, "the instrument is missing")
    if isinstance(article, bool) or not isinstance(article, (str, int)) or not str(article).strip():
        raise BadRule(where, "the article is missing")
    also = entry.get("also") or []
    if not isinstance(also, list):
        raise BadRule(f"{where}.also", "a list of {instrument, article} is expected")
    others = tuple(_cite(item, f"{where}.also[{number}]") for number, item in enumerate(also))
    return Cite(instrument.strip(), str(article).strip(), others)


def _name(value: Any) -> Mapping[str, str]:
    entry = _mapping(value, "name", keys=frozenset({"zh", "en"}))
    for language in ("zh", "en"):
        if not isinstance(entry.get(language), str) or not entry[language].strip():
            raise BadRule(f"name.{language}", "the name is missing")
    return {"zh": entry["zh"], "en": entry["en"]}


def _on_expiry(value: Any) -> Mapping[str, str] | None:
    if value is None:
        return None
    entry = _mapping(value, "on_expiry", keys=frozenset({"event", "offers", "ground"}))
    _event(entry.get("event"), "on_expiry.event")
    return {str(key): str(text) for key, text in entry.items()}


def _event(value: Any, where: str) -> str:
    if not isinstance(value, str) or not EVENT.match(value):
        raise BadRule(where, f"an event such as 'complaint.accepted' is expected, got {value!r}")
    return value


def _list(entry: Mapping[str, Any], key: str) -> list[Any]:
    value = entry.get(key)
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _events(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(_event(item, key) for item in _list(entry, key))


def _words(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    words = _list(entry, key)
    for word in words:
        if not isinstance(word, str) or not ID.match(word):
            raise BadRule(key, f"a name of lower-case letters is expected, got {word!r}")
    return tuple(words)


def _mapping(value: Any, where: str, *, keys: frozenset[str] | None = None) -> Mapping[Any, Any]:
    if value is None and keys is None:
        return {}
    if not isinstance(value, dict):
        raise BadRule(where, f"a mapping is expected, got {type(value).__name__}")
    if keys is not None:
        unknown = sorted(str(key) for key in value if key not in keys)
        if unknown:
            raise BadRule(where, f"unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}")
    return value


def _flag(entry: Mapping[str, Any], key: str, where: str = "top") -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise BadRule(f"{where}.{key}", f"true or false is expected, got {value!r}")
    return value


def _text(entry: Mapping[str, Any], key: str, where: str) -> str | None:
    value = entry.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise BadRule(f"{where}.{key}", "a text is expected")
    return value


def _date(value: Any, where: str) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadRule(where, f"a date YYYY-MM-DD is expected, got {value!r}") from None
