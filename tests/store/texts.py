"""Cases with a text and nothing else, put straight into the tables: what the contract tests of the store start from."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from redress.operations.steps.rows import NEVER
from redress.store import backend, chain, tokens
from redress.store.models import Case, SearchText

START = dt.datetime(2026, 8, 31, 1, 30, tzinfo=dt.UTC)


def put(
    text: str,
    *,
    office_id: int,
    at: dt.datetime = START,
    case_id: int | None = None,
    sort_on: dt.date = NEVER,
    is_open: bool = True,
    procedure: str = "complaint",
    stage: str = "received",
) -> int:
    """Put one case with a text into the tables; returns its id."""
    if case_id is None:
        last = Case.objects.order_by("-id").values_list("id", flat=True).first()
        case_id = (last or 0) + 1
    Case.objects.create(
        id=case_id, number=f"T-{case_id:06}", procedure=procedure, procedure_version="2026-04-15", subject_kind="dispute",
        office_id=office_id, stage=stage, is_open=is_open, version=1, head_hash=chain.START, received_at=at,
        opened_on=at.date(), sort_on=sort_on, next_due_on=None if sort_on == NEVER else sort_on, title=tokens.normalise(text)[:60],
    )  # fmt: skip
    backend.of().search.add(connection, rows=[(case_id, at, tokens.normalise(text))])
    return case_id


def scan(phrase: str) -> set[int]:
    """Return the cases whose column holds `phrase`, by reading all of them."""
    rows = SearchText.objects.values_list("case_id", "text")
    return {case_id for case_id, text in rows if phrase in text}
