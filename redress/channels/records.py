"""Records of a file, each with the line on which it begins: CSV, XLSX and JSONL; a damaged one loses only itself.

A CSV field may hold line breaks, so one broken quote can swallow the lines after it. When a record comes out with
another length, the next line that begins a whole record is looked for, and only what lies before it is given up.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_LINES = 400  # of one record; a broken quote would otherwise run to the end of the file
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """A record: the line it begins on, its cells (None when it is damaged), and what is wrong with it."""

    line: int
    cells: tuple[str, ...] | None
    code: str = ""
    reason: str = ""
    raw: str = ""


class UnreadableFile(Exception):
    """Says in one line why a file cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as a table: the names of its columns, and its records."""

    columns: tuple[str, ...]
    records: Iterator[Record]
    encoding: str


def open_table(path: Path, *, kind: str, encoding: str, header: int) -> Table:
    """Open a file; raises UnreadableFile. `header` is the number of the record that names the columns, from 1."""
    try:
        if kind == "xlsx":
            return _xlsx(path, header=header)
        lines, found = _lines(path, encoding)
    except OSError as wrong:
        raise UnreadableFile(f"the file cannot be opened: {wrong.strerror or wrong}") from None
    if kind == "jsonl":
        return _jsonl(lines, found)
    return _csv(lines, found, header=header)


def _lines(path: Path, encoding: str) -> tuple[list[bytes], str]:
    """Read a file into lines of bytes and name its encoding; a few damaged bytes do not change the verdict."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        encoding = "utf-8"
    if data[:4] == b"PK\x03\x04":
        raise UnreadableFile("the file is a spreadsheet (XLSX), not text; set format.kind to xlsx")
    if not data.strip():
        raise UnreadableFile("the file is empty")
    lines = data.split(b"\n")
    return lines, encoding if encoding != "auto" else guess_encoding(lines)


def guess_encoding(lines: list[bytes]) -> str:
    """Say whether lines are UTF-8 or GB18030, by what most of the lines with other than ASCII bytes say."""
    utf = gb = 0
    for line in lines[:20_000]:
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            utf += 1
        except UnicodeDecodeError:
            gb += 1
    return "utf-8" if utf >= gb else "gb18030"


def _csv(lines: list[bytes], encoding: str, *, header: int) -> Table:
    splitter = _Splitter(lines, encoding)
    names: tuple[str, ...] = ()
    for number in range(header):
        first = splitter.next(width=None)
        while first is not None and first.cells is not None and not any(first.cells):
            first = splitter.next(width=None)
        if first is None or first.cells is None:
            raise UnreadableFile(f"row {number + 1}, which should name the columns, cannot be read")
        names = tuple(cell.strip().lstrip("\ufeff") for cell in first.cells)
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableFile(f"the column {twice!r} stands twice in the header")
    return Table(names, splitter.rest(width=len(names)), encoding)


class _Splitter:
    """Cuts lines into CSV records."""

    def __init__(self, lines: list[bytes], encoding: str) -> None:
        self.lines, self.encoding, self.place = lines, encoding, 0

    def rest(self, *, width: int) -> Iterator[Record]:
        """Yield the records that are left."""
        while (record := self.next(width=width)) is not None:
            yield record

    def next(self, *, width: int | None) -> Record | None:
        """Return the next record; None at the end of the file."""
        if self.place >= len(self.lines):
            return None
        start = self.place
        end, cells, code = self._parse(start)
        if end == len(self.lines) and start == end - 1 and not self.lines[start].strip():
            self.place = end
            return None  # the last line break
        if code == "" and (width is None or cells is None or len(cells) == width or not any(cells)):
            self.place = end
            return Record(start + 1, cells, raw="")
        again = self._resume(start, end, width)
        self.place = again
        raw = b"\n".join(self.lines[start:again])[:400].decode(self.encoding, "replace")
        if code:
            return Record(start + 1, None, code, REASONS[code], raw)
        reason = f"the row has {len(cells or ())} cells, the header has {width}"
        return Record(start + 1, None, "wrong_length", reason, raw)

    def _parse(self, start: int) -> tuple[int, tuple[str, ...] | None, str]:
        """Parse the record that begins at line `start`: (line after it, cells, fault code)."""
        line = self.lines[start]
        end = start + 1
        if line.count(b'"') % 2:
            quotes, size = line.count(b'"'), len(line)
            while quotes % 2 and end < len(self.lines) and end - start < MOST_LINES and size < MOST_BYTES:
                quotes += self.lines[end].count(b'"')
                size += len(self.lines[end])
                end += 1
            if quotes % 2:
                return end, None, "open_quote"
            line = b"\n".join(self.lines[start:end])
        try:
            text = line.decode(self.encoding)
        except UnicodeDecodeError:
            return end, None, "undecodable"
        text = text.rstrip("\r")
        if '"' not in text:
            return end, tuple(text.split(",")) if text else ("",), ""
        try:
            rows = list(
                csv.reader(text.split("\n") if "\n" not in text else text.splitlines(keepends=True), strict=True)
            )
        except csv.Error:
            return end, None, "broken_quote"
        if len(rows) != 1:
            return end, None, "broken_quote"
        return end, tuple(rows[0]), ""

    def _resume(self, start: int, end: int, width: int | None) -> int:
        """Find where to go on after a damaged record: at the first line inside it that begins a whole record."""
        if width is None or end - start <= 1:
            return end
        for place in range(start + 1, end):
            _, cells, code = self._parse(place)
            if not code and cells is not None and len(cells) == width and sum(map(bool, cells)) * 3 >= width:
                return place
        return end


REASONS = {
    "open_quote": "a quotation mark is opened and not closed",
    "broken_quote": "a quotation mark stands in the wrong place",
    "undecodable": "the row holds bytes that are no text in this encoding",
    "not_json": "the line is no JSON object",
    "wrong_length": "the row has another number of cells than the header",
}


def _jsonl(lines: list[bytes], encoding: str) -> Table:
    columns: dict[str, None] = {}
    for line in lines[:1000]:
        try:
            one = json.loads(line)
        except ValueError:
            continue
        if isinstance(one, dict):
            columns.update(dict.fromkeys(map(str, one)))
    if not columns:
        raise UnreadableFile("no line of the file is a JSON object")
    names = tuple(columns)

    def records() -> Iterator[Record]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                if number < len(lines):
                    yield Record(number, ("",) * len(names))
                continue
            try:
                one = json.loads(line.decode(encoding))
                if not isinstance(one, dict):
                    raise ValueError
            except ValueError:
                yield Record(number, None, "not_json", REASONS["not_json"], line[:400].decode(encoding, "replace"))
                continue
            yield Record(
                number,
                tuple(
                    ""
                    if (v := one.get(name)) is None
                    else v
                    if isinstance(v, str)
                    else json.dumps(v, ensure_ascii=False)
                    for name in names
                ),
            )

    return Table(names, records(), encoding)


def _xlsx(path: Path, *, header: int) -> Table:
    import python_calamine

    try:
        sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except Exception as wrong:
        raise UnreadableFile(f"the spreadsheet cannot be read: {str(wrong)[:120]}") from None
    if len(rows) < header:
        raise UnreadableFile("the spreadsheet has no header row")
    names = [cell_text(cell).strip() for cell in rows[header - 1]]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableFile("the header row of the spreadsheet is empty")
    width = len(names)

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows[header:], start=header + 1):
            cells = tuple(cell_text(cell) for cell in row)
            if any(cells[width:]):
                reason = f"the row has {len(cells)} cells, the header has {width}"
                yield Record(number, None, "wrong_length", reason, ",".join(cells)[:400])
                continue
            yield Record(number, (cells + ("",) * width)[:width])

    return Table(tuple(names), records(), "xlsx")


def cell_text(value: object) -> str:
    """Write a spreadsheet cell as text: whole numbers without a point, moments as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat else str(value)
