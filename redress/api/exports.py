"""Exports over HTTP: streamed, no cap, nothing personal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Router

from redress.api import errors, gate
from redress.api.schemas import ErrorOut
from redress.gateways import handoff
from redress.operations import access
from redress.queries import exports

router = Router(tags=["export"], auth=gate.TokenAuth())
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/export/cases.{kind}", response={200: None, 401: ErrorOut, 403: ErrorOut, 404: ErrorOut, 429: ErrorOut})
def cases(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Stream all cases that the token may see as CSV, JSONL or XLSX."""
    actor = gate.may_export(request)
    if kind not in TYPES:
        return errors.plain(request, 404)
    allowed = None if actor.office_id is None else access.visible_offices(actor) or frozenset({actor.office_id})
    rows = exports.cases(office_ids=allowed)
    if kind == "xlsx":
        pieces: Iterator[bytes] = _spreadsheet(rows)
    else:
        pieces = (handoff.csv_lines if kind == "csv" else handoff.json_lines)(columns=exports.CASE_COLUMNS, rows=rows)
    response = StreamingHttpResponse(pieces, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="cases.{kind}"'
    return response


def _spreadsheet(rows: Iterator[dict[str, object]]) -> Iterator[bytes]:
    """Write the spreadsheet to a temporary file (its index comes last), then stream that."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.xlsx"
        handoff.write(path=path, kind="xlsx", columns=exports.CASE_COLUMNS, rows=rows)
        with path.open("rb") as file:
            while piece := file.read(256 * 1024):
                yield piece
