"""Compares new appeals with what is there and proposes links and classes, with reasons, for a person to confirm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redress.operations import triage


def run(*, at: dt.datetime, most: int = 200) -> dict[str, Any]:
    """Take the waiting nudges and work through them; safe to run twice, one bad case does not stop the rest."""
    return triage.work_off(at=at, most=most)
