"""Who appeals, and about whom: people new and known, claimants, and traders by trade, sign and closing day."""

from __future__ import annotations

from datetime import date, datetime
from itertools import accumulate
from random import Random

from redress.demo import people, schedule
from redress.demo.matters import Cell
from redress.demo.people import Person
from redress.demo.records import City
from redress.demo.shops import Trader

PREPAID_ENDS = ("P0504", "P0512")
_CLAIMANTS = 14
_CLAIMANT_BASE = 900_000


class Parties:
    """Draws the two sides of a matter in one city."""

    def __init__(self, city: City, *, seed: int, key: str) -> None:
        self.seed, self.key, self.today = seed, key, city.until
        self.homes = tuple((code, office.roads) for office in city.offices for code in office.areas)
        self._shops: dict[tuple[str, tuple[str, ...]], tuple[tuple[Trader, ...], tuple[float, ...]]] = {}
        self._by_trade: dict[str, list[Trader]] = {}
        for trader in city.traders:
            self._by_trade.setdefault(trader.trade, []).append(trader)
        self._met = 0

    def _sold_by(self, trade: str, words: tuple[str, ...]) -> tuple[tuple[Trader, ...], tuple[float, ...]]:
        key = (trade, words)
        if key not in self._shops:
            whole = self._by_trade[trade]
            found = [each for each in whole if not words or any(word in each.sign for word in words)] or whole
            self._shops[key] = (tuple(found), tuple(accumulate(each.weight for each in found)))
        return self._shops[key]

    def trader(self, cell: Cell, at: datetime, rng: Random) -> Trader:
        """Draw the trader of a matter; where a shop has shut, one that did so round that day, if there is one."""
        if cell.scenario.code in PREPAID_ENDS and rng.random() < 0.8:
            shut = self.closed_near(cell, at.date(), within_days=75)
            if shut is not None:
                return shut
        places = cell.places()
        trade, words = places[int(rng.random() * len(places))]
        traders, sums = self._sold_by(trade, words)
        return rng.choices(traders, cum_weights=sums)[0]

    def closed_near(self, cell: Cell, day: date, *, within_days: int) -> Trader | None:
        """Return the trader of a matter that shut last before ``day`` (a week's grace), or None."""
        best: tuple[int, str, Trader] | None = None
        for trade, words in cell.places():
            for trader in self._sold_by(trade, words)[0]:
                if trader.closed_on is not None and -7 <= (day - trader.closed_on).days <= within_days:
                    rank = (abs((day - trader.closed_on).days - 3), trader.id, trader)
                    best = min(best or rank, rank)
        return best[2] if best else None

    def claimant(self, rng: Random) -> Person:
        """Draw one of the few who claim again and again."""
        return self._one(_CLAIMANT_BASE + int(rng.random() ** 2 * _CLAIMANTS), None)

    def person(self, *, role: str, series: str, voice: str, kind: str, rng: Random) -> tuple[Person, bool]:
        """Draw who appeals, and whether it is a claimant: mostly someone new, now and then a known face."""
        if role == "burst":
            return self.claimant(Random(f"{self.key}|{series}|who")), True
        if kind == "tipoff" and role == "single" and rng.random() < schedule.targets()["claimant_tipoffs"]:
            return self.claimant(rng), True
        age = {"elder": 62 + int(rng.random() * 22), "young": 18 + int(rng.random() * 17)}.get(voice)
        if self._met > 20 and rng.random() < 0.05 and role == "single":
            return self._one(int(rng.random() * self._met), None), False
        self._met += 1
        return self._one(self._met, age), False

    def _one(self, number: int, age: int | None) -> Person:
        return people.person(seed=self.seed, number=number, areas=self.homes, today=self.today, age=age)
