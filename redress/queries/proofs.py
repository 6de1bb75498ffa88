"""Proof of the journal: recompute every hash, every head and every checkpoint, and name the cases that do not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DatabaseError, connection

from redress.law.shapes import Procedure
from redress.queries import checkpoints, lawbook
from redress.queries.faults import MOST, Bad, once, raw
from redress.store import backend, chain
from redress.store.models import Case, CaseKey, Party

BATCH = 2000
WRAPPED = 12 + 32 + 16  # bytes of a wrapped key: nonce, key, tag
COLUMNS = ("id", "number", "version", "head_hash", "procedure", "stage", "is_open", "is_erased", "office_id")

Lines = list[chain.EventRow | str]


def verify(*, number: str | None = None, anchor: dict[str, Any] | None = None) -> dict[str, Any]:
    """Recompute the journal; `anchor` is a checkpoint exported earlier. Returns {cases, events, bad, head}."""
    newest, given_out = checkpoints.newest(), checkpoints.ids_given_out()
    bad: list[Bad] = []
    cases = events = 0
    heads: checkpoints.Heads = {}
    numbers: dict[int, str] = {}
    for batch in _cases(number):
        cases += len(batch)
        journal, found = _check(batch)
        for row in batch:
            lines = journal.get(row["id"], [])
            numbers[row["id"]] = row["number"]
            events += len(lines)
            if lines and isinstance(lines[-1], chain.EventRow):
                heads[row["id"]] = (lines[-1].seq, lines[-1].hash)
            elif lines:
                heads[row["id"]] = (len(lines), b"")
        if found:  # somebody may have written between two of our questions: those are asked once more
            again = [row for row in batch if row["id"] in found]
            _, found = _check(_read(Case.objects.filter(id__in=[row["id"] for row in again]).order_by("id")))
        for faults in found.values():
            bad += faults
    head, faults, known = checkpoints.check_chain(upto=newest, anchor=anchor)
    bad += faults
    if number is None:
        latest, faults = checkpoints.check_leaves(known=known, upto=newest)
        bad += faults
        bad += checkpoints.check_heads(latest=latest, heads=heads, numbers=numbers)
        bad += checkpoints.check_gone(given_out=given_out, numbers=numbers)
    return {"cases": cases, "events": events, "bad": [one.as_dict() for one in once(bad)], "head": head}


def _check(batch: list[dict[str, Any]]) -> tuple[dict[int, Lines], dict[int, list[Bad]]]:
    """Read what belongs to a batch of cases, in one question a table, and check each. Returns (events, faults)."""
    ids = [row["id"] for row in batch]
    journal: dict[int, Lines] = {}
    for case_id, line in backend.of().journal.event_rows(connection, case_ids=ids):
        journal.setdefault(case_id, []).append(line)
    parties: dict[int, set[str]] = {}
    for case_id, digest in Party.objects.filter(case_id__in=ids).values_list("case_id", "digest"):
        parties.setdefault(case_id, set()).add(raw(digest).hex())
    keys = {
        i
        for i, key in CaseKey.objects.filter(case_id__in=ids).values_list("case_id", "wrapped")
        if len(raw(key)) == WRAPPED
    }
    procedures = lawbook.current().procedures
    faults: dict[int, list[Bad]] = {}
    for row in batch:
        lines = journal.get(row["id"], [])
        found = check_case(row, lines, parties.get(row["id"], set()))
        if not found:
            try:
                found = _check_row(row, [line for line in lines if isinstance(line, chain.EventRow)], procedures)
            except (ValueError, TypeError, AttributeError) as wrong:
                found = [Bad(row["number"], len(lines), f"the events cannot be folded: {wrong}")]
        if not found and row["id"] not in keys and not row["is_erased"]:
            found = [Bad(row["number"], 0, "its key is missing though it was not erased: what is sealed is lost")]
        if found:
            faults[row["id"]] = found
    return journal, faults


def check_case(row: dict[str, Any], lines: Lines, parties: set[str]) -> list[Bad]:
    """Check one case: numbering, chain, hashes, the head that the case row holds, the digests of its parties."""
    number = row["number"]
    if not lines:
        return [Bad(number, 0, "the journal is empty")]
    prev = chain.START
    bad: list[Bad] = []
    for place, line in enumerate(lines, start=1):
        if isinstance(line, str):
            return [*bad, Bad(number, place, f"event {place} cannot be read: {line}")]
        if line.seq != place:
            return [*bad, Bad(number, place, f"event {place} is missing")]
        if line.prev_hash != prev:
            bad.append(Bad(number, place, "the event does not follow the one before"))
        if chain.event_hash(line) != line.hash:
            bad.append(Bad(number, place, "the event was changed"))
        prev = line.hash
        if place == 1:
            bad += _missing_parties(number, line, parties)
    if row["version"] != len(lines) or raw(row["head_hash"]) != prev:
        bad.append(Bad(number, len(lines), "the case row holds another head: events were lost or added"))
    return bad


def _check_row(row: dict[str, Any], lines: list[chain.EventRow], procedures: Mapping[str, Procedure]) -> list[Bad]:
    """Check what the case row says of itself against its events: erased or not, stage, open or not, office."""
    number, place = row["number"], len(lines)
    if row["is_erased"] != any(line.name == "case.erased" for line in lines):
        return [Bad(number, place, "the case row and the journal disagree on whether the case was erased")]
    office_id = lines[-1].office_id
    if '"to_office_id"' in lines[-1].data:
        sent = json.loads(lines[-1].data).get("to_office_id")
        office_id = sent if isinstance(sent, int) else office_id
    if row["office_id"] != office_id:
        return [Bad(number, place, f"the case row says office {row['office_id']}, its events say {office_id}")]
    procedure = procedures.get(row["procedure"])
    if procedure is None:
        return []
    stage = ""
    for line in lines:
        move = procedure.version(line.procedure_version).by_event.get(line.name)
        if move is not None and move.to is not None:
            stage = move.to
    if row["stage"] != stage:
        return [Bad(number, place, f"the case row says stage {row['stage']!r}, its events say {stage!r}")]
    final = {version.stages[stage].is_final for version in procedure.versions if stage in version.stages}
    if final == {bool(row["is_open"])}:  # where the versions disagree, both are right
        return [
            Bad(number, place, f"the case row says {'open' if row['is_open'] else 'closed'}, its stage is {stage!r}")
        ]
    return []


def _missing_parties(number: str, line: chain.EventRow, parties: set[str]) -> list[Bad]:
    try:
        named = {party["sha256"] for party in json.loads(line.data).get("parties", [])}
    except (ValueError, TypeError, KeyError, AttributeError):
        return []  # the hash has said so already
    return [Bad(number, 1, "a party's row is missing or was changed")] if named - parties else []


def _cases(number: str | None) -> Iterator[list[dict[str, Any]]]:
    if number is not None:
        yield _read(Case.objects.filter(number=number))
        return
    last = 0
    while rows := _read(Case.objects.filter(id__gt=last, id__lte=MOST).order_by("id")[:BATCH]):
        yield rows
        last = rows[-1]["id"]


def _read(cases: Any) -> list[dict[str, Any]]:
    """Return the rows of cases; a number with bytes that are no text is shown with those bytes spelt out."""
    try:
        return list(cases.values(*COLUMNS))
    except DatabaseError as wrong:
        if "decode" not in str(wrong):
            raise
    with backend.of().journal.lenient(connection):
        rows = list(cases.values(*COLUMNS))
    return [row | {"number": str(row["number"]).encode("utf-8", "backslashreplace").decode()} for row in rows]
