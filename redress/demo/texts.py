"""Reading the text files of the demo city: named lists, clauses by prefix, topics and voices.

A file has lines ``= name: a|b`` (a list, read as one clause of alternatives), ``X words`` (a clause under the letter X),
``== name …`` (a new section) and ``# …`` (a remark).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("data")


class BadText(ValueError):
    """A line of a text file cannot be read: names file and line."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")


def lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield (place, line) for the lines that say something."""
    with (DATA / name).open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.strip("\n")
            if text.strip() and not text.startswith("#"):
                yield f"{name}:{number}", text


@lru_cache(maxsize=32)
def lists(name: str) -> dict[str, str]:
    """Return the named lists of a file as they are written."""
    found: dict[str, str] = {}
    for place, line in lines(name):
        if not line.startswith("= "):
            continue
        key, colon, value = line[2:].partition(":")
        if not colon:
            raise BadText(place, "a list is written '= name: a|b'")
        found[key.strip()] = value.strip()
    return found
