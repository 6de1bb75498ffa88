"""Spreadsheets: a file and a mapping profile become appeals, batch by batch; a second run receives nothing.

One damaged row is written to the file of rejects and the others go on; a batch is one transaction, so a run that is
interrupted goes on where it stopped.
"""

from __future__ import annotations

import csv
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from redress.channels import ahead, records
from redress.channels.ahead import Ahead
from redress.channels.mapping import MappedRow, Mapper, RowFault
from redress.channels.profile import Profile
from redress.channels.records import Record, UnreadableFile
from redress.operations import access, deliveries
from redress.operations.refusals import Refused
from redress.operations.steps.prepare import bare

BATCH = 500
Progress = Callable[[int], None]
Batch = list[tuple[Record, MappedRow]]


class BadFile(Exception):
    """Says in one line why a file cannot be imported at all."""


@dataclass
class Tally:
    """What became of the rows: read = received + already + rejected + skipped; `changed` is part of `already`."""

    read: int = 0
    received: int = 0
    already: int = 0
    changed: int = 0
    rejected: int = 0
    skipped: int = 0
    dropped: dict[str, int] = field(default_factory=dict)


class Rejects:
    """The file of rejected rows, made when the first one comes."""

    HEADER = ("row", "column", "value", "code", "reason")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: TextIO | None = None

    def add(self, *, row: int, column: str, value: str, code: str, reason: str) -> None:
        """Write one rejected row."""
        if self.file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self.file).writerow(self.HEADER)
        value = value[:400].encode("utf-8", "replace").decode("utf-8")
        csv.writer(self.file).writerow([row, column, value, code, reason])

    def close(self) -> str | None:
        """Close the file; returns its path, None when nothing was rejected."""
        if self.file is None:
            return None
        self.file.close()
        return str(self.path)


def take_in(
    *,
    path: Path,
    profile: Profile,
    rejects: Path,
    now: Callable[[], dt.datetime],
    dry_run: bool = False,
    progress: Progress = lambda done: None,
) -> dict[str, Any]:
    """Import a file; raises BadFile when it cannot be read at all or lacks columns that the profile names."""
    started = time.monotonic()
    try:
        table = records.open_table(
            path, kind=profile.format.kind, encoding=profile.format.encoding, header=profile.format.header
        )
    except UnreadableFile as wrong:
        raise BadFile(str(wrong)) from None
    except LookupError:
        raise BadFile(f"there is no encoding {profile.format.encoding!r}") from None
    mapper = Mapper(profile=profile, columns=table.columns, now=now())
    missing = mapper.missing()
    if missing:
        raise BadFile(f"the file lacks the columns {', '.join(missing[:5])}; it has {', '.join(table.columns[:12])}")
    tally, book = Tally(), Rejects(rejects)
    writer = _Writer(tally, book, now, dry_run, progress)
    batch: Batch = []
    try:
        for record in table.records:
            tally.read += 1
            if record.cells is None:
                tally.rejected += 1
                book.add(row=record.line, column="", value=record.raw, code=record.code, reason=record.reason)
            elif not any(map(str.strip, record.cells)) or mapper.is_header(record):
                tally.skipped += 1
            else:
                try:
                    batch.append((record, mapper.map(record)))
                except RowFault as fault:
                    tally.rejected += 1
                    book.add(
                        row=record.line, column=fault.column, value=fault.value, code=fault.code, reason=fault.reason
                    )
            if len(batch) >= BATCH:
                writer.put(batch)
                batch = []
        writer.put(batch)
        writer.put([])
    finally:
        writer.close()
    progress(tally.read)
    return {
        "read": tally.read, "received": tally.received, "already": tally.already, "changed": tally.changed,
        "rejected": tally.rejected, "skipped": tally.skipped, "rejects_file": book.close(),
        "seconds": round(time.monotonic() - started, 3), "encoding": table.encoding,
        "unnamed_columns": mapper.unnamed(), "cells_dropped": tally.dropped,
    }  # fmt: skip


class _Writer:
    """Writes batches in order; of a long file, the next one is masked in a second process meanwhile."""

    def __init__(
        self, tally: Tally, book: Rejects, now: Callable[[], dt.datetime], dry_run: bool, progress: Progress
    ) -> None:
        self.tally, self.book, self.now, self.dry_run, self.progress = tally, book, now, dry_run, progress
        self.ahead: Ahead | None = None
        self.waiting: Batch = []

    def put(self, batch: Batch) -> None:
        """Write the batch that waits, and let this one wait; an empty one only writes."""
        if self.ahead is None and not self.dry_run and ahead.is_worth_it(self.tally.read):
            self.ahead = Ahead()
        if self.ahead is None:
            self._write(batch)
            return
        waiting, self.waiting = self.waiting, batch
        masked = self.ahead.take(len(waiting)) if waiting else []
        if batch:
            self.ahead.start([bare(row.draft.narrative) for _, row in batch])
        self._write(
            [
                (record, replace(row, draft=replace(row.draft, masked=text)))
                for (record, row), text in zip(waiting, masked, strict=True)
            ]
        )

    def close(self) -> None:
        """End the second process, if there is one."""
        if self.ahead is not None:
            self.ahead.close()

    def _write(self, batch: Batch) -> None:
        if batch:
            _write(batch, self.tally, self.book, self.now(), dry_run=self.dry_run)
            self.progress(self.tally.read)


def _write(batch: Batch, tally: Tally, book: Rejects, at: dt.datetime, *, dry_run: bool) -> None:
    """Write a batch in one transaction; when a row is refused, row by row, so that only that one is lost."""
    for _, row in batch:
        for column, why in row.dropped:
            key = f"{column}: {why}"
            tally.dropped[key] = tally.dropped.get(key, 0) + 1
    rows = [deliveries.Delivery(row.draft, row.external_id, row.digest) for _, row in batch]
    try:
        found = deliveries.take(rows, by=access.CHANNEL, at=at, dry_run=dry_run)
    except Refused:
        for record, row in batch:
            try:
                one = deliveries.take(
                    [deliveries.Delivery(row.draft, row.external_id, row.digest)],
                    by=access.CHANNEL,
                    at=at,
                    dry_run=dry_run,
                )
            except Refused as refused:
                tally.rejected += 1
                book.add(row=record.line, column=refused.where or "", value="", code=refused.code, reason=refused.en)
                continue
            _count(tally, one)
        return
    _count(tally, found)


def _count(tally: Tally, found: deliveries.Taken) -> None:
    tally.received += found.received
    tally.already += found.already
    tally.changed += found.changed
