"""`redress text match`: which rows of a table are the same case, one of a group, or related."""

from __future__ import annotations

import csv
import datetime as dt
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from redress.cli import common, text_common
from redress.language import groups, keys, similar

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
# The index lives as long as the command, in memory only; a fixed secret gives the same pairs for the same file.
SECRET = b"redress text match, in memory only"
COLUMNS = ("a", "b", "decision", "score", "reasons")
_SLASHES = re.compile(r"^\s*(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?\s*$")


def moment(text: str) -> dt.datetime | None:
    """Return the moment of a time as written (ISO, or 2019/2/28 11:25:05), Asia/Shanghai when it has no zone.

    None when there is nothing that can be read.
    """
    try:
        if found := _SLASHES.match(text):
            return dt.datetime(*(int(part or 0) for part in found.groups()), tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


@dataclass(slots=True)
class _Reading:
    """The rows as records, and what could not be read (line of the first, how often)."""

    records: list[tuple[dt.datetime, str, similar.Record]] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=dict)

    def fault(self, what: str, line: int, value: str) -> None:
        self.faults.setdefault(what, [0, line, value[:40]])[0] += 1

    def say(self, path: str) -> None:
        for what, (many, line, value) in self.faults.items():
            shown = f": {value!r}" if value else ""
            common.say(f"redress: {many} {what} ({path}, first in line {line}{shown}).")


def _read(path: str, named: dict[str, str]) -> _Reading:
    rows = text_common.open_rows(path, columns=[column for column in named.values() if column])
    found, known = _Reading(), set[str]()
    last = dt.datetime.min.replace(tzinfo=dt.UTC)
    for row in rows:
        identity = (row.get(named["id"]) or "").strip()
        if "" in row or not identity:
            found.fault("rows without an id or unreadable: left out", rows.line, row.get("", ""))
            continue
        if identity in known or len(identity.encode()) > 200:
            found.fault("rows with an id that came before or has over 200 bytes: left out", rows.line, identity)
            continue
        known.add(identity)
        value = {name: (row.get(column) or "").strip() if column else "" for name, column in named.items()}
        at = moment(value["time"]) if value["time"] else None
        if value["time"] and at is None:
            found.fault("times not read: compared without a time", rows.line, value["time"])
        if value["amount"] and not keys.cents(value["amount"]):
            found.fault("amounts not read: compared without an amount", rows.line, value["amount"])
        last = at or last
        record = similar.Record(
            text=value["text"], person=value["person"], phone=value["phone"], trader=value["trader"],
            orders=(value["order"],) if value["order"] else (), amount=value["amount"] or None, at=at,
        )  # fmt: skip
        found.records.append((last, identity, record))
    for note in rows.notes:
        common.say(f"redress: {note} ({path}).")
    found.records.sort(key=lambda each: each[0])  # stable: rows of one moment, or without one, keep their order
    return found


def match(
    file: Annotated[str, typer.Argument(help="A table (CSV or JSONL).", show_default=False)],
    id_column: text_common.IdOption = "",
    text: text_common.TextOption = "",
    person: Annotated[str, typer.Option(help="The column with the name as written.")] = "",
    phone: Annotated[str, typer.Option(help="The column with the phone.")] = "",
    order: Annotated[str, typer.Option(help="The column with order or parcel numbers.")] = "",
    trader: Annotated[str, typer.Option(help="The column with the trader.")] = "",
    amount: Annotated[str, typer.Option(help="The column with the sum in yuan.")] = "",
    time_column: Annotated[str, typer.Option("--time", help="The column with the moment of receipt.")] = "",
    out: Annotated[str, typer.Option("--out", help="The CSV file to write.")] = "",
    as_json: common.JsonFlag = False,
) -> None:
    """Find rows that are the same case, one of a group, or related, with a score and reasons."""
    if not id_column or not text or not out:
        common.wrong_input(
            what="match needs --id, --text and --out", where=file, todo="Add --id COL --text COL --out FILE."
        )
    named = {"id": id_column, "text": text, "person": person, "phone": phone, "order": order, "trader": trader,
             "amount": amount, "time": time_column}  # fmt: skip
    reading = _read(file, named)
    reading.say(file)
    began = time.perf_counter()
    grouping, decided = groups.Grouping(), Counter[str]()
    records = ((identity, record) for _, identity, record in reading.records)
    with text_common.writing(out) as target:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(COLUMNS)
        for pair in similar.match(records, index=similar.Index(secret=SECRET)):
            why = "；".join(f"{reason.zh}({reason.code})" for reason in pair.reasons)
            rows.writerow((pair.a, pair.b, pair.decision, f"{pair.score:.3f}", why))
            grouping.add(pair)
            decided[pair.decision] += 1
    found = grouping.groups()
    document = {
        "rows": len(reading.records),
        "left_out": sum(each[0] for what, each in reading.faults.items() if what.endswith("left out")),
        "pairs": {decision: decided[decision] for decision in similar.DECISIONS[1:]},
        "cases": len(grouping.cases()),
        "groups": [{"people": each.people, "copied": each.copied, "members": list(each.members)} for each in found],
        "seconds": round(time.perf_counter() - began, 2),
        "out": out,
    }
    common.out(document, as_json=as_json, text=lambda: _told(document))


def _told(document: dict[str, Any]) -> str:
    lines = [f"{document['rows']} rows → {document['out']} in {document['seconds']} s"]
    lines += [f"{many:8d} {decision}" for decision, many in document["pairs"].items()]
    lines.append(f"{len(document['groups']):8d} groups; the largest by people:")
    lines += [f"{each['people']:8d} people, {len(each['members'])} appeals" for each in document["groups"][:10]]
    return "\n".join(lines)


def register(app: typer.Typer) -> None:
    """Add the command to `redress text`."""
    app.command()(match)
