"""What is true of pairs of synthetic appeals: same case, group, the hard kinds among them, and the traps.

Lives here: counting against the truth of `match_generator`. Not here: running the matcher (`quality_match`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bench.match_generator import Appeal

Pair = tuple[str, str]  # ids in order of the letters
WINDOW = 45 * 86400  # seconds in which complaints about one fault make a group
KINDS = (
    "alias", "unlike name", "homophone or slip in a name", "third-person note", "follow-up", "copied again",
    "other phone given", "phone missing", "phone shared with others", "mistyped order number", "member of a group event",
    "one text, many traders", "none of these",
)  # fmt: skip


def pair(a: str, b: str) -> Pair:
    """Return two ids in the order in which pairs are written here."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs proposed, right among them, and true in all."""

    proposed: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """Return right of proposed; 1 when nothing was proposed."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Return right of true; 1 when there is nothing to find."""
        return self.right / self.true if self.true else 1.0


class Truth:
    """The truth about one set of appeals."""

    def __init__(self, appeals: Sequence[Appeal]) -> None:
        """Take the appeals and enumerate their true same-case pairs and their traps."""
        self.of = {each.id: each for each in appeals}
        self.users: dict[str, set[int]] = defaultdict(set)
        for each in appeals:
            if each.phone:
                self.users[each.phone].add(each.who)
        self.same = set(_pairs(appeals, lambda each: each.case))
        self.traps = {
            "group event: other people's same fault": self._apart(lambda each: each.event, lambda a, b: True),
            "copied flood": self._apart(lambda each: each.event, lambda a, b: a.style == b.style == "flood"),
            "one person, one text, many traders": self._apart(
                lambda each: each.who, lambda a, b: a.style == b.style == "bulk"
            ),
            "one person, one trader, a second matter": self._apart(
                lambda each: (each.who, each.shop), lambda a, b: "bulk" not in (a.style, b.style)
            ),
            "one phone, several people": self._apart(lambda each: each.phone, lambda a, b: a.who != b.who),
            "one phone, several people, one trader": self._apart(
                lambda each: each.phone, lambda a, b: a.who != b.who and a.shop == b.shop
            ),
            "one trader and sum, other people": self._apart(
                lambda each: (each.shop, each.amount) if each.amount else "", lambda a, b: a.who != b.who
            ),
        }

    def _apart(self, key: Callable[[Appeal], Hashable], keep: Callable[[Appeal, Appeal], bool]) -> set[Pair]:
        found = _pairs((each for each in self.of.values() if key(each)), key)
        of = self.of
        return {p for p in found if of[p[0]].case != of[p[1]].case and keep(of[p[0]], of[p[1]])}

    def is_group(self, p: Pair) -> bool:
        """Tell whether two appeals are other people's with one trader and one fault within 45 days."""
        a, b = self.of[p[0]], self.of[p[1]]
        near = abs((a.time - b.time).total_seconds()) <= WINDOW
        return a.who != b.who and a.shop == b.shop and a.fault == b.fault and near

    def group_pairs(self) -> int:
        """Count all pairs of which `is_group` is true."""
        together: dict[Hashable, list[Appeal]] = defaultdict(list)
        for each in self.of.values():
            together[each.shop, each.fault].append(each)
        found = 0
        for members in together.values():
            who, at = (
                np.array([each.who for each in members]),
                np.array([each.time.timestamp() for each in members]),
            )
            for i in range(len(members) - 1):
                found += int(((np.abs(at[i + 1 :] - at[i]) <= WINDOW) & (who[i + 1 :] != who[i])).sum())
        return found

    def kinds(self, p: Pair) -> set[str]:
        """Return what makes a pair hard (see `KINDS`)."""
        a, b = self.of[p[0]], self.of[p[1]]
        marks, styles = a.marks | b.marks, (a.style, b.style)
        found = set()
        if a.trader and b.trader and a.trader != b.trader and marks & {"alias"}:
            found.add("alias")
        if "unlike" in marks and (a.trader != b.trader):
            found.add("unlike name")
        if marks & {"trader_slip", "name_slip"}:
            found.add("homophone or slip in a name")
        for style, kind in (("note", KINDS[3]), ("follow", KINDS[4]), ("copy", KINDS[5]), ("bulk", KINDS[11])):
            if style in styles:
                found.add(kind)
        if a.phone and b.phone and a.phone != b.phone:
            found.add("other phone given")
        if not a.phone or not b.phone:
            found.add("phone missing")
        if any(len(self.users[each.phone]) > 1 for each in (a, b) if each.phone):
            found.add("phone shared with others")
        if "order_slip" in marks and a.order and b.order and a.order != b.order:
            found.add("mistyped order number")
        if a.event and b.event:
            found.add("member of a group event")
        return found or {"none of these"}

    def score_same(self, proposed: set[Pair]) -> Score:
        """Score pairs proposed as one case."""
        return Score(len(proposed), len(proposed & self.same), len(self.same))

    def score_kinds(self, proposed: set[Pair]) -> dict[str, Score]:
        """Score them by what makes them hard; a pair may be of several kinds."""
        true, right, all_ = Counter[str](), Counter[str](), Counter[str]()
        for p in self.same | proposed:
            kinds = self.kinds(p)
            true.update(kinds if p in self.same else ())
            all_.update(kinds if p in proposed else ())
            right.update(kinds if p in self.same and p in proposed else ())
        return {kind: Score(all_[kind], right[kind], true[kind]) for kind in KINDS}


def _pairs(appeals: Iterable[Appeal], key: Callable[[Appeal], Hashable]) -> Iterator[Pair]:
    together: dict[Hashable, list[str]] = defaultdict(list)
    for each in appeals:
        together[key(each)].append(each.id)
    for members in together.values():
        for a, b in combinations(members, 2):
            yield pair(a, b)


@dataclass(frozen=True, slots=True)
class Events:
    """How planted group events were found.

    `events` of at least five people, `found` those of which one group holds at least half the people, `members` share
    of their appeals that are in that group, `purity` share of that group's appeals that are about the same trader and
    fault, `people` people counted as share of the people there are (median), `within` share of the events counted
    within a fifth.
    """

    events: int
    found: int
    members: float
    purity: float
    people: float
    within: float


def score_events(truth: Truth, groups: Sequence[Mapping[str, object]]) -> Events:
    """Compare groups as `text match --json` gives them with the planted events."""
    events: dict[int, list[Appeal]] = defaultdict(list)
    for each in truth.of.values():
        if each.event:
            events[each.event].append(each)
    place = {member: at for at, group in enumerate(groups) for member in group["members"]}  # type: ignore[attr-defined]
    large = [members for members in events.values() if len({each.who for each in members}) >= 5]
    found, shares, purities, ratios = 0, [], [], []
    for members in large:
        where = Counter(place[each.id] for each in members if each.id in place)
        if not where:
            shares.append(0.0)
            continue
        best, held = where.most_common(1)[0]
        people = {each.who for each in members}
        inside = {each.who for each in members if place.get(each.id) == best}
        found += len(inside) * 2 >= len(people)
        shares.append(held / len(members))
        group = groups[best]["members"]
        alike = [truth.of[one] for one in group]  # type: ignore[attr-defined]
        right = [one for one in alike if (one.shop, one.fault) == (members[0].shop, members[0].fault)]
        purities.append(len(right) / len(alike))
        ratios.append(groups[best]["people"] / len({one.who for one in alike}))  # type: ignore[operator]
    near = sum(0.8 <= ratio <= 1.2 for ratio in ratios) / max(len(ratios), 1)
    return Events(len(large), found, float(np.mean(shares)), float(np.mean(purities)), float(np.median(ratios)), near)
