"""Put decided pairs together: cases of one person's one matter, and groups counted in distinct people.

    grouping = Grouping()
    for pair in match(...): grouping.add(pair)
    grouping.groups(), grouping.cases()

Ten appeals of one person count once; that is what "five people within a week" needs. Pure Python; knows pairs only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from redress.language.proposals import Pair

_ONE_PERSON = frozenset(("same_phone", "phone_in_text", "same_id"))
_NOT_ONE_PERSON = frozenset(("phone_shared", "other_name", "other_id"))
_NEVER_JOIN = frozenset(("veto", "other_order", "other_id"))


@dataclass(frozen=True, slots=True)
class Group:
    """Appeals of several people about one trader or place and one fault.

    `people` distinct people, `members` ids in the order first met, `copied` members whose text is a copy of
    another's but for names and numbers.
    """

    members: tuple[str, ...]
    people: int
    copied: int


class _Sets:
    """Disjoint sets of ids (union-find with halving)."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def top(self, identity: str) -> str:
        """Return the id that stands for the set of `identity`."""
        above = self.above
        at = above.setdefault(identity, identity)
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    def join(self, one: str, other: str) -> None:
        """Make one set of two; the id met first stands for it."""
        self.above[self.top(other)] = self.top(one)

    def all(self) -> dict[str, list[str]]:
        """Return every set by the id that stands for it, members in order of first mention."""
        found: dict[str, list[str]] = {}
        for identity in self.above:
            found.setdefault(self.top(identity), []).append(identity)
        return found


class Grouping:
    """Takes decided pairs in any order and answers with groups and cases."""

    def __init__(self) -> None:
        """Begin with no pair."""
        self._people = _Sets()
        self._linked: dict[str, set[str]] = {}
        self._same: list[Pair] = []
        self._apart: dict[str, set[str]] = {}
        self._copied: set[str] = set()

    def add(self, pair: Pair) -> None:
        """Take one pair."""
        codes = {reason.code for reason in pair.reasons}
        if pair.decision == "same_case":
            self._same.append(pair)
            self._people.join(pair.a, pair.b)
        elif codes & _ONE_PERSON and not codes & _NOT_ONE_PERSON:
            self._people.join(pair.a, pair.b)
        if pair.decision == "group":
            self._linked.setdefault(pair.a, set()).add(pair.b)
            self._linked.setdefault(pair.b, set()).add(pair.a)
            if "copied_text" in codes:
                self._copied.update((pair.a, pair.b))
        if codes & _NEVER_JOIN:
            self._apart.setdefault(pair.a, set()).add(pair.b)
            self._apart.setdefault(pair.b, set()).add(pair.a)

    def groups(self, *, fewest: int = 2) -> tuple[Group, ...]:
        """Return the groups of at least `fewest` distinct people, most people first.

        A link joins two appeals when both are linked with a third as well, or when one of them has no other link:
        a single slip between two large groups does not make them one.
        """
        linked, links = _Sets(), self._linked
        for one, others in links.items():
            for other in others:
                if one < other and (min(len(others), len(links[other])) == 1 or others & links[other]):
                    linked.join(one, other)
        for pair in self._same:  # another appeal of a member's case belongs to the group
            if pair.a in linked.above or pair.b in linked.above:
                linked.join(pair.a, pair.b)
        found = []
        for members in linked.all().values():
            people = len({self._people.top(member) for member in members})
            if people >= fewest:
                found.append(Group(tuple(members), people, sum(member in self._copied for member in members)))
        return tuple(sorted(found, key=lambda group: (-group.people, group.members)))

    def cases(self) -> tuple[tuple[str, ...], ...]:
        """Return appeals that are one case together (two and more), surest pairs joined first.

        Two appeals that a number keeps apart never come into one case, through whomever they are linked.
        """
        sets = _Sets()
        members: dict[str, set[str]] = {}
        for pair in sorted(self._same, key=lambda pair: (-pair.score, pair.a, pair.b)):
            one, other = sets.top(pair.a), sets.top(pair.b)
            mine, theirs = members.setdefault(one, {one}), members.setdefault(other, {other})
            if one == other or any(self._apart.get(each, set()) & theirs for each in mine):
                continue
            sets.join(one, other)
            members[sets.top(one)] = mine | theirs
        return tuple(tuple(case) for case in sets.all().values() if len(case) > 1)


def groups(pairs: Iterable[Pair], *, fewest: int = 2) -> tuple[Group, ...]:
    """Return the groups that decided pairs make, of at least `fewest` distinct people, most people first."""
    grouping = Grouping()
    for pair in pairs:
        grouping.add(pair)
    return grouping.groups(fewest=fewest)
