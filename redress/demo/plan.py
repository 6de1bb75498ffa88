"""The fictional city and everything that comes to its regulator in two years: pure, and the same for the same seed.

``city`` gives offices, people of the offices, traders and platforms. ``appeals`` yields what is lodged, in the order of
receipt, each with its narrative, parties, classes and the planned course of its cases; ``inspections`` the same for
equipment. Nothing here touches a database or a clock: whoever applies the plan makes each step through the real door.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from redress.demo import equipment, officers, planner, shops, texts
from redress.demo.courses import CASE_OF, Course, Step
from redress.demo.records import City, PlannedAppeal, PlannedInspection
from redress.taxonomy import regions

__all__ = [
    "CASE_OF",
    "City",
    "Course",
    "PlannedAppeal",
    "PlannedInspection",
    "Step",
    "appeals",
    "city",
    "inspections",
]


def city(seed: int = 1, *, until: date) -> City:
    """Return the city with its offices and traders; some traders have shut within the two years before ``until``."""
    found = officers.offices()
    held = regions.load()
    inside = tuple(held.region(code) for office in found for code in office.areas)
    named = texts.lists("city.txt")
    areas = [(code, held.region(code).zh, office.roads) for office in found for code in office.areas]
    platforms = tuple(name for key in named if key.startswith("platform") for name in named[key].split("|"))
    return City(
        seed=seed,
        name=held.region(shops.REGION).zh,
        region=shops.REGION,
        areas=inside,
        offices=found,
        staff=officers.staff(seed=seed),
        traders=shops.populate(seed=seed, areas=areas, until=until),
        platforms=platforms,
        until=until,
    )


def appeals(city: City, *, seed: int, appeals: int, until: date) -> Iterator[PlannedAppeal]:
    """Yield ``appeals`` planned appeals of the two years before ``until``, in the order of receipt.

    The same city, seed, number and day give the same appeals, word for word. Every step lies before the first moment
    of ``until``. Raises ValueError for a number below 1.
    """
    if appeals < 1:
        raise ValueError(f"the number of appeals must be 1 or more, got {appeals}")
    return planner.Planner(city, seed=seed, count=appeals, until=until).run()


def inspections(city: City, *, seed: int, inspections: int, until: date) -> Iterator[PlannedInspection]:
    """Yield planned equipment inspections of the two years before ``until``, in order of planning."""
    return equipment.inspections(city, seed=seed, count=inspections, until=until)
