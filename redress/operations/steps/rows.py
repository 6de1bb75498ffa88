"""The rows that a session will write: gathered in memory, then inserted table by table."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

from redress.law.standing import Standing, day_of
from redress.operations.access import Actor
from redress.operations.moves import Opening, PartyDraft
from redress.operations.refusals import Conflict
from redress.operations.steps import caches as caches_module
from redress.operations.steps import files
from redress.operations.steps.numbers import Numbers
from redress.store import backend, chain
from redress.store.models import CaseEvent, LookupKey
from redress.store.seal import Sealer, sha256

if TYPE_CHECKING:
    from redress.operations.steps.session import Held

NEVER = dt.date(9999, 12, 31)
CASE_COLUMNS = (
    "id", "number", "procedure", "procedure_version", "subject_kind", "subject_id", "office_id", "handler_id",
    "appeal_id", "stage", "is_open", "is_history", "is_erased", "version", "head_hash", "received_at", "opened_on",
    "closed_on", "next_due_on", "next_due_rule", "next_wake_on", "sort_on", "title",
)  # fmt: skip
FACT_COLUMNS = (
    "case_id", "channel", "source", "external_id", "national_number", "amount", "recovered", "purchased_on",
    "subject_class", "issue_class", "class_is_confirmed", "remedy", "respondent", "respondent_uscc", "platform",
    "area", "outcome", "ground", "satisfaction", "dispatched_at", "competent_at", "decided_at", "returns",
    "is_picked_up_on_time", "is_decided_on_time", "is_closed_on_time",
)  # fmt: skip
LINK = (
    'INSERT INTO "store_link" ("a_id", "b_id", "kind", "state", "reasons", "changed_at") VALUES (?, ?, ?, ?, ?, ?) '
    'ON CONFLICT ("a_id", "b_id") DO UPDATE SET "state" = excluded."state", "changed_at" = excluded."changed_at", '
    '"kind" = COALESCE(?, "store_link"."kind"), '
    '"reasons" = CASE WHEN ? = \'\' THEN "store_link"."reasons" ELSE excluded."reasons" END'
)


class Rows:
    """Rows by table, in the order in which the constraints want them."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.cases: list[tuple[Any, ...]] = []
        self.updates: list[tuple[str, list[Any]]] = []
        self.events: list[tuple[Any, ...]] = []
        self.parties: list[tuple[Any, ...]] = []
        self.keys: list[tuple[Any, ...]] = []
        self.lookups: list[tuple[Any, ...]] = []
        self.searches: list[tuple[int, dt.datetime, str]] = []
        self.sources: list[tuple[Any, ...]] = []
        self.notices: list[tuple[Any, ...]] = []
        self.facts: list[tuple[Any, ...]] = []
        self.links: list[list[Any]] = []
        self.claims: list[tuple[str, int]] = []

    def claim_files(self, upload_ids: tuple[str, ...], *, case_id: int, by: Actor) -> list[dict[str, str]]:
        """Tie uploads to a case; returns what the event says of them. Raises Wrong for an unknown or taken one."""
        said = files.look_up(upload_ids, by=by)
        self.claims += [(upload_id, case_id) for upload_id in upload_ids]
        return said

    def add_link(self, one: int, other: int, *, kind: str | None, state: str, reasons: str, at: dt.datetime) -> None:
        """Take the cache of a link; `kind` None keeps the kind it had."""
        self.links.append([min(one, other), max(one, other), kind or "related", state, reasons, at, kind, reasons])

    def copy_lookups(self, source: int, target: int) -> None:
        """Give a case opened from another the exact keys of that other."""
        for kind, digest, at in LookupKey.objects.filter(case_id=source).values_list("kind", "digest", "at"):
            self.lookups.append((kind, bytes(digest), target, at))
        for kind, digest, case_id, at in list(self.lookups):
            if case_id == source:
                self.lookups.append((kind, digest, target, at))

    def add_parties(self, case_id: int, sealer: Sealer, parties: Sequence[PartyDraft]) -> list[dict[str, str]]:
        """Seal the parties; returns what the event says of them: role and digest."""
        said = []
        for party in parties:
            sealed = sealer.seal(json.dumps(dict(party.data), ensure_ascii=False).encode("utf-8", "surrogatepass"))
            digest = sha256(sealed)
            self.parties.append((case_id, 1, party.role, sealed, digest))
            said.append({"role": party.role, "sha256": digest.hex()})
        return said

    def add_opening(
        self, case_id: int, opening: Opening, *, received_at: dt.datetime, office_id: int, master: str, wrapped: bytes
    ) -> None:
        """Take what an opening brings beside its event: key, lookups, search text, source number, a nudge."""
        self.keys.append((case_id, master, wrapped))
        for key in {(key.kind, key.digest) for key in opening.keys}:
            self.lookups.append((*key, case_id, received_at))
        if opening.search_text:
            self.searches.append((case_id, received_at, opening.search_text))
        if opening.source is not None:
            self.sources.append(
                (opening.source.scope, opening.source.external_id, opening.source.digest, case_id, "")
            )
        if opening.nudge and not opening.is_history:
            self.notices.append(("compare", "appeal.received", case_id, b"", received_at, 0, "waiting", ""))

    def add_event(self, row: chain.EventRow, digest: bytes) -> None:
        """Take an event with its hash."""
        self.events.append(
            (row.case_id, row.seq, row.name, row.at, row.recorded_at, row.by, row.by_role, row.office_id,
             row.procedure_version, row.data, row.sealed, row.prev_hash, digest)
        )  # fmt: skip

    def add_notice(self, case_id: int, topic: str, at: dt.datetime) -> None:
        """Put a notice to the appellant into the outbox; its address is read when it is delivered."""
        self.notices.append(("sms", topic, case_id, b"", at, 0, "waiting", ""))

    def add_case(self, held: Held, standing: Standing) -> None:
        """Take a case's caches: an insert for a new case, a compare-and-set for an old one."""
        is_open = not standing.is_closed
        held.facts_changes.update(caches_module.on_time(standing))
        last_day = day_of(held.case_changes.pop("last_at"))
        caches: dict[str, Any] = {
            "procedure_version": standing.procedure_version,
            "stage": standing.stage,
            "is_open": is_open,
            "version": held.version,
            "head_hash": held.head,
            "office_id": held.office_id,
            "closed_on": None if is_open else last_day,
            "next_due_on": standing.next_due_on,
            "next_due_rule": standing.next_due_rule,
            "next_wake_on": standing.next_wake_on,
            "sort_on": standing.next_due_on or NEVER,
            **held.case_changes,
        }
        if not held.is_new:
            sets = ", ".join(f'"{name}" = ?' for name in caches)
            self.updates.append(
                (
                    f'UPDATE "store_case" SET {sets} WHERE "id" = ? AND "version" = ?',  # noqa: S608
                    [*caches.values(), held.id, held.read_version],
                )
            )
            if held.facts_changes:
                sets = ", ".join(f'"{name}" = ?' for name in held.facts_changes)
                self.updates.append(
                    (
                        f'UPDATE "store_appealfacts" SET {sets} WHERE "case_id" = ?',  # noqa: S608
                        [*held.facts_changes.values(), held.id],
                    )
                )
            return
        opening = held.opening
        assert opening is not None
        row: dict[str, Any] = {
            "id": held.id, "number": held.number, "procedure": held.procedure.id,
            "subject_kind": held.procedure.subject_kind, "subject_id": None, "handler_id": None,
            "appeal_id": held.appeal_id, "is_history": held.is_history, "is_erased": False,
            "received_at": held.received_at, "opened_on": day_of(held.received_at), "title": opening.title[:120],
            **caches,
        }  # fmt: skip
        self.cases.append(tuple(row[name] for name in CASE_COLUMNS))
        facts = opening.facts
        if facts is not None:
            first: dict[str, Any] = {
                "case_id": held.id, "channel": facts.channel, "source": facts.source, "external_id": facts.external_id,
                "national_number": "", "amount": facts.amount, "recovered": None, "purchased_on": facts.purchased_on,
                "subject_class": facts.subject_class, "issue_class": facts.issue_class, "class_is_confirmed": False,
                "remedy": facts.remedy, "respondent": facts.respondent[:200], "respondent_uscc": facts.respondent_uscc,
                "platform": facts.platform, "area": facts.area, "outcome": "", "ground": "", "satisfaction": "",
                "dispatched_at": None, "competent_at": None, "decided_at": None, "returns": 0, "is_picked_up_on_time": None,
                "is_decided_on_time": None, "is_closed_on_time": None, **held.facts_changes,
            }  # fmt: skip
            self.facts.append(tuple(first[name] for name in FACT_COLUMNS))

    def write(self, *, at: dt.datetime) -> None:
        """Write all rows; the compare-and-set of old cases comes first, so that the second of two writers waits there."""
        bulk, search = backend.of().bulk, backend.of().search
        connection = connections[DEFAULT_DB_ALIAS]  # itself, not the proxy that asks for the thread at every touch
        for sql, values in self.updates:
            cursor = bulk.execute(connection, sql=sql, values=values)
            if cursor.rowcount != 1 and sql.startswith('UPDATE "store_case"'):
                raise lost_race(int(values[-2]), int(values[-1]))
        for table, columns, rows in (
            ("store_case", CASE_COLUMNS, self.cases),
            ("store_caseevent", chain.COLUMNS, self.events),
            ("store_appealfacts", FACT_COLUMNS, self.facts),
            ("store_casekey", ("case_id", "master", "wrapped"), self.keys),
            ("store_party", ("case_id", "seq", "role", "sealed", "digest"), self.parties),
            ("store_lookupkey", ("kind", "digest", "case_id", "at"), self.lookups),
            ("store_sourcerecord", ("scope", "external_id", "digest", "case_id", "answer"), self.sources),
            (
                "store_outbox",
                ("kind", "topic", "case_id", "sealed", "due_at", "attempts", "state", "error"),
                self.notices,
            ),
        ):
            bulk.insert(connection, table=table, columns=columns, rows=rows)
        search.add(connection, rows=self.searches)
        for upload_id, case_id in self.claims:
            sql = 'UPDATE "store_upload" SET "case_id" = ? WHERE "id" = ? AND "case_id" IS NULL'
            if bulk.execute(connection, sql=sql, values=[case_id, upload_id]).rowcount != 1:
                raise files.unknown()
        for values in self.links:
            bulk.execute(connection, sql=LINK, values=values)


def names_since(case_id: int, seq: int) -> dict[str, list[int]]:
    """Return the names of a case's events after `seq`, each with its places."""
    found: dict[str, list[int]] = {}
    rows = CaseEvent.objects.filter(case_id=case_id, seq__gt=seq).order_by("seq").values_list("seq", "name")
    for number, name in rows:
        found.setdefault(name, []).append(number)
    return found


def lost_race(case_id: int, seen: int) -> Conflict:
    """Make the refusal for the second of two writers."""
    changed = [{"seq": seq, "event": name} for name, seqs in names_since(case_id, seen).items() for seq in seqs]
    return Conflict(
        code="stale_version",
        zh="就在刚才，另一位同事办理了这一件",
        en="someone else has just made a move on this case",
        hint_zh="请看过新的记录后再办",
        hint_en="read what changed, then try again",
        where="/version",
        facts={"changed": changed},
    )
