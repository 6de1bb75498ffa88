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

from redress.store import newest, rarity
from redress.store.newest import Place
from redress.store.sqlite import bulk

TABLE = "store_search_fts"
ID_BITS = 31
ID_MASK = (1 << ID_BITS) - 1
DAY_ZERO = 719_163  # 1970-01-01 counted from 0001-01-01, so that no day is negative
SHORT, LONG = 6, 14  # characters: up to SHORT a phrase is always asked for as it stands, above LONG never
PIECE = 5  # characters
RARE = 3  # texts of the sample that hold a pair: half a per cent
LOOK_AT = 2_000  # hits of all offices looked at for those of some, before it is asked whether to walk by date instead
FEW_CASES = 20_000  # of offices whose cases can all be looked at
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


def look(
    connection: Any, *, phrase: str, offices: frozenset[int] | None, before: Place | None, limit: int, cap: int
) -> tuple[list[Place], int]:
    """Return the newest cases below `before` whose text holds `phrase`, and how many hold it in all, up to `cap` + 1.

    `phrase` is normalised and has two characters or more. A `cap` of 0 asks for no count; one is asked for on a first
    page only (`before` None).
    """
    walk = _walker(connection, phrase)
    hits: list[Place] = []
    ids: list[int] = []
    found = on_day = 0
    day, is_full = None, False
    wanted = cap + 1 if cap else 0
    below = END if before is None else _row_id(before.at, ID_MASK) + 1
    for row_id, at, office_id in _hits(connection, phrase, below):
        if row_id >> ID_BITS != day:
            is_full = is_full or len(hits) >= limit
            day, on_day = row_id >> ID_BITS, 0
        if is_full and found >= wanted:
            break
        on_day += 1
        if on_day > CROWDED_DAY and not is_full:
            hits, _ = newest.look(walk=walk, offices=offices, before=before, limit=limit, cap=0)
            is_full = True
        if offices is not None:
            ids.append(row_id & ID_MASK)
            if len(ids) == LOOK_AT and _is_walk_cheaper(connection, ids, found, offices):
                return newest.look(walk=walk, offices=offices, before=before, limit=limit, cap=cap)
            if office_id not in offices:
                continue
        found += 1
        if not is_full:
            place = Place(_moment(at), row_id & ID_MASK)
            if before is None or place < before:
                hits.append(place)
    return sorted(hits, reverse=True)[:limit], min(found, wanted)


def _is_walk_cheaper(connection: Any, ids: list[int], found: int, offices: frozenset[int]) -> bool:
    """Say whether reading the offices' cases newest first would find enough sooner than going on with the index.

    The index looks at len(ids) / found hits for each one in the offices; a walk at (cases / hits) cases for each. How
    many cases lie between the hits is told by their ids, which mostly grow with time. Where none was found, offices
    with few cases are walked through.
    """
    if found == 0:
        sql = f"SELECT count(*) FROM (SELECT 1 FROM store_case WHERE office_id IN ({', '.join('?' * len(offices))}) LIMIT ?)"  # noqa: S608
        row = bulk.execute(connection, sql=sql, values=[*offices, FEW_CASES + 1]).fetchone()
        return int(row[0]) <= FEW_CASES
    tenth = len(ids) // 10
    in_order = sorted(ids)
    cases = (in_order[-1 - tenth] - in_order[tenth]) / 0.8
    return found * cases < len(ids) ** 2


def _hits(connection: Any, phrase: str, below: int) -> Iterator[tuple[int, str, int]]:
    """Yield (row id, moment as stored, office id) of the hits under the row id `below`, newest day first."""
    match, exact = _match(connection, phrase)
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


def _match(connection: Any, phrase: str) -> tuple[str, bool]:
    """Return the FTS5 expression for `phrase`, and whether its hits need no look at the text.

    A short phrase is asked for as it stands, and so is a longer one of common pairs only. Else a piece around the
    rarest pair is asked for, and what is next in rarity: two pairs wherever they stand, or another piece where all are
    common (common pairs apart from each other would let through much).
    """
    if len(phrase) <= SHORT:
        return _quoted(phrase), True
    pairs = rarity.rarest(phrase, connection=connection, execute=bulk.execute)
    if pairs[0][0] > RARE and len(phrase) <= LONG:
        return _quoted(phrase), True
    first = pairs[0][1]
    apart = [(texts, place) for texts, place in pairs if abs(place - first) >= PIECE] or pairs[:1]
    asked = [_piece(phrase, first)]
    if pairs[0][0] > RARE:
        asked.append(_piece(phrase, apart[0][1]))
    else:
        asked += [phrase[place : place + 2] for _, place in apart[:2]]
    return " AND ".join(map(_quoted, asked)), False


def _piece(phrase: str, place: int) -> str:
    start = min(max(0, place - PIECE // 2), max(0, len(phrase) - PIECE))
    return phrase[start : start + PIECE]


def _quoted(phrase: str) -> str:
    return '"' + _pairs(phrase).replace('"', '""') + '"'
