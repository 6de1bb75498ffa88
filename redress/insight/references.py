"""Which past weeks a tested week is compared with, and in which part of the year each of them lies.

A reference window is 2 * window + 1 weeks around the same week of a past year. With more than one period a year the
weeks between two windows join the baseline too, cut into periods - 1 stretches as equal as possible, each with a
level of its own (Noufaily et al., Statistics in Medicine 32, 2013, section 2.2; Farrington et al., JRSS A 159, 1996
for the windows alone).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Reference:
    """Baseline rows (`index`) of a tested row by season `group`, ascending; group 0 is the tested row's own."""

    index: Indices
    group: Indices


def anniversaries(*, at: int, years: int, frequency: int, days: Sequence[dt.date] | None) -> tuple[int, ...]:
    """Return the rows of the same week 1 … `years` years before row `at`, newest first; negative before the start.

    With `days` (the first day of each row's week, evenly apart) it is the week whose first day lies nearest the same
    date of the earlier year, else `frequency` rows a year. 29 February goes back to the 28th.
    """
    if days is None or len(days) < 2:
        return tuple(at - frequency * back for back in range(1, years + 1))
    step = (days[1] - days[0]).days
    found = []
    for back in range(1, years + 1):
        day = days[at]
        then = day.replace(year=day.year - back, day=28 if (day.month, day.day) == (2, 29) else day.day)
        rows, rest = divmod((then - days[0]).days, step)
        found.append(rows + (2 * rest > step))
    return tuple(found)


def reference(
    *,
    at: int,
    years: int,
    window: int,
    periods: int,
    exclude: int,
    frequency: int = 52,
    days: Sequence[dt.date] | None = None,
) -> Reference | None:
    """Return the baseline of row `at`, or None when the history does not reach back over all `years` windows.

    `exclude` rows before the tested one are left out when there are several periods; the tested row never belongs.
    Raises ValueError when two windows of neighbouring years would overlap or a stretch between them would be empty.
    """
    centres = (at, *anniversaries(at=at, years=years, frequency=frequency, days=days))[::-1]
    if centres[0] - window < 0:
        return None
    wide = 2 * window + 1
    index: list[Indices] = []
    group: list[Indices] = []
    for centre, following in itertools.pairwise(centres):
        between = following - centre - wide
        if between < periods - 1:
            raise ValueError(
                f"{periods} periods and windows of {wide} rows do not fit into {following - centre} rows"
            )
        index.append(np.arange(centre - window, centre + window + 1))
        group.append(np.zeros(wide, dtype=np.intp))
        if periods > 1:
            index.append(np.arange(centre + window + 1, following - window))
            group.append(1 + np.arange(between) * (periods - 1) // between)
    rows, part = np.concatenate(index), np.concatenate(group)
    last = at - 1 - exclude if periods > 1 else at - 1
    rows, part = rows[rows <= last], part[rows <= last]
    order = np.argsort(part, kind="stable")
    return Reference(rows[order], part[order])
