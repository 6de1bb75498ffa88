"""What leaves the house as a table: cases without anything personal, and the journal as an outsider verifies it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redress.queries import offices
from redress.store import chain
from redress.store.models import Case, CaseEvent

CHUNK = 2000
CASE_COLUMNS = (
    "number", "procedure", "stage", "office", "channel", "source", "external_id", "national_number", "received_at",
    "opened_on", "closed_on", "is_open", "is_history", "next_due_on", "next_due_rule", "subject_class", "issue_class",
    "class_is_confirmed", "amount", "recovered", "respondent", "respondent_uscc", "platform", "area", "outcome",
    "ground", "satisfaction", "dispatched_at", "competent_at", "decided_at", "returns", "version", "title",
)  # fmt: skip
JOURNAL_COLUMNS = ("case", *chain.COLUMNS)
_CASE = ("number", "procedure", "stage", "received_at", "opened_on", "closed_on", "is_open", "is_history", "next_due_on",
         "next_due_rule", "version", "title")  # fmt: skip


def cases(*, office_ids: frozenset[int] | None = None) -> Iterator[dict[str, Any]]:
    """Yield all cases in the order in which they came (title and text masked)."""
    tree = offices.everything()
    query = Case.objects.order_by("id")
    if office_ids is not None:
        query = query.filter(office_id__in=office_ids)
    names = [name if name in _CASE else f"facts__{name}" for name in CASE_COLUMNS if name != "office"]
    last = 0
    while rows := list(query.filter(id__gt=last).values("id", "office_id", *names)[:CHUNK]):
        for row in rows:
            office = tree.get(row["office_id"])
            yield {
                name: (office.code if office else "")
                if name == "office"
                else row[name if name in _CASE else f"facts__{name}"]
                for name in CASE_COLUMNS
            }
        last = rows[-1]["id"]


def journal() -> Iterator[dict[str, Any]]:
    """Yield the whole journal, every column that is under an event's hash; bytes as hexadecimal."""
    last = (0, 0)
    numbers: dict[int, str] = {}
    while True:
        query = CaseEvent.objects.filter(case_id__gte=last[0]).order_by("case_id", "seq")
        rows = [row for row in query.values_list(*chain.COLUMNS)[: CHUNK + last[1]] if (row[0], row[1]) > last]
        if not rows:
            return
        wanted = {row[0] for row in rows} - set(numbers)
        numbers = {k: v for k, v in numbers.items() if k == rows[0][0]} | dict(
            Case.objects.filter(id__in=wanted).values_list("id", "number")
        )
        for row in rows:
            values = dict(zip(chain.COLUMNS, row, strict=True))
            for name in ("at", "recorded_at"):
                values[name] = chain.moment(values[name])
            for name in ("sealed", "prev_hash", "hash"):
                values[name] = bytes(values[name]).hex()
            yield {"case": numbers.get(row[0], ""), **values}
        last = (rows[-1][0], rows[-1][1])
