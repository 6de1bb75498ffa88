"""Search on PostgreSQL: a GIN index over the keys of `grams`, newest quarter first, then a literal look at the text.

The keys stand in a column `grams` of store_searchtext that only this file knows. Two functions in the database hold
the plans that must not change with the planner's mood: `store_find` asks the index quarter by quarter, `store_walk`
reads cases newest first and looks at each text; the second is for phrases so frequent that the index is the detour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from redress.store import newest
from redress.store.newest import Place
from redress.store.postgres import bulk, grams

CROWDED = 2_000  # hits in one quarter, from which on walking by date is cheaper
LOOK_AT = 3_000  # hits of all offices in one quarter looked at for those of some
FAR_FUTURE = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
_INSTALL = (
    "ALTER TABLE store_searchtext ADD COLUMN grams int4[]",
    # queries.search: texts by their keys. New keys wait in the index's own list (fastupdate) and go in by the batch:
    # without it a text costs ten times as much.
    "CREATE INDEX searchtext_grams ON store_searchtext USING gin (grams) "
    "WITH (fastupdate = on, gin_pending_list_limit = 4096)",
)
# One row a hit, and after each quarter one row that says how many texts were found before offices were looked at.
_FIND = """
CREATE OR REPLACE FUNCTION store_find(keys int4[], is_any boolean, phrase text, offices bigint[], want int, most int)
RETURNS TABLE (place int, at timestamptz, id bigint, found int)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    quarter int4[];
    n int := 0;
    rows_now int;
    total int := 0;
BEGIN
    FOREACH quarter SLICE 1 IN ARRAY keys LOOP
        n := n + 1;
        IF is_any THEN
            RETURN QUERY
            WITH f AS MATERIALIZED (
                SELECT t.case_id FROM store_searchtext t
                WHERE t.grams && quarter AND strpos(t.text, phrase) > 0 LIMIT most)
            SELECT n, c.received_at, c.id, NULL::int FROM f JOIN store_case c ON c.id = f.case_id
            WHERE offices IS NULL OR c.office_id = ANY (offices)
            UNION ALL SELECT n, NULL, NULL, count(*)::int FROM f;
        ELSE
            RETURN QUERY
            WITH f AS MATERIALIZED (
                SELECT t.case_id FROM store_searchtext t
                WHERE t.grams @> quarter AND strpos(t.text, phrase) > 0 LIMIT most)
            SELECT n, c.received_at, c.id, NULL::int FROM f JOIN store_case c ON c.id = f.case_id
            WHERE offices IS NULL OR c.office_id = ANY (offices)
            UNION ALL SELECT n, NULL, NULL, count(*)::int FROM f;
        END IF;
        GET DIAGNOSTICS rows_now = ROW_COUNT;
        total := total + rows_now - 1;
        EXIT WHEN total >= want;
    END LOOP;
END
$$
"""
_WALK = """
CREATE OR REPLACE FUNCTION store_walk(phrase text, office bigint, below_at timestamptz, below_id bigint, want int)
RETURNS TABLE (at timestamptz, id bigint)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_sort = off SET jit = off SET max_parallel_workers_per_gather = 0
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    IF office IS NULL THEN
        RETURN QUERY SELECT c.received_at, c.id FROM store_case c JOIN store_searchtext t ON t.case_id = c.id
        WHERE (c.received_at, c.id) < (below_at, below_id) AND strpos(t.text, phrase) > 0
        ORDER BY c.received_at DESC, c.id DESC LIMIT want;
    ELSE
        RETURN QUERY SELECT c.received_at, c.id FROM store_case c JOIN store_searchtext t ON t.case_id = c.id
        WHERE c.office_id = office AND (c.received_at, c.id) < (below_at, below_id) AND strpos(t.text, phrase) > 0
        ORDER BY c.received_at DESC, c.id DESC LIMIT want;
    END IF;
END
$$
"""


def install(connection: Any) -> None:
    """Make the column of keys, its index and the two functions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_attribute WHERE attrelid = 'store_searchtext'::regclass AND attname = 'grams' "
            "AND NOT attisdropped"
        )
        is_new = cursor.fetchone() is None
        if is_new:
            for sql in _INSTALL:
                cursor.execute(sql)
        cursor.execute(_FIND)
        cursor.execute(_WALK)
    if is_new:
        rebuild(connection)


def rebuild(connection: Any) -> int:
    """Make the keys of store_searchtext anew; returns how many texts there are."""
    done = last = 0
    while True:
        rows = bulk.execute(
            connection,
            sql="SELECT c.id, c.received_at, t.text FROM store_searchtext t JOIN store_case c ON c.id = t.case_id "
            "WHERE c.id > ? ORDER BY c.id LIMIT 500",
            values=[last],
        ).fetchall()
        if not rows:
            return done
        for case_id, at, text in rows:
            bulk.execute(
                connection, sql="UPDATE store_searchtext SET grams = ? WHERE case_id = ?",
                values=[_packed(text, at), case_id],
            )  # fmt: skip
        done, last = done + len(rows), rows[-1][0]


def add(connection: Any, *, rows: Sequence[tuple[int, dt.datetime, str]]) -> None:
    """Write (case id, moment, normalised text) rows into store_searchtext with their keys."""
    bulk.insert(
        connection,
        table="store_searchtext",
        columns=("case_id", "text", "grams"),
        rows=[(case_id, text, _packed(text, at)) for case_id, at, text in rows],
    )


def remove(connection: Any, *, case_ids: Sequence[int]) -> None:
    """Take cases out of store_searchtext and out of the index."""
    bulk.execute(connection, sql="DELETE FROM store_searchtext WHERE case_id = ANY (?)", values=[list(case_ids)])


def look(
    connection: Any, *, phrase: str, offices: frozenset[int] | None, before: Place | None, limit: int, cap: int
) -> tuple[list[Place], int]:
    """Return the newest cases below `before` whose text holds `phrase`, and how many hold it in all, up to `cap` + 1.

    `phrase` is normalised and has two characters or more. A `cap` of 0 asks for no count; one is asked for on a first
    page only (`before` None).
    """
    walk = _walker(connection, phrase)
    quarters = _quarters(connection, before)
    wanted = cap + 1 if cap else 0
    hits: list[Place] = []
    count, most = 0, _most(offices)
    while quarters and (len(hits) < limit or count < wanted):
        found = _find(connection, phrase, quarters, offices, max(limit - len(hits), wanted - count), most)
        for places, looked in found:
            count += len(places)
            if looked < most:
                hits += sorted((place for place in places if before is None or place < before), reverse=True)
            elif len(hits) < limit:  # a crowded quarter: by date, and so is whatever else is needed
                start, enough = hits[-1] if hits else before, 0 if count >= wanted else cap
                more, walked = newest.look(
                    walk=walk, offices=offices, before=start, limit=limit - len(hits), cap=enough
                )  # fmt: skip
                return hits + more, min(wanted, max(count, len(hits) + walked))
            elif count < wanted:
                _, count = newest.look(walk=walk, offices=offices, before=None, limit=1, cap=cap)
                return hits[:limit], min(wanted, count)
        quarters = quarters[len(found) :]
    return hits[:limit], min(wanted, count)


def _most(offices: frozenset[int] | None) -> int:
    return CROWDED if offices is None else LOOK_AT


def _quarters(connection: Any, before: Place | None) -> list[int]:
    first, last = bulk.execute(
        connection, sql="SELECT min(received_at), max(received_at) FROM store_case", values=[]
    ).fetchone()
    if first is None:
        return []
    if before is not None:
        last = min(last, before.at)
    return list(grams.quarters(first, last))


def _find(
    connection: Any, phrase: str, quarters: list[int], offices: frozenset[int] | None, want: int, most: int
) -> list[tuple[list[Place], int]]:
    """Return for each quarter asked (hits, texts found), newest quarter first; it stops when there are `want` hits."""
    of_quarters = [grams.of_phrase(phrase, quarter=quarter) for quarter in quarters]
    is_any = of_quarters[0][1]
    found: list[tuple[list[Place], int]] = []
    places: list[Place] = []
    for _, at, case_id, looked in bulk.execute(
        connection,
        sql="SELECT * FROM store_find(?::int4[], ?, ?, ?::bigint[], ?, ?)",
        values=[
            [keys for keys, _ in of_quarters], is_any, phrase, None if offices is None else sorted(offices), want, most,
        ],
    ):  # fmt: skip
        if looked is None:
            places.append(Place(at, case_id))
        else:
            found.append((places, looked))
            places = []
    return found


def _walker(connection: Any, phrase: str) -> newest.Walk:
    def walk(office_id: int | None, before: Place | None, limit: int) -> list[Place]:
        below = before or Place(FAR_FUTURE, 0)
        rows = bulk.execute(
            connection, sql="SELECT * FROM store_walk(?, ?, ?, ?, ?)", values=[phrase, office_id, *below, limit]
        ).fetchall()
        return [Place(at, case_id) for at, case_id in rows]

    return walk


def _packed(text: str, at: dt.datetime) -> bulk.Packed:
    return bulk.Packed(grams.packed(text, quarter=grams.quarter(at)))
