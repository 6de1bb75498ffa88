"""The stream of appeals: when each comes and through which channel, and what belongs together.

Besides single appeals there are repeats of an earlier one, series by one claimant, and groups round one trader that
shut its doors. The published mix of kinds is kept for all of them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from redress.demo import channels, schedule
from redress.demo.schedule import ZONE

KINDS = ("complaint", "tipoff", "inquiry", "other_appeal")
_GROUP, _BURST = "group", "burst"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the stream. ``role`` is single, repeat, burst or group; ``of`` the serial that a repeat repeats."""

    at: datetime
    serial: int
    channel: str
    role: str
    name: str = ""
    of: int = -1


def slots(*, key: str, count: int, until: date, closings: Sequence[date]) -> tuple[Slot, ...]:
    """Return ``count`` places in the order of receipt; groups form in the days after one of ``closings``."""
    return _Stream(key, until).build(count, closings)


class _Stream:
    def __init__(self, key: str, until: date) -> None:
        self.rng = Random(f"{key}|stream")
        self.end = datetime.combine(until, time(0, 0), ZONE)
        self.days = schedule.two_years(until)
        self.sums = tuple(accumulate(schedule.day_weights(self.days)))
        self.found: list[Slot] = []

    def add(self, at: datetime, channel: str, role: str, name: str = "", of: int = -1) -> None:
        self.found.append(Slot(at, len(self.found), channel, role, name, of))

    def moment(self, channel: str) -> datetime:
        """Draw a moment at which this channel is used."""
        rng, held = self.rng, schedule.calendar()
        day = rng.choices(self.days, cum_weights=self.sums)[0]
        door = channels.door_of(channel)
        if door == "office" and not held.works(day):
            day = held.next_working_day(day)
        moment = schedule.moment_on(day, door=door, rng=rng)
        return min(max(moment, datetime.combine(self.days[0], time(0, 5), ZONE)), self.end - timedelta(hours=2))

    def build(self, count: int, closings: Sequence[date]) -> tuple[Slot, ...]:
        set_ = schedule.targets()
        repeats, bursts, groups = (round(count * set_[name]) for name in ("repeats", "bursts", "groups"))
        for _ in range(count - repeats - bursts - groups):
            channel = channels.draw_channel(self.rng)
            self.add(self.moment(channel), channel, "single")
        singles = len(self.found)
        anchors = [day for day in closings if self.days[0] < day < self.days[-1]]
        self.rng.shuffle(anchors)
        self.series(_GROUP, groups, 5, 14, anchors)
        self.series(_BURST, bursts, 3, 5, [])
        self.repeat(repeats, singles)
        return tuple(sorted(self.found, key=lambda slot: (slot.at, slot.serial)))

    def series(self, role: str, total: int, least: int, mean: int, anchors: list[date]) -> None:
        """Part ``total`` appeals into series of ``least`` or more, each round a first day."""
        rng, number = self.rng, 0
        while total > 0:
            size = min(
                total, least + int(rng.expovariate(1 / (mean - least))), 3 * mean if role == _GROUP else 2 * mean - 1
            )
            number += 1
            start = self.moment("C04")
            if anchors:
                start = datetime.combine(anchors[number % len(anchors)], start.timetz())
            for _ in range(size):
                online = rng.choice(("C02", "C02", "C04", "C12"))
                channel = channels.draw_channel(rng) if role == _GROUP else online
                at = start + timedelta(
                    days=rng.expovariate(1 / (9.0 if role == _GROUP else 3.0)), hours=rng.random() * 9
                )
                if at >= self.end:
                    at = start + (self.end - start) * rng.random()
                self.add(at, channel, role, f"{role}-{number}")
            total -= size

    def repeat(self, total: int, singles: int) -> None:
        """Let some single appeals come again, after days, often through another channel."""
        rng = self.rng
        while total and singles:
            first = self.found[int(rng.random() * singles)]
            delay = timedelta(days=1 + int(rng.expovariate(1 / 9.0)), hours=int(rng.random() * 9))
            if first.at + delay >= self.end - timedelta(hours=4):
                if rng.random() >= 0.05:  # look for an earlier one, but not for ever
                    continue
                delay = (self.end - first.at) / 2
            channel = channels.draw_channel(rng) if rng.random() < 0.6 else first.channel
            self.add(first.at + delay, channel, "repeat", of=first.serial)
            total -= 1


def burst_kind(name: str) -> str:
    """Return the kind of a series: every other one is of complaints."""
    return "complaint" if int(name.split("-")[1]) % 2 else "tipoff"


def kind_sums(found: Sequence[Slot]) -> tuple[float, ...]:
    """Return running shares of the kinds for single appeals, so that the whole has the published mix."""
    shares = schedule.targets()["kinds"]
    total = sum(shares.values())
    fixed = dict.fromkeys(KINDS, 0.0)
    for slot in found:
        if slot.role == _GROUP:
            fixed["complaint"] += 1
        elif slot.role == _BURST:
            fixed[burst_kind(slot.name)] += 1
    free = max(1.0, len(found) - sum(fixed.values()))
    return tuple(accumulate(max(0.0, len(found) * shares[kind] / total - fixed[kind]) / free for kind in KINDS))
