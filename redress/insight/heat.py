"""Heat: this week's different people, and whether that is more than was to be expected.

A heat of 18.6 reads "as many as 19 different people this week": each person counts once, by the newest message, and
half as much for every seven days since. Likes add their logarithm only, so that applause never outweighs people.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from redress.insight import countdist

HALF_LIFE_DAYS = 7.0
Level = Literal["red", "orange", "yellow", "none"]
# The hottest half, two and five per cent of what a topic's heat was over the past year.
LEVELS: tuple[tuple[Level, float], ...] = (("red", 0.005), ("orange", 0.02), ("yellow", 0.05))


def people_this_week(*, latest: Iterable[dt.datetime], now: dt.datetime) -> float:
    """Return the sum over people of 2**(-days since their latest message / 7); a message after `now` counts as new."""
    days = (max(0.0, (now - moment).total_seconds() / 86400.0) for moment in latest)
    return math.fsum(math.pow(2.0, -age / HALF_LIFE_DAYS) for age in days)


def heat(*, latest: Mapping[str, dt.datetime], now: dt.datetime, likes: int = 0, severity: float = 1.0) -> float:
    """Return severity * people this week + log2(1 + likes), given the latest message of each person.

    `severity` is 1, 1.5 (minors, the elderly, 10,000 yuan and more) or 2 (food safety, injury, a vanished trader).
    Raises ValueError for likes below zero.
    """
    if likes < 0:
        raise ValueError(f"{likes} likes")
    return severity * people_this_week(latest=latest.values(), now=now) + math.log2(1 + likes)


def peak(*, moments: Iterable[tuple[dt.datetime, str]]) -> dt.date:
    """Return the day with the most different people, the earliest of equals; raises ValueError without a moment."""
    days = Counter(day for day, _ in {(moment.date(), person) for moment, person in moments})
    if not days:
        raise ValueError("no moment to find a peak in")
    return min(days, key=lambda day: (-days[day], day))


@dataclass(frozen=True, slots=True)
class Rise:
    """How many times the expected number this is, and P(at least so many) by chance."""

    times: float
    tail: float


def rise(*, people: int, expected: float, dispersion: float = 1.0) -> Rise:
    """Compare this week's different people with what the past lets one expect (farrington.Week of the same series).

    Raises ValueError when nothing is expected, or the dispersion lies below 1.
    """
    if expected <= 0.0 or dispersion < 1.0:
        raise ValueError(f"an expectation of {expected} with a dispersion of {dispersion}")
    tail = countdist.upper_tail(at_least=people, mean=expected, dispersion=dispersion)
    return Rise(people / expected, float(tail))


def level(*, heat: float, past_year: Sequence[float]) -> Level:
    """Return the level by how few of the past year's heats were as high; none while fewer than 200 are known."""
    if len(past_year) < 200:
        return "none"
    above = float((np.asarray(past_year) >= heat).mean())
    return next((name for name, share in LEVELS if above <= share), "none")
