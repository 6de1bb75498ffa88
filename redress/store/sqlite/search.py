"""Search on SQLite: a contentless FTS5 table over pairs of characters, then a literal look at the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redress.store import tokens


def install(connection: Any) -> None:
    """Make the search table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS store_search_fts USING fts5"
            "(pairs, content='', detail='none', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\")"
        )


def _words(text: str) -> str:
    """Write each pair as one word of hexadecimal letters, so that no tokenizer can split or drop it."""
    return " ".join(pair.encode("utf-16-be", "surrogatepass").hex() for pair in tokens.pairs(text))


def add(connection: Any, *, rows: Sequence[tuple[int, str]]) -> None:
    """Index (case id, normalised text) rows; the rows of store_searchtext are written by the caller."""
    connection.connection.executemany(
        "INSERT INTO store_search_fts(rowid, pairs) VALUES (?, ?)",
        [(case_id, _words(text)) for case_id, text in rows],
    )


def remove(connection: Any, *, rows: Sequence[tuple[int, str]]) -> None:
    """Take (case id, normalised text as indexed) rows out of the index."""
    connection.connection.executemany(
        "INSERT INTO store_search_fts(store_search_fts, rowid, pairs) VALUES ('delete', ?, ?)",
        [(case_id, _words(text)) for case_id, text in rows],
    )
