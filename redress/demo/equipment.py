"""Planned inspections of special equipment: which unit is visited when, what is found, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from random import Random

from redress.demo import courses_other, holds, schedule
from redress.demo.courses import Matter, Walk
from redress.demo.officers import write
from redress.demo.records import City, PlannedInspection
from redress.demo.schedule import ZONE

_OFFICE = "JCTZ"
_TRADES = ("property", "scenic", "playground", "hotel", "gasstation", "liftco")


def inspections(city: City, *, seed: int, count: int, until: date) -> Iterator[PlannedInspection]:
    """Yield equipment inspections in the order of planning."""
    end = datetime.combine(until, time(0, 0), ZONE)
    days = [day for day in schedule.two_years(until) if schedule.calendar().works(day)]
    stream = Random(f"{seed}|{until.isoformat()}|{count}|inspections")
    targets = [
        each
        for each in city.traders
        if each.trade in ("property", "scenic", "playground", "hotel", "gasstation", "liftco")
    ]
    staff = city.officers_by_role()
    inspectors = staff[(_OFFICE, "inspector")]
    names = {officer.username: officer.name for officer in city.staff}
    planned = sorted(schedule.moment_on(day, door="office", rng=stream) for day in stream.choices(days, k=count))
    for index, at in enumerate(planned):
        rng = Random(f"{seed}|{until.isoformat()}|{count}|inspection|{index}")
        pair = rng.sample(inspectors, 2)
        hold = holds.draw("inspection", at, end, rng)
        matter = Matter("inspection", at, _OFFICE, "", "", "G1601", (), None, end, staff, hold)
        walk = Walk(matter, rng)
        course = courses_other.inspection(walk, pair="、".join(names[each] for each in pair))
        yield PlannedInspection(
            index=index,
            planned_at=at,
            planned_on=schedule.calendar().add_working_days(at.date(), 3),
            office=_OFFICE,
            officer=pair[0],
            target=rng.choice(targets),
            target_item=write("equipment", rng),
            course=course,
        )
