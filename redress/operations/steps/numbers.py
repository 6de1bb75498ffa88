"""Ids and numbers: counters in the database, one row a scope, raised inside the transaction that uses them."""

from __future__ import annotations

import datetime as dt

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
    """Numbers of new cases, allotted in blocks so that a batch asks once a scope."""

    def __init__(self) -> None:
        self.ready: dict[str, list[int]] = {}
        self.block = 1

    def next(self, *, procedure: Procedure, day: dt.date, place: str) -> str:
        """Return the next number of a procedure in a year, such as JL-2026-004211."""
        scope = f"{procedure.number}|{place}|{day.year}"[:60]
        ready = self.ready.get(scope)
        if not ready:
            ready = self.ready[scope] = allot(scope=scope, count=self.block)
        return procedure.number.format(office=place, year=day.year, serial=ready.pop(0))
