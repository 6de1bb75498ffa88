"""The search's view of a text: normalised (NFKC, lower case, white space folded) and cut into pairs of characters."""

from __future__ import annotations

import re
import unicodedata

SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Return the text as the search compares it."""
    return SPACE.sub(" ", unicodedata.normalize("NFKC", text).lower().replace("\x00", "")).strip()


def pairs(normalised: str) -> list[str]:
    """Return the distinct pairs of neighbouring characters."""
    return list({normalised[i : i + 2] for i in range(len(normalised) - 1)})
