"""Search on PostgreSQL: a GIN index over pairs of characters, then a literal look at the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def install(connection: Any) -> None:
    """Make the column of pairs and its index."""


def add(connection: Any, *, rows: Sequence[tuple[int, str]]) -> None:
    """Index (case id, normalised text) rows; the rows of store_searchtext are written by the caller."""


def remove(connection: Any, *, rows: Sequence[tuple[int, str]]) -> None:
    """Take rows out of the index."""
