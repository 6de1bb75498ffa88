"""Which matter an appeal is about: scenarios and goods drawn so that the published shares come out.

A cell is one scenario with one kind of goods. The cells of complaints are raked: their weights are fitted in turn to
the shares of problems and of goods and services (data/targets.yaml) until both hold (iterative proportional fitting,
Deming and Stephan 1940). Tip-offs are fitted to the shares of violations. A season lifts the topics that belong to it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from random import Random

from redress.demo import grammar_topics, schedule
from redress.demo.grammar_topics import Goods, Scenario
from redress.taxonomy import tree

_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A scenario with one kind of goods, and its fitted weight."""

    scenario: Scenario
    goods: Goods
    weight: float

    def places(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return who sells it: (trade, words of which one stands on the sign)."""
        places = self.goods.places or tuple((trade, ()) for trade in self.scenario.trades)
        if self.scenario.is_online:
            return tuple(place for place in places if place[0].startswith("online_")) or places
        return places


@dataclass(slots=True)
class Pool:
    """The cells of one kind of appeal, drawn by weight and season."""

    cells: tuple[Cell, ...]
    _sums: dict[tuple[str, ...], tuple[float, ...]] = field(default_factory=dict)

    def draw(self, rng: Random, seasons: tuple[str, ...]) -> Cell:
        """Return a cell; topics whose season it is come more often."""
        sums = self._sums.get(seasons)
        if sums is None:
            lift: Mapping[str, float] = schedule.targets()["seasons"]
            weights = (
                cell.weight * (lift[cell.scenario.season] if cell.scenario.season in seasons else 1.0)
                for cell in self.cells
            )
            sums = self._sums[seasons] = tuple(accumulate(weights))
        return rng.choices(self.cells, cum_weights=sums)[0]


@lru_cache(maxsize=8)
def pool(kind: str) -> Pool:
    """Return the fitted cells of a kind of appeal."""
    weights = {node.id: node.weight or 1.0 for node in tree.load()}
    pairs: list[tuple[Scenario, Goods]] = []
    base: list[float] = []
    for scenario in grammar_topics.scenarios():
        if scenario.kind != kind:
            continue
        total = sum(weights[goods.code] for goods in scenario.goods)
        for goods in scenario.goods:
            pairs.append((scenario, goods))
            base.append(scenario.weight * weights[goods.code] / total)
    settings = schedule.targets()
    subjects = [goods.code[:3] for _, goods in pairs]
    codes = [scenario.code[:3] for scenario, _ in pairs]
    margins: tuple[tuple[list[str], Mapping[str, float]], ...] = ()
    if kind == "complaint":
        grouped = [math.sqrt(weight) * scenario.may_group for (scenario, _), weight in zip(pairs, base, strict=True)]
        share = settings["groups"] / settings["kinds"]["complaint"] * 10_000
        margins = (
            (subjects, _without(settings["subject_shares"], subjects, grouped, share)),
            (codes, _without(settings["issue_shares"], codes, grouped, share)),
        )
    elif kind == "tipoff":
        margins = ((codes, settings["violation_shares"]),)
    fitted = _raked(base, margins)
    return Pool(tuple(Cell(*pair, weight) for pair, weight in zip(pairs, fitted, strict=True)))


def _without(
    shares: Mapping[str, float], labels: list[str], grouped: list[float], share: float
) -> Mapping[str, float]:
    """Take from the shares what group events bring by themselves, so that all together have the published mix."""
    whole = sum(shares.values())
    taken = dict.fromkeys(shares, 0.0)
    for label, weight in zip(labels, grouped, strict=True):
        taken[label] += weight / math.fsum(grouped) * share * whole / 100
    return {label: max(value * 0.1, value - taken[label]) for label, value in shares.items()}


def _raked(weights: list[float], margins: tuple[tuple[list[str], Mapping[str, float]], ...]) -> list[float]:
    """Fit weights to each margin in turn; the last margin holds exactly, the others as near as the cells allow."""
    for _ in range(_ROUNDS):
        for labels, shares in margins:
            present = set(labels)
            whole = math.fsum(share for label, share in shares.items() if label in present)
            held: dict[str, float] = {}
            for label, weight in zip(labels, weights, strict=True):
                held[label] = held.get(label, 0.0) + weight
            factor = {label: shares.get(label, 0.0) / whole / held[label] for label in present if held[label]}
            weights = [weight * factor.get(label, 0.0) for label, weight in zip(labels, weights, strict=True)]
    return weights


def amount(cell: Cell, rng: Random) -> float | None:
    """Return a sum in yuan that looks like a price, log-normal round the median of the goods; None for none."""
    rule = cell.scenario.amounts
    median = cell.goods.median or rule.median
    sigma = rule.sigma * (0.75 if cell.goods.median else 1.0)
    drawn = median * math.exp(rng.gauss(0.0, sigma))
    low, high = rule.smallest, rule.largest
    if low == 0 and rng.random() < 0.6:
        return None
    return _priced(min(high, max(max(low, 1.0), drawn)), rng)


def _priced(value: float, rng: Random) -> float:
    """Round a sum the way prices end: 19.9, 128, 3980, 12800."""
    draw = rng.random()
    if value < 30:
        return math.floor(value) + rng.choice((0.0, 0.5, 0.8, 0.9, 0.9))
    if value < 200:
        return round(value) if draw < 0.6 else math.floor(value) + 0.9
    if value < 2000:
        return round(value, -1) if draw < 0.5 else round(value, -1) - 2 if draw < 0.8 else float(round(value))
    if value < 10_000:
        return round(value, -2) if draw < 0.5 else round(value, -2) - 20 if draw < 0.85 else round(value, -1)
    return round(value, -3) if draw < 0.35 else round(value, -2)


_GAPS = {"food": 2, "days": 12, "weeks": 32, "long": 150}
_TOPIC_GAPS = {
    **dict.fromkeys(("market", "restaurant", "delivery", "wetmarket", "gas", "tip_price", "parking"), "food"),
    **dict.fromkeys(("netshop", "netfood", "livestream", "pricing", "repair", "courier", "hotel", "laundry"), "days"),
    **dict.fromkeys(("gym", "artclass", "renovation", "housing", "fuelcar", "nev", "usedcar", "medbeauty"), "long"),
    **dict.fromkeys(("vocational", "autorenew", "beauty", "ebike", "finance"), "long"),
}


def days_since(cell: Cell, rng: Random) -> int:
    """Return how many days ago the thing was bought: hours for food, months for prepaid cards."""
    mean = _GAPS[_TOPIC_GAPS.get(cell.scenario.topic, "weeks")]
    gap = int(rng.expovariate(1 / mean))
    return min(gap, 1150 if rng.random() < 0.01 else 900)
