"""Ids and numbers: counters in the database, one row a scope, raised inside the transaction that uses them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import connection

from redress.law.procedure import Procedure
from redress.store import backend


def allot(*, scope: str, count: int) -> list[int]:
    """Take the next `count` numbers of `scope`, in order."""
    cursor = backend.of().bulk.execute(
        connection,
        sql='INSERT INTO "store_serial" ("scope", "last") VALUES (?, ?) ON CONFLICT ("scope") '
        'DO UPDATE SET "last" = "store_serial"."last" + ? RETURNING "last"',
        values=[scope, count, count],
    )
    last = int(cursor.fetchone()[0])
    return list(range(last - count + 1, last + 1))


class Numbers:
    """Numbers of new cases; those of a batch are reserved beforehand, so that it asks once a scope."""

    def __init__(self) -> None:
        self.ready: dict[str, list[int]] = {}

    def reserve(self, wanted: Iterable[tuple[Procedure, dt.date]], *, place: str) -> None:
        """Take the numbers that cases of these procedures and days will need."""
        counts = Counter(_scope(procedure, day.year, place) for procedure, day in wanted)
        for scope in sorted(counts):  # in one order everywhere, so that two batches never wait for each other
            self.ready.setdefault(scope, []).extend(allot(scope=scope, count=counts[scope]))

    def next(self, *, procedure: Procedure, day: dt.date, place: str) -> str:
        """Return the next number of a procedure in a year, such as JL-2026-004211."""
        scope = _scope(procedure, day.year, place)
        serial = self.ready[scope].pop(0) if self.ready.get(scope) else allot(scope=scope, count=1)[0]
        return procedure.number.format(office=place, year=day.year, serial=serial)


def _scope(procedure: Procedure, year: int, place: str) -> str:
    return f"{procedure.number}|{place}|{year}"[:60]
