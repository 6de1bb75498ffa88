"""Compares new appeals with what is there and proposes links and classes, with reasons, for a person to confirm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redress.operations import scored, triage


def run(*, at: dt.datetime, most: int = 200) -> dict[str, Any]:
    """Take the waiting nudges and work through them; safe to run twice, one bad case does not stop the rest."""
    return triage.work_off(at=at, most=most)


def warm() -> None:
    """Begin to make the index of similar appeals, beside the work; `score` has nothing to do until it is there."""
    scored.scorer().warm()


def score(*, at: dt.datetime, most: int = 200) -> dict[str, Any]:
    """Compare the newest appeals with all others by what is written; safe to run twice."""
    return scored.scorer().work_off(at=at, most=most)


def keep() -> None:
    """Write the index to its file, when there is one (at the end of the process)."""
    scored.scorer().save()
