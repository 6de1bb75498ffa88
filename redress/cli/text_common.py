"""What the text commands share: reading one text, and walking the rows of a table file in one pass."""

from __future__ import annotations

import codecs
import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from redress.cli import common
from redress.language import decode

FileArgument = Annotated[str, typer.Argument(help="A file, or - for standard input.", show_default=False)]
InOption = Annotated[str, typer.Option("--in", help="A table (CSV or JSONL): one answer a row.")]
TextOption = Annotated[str, typer.Option("--text", help="The column with the text.")]
IdOption = Annotated[str, typer.Option("--id", help="The column with the row's id.")]
OutOption = Annotated[str, typer.Option("--out", help="The JSONL file to write.")]

_CHUNK = 1 << 20
NAMED_LINES = 5
"""So many bad lines are named; of more only the count is said."""
csv.field_size_limit(1 << 30)


def read_bytes(name: str) -> bytes:
    """Read a file, or standard input for `-`; one clear line and status 2 when there is none."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as wrong:
        common.wrong_input(
            what=f"cannot read the file: {wrong.strerror}", where=name, todo="Name a readable file, or -."
        )


def read_text(name: str) -> str:
    """Read one text (UTF-8, UTF-16 with BOM, GB18030, Big5); one clear line and status 2 when it is no text."""
    try:
        found = decode.decode(read_bytes(name))
    except decode.NotText as wrong:
        common.wrong_input(what=str(wrong), where=name, todo="Give text or HTML, not a binary file.")
    if found.replaced:
        common.say(f"redress: {found.replaced} unreadable bytes were replaced ({name}, read as {found.encoding}).")
    return found.text


@dataclass(slots=True)
class Rows:
    """The rows of a table file, read lazily: iterate once; each row is a dict of strings by column.

    `line` is the line of the file on which the current row begins (header included). `notes` says what was met and
    handled (encoding, doubled headers, blank lines, unreadable lines, and where). A row that cannot be read (no JSON, more
    cells than the header) carries the reason under "" and is counted in `bad`, so that nothing after it is lost and the
    order is kept; a row with too few cells is filled up, one with unreadable bytes is served with a sign in their place.
    """

    path: str
    encoding: str
    columns: tuple[str, ...]
    line: int = 0
    blank: int = 0
    headers: int = 0
    bad: int = 0
    short: int = 0
    holed: int = 0
    places: dict[str, list[int]] = field(default_factory=dict)
    _source: Callable[[Rows], Iterator[dict[str, str]]] = field(default=lambda rows: iter(()), repr=False)

    def __iter__(self) -> Iterator[dict[str, str]]:
        return self._source(self)

    @property
    def notes(self) -> tuple[str, ...]:
        """Say in one line each what was met and handled while reading."""
        said = []
        if self.encoding not in ("utf-8",):
            said.append(f"read as {self.encoding}")
        for number, words in (
            (self.headers, "repeated header rows skipped"),
            (self.blank, "blank lines skipped"),
            (self.short, "rows with too few cells filled up"),
            (self.holed, "rows with unreadable bytes"),
            (self.bad, "rows could not be read"),
        ):
            if number:
                said.append(f"{number} {words}{self._where(words)}")
        return tuple(said)

    def met(self, words: str) -> None:
        """Remember on which line something was met; the first few are named."""
        held = self.places.setdefault(words, [])
        if len(held) <= NAMED_LINES:
            held.append(self.line)

    def _where(self, words: str) -> str:
        held = self.places.get(words, [])
        more = " …" if len(held) > NAMED_LINES else ""
        return f", line {', '.join(map(str, held[:NAMED_LINES]))}{more}" if held else ""


def open_rows(path: str, *, columns: Sequence[str] = ()) -> Rows:
    """Open a CSV, TSV or JSONL table whose header has `columns`; wrong input leaves with one line and status 2.

    The encoding is settled by a first pass over the whole file (UTF-8 with or without BOM, UTF-16 with BOM, else
    GB18030, else Big5); the rows are then streamed, so a large file costs no memory.
    """
    encoding = _encoding(path)
    kind = "jsonl" if Path(path).suffix.lower() in (".jsonl", ".ndjson", ".json") else "csv"
    rows = _open_jsonl(path, encoding) if kind == "jsonl" else _open_csv(path, encoding)
    for column in columns:
        if column and column not in rows.columns:
            common.wrong_input(
                what=f"no column {column!r}",
                where=path,
                todo="Columns are: " + ", ".join(rows.columns) + ".",
            )
    return rows


def _encoding(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            head = file.read(65536)
    except OSError as wrong:
        common.wrong_input(
            what=f"cannot read the file: {wrong.strerror}", where=path, todo="Name a readable CSV or JSONL file."
        )
    if decode.looks_binary(head):
        common.wrong_input(what="the bytes are not text", where=path, todo="Give a CSV or JSONL file.")
    if head.startswith(codecs.BOM_UTF8):
        names: tuple[str, ...] = ("utf-8-sig",)
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ("utf-16",)
    else:
        names = ("utf-8", "gb18030", "big5hkscs")
    for name in names:
        if _reads_as(path, name):
            return name
    return names[0]


def _reads_as(path: str, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    with Path(path).open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _open_csv(path: str, encoding: str) -> Rows:
    with Path(path).open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline()
        while first and not first.strip():
            first = file.readline()
    if not first:
        common.wrong_input(what="the file is empty", where=path, todo="Give a table with a header row.")
    delimiter = max((",", "\t", ";"), key=first.count) if first.count(",") == 0 else ","
    with Path(path).open(encoding=encoding, errors="replace", newline="") as file:
        header = next((row for row in csv.reader(file, delimiter=delimiter) if any(c.strip() for c in row)), [])
    names = tuple(name.strip().lstrip("\ufeff") for name in header)

    def source(rows: Rows) -> Iterator[dict[str, str]]:
        with Path(path).open(encoding=encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            seen_header = False
            begins = 1
            for row in reader:
                rows.line, begins = begins, reader.line_num + 1
                if not any(cell.strip() for cell in row):
                    rows.blank += 1
                    continue
                if row[0].strip().lstrip("\ufeff") == names[0] and tuple(c.strip() for c in row[1:]) == names[1:]:
                    rows.headers += seen_header
                    seen_header = True
                    continue
                yield _csv_row(rows, row, lines=reader.line_num - rows.line + 1)

    return Rows(path, encoding, names, _source=source)


def _csv_row(rows: Rows, row: list[str], *, lines: int) -> dict[str, str]:
    """Give a record by column; one that cannot be the header's, with the reason under ""."""
    names = rows.columns
    found = dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=False))
    wrong = ""
    if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
        wrong = f"{len(row)} cells where the header has {len(names)}"
    elif len(row) < len(names) and lines > 1:
        wrong = "a quotation mark that opens here is not closed"
    elif len(row) < len(names):
        rows.short += 1
        rows.met("rows with too few cells filled up")
    if any("\ufffd" in cell for cell in row):
        rows.holed += 1
        rows.met("rows with unreadable bytes")
    if wrong:
        rows.bad += 1
        rows.met("rows could not be read")
        found[""] = wrong
    return found


def _json_row(line: str) -> dict[str, str]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        return {"": f"not JSON: {wrong}"}
    if not isinstance(found, dict):
        return {"": "not a JSON object"}
    return {
        str(k): v if isinstance(v, str) else "" if v is None else json.dumps(v, ensure_ascii=False)
        for k, v in found.items()
    }


def _open_jsonl(path: str, encoding: str) -> Rows:
    names: dict[str, None] = {}
    with Path(path).open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file):
            if line.strip():
                names.update(dict.fromkeys(k for k in _json_row(line) if k))
            if number > 1000 and names:
                break
    if not names:
        common.wrong_input(what="no JSON object in the file", where=path, todo="Give one JSON object a line.")

    def source(rows: Rows) -> Iterator[dict[str, str]]:
        with Path(path).open(encoding=encoding, errors="replace") as file:
            for number, line in enumerate(file, 1):
                rows.line = number
                if not line.strip():
                    rows.blank += 1
                    continue
                row = _json_row(line)
                if "" in row:
                    rows.bad += 1
                    rows.met("rows could not be read")
                yield row

    return Rows(path, encoding, tuple(names), _source=source)


@contextmanager
def writing(path: str) -> Iterator[IO[str]]:
    """Open `path` for writing UTF-8 through a neighbour file that takes its name only when all is written."""
    part = Path(path + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as wrong:
        common.wrong_input(what=f"cannot write: {wrong.strerror}", where=path, todo="Name a writable file.")
    finally:
        part.unlink(missing_ok=True)


def each_row(
    *, path: str, text: str, id_column: str, out: str, as_json: bool, work: Callable[[str], dict[str, Any]]
) -> None:
    """Run `work` over the text column and write one JSON line a row, same order, with `id`; print the count."""
    if not text or not out:
        common.wrong_input(what="a batch needs --text and --out", where=path, todo="Add --text COL --out FILE.jsonl.")
    rows = open_rows(path, columns=[text, id_column])
    done = 0
    with writing(out) as file:
        for row in rows:
            key = row.get(id_column) if id_column else str(rows.line)
            answer = {"error": f"line {rows.line}: {row['']}"} if "" in row else work(row.get(text) or "")
            file.write(common.dumps({"id": key, **answer}) + "\n")
            done += 1
    for note in rows.notes:
        common.say(f"redress: {note} ({path}).")
    common.out({"rows": done, "out": out}, as_json=as_json, text=lambda: f"{done} rows → {out}")
