"""Tables out of the house: CSV, JSONL and XLSX, streamed. A cell that a spreadsheet would run as a formula is made text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET_ROWS = 1_048_575  # of an XLSX sheet, header excluded
CELL = 32_767  # characters of an XLSX cell


def cell(value: Any) -> Any:
    """Write a value as a table holds it; text that starts like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, int):
        return value
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return "'" + text if text.startswith(FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def csv_lines(*, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], every: int = 500) -> Iterator[bytes]:
    """Yield a CSV file piece by piece, with a header and a byte-order mark (spreadsheets read Chinese by it)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    yield b"\xef\xbb\xbf"
    for count, row in enumerate(rows, start=1):
        writer.writerow([cell(row[name]) for name in columns])
        if count % every == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def json_lines(*, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield one JSON object a line."""
    for row in rows:
        document = {
            name: row[name] if isinstance(row[name], (str, int, bool, type(None))) else cell(row[name])
            for name in columns
        }
        yield json.dumps(document, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def write(*, path: Path, kind: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a whole file and return how many rows it holds; raises OSError. A file half written is not left behind."""
    counted = _Counted(rows)
    partial = path.with_name(path.name + ".part")
    try:
        if kind == "xlsx":
            _xlsx(partial, columns, counted)
        else:
            pieces = (csv_lines if kind == "csv" else json_lines)(columns=columns, rows=counted)
            with partial.open("wb") as file:
                file.writelines(pieces)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return counted.count


class _Counted:
    """Counts rows as they pass."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self.rows:
            self.count += 1
            yield row


def _xlsx(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, place = None, SHEET_ROWS + 1
    for row in rows:
        if place > SHEET_ROWS:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, columns)
            place = 1
        assert sheet is not None
        sheet.write_row(place, 0, [v[:CELL] if isinstance(v := cell(row[name]), str) else v for name in columns])
        place += 1
    if sheet is None:
        book.add_worksheet().write_row(0, 0, columns)
    book.close()
