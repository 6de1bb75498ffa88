"""Which cases are still open when the plan ends, and where they stand.

The later an appeal came, the likelier it is open. Where it stands follows from its age in working days, so that there
are cases at every stage: fresh ones not yet dispatched, some whose decision falls due today, mediations near their
sixtieth day, and a few that are late.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from redress.demo import schedule

# kind -> (stage, least and greatest age in working days, weight)
_STAGES: dict[str, tuple[tuple[str, int, int, float], ...]] = {
    "complaint": (
        ("received", 0, 1, 5.0),
        ("dispatched", 0, 2, 4.0),
        ("returned", 1, 4, 1.2),
        ("assigned", 1, 6, 4.0),
        ("assigned", 7, 10, 2.0),
        ("identity", 1, 7, 1.2),
        ("accepted", 3, 22, 2.0),
        ("mediating", 3, 40, 5.0),
        ("mediating", 41, 46, 0.5),
        ("appraising", 6, 80, 0.7),
        ("agreed", 4, 40, 1.6),
        ("terminated", 3, 9, 2.6),
        ("refused", 2, 8, 1.0),
    ),
    "tipoff": (
        ("received", 0, 1, 5.0),
        ("dispatched", 0, 2, 3.0),
        ("returned", 1, 4, 0.5),
        ("verifying", 1, 15, 6.0),
        ("verifying", 16, 18, 1.0),
        ("extended", 13, 30, 4.0),
        ("filed", 8, 75, 0.25),
        ("not_filed", 8, 18, 0.6),
    ),
    "inquiry": (("received", 0, 3, 4.0), ("dispatched", 0, 2, 1.0), ("assigned", 1, 7, 2.0)),
    "other_appeal": (("received", 0, 3, 4.0), ("dispatched", 0, 2, 1.0), ("assigned", 1, 7, 2.0)),
    "inspection": (("planned", 0, 6, 4.0), ("rectifying", 3, 18, 3.0), ("reported", 8, 24, 2.0)),
}


def share_open(kind: str, age_days: float) -> float:
    """Return the share of appeals of this age (natural days) that are held open."""
    if kind in ("inquiry", "other_appeal"):
        return 0.9 if age_days < 2 else 0.45 if age_days < 7 else 0.06 if age_days < 12 else 0.0
    for top, share in ((3, 0.98), (10, 0.92), (21, 0.86), (38, 0.78), (56, 0.7), (66, 0.42), (90, 0.12), (130, 0.02)):
        if age_days < top:
            return share
    return 0.0


def draw(kind: str, received_at: datetime, end: datetime, rng: Random) -> str:
    """Return the stage at which an appeal stays open, or '' for a course that runs to its end."""
    if rng.random() >= share_open(kind, (end - received_at).total_seconds() / 86_400):
        return ""
    held = schedule.calendar()
    age = held.working_days_between(received_at.date(), end.date())
    fitting = [(stage, weight) for stage, low, high, weight in _STAGES[kind] if low <= age <= high]
    if not fitting:
        return ""
    return rng.choices([stage for stage, _ in fitting], weights=[weight for _, weight in fitting])[0]
