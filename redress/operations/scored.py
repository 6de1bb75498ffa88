"""Scored links: the worker keeps an index of all appeals and proposes same cases and groups that share no exact key.

The exact keys (`triage`) answer at once; this index compares what is written: names as they sound, goods, faults, sums,
rare words. It is a cache: it holds keyed hashes only, lies in a file of the data folder, and is made anew from the
tables when the file is lost. A proposal is an event like any other, for a person to confirm or refuse.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from redress.language import similar, snapshot
from redress.language.proposals import Proposal as Found
from redress.language.proposals import Record
from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Refused
from redress.operations.steps import linking
from redress.queries import lookups
from redress.store import vault
from redress.store.models import Case, CaseEvent

KINDS = ("complaint", "tipoff", "inquiry", "other_appeal")
RECENT = dt.timedelta(
    days=3
)  # an open case received or entered since then gets proposals; older ones are only learned
PROPOSED = ("same_case", "group")  # "related" alone is not worth a person's look
SAVE_SECONDS = 600.0
FILE = "similar/index"


class Scorer:
    """The index in the worker's memory; made in a thread of its own, since its first compilation takes a minute."""

    def __init__(self, *, path: Path, secret: bytes) -> None:
        self.path, self.secret = path, secret
        self.index: similar.Index | None = None
        self.trouble = ""
        self.last_id = 0
        self.unsaved = 0
        self.saved_at = time.monotonic()

    def warm(self) -> threading.Thread:
        """Start making the index; `index` is there when it is done."""
        thread = threading.Thread(target=self.open, name="redress similar", daemon=True)
        thread.start()
        return thread

    def open(self) -> None:
        """Read the index's file, or the one before it, or begin anew; says in `trouble` what could not be used."""
        try:
            index, self.trouble = similar.Index.load_last_good(self.path, secret=self.secret)
        except snapshot.SnapshotUnusable as wrong:
            index, self.trouble = similar.Index(secret=self.secret), "" if wrong.code == "missing" else str(wrong)
        similar.Index(secret=self.secret).decide(Record(text="compiled before the first appeal waits for it"))
        self.last_id = int(index.last or 0)
        self.index = index

    def work_off(self, *, at: dt.datetime, most: int = 200) -> dict[str, Any]:
        """Compare the cases that came after the last one; one bad case does not stop the rest, and is not lost."""
        done: dict[str, Any] = {"scored": 0, "proposed": 0, "errors": []}
        if self.index is None:
            return done
        for row in _after(self.last_id, most):
            try:
                done["proposed"] += self._take(row, at=at)
            except (OperationalError, InterfaceError):  # the database is out of reach: the case waits
                raise
            except Refused as refused:
                done["errors"].append({"case_id": row["id"], "why": refused.en})
            except vault.Erased:
                pass
            except Exception as wrong:
                done["errors"].append({"case_id": row["id"], "why": f"{type(wrong).__name__}: {wrong}"[:300]})
            self.last_id = row["id"]
            done["scored"] += 1
        self.unsaved += done["scored"]
        if self.unsaved and time.monotonic() - self.saved_at > SAVE_SECONDS:
            self.save()
        return done

    def save(self) -> None:
        """Forget what was erased meanwhile, and write the file."""
        if self.index is None:
            return
        for case_id in Case.objects.filter(is_erased=True).values_list("id", flat=True):
            self.index.forget(str(case_id))
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.index.save(self.path)
        self.unsaved, self.saved_at = 0, time.monotonic()

    def _take(self, row: dict[str, Any], *, at: dt.datetime) -> int:
        """Propose the links of one case, then add it."""
        assert self.index is not None
        identity = str(row["id"])
        if identity in self.index:
            return 0
        told = record_of(row["id"], row["received_at"])
        moves: list[Advance] = []
        if row["is_open"] and at - max(row["received_at"], row["entered_at"]) <= RECENT:
            moves = _moves(row["id"], self.index.decide(told))
        if moves:
            with transaction.atomic():
                record(moves=moves, by=access.SYSTEM, at=at)
        self.index.add(identity, told)
        return len(moves)


def record_of(case_id: int, received_at: dt.datetime) -> Record:
    """Return what is known of a case, as the index compares it; raises vault.Erased."""
    origin = lookups.origin_of(case_id)
    people = dict(origin.parties)
    person = people.get("complainant") or people.get("appellant") or {}
    return Record(
        text=origin.narrative,
        person=str(person.get("name", "")),
        phone=str(person.get("phone", "")),
        id_number=str(person.get("id_number", "")),
        orders=linking.orders_in(origin.narrative),
        trader=str(origin.facts.get("respondent") or ""),
        amount=origin.facts.get("amount"),
        at=received_at,
    )


def _moves(case_id: int, found: tuple[Found, ...]) -> list[Advance]:
    wanted = {int(one.other): one for one in found if one.decision in PROPOSED}
    for known in linking.known(case_id) | linking.family(case_id):
        wanted.pop(known, None)
    numbers = dict(Case.objects.filter(id__in=wanted, is_erased=False).values_list("id", "number"))
    chosen = sorted(
        (one for other, one in wanted.items() if other in numbers),
        key=lambda one: (one.decision != "same_case", -one.score),
    )
    return [
        Advance(
            case_id, "propose_link",
            {
                "other_case": numbers[int(one.other)], "link_kind": one.decision,
                "reasons": "；".join(reason.zh for reason in one.reasons),
            },
        )
        for one in chosen[: linking.MOST]
    ]  # fmt: skip


def _after(last_id: int, most: int) -> list[dict[str, Any]]:
    """Return the appeals after `last_id` in order, with when they were received and when they were entered here."""
    rows = list(
        Case.objects.filter(id__gt=last_id, procedure__in=KINDS, is_erased=False)
        .order_by("id")
        .values("id", "received_at", "is_open")[:most]
    )
    first = CaseEvent.objects.filter(case_id__in=[row["id"] for row in rows], seq=1)
    entered = dict(first.values_list("case_id", "recorded_at"))
    return [{**row, "entered_at": entered.get(row["id"], row["received_at"])} for row in rows]


_scorer: Scorer | None = None


def scorer() -> Scorer:
    """Return this process's index, made at the first call."""
    global _scorer
    if _scorer is None:
        _scorer = Scorer(path=Path(settings.REDRESS_DATA) / FILE, secret=vault.secret("lookup"))
    return _scorer
