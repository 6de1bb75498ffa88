"""The search's view of a text: NFKC, lower case, white space folded. What is compared literally, and nothing else.

How a database finds the texts that hold a phrase without reading all of them is its own affair
(`sqlite.search`, `postgres.search`); both answer as if every text had been read.
"""

from __future__ import annotations

import re
import unicodedata

SHORTEST_PHRASE = 2  # characters; one character stands in nearly every text
SPACE = re.compile(r"\s+")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL holds neither NUL nor halves of a surrogate pair


def folded(text: str) -> str:
    """Return `text` as the search compares it; doing it twice changes nothing.

    Lower case can undo NFKC (H + macron below becomes ẖ), so NFKC is asked again at the end.
    """
    if UNSTORABLE.search(text):
        text = UNSTORABLE.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return SPACE.sub(" ", text)


def normalise(text: str) -> str:
    """Return `text` as `store_searchtext.text` holds it: folded, without white space at its ends."""
    return folded(text).strip()
