"""Fills the two years in: what each appeal is about, how it is told, what repeats it, and how it ends.

Every appeal has a draw of its own, so that one more scenario does not shift the rest of the city.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from redress.demo import (
    channels,
    courses_complaint,
    courses_other,
    holds,
    matters,
    retelling,
    schedule,
    stream,
    voices,
)
from redress.demo.courses import CASE_OF, Course, Matter, Walk
from redress.demo.grammar_slots import Facts, yuan
from redress.demo.matters import Cell
from redress.demo.parties import PREPAID_ENDS, Parties
from redress.demo.records import City, PlannedAppeal
from redress.demo.schedule import ZONE
from redress.demo.shops import Trader
from redress.demo.stream import Slot

# What people write about by the article: food, advertising, quality, counterfeits, and what is tipped off.
_BY_ARTICLE = {"P01", "P03", "P06", "P07", "P08", "P09", "P10", "P13", *(f"V{number:02}" for number in range(1, 18))}
_CLAIMED = {"complaint": ("P0304", "P0303", "P0701", "P0801"), "tipoff": ("V0101", "V0302", "V0301", "V0402")}
# What a mixed appeal is a tip-off of, by the first two figures of the problem.
_VIOLATIONS = {
    "P01": "V0501", "P02": "V0501", "P03": "V0303", "P04": "V0202", "P05": "V0203", "P06": "V0602", "P07": "V0402",
    "P08": "V0102", "P09": "V0402", "P10": "V0701", "P11": "V0801", "P12": "V0205", "P13": "V0201", "P14": "V0901",
    "P15": "V1201", "P16": "V0603",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """What a later repeat needs to know of an appeal."""

    facts: Facts
    cell: Cell
    kinds: tuple[str, ...]
    remedies: tuple[str, ...]
    narrative: str
    voice: str
    index: int
    office: str


@dataclass(frozen=True, slots=True)
class _Bound:
    """What an appeal is bound to: whether a claimant made it, the head of its group, the appeal it repeats."""

    is_claimant: bool = False
    group_head: int | None = None
    same_as: int | None = None


class Planner:
    """Plans the appeals of one city; ``run`` yields them in the order of receipt."""

    def __init__(self, city: City, *, seed: int, count: int, until: date) -> None:
        self.city, self.seed, self.count, self.until = city, seed, count, until
        self.end = datetime.combine(until, time(0, 0), ZONE)
        self.key = f"{seed}|{until.isoformat()}|{count}"
        self.parties = Parties(city, seed=seed, key=self.key)
        self.staff = city.officers_by_role()
        self.zh = {area.code: area.zh for area in city.areas}
        self.area_codes = tuple(self.zh)
        self.branch = {area: office.code for office in city.offices for area in office.areas}
        self.branches = tuple(dict.fromkeys(self.branch.values()))
        self._groups: dict[str, tuple[Cell, Trader, int]] = {}
        self._told: dict[int, _Told] = {}

    def run(self) -> Iterator[PlannedAppeal]:
        """Yield the planned appeals."""
        groupable = {trade for cell in self._groupable() for trade, _ in cell.places()}
        closings = [t.closed_on for t in self.city.traders if t.closed_on is not None and t.trade in groupable]
        slots = stream.slots(key=self.key, count=self.count, until=self.until, closings=closings)
        self.kind_sums = stream.kind_sums(slots)
        self._repeated = {slot.of for slot in slots if slot.role == "repeat"}
        for index, slot in enumerate(slots):
            rng = Random(f"{self.key}|{slot.serial}")
            first = self._told.get(slot.of)
            yield self._first(index, slot, rng) if first is None else self._repeat(index, slot, rng, first)

    def _first(self, index: int, slot: Slot, rng: Random) -> PlannedAppeal:
        """Plan an appeal that is not the repeat of another."""
        cell, kinds, trader, group_head = self._matter(index, slot, rng)
        scenario = cell.scenario
        voice = "claim" if slot.role == "burst" else channels.draw_voice(slot.channel, kinds[0], rng)
        if voice == "claim" and scenario.code[:3] not in _BY_ARTICLE:
            voice = "form" if rng.random() < 0.5 else "plain"
        person, is_claimant = self.parties.person(
            role=slot.role, series=slot.name, voice=voice, kind=kinds[0], rng=rng
        )
        bought = slot.at.date() - timedelta(days=matters.days_since(cell, rng))
        if scenario.code in PREPAID_ENDS and trader.closed_on is not None:
            bought = min(bought, trader.closed_on - timedelta(days=20))
        remedies = self._remedies(cell, kinds, rng)
        facts = Facts(
            scenario=scenario,
            goods=cell.goods,
            trader=trader,
            person=person,
            amount=matters.amount(cell, rng) if rng.random() < schedule.targets()["with_amount"] else None,
            purchased_on=bought,
            received_at=slot.at,
            order_number=self._order(trader, rng),
            area=self.zh[trader.area],
            other_area=self.zh[self.area_codes[(self.area_codes.index(trader.area) + 3) % len(self.area_codes)]],
        )
        # A series is one text filled in again and again: its words are drawn from the series, not from the appeal.
        words = Random(f"{self.key}|{slot.name}") if slot.role == "burst" else rng
        narrative = voices.tell(facts=facts, voice=voice, rng=words, remedies=remedies)
        told = _Told(facts, cell, kinds, remedies, narrative, voice, index, self._office(trader, cell))
        if slot.serial in self._repeated:
            self._told[slot.serial] = told
        return self._planned(index, slot, rng, told, _Bound(is_claimant, group_head))

    # -- what it is about

    def _matter(self, index: int, slot: Slot, rng: Random) -> tuple[Cell, tuple[str, ...], Trader, int | None]:
        """Draw what it is about, of which kind, and against whom; series and groups keep what they began with."""
        if slot.role == "group":
            if slot.name in self._groups:
                cell, trader, head = self._groups[slot.name]
                return cell, ("complaint",), trader, head
            cell, trader = self._grouped(slot.at, rng)
            self._groups[slot.name] = (cell, trader, index)
            return cell, ("complaint",), trader, None
        if slot.role == "burst":
            own = Random(f"{self.key}|{slot.name}|matter")
            kind = stream.burst_kind(slot.name)
            cells = [cell for cell in matters.pool(kind).cells if cell.scenario.code in _CLAIMED[kind]]
            cell = own.choices(cells, weights=[each.weight for each in cells])[0]
            chosen = own if own.random() < 0.4 else rng  # one trader again and again, or one trader after another
            return cell, (kind,), self.parties.trader(cell, slot.at, chosen), None
        kind = rng.choices(stream.KINDS, cum_weights=self.kind_sums)[0]
        cell = matters.pool(kind).draw(rng, schedule.seasons(slot.at.date()))
        is_mixed = kind == "complaint" and rng.random() < schedule.targets()["mixed"]
        kinds = ("complaint", "tipoff") if is_mixed else (kind,)
        return cell, kinds, self.parties.trader(cell, slot.at, rng), None

    def _groupable(self) -> list[Cell]:
        return [cell for cell in matters.pool("complaint").cells if cell.scenario.may_group]

    def _grouped(self, at: datetime, rng: Random) -> tuple[Cell, Trader]:
        """Draw a matter that many share, with the trader that shut its doors on the group's first day."""
        cells = self._groupable()
        weights = [math.sqrt(cell.weight) for cell in cells]
        for _ in range(40):
            cell = rng.choices(cells, weights=weights)[0]
            trader = self.parties.closed_near(cell, at.date(), within_days=12)
            if trader is not None:
                return cell, trader
        return cell, self.parties.trader(cell, at, rng)

    def _order(self, trader: Trader, rng: Random) -> str:
        shares = schedule.targets()["orders"]
        is_platform = trader.kind == "platform_shop"
        if rng.random() >= shares["platform" if is_platform else "company"]:
            return ""
        digits = 12 if not is_platform else 18 if rng.random() < 0.6 else 16
        return str(10 ** (digits - 1) + int(rng.random() * 8 * 10 ** (digits - 1)))

    def _remedies(self, cell: Cell, kinds: tuple[str, ...], rng: Random) -> tuple[str, ...]:
        table = cell.scenario.remedies
        count = 1 + rng.choices((0, 1, 2), weights=schedule.targets()["remedies_per_appeal"])[0]
        found = dict.fromkeys(rng.choices([code for code, _ in table], weights=[each for _, each in table], k=count))
        if len(kinds) > 1:
            found["R15"] = None
        return tuple(found)

    def _office(self, trader: Trader, cell: Cell) -> str:
        is_equipment = cell.goods.code.startswith("G16") or cell.goods.code == "S1302"
        return "JCTZ" if is_equipment else self.branch[trader.area]

    # -- repeats

    def _repeat(self, index: int, slot: Slot, rng: Random, first: _Told) -> PlannedAppeal:
        """Tell the same matter again: copied, slightly changed, told anew, or as a short reminder."""
        voice = channels.draw_voice(slot.channel, first.kinds[0], rng)
        facts = replace(first.facts, received_at=slot.at)
        draw = rng.random()
        is_whole = bool(facts.scenario.clauses.get("X"))  # such a text says another thing when it is drawn anew
        if draw < 0.2:
            narrative, voice = first.narrative, first.voice
        elif draw < 0.36 or is_whole:
            narrative, voice = retelling.edited(first.narrative, rng=rng), first.voice
        elif draw < 0.64:
            narrative = retelling.reminded(facts=facts, voice=voice, rng=rng, remedies=first.remedies)
        else:
            narrative = voices.tell(facts=facts, voice=voice, rng=rng, remedies=first.remedies)
        told = replace(first, facts=facts, narrative=narrative, voice=voice)
        return self._planned(index, slot, rng, told, _Bound(same_as=first.index))

    # -- the planned appeal

    def _planned(self, index: int, slot: Slot, rng: Random, told: _Told, bound: _Bound) -> PlannedAppeal:
        facts, scenario, trader = told.facts, told.cell.scenario, told.facts.trader
        is_tipoff = scenario.code.startswith("V")
        violation = _VIOLATIONS.get(scenario.code[:3], "V0201") if len(told.kinds) > 1 else ""
        is_web = slot.channel in ("C02", "C03", "C04")
        names_fully = told.voice in ("claim", "form", "letter") or (is_web and rng.random() < 0.5)
        called = trader.name if names_fully else rng.choice((trader.sign, *trader.aliases[:1], trader.name))
        marks = {"T32": slot.role == "group", "T33": bound.is_claimant, "T34": bound.same_as is not None}
        tags = (*scenario.tags, *(tag for tag, holds_ in marks.items() if holds_))
        return PlannedAppeal(
            index=index,
            received_at=slot.at,
            channel=slot.channel,
            external_id=channels.external_id(slot.channel, slot.at, index + 1),
            kinds=told.kinds,
            narrative=told.narrative,
            appellant=facts.person,
            id_number=facts.person.id_number if slot.channel in ("C02", "C12") and rng.random() < 0.25 else "",
            respondent=trader,
            respondent_name=called,
            respondent_uscc=trader.uscc if is_web and names_fully else "",
            amount=_stated(facts.amount, rng),
            purchased_on=facts.purchased_on,
            subject_class=told.cell.goods.code,
            issue_class="" if is_tipoff else scenario.code,
            violation_class=scenario.code if is_tipoff else violation,
            remedies=told.remedies,
            order_numbers=(facts.order_number,)
            if facts.order_number and facts.order_number in told.narrative
            else (),
            area=trader.area,
            office=told.office,
            tags=tuple(dict.fromkeys(tags)),
            topic=scenario.topic,
            voice=told.voice,
            same_as=bound.same_as,
            group=slot.name if slot.role == "group" else "",
            burst=slot.name if slot.role == "burst" else "",
            courses=tuple(course for kind in told.kinds for course in self._courses(kind, slot, rng, told, bound)),
        )

    def _courses(self, kind: str, slot: Slot, rng: Random, told: _Told, bound: _Bound) -> tuple[Course, ...]:
        place = self.branches.index(told.office) if told.office in self.branches else 0
        other = self.branches[(place + 1 + int(rng.random() * (len(self.branches) - 1))) % len(self.branches)]
        is_platform = told.facts.trader.kind == "platform_shop"
        matter = Matter(
            kind=kind,
            received_at=slot.at,
            office=told.office,
            other_office=other,
            code=told.cell.scenario.code,
            subject=told.cell.goods.code,
            remedies=told.remedies,
            amount=told.facts.amount,
            until=self.end,
            staff=self.staff,
            hold=holds.draw(kind, slot.at, self.end, rng),
            twin=f"{CASE_OF}{bound.same_as}:{kind}" if bound.same_as is not None else "",
            group_head=f"{CASE_OF}{bound.group_head}:{kind}" if bound.group_head is not None else "",
            is_claimant=bound.is_claimant,
            basis="平台内经营者公示地址" if is_platform else rng.choice(("实际经营地", "实际经营地", "住所地")),
        )
        walk = Walk(matter, rng)
        if kind == "complaint":
            return courses_complaint.complaint(walk)
        if kind == "tipoff":
            return courses_other.tipoff(walk)
        return courses_other.inquiry(walk) if kind == "inquiry" else courses_other.other_appeal(walk)


def _stated(amount: float | None, rng: Random) -> str | None:
    """Return the sum as the form gives it; where a car or a flat is dear, its price is mostly not what is claimed."""
    if not amount or (amount > 20_000 and rng.random() < schedule.targets()["large_sum_left_out"]):
        return None
    return yuan(amount)
