"""Search on SQLite: an FTS5 table of character pairs with their places, newest last.

A text is indexed as its overlapping pairs of characters, so that a phrase of two characters or more is a phrase of
pairs: the hits are exactly the texts that hold it, without looking at a text. The row id of the index is the day of
the case, then its id: read backwards it gives hits newest day first, and a frequent phrase costs no more than a rare
one. A pair is stored as its two characters; U+001F, which counts as white space and is therefore folded away in every
text, stands between pairs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from operator import add as plus
from typing import Any

from redress.store import newest
from redress.store.newest import Place
from redress.store.sqlite import bulk

TABLE = "store_search_fts"
ID_BITS = 31
ID_MASK = (1 << ID_BITS) - 1
DAY_ZERO = 719_163  # 1970-01-01 counted from 0001-01-01, so that no day is negative
LONGEST = 16  # pairs in one phrase; a longer one is looked for by three pieces, then by eye
LOOK_AT = 20_000  # hits of all offices looked at for those of some, before walking by date instead
CROWDED_DAY = 3_000  # hits on one day, from which on walking by date is cheaper
END = 1 << 62
TOKEN_CHARACTERS = "".join(
    chr(c) for c in range(1, 128) if c != 0x1F and not chr(c).isalnum()
)  # all ASCII but the gap
_CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(pairs, content='', columnsize=0, detail='full', tokenize=\""
    + "ascii tokenchars '" + TOKEN_CHARACTERS.replace("'", "''").replace('"', '""') + "'\")"
)  # fmt: skip
_WALK = (
    "SELECT +c.received_at, c.id FROM store_case c INDEXED BY {index} CROSS JOIN store_searchtext t ON t.case_id = c.id "
    "WHERE instr(t.text, ?) > 0{more} ORDER BY c.received_at DESC, c.id DESC LIMIT ?"
)


def install(connection: Any) -> None:
    """Make the search table."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)


def rebuild(connection: Any) -> int:
    """Make the index anew from store_searchtext; returns how many texts it holds."""
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors:
        raw.execute(f"DROP TABLE IF EXISTS {TABLE}")
        raw.execute(_CREATE)
        reader = raw.execute(
            "SELECT c.id, +c.received_at, t.text FROM store_searchtext t JOIN store_case c ON c.id = t.case_id"
        )
        done = 0
        while rows := reader.fetchmany(500):
            _index(raw, [(case_id, _moment(at), text) for case_id, at, text in rows])
            done += len(rows)
    return done


def add(connection: Any, *, rows: Sequence[tuple[int, dt.datetime, str]]) -> None:
    """Write (case id, moment, normalised text) rows into store_searchtext and index them."""
    if not rows:
        return
    with connection.wrap_database_errors:
        raw = connection.connection
        raw.executemany(
            "INSERT INTO store_searchtext (case_id, text) VALUES (?, ?)",
            [(case_id, text) for case_id, _, text in rows],
        )
        _index(raw, rows)


def _index(raw: Any, rows: Sequence[tuple[int, dt.datetime, str]]) -> None:
    # In the order of the row ids: FTS5 writes a segment whenever they go backwards.
    raw.executemany(
        f"INSERT INTO {TABLE} (rowid, pairs) VALUES (?, ?)",  # noqa: S608
        sorted([(_row_id(at, case_id), _pairs(text)) for case_id, at, text in rows]),
    )


def remove(connection: Any, *, case_ids: Sequence[int]) -> None:
    """Take cases out of store_searchtext and out of the index."""
    for case_id in case_ids:
        row = bulk.execute(
            connection,
            sql="SELECT +c.received_at, t.text FROM store_searchtext t JOIN store_case c ON c.id = t.case_id "
            "WHERE t.case_id = ?",
            values=[case_id],
        ).fetchone()
        if row is not None:
            bulk.execute(
                connection,
                sql=f"INSERT INTO {TABLE} ({TABLE}, rowid, pairs) VALUES ('delete', ?, ?)",  # noqa: S608
                values=[_row_id(_moment(row[0]), case_id), _pairs(row[1])],
            )
            bulk.execute(connection, sql="DELETE FROM store_searchtext WHERE case_id = ?", values=[case_id])


def page(
    connection: Any, *, phrase: str, offices: frozenset[int] | None, before: Place | None, limit: int
) -> list[Place]:
    """Return the newest cases below `before` whose text holds `phrase` (normalised, two characters or more)."""
    hits: list[Place] = []
    looked = on_day = 0
    day = None
    below = END if before is None else _row_id(before.at, ID_MASK) + 1
    for row_id, at, office_id in _hits(connection, phrase, below):
        if row_id >> ID_BITS != day:
            if len(hits) >= limit:
                break
            day, on_day = row_id >> ID_BITS, 0
        looked, on_day = looked + 1, on_day + 1
        if on_day > CROWDED_DAY or (offices is not None and looked > LOOK_AT):
            return newest.page(walk=_walker(connection, phrase), offices=offices, before=before, limit=limit)
        if offices is None or office_id in offices:
            place = Place(_moment(at), row_id & ID_MASK)
            if before is None or place < before:
                hits.append(place)
    return sorted(hits, reverse=True)[:limit]


def count(connection: Any, *, phrase: str, offices: frozenset[int] | None, cap: int) -> int:
    """Count the cases whose text holds `phrase`, at most `cap` + 1."""
    if offices is None:
        match, exact = _match(phrase)
        of_text = f"(SELECT t.text FROM store_searchtext t WHERE t.case_id = {TABLE}.rowid & {ID_MASK})"  # noqa: S608
        literal = "" if exact else f" AND instr({of_text}, ?) > 0"
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH ?{literal} LIMIT ?)"  # noqa: S608
        values = [match, cap + 1] if exact else [match, phrase, cap + 1]
        return int(bulk.execute(connection, sql=sql, values=values).fetchone()[0])
    found = 0
    for looked, (_, _, office_id) in enumerate(_hits(connection, phrase, END), start=1):
        found += office_id in offices
        if found > cap:
            break
        if looked > LOOK_AT:
            return newest.count(walk=_walker(connection, phrase), offices=offices, cap=cap)
    return found


def _hits(connection: Any, phrase: str, below: int) -> Iterator[tuple[int, str, int]]:
    """Yield (row id, moment as stored, office id) of the hits under the row id `below`, newest day first."""
    match, exact = _match(phrase)
    literal = "" if exact else " CROSS JOIN store_searchtext t ON t.case_id = c.id AND instr(t.text, ?) > 0"
    sql = (
        f"SELECT f.rowid, +c.received_at, c.office_id FROM {TABLE} f "  # noqa: S608
        f"CROSS JOIN store_case c ON c.id = (f.rowid & {ID_MASK}){literal} "
        f"WHERE f.{TABLE} MATCH ? AND f.rowid < ? ORDER BY f.rowid DESC"
    )
    values = [match, below] if exact else [phrase, match, below]
    cursor = bulk.execute(connection, sql=sql, values=values)
    try:
        with connection.wrap_database_errors:
            yield from cursor
    finally:
        cursor.close()  # an open read would hold back the write-ahead log


def _walker(connection: Any, phrase: str) -> newest.Walk:
    def walk(office_id: int | None, before: Place | None, limit: int) -> list[Place]:
        more = ""
        values: list[Any] = [phrase]
        if office_id is not None:
            more, values = " AND c.office_id = ?", [*values, office_id]
        if before is not None:
            more, values = more + " AND (c.received_at, c.id) < (?, ?)", [*values, *before]
        sql = _WALK.format(index="case_newest" if office_id is None else "case_office_newest", more=more)
        rows = bulk.execute(connection, sql=sql, values=[*values, limit]).fetchall()
        return [Place(_moment(at), case_id) for at, case_id in rows]

    return walk


def _row_id(at: dt.datetime, case_id: int) -> int:
    return (int(at.timestamp() // 86_400) + DAY_ZERO) << ID_BITS | case_id


def _moment(stored: str) -> dt.datetime:
    return dt.datetime.fromisoformat(stored).replace(tzinfo=dt.UTC)


def _pairs(text: str) -> str:
    return "\x1f".join(map(plus, text, text[1:]))


def _match(phrase: str) -> tuple[str, bool]:
    """Return the FTS5 expression for `phrase`, and whether its hits need no look at the text."""
    if len(phrase) <= LONGEST + 1:
        return _quoted(phrase), True
    middle, piece = len(phrase) // 2, LONGEST // 2
    pieces = (phrase[:piece], phrase[middle : middle + piece], phrase[-piece:])
    return " AND ".join(_quoted(one) for one in pieces), False


def _quoted(phrase: str) -> str:
    return '"' + _pairs(phrase).replace('"', '""') + '"'
