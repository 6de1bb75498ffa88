"""What `redress law` says: the JSON shapes of rules and procedures, and plain lines for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from redress.law.calendar import Day, OutsideCalendar
from redress.law.limits import Deadline, WrongAsk
from redress.law.rulebook import Limit, Rule, RuleVersion
from redress.law.shapes import Procedure

TODO = {
    "no_extension": "Drop --extended.",
    "unknown_branch": "Name one of its branches, or none.",
    "needs_moment": "Give --start as a moment, 2026-04-15T10:30.",
    "no_pause": "Drop --pause.",
    "bad_pause": "Swap its days.",
    "no_zone": "Give the moment a zone.",
}


def todo(wrong: OutsideCalendar | WrongAsk) -> str:
    """Say what to do about a question that cannot be answered."""
    return TODO.get(wrong.code, "Give a day inside the calendar.")


def _limit_dict(limit: Limit) -> dict[str, Any]:
    return {"count": limit.count, "unit": limit.unit, "extended": limit.extended}


def _version_dict(version: RuleVersion, *, off: bool) -> dict[str, Any]:
    return {
        "from": version.since,
        "to": version.until,
        "limit": _limit_dict(version.limit),
        "roll": version.roll,
        "roll_cite": version.roll_cite.as_dict() if version.roll_cite else None,
        "cite": version.cite.as_dict() if version.cite else None,
        "also": [
            {"limit": _limit_dict(also.limit), "cite": also.cite.as_dict() if also.cite else None}
            for also in version.also
        ],
        "branches": {name: _limit_dict(branch.limit) for name, branch in version.branches.items()},
        "off": off or version.off,
        "source": version.source,
        "note": version.note,
        "checked_on": version.checked_on,
    }


def rule_dict(rule: Rule) -> dict[str, Any]:
    """Return a rule as `redress law rules --json` prints it."""
    document: dict[str, Any] = {
        "id": rule.id,
        "name": dict(rule.name),
        "basis": rule.basis,
        "off": rule.off,
        "versions": [_version_dict(version, off=rule.off) for version in rule.versions],
    }
    if rule.regional:
        document["regions"] = {
            region: [_version_dict(version, off=rule.off) for version in versions]
            for region, versions in rule.regional.items()
        }
    return document


def procedure_dict(procedure: Procedure) -> dict[str, Any]:
    """Return a procedure as `redress law procedures --json` prints it."""
    return {
        "id": procedure.id,
        "name": {"zh": procedure.zh, "en": procedure.en},
        "versions": [
            {
                "from": version.since,
                "to": version.until,
                "stages": list(version.stages),
                "moves": [
                    {
                        "name": move.name,
                        "zh": move.zh,
                        "en": move.en,
                        "from": None if move.from_stages is None else list(move.from_stages),
                        "to": move.to,
                        "who": list(move.who),
                        "event": move.event,
                        "cite": dict(move.cite) if move.cite else None,
                    }
                    for move in version.moves.values()
                ],
            }
            for version in procedure.versions
        ],
    }


def _limit(limit: Limit) -> str:
    extended = f" (extended {limit.extended})" if limit.extended else ""
    return f"{limit.count} {limit.unit.replace('_', ' ')}{extended}"


def rules(found: Iterable[Rule]) -> str:
    """Write the rules, a line a version."""
    lines = []
    for rule in found:
        lines.append(f"{rule.id}  {rule.name['zh']}  [{rule.basis}{', off' if rule.off else ''}]")
        for place, versions in [
            ("", rule.versions),
            *((f"{region}  ", own) for region, own in rule.regional.items()),
        ]:
            for version in versions:
                until = version.until or "        …"
                cite = str(version.cite) if version.cite else version.source
                off = "  off" if version.off else ""
                lines.append(f"    {place}{version.since} … {until}  {_limit(version.limit)}  {cite}{off}")
        if not rule.versions:
            lines.append(f"    no national number: {rule.source}")
    return "\n".join(lines)


def procedures(found: Iterable[Procedure]) -> str:
    """Write the procedures, a line a version."""
    lines = []
    for procedure in found:
        lines.append(f"{procedure.id}  {procedure.zh}")
        for version in procedure.versions:
            until = version.until or "        …"
            lines.append(f"    {version.since} … {until}  {' '.join(version.stages)}  ({len(version.moves)} moves)")
    return "\n".join(lines)


def workdays(days: Sequence[Day], *, horizon: dt.date) -> str:
    """Write the days, one a line, and the count."""
    lines = [
        f"{day.date} {day.date:%a}  {'works' if day.works else 'off  '}  {day.name or ''}"
        f"{'  provisional' if day.provisional else ''}".rstrip()
        for day in days
    ]
    lines.append(f"{sum(day.works for day in days)} working days of {len(days)}; published through {horizon}")
    return "\n".join(lines)


def deadline(answer: Deadline, *, rule: Rule, explain: bool) -> str:
    """Write a last day with its article, and with `explain` every day and why."""
    where = str(answer.cite) if answer.cite else answer.source
    lines = [f"{rule.name['zh']} ({rule.id}), {_limit(answer.limit)}, version {answer.version}: {where}"]
    if answer.due_on is None:
        lines.append(f"from {answer.start}: stands still, a pause is open")
    else:
        at = f" at {answer.due_at:%H:%M %z}" if answer.due_at else ""
        rolled = f", rolled from {answer.unrolled_on}" if answer.rolled else ""
        paused = f", {answer.paused_days} days not counted" if answer.paused_days else ""
        extended = ", extended" if answer.extended else ""
        guess = ", provisional: the calendar is not published" if answer.provisional else ""
        lines.append(f"from {answer.start}: last day {answer.due_on}{at}{rolled}{extended}{paused}{guess}")
        lines.append(f"warn on {answer.warn_on}")
    if answer.other_reading:
        lines.append(f"by the other reading ({answer.other_reading.roll}): {answer.other_reading.due_on}")
    for also in answer.also_due:
        lines.append(f"beside it: {_limit(also.limit)}, {also.due_on}, {also.cite}")
    if explain:
        for day in answer.proof or ():
            lines.append(f"  {day.date} {day.date:%a}  {'+' if day.counts else ' '}{day.n:>4}  {day.why}")
    return "\n".join(lines)
