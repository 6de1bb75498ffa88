"""Topics: what appeals are about, read from data/topics/*.txt into clauses and weights.

A topic begins with ``== name label`` and has fields (``trades``, ``amount``, ``remedies``), lists (``did``, ``boss``,
``it``) and goods, written ``G0503 @phoneshop,online_digital/手机 ¥85 <买|购买>: 一个充电宝|一根数据线``: subject class,
who sells it (with a word of the sign), median price, verb; all but class and words may be left out.

Scenarios begin with ``-- <issue or violation code> <weight> [only=codes] [tags=…] [group] [online]``. Under them stand
lines: B how it was bought, F what happened, M more, S what the trader said, W the wish, X the whole text.
``F@G0501,G0502`` suits goods of those classes only. A scenario may have remedies, tags and amount of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from redress.demo import texts
from redress.demo.grammar import BadGrammar, Clause, parse

_LISTS = ("did", "boss", "it")
Line = tuple[frozenset[str], Clause]
_LINE = re.compile(r"([BFMSWX])(?:@(\S+))? (.+)")
_GOODS = re.compile(r"([GS]\d{4})(?: @(\S+))?(?: ¥(\d+))?(?: <(.+)>)?")


@dataclass(frozen=True, slots=True)
class Amounts:
    """A log-normal of yuan: median, sigma of the logarithm, smallest, largest (0: the matter may have no sum)."""

    median: float
    sigma: float
    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class Goods:
    """What was bought: subject class, words, the verb where it is not the topic's, where it is sold, median price.

    ``places`` are (trade, words of which one stands on the sign); empty: any trade of the topic.
    """

    code: str
    words: Clause
    did: Clause | None = None
    places: tuple[tuple[str, tuple[str, ...]], ...] = ()
    median: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which things go wrong inside a topic, with its clauses by letter and its cells of goods."""

    topic: str
    label: str
    kind: str
    code: str
    weight: float
    trades: tuple[str, ...]
    amounts: Amounts
    remedies: tuple[tuple[str, float], ...]
    tags: tuple[str, ...]
    season: str
    goods: tuple[Goods, ...]
    clauses: Mapping[str, tuple[Line, ...]]
    lists: Mapping[str, Clause]
    may_group: bool = False
    is_online: bool = False

    def lines(self, letter: str, code: str) -> tuple[Clause, ...]:
        """Return the clauses under a letter that suit goods of this subject class."""
        return tuple(clause for codes, clause in self.clauses.get(letter, ()) if not codes or code in codes)


@dataclass(slots=True)
class _Draft:
    name: str
    label: str
    fields: dict[str, str] = field(default_factory=dict)
    goods: list[Goods] = field(default_factory=list)
    lists: dict[str, Clause] = field(default_factory=dict)
    clauses: dict[str, list[Line]] = field(default_factory=dict)


def _weights(text: str) -> tuple[tuple[str, float], ...]:
    words = text.split()
    return tuple(
        (code, float(weight)) for code, weight in zip(words[::2], words[1::2], strict=True) if float(weight) > 0
    )


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario of every topic file, in file order. Raises BadText for a line it cannot read."""
    found: list[Scenario] = []
    for path in sorted((texts.DATA / "topics").glob("*.txt")):
        _read(f"topics/{path.name}", found)
    return tuple(found)


def _read(name: str, found: list[Scenario]) -> None:
    draft: _Draft | None = None
    current: Scenario | None = None
    own: dict[str, list[Line]] = {}

    def close() -> None:
        nonlocal current, own
        if current is not None and draft is not None:
            merged = {letter: tuple(lines) for letter, lines in {**draft.clauses, **own}.items()}
            fitting = {code for codes, _ in merged.get("F", ()) for code in codes}
            if fitting and all(codes for codes, _ in merged["F"]):
                current = replace(current, goods=tuple(each for each in current.goods if each.code in fitting))
            if not current.goods:
                raise BadGrammar(f"{current.topic} {current.code}: no goods suit its lines")
            found.append(replace(current, clauses=merged))
        current, own = None, {}

    for place, line in texts.lines(name):
        try:
            if line.startswith("== "):
                close()
                topic, _, label = line[3:].partition(" ")
                draft = _Draft(topic, label)
            elif draft is None:
                raise BadGrammar("a topic begins with '== name label'")
            elif line.startswith("-- "):
                close()
                current = _scenario(line, draft)
            elif clause := _LINE.fullmatch(line):
                letter, codes, words = clause.groups()
                suits = frozenset(codes.split(",")) if codes else frozenset()
                target = own if current is not None else draft.clauses
                target.setdefault(letter, []).append((suits, parse(words)))
            elif current is not None:
                current = _override(current, line)
            else:
                _field(draft, line)
        except (BadGrammar, ValueError, KeyError) as error:
            raise texts.BadText(place, str(error)) from None
    close()


def _place(text: str) -> tuple[str, tuple[str, ...]]:
    trade, _, words = text.partition("/")
    return trade, tuple(words.split("+")) if words else ()


def _amounts(text: str) -> Amounts:
    median, sigma, smallest, largest = (float(each) for each in text.split())
    return Amounts(median, sigma, smallest, largest)


def _field(draft: _Draft, line: str) -> None:
    key, colon, value = line.partition(":")
    key, value = key.strip(), value.strip()
    if not colon:
        raise BadGrammar(f"a field is written 'name: value': {line}")
    goods = _GOODS.fullmatch(key)
    if goods:
        code, places, median, did = goods.groups()
        draft.goods.append(
            Goods(
                code=code,
                words=parse("{" + value + "}"),
                did=parse(f"<{did}>") if did else None,
                places=tuple(_place(each) for each in places.split(",")) if places else (),
                median=float(median) if median else None,
            )
        )
    elif key in _LISTS:
        draft.lists[key] = parse(value if value.startswith("<") else "{" + value + "}")
    else:
        draft.fields[key] = value


def _scenario(line: str, draft: _Draft) -> Scenario:
    _, code, weight, *options = line.split()
    given = dict(option.partition("=")[::2] for option in options if "=" in option)
    only = set(given["only"].split(",")) if "only" in given else None
    fields = draft.fields
    tags = tuple(given["tags"].split(",")) if "tags" in given else tuple(fields.get("tags", "").split())
    goods = tuple(each for each in draft.goods if only is None or each.code in only)
    if not goods:
        raise BadGrammar("no goods are left: look at only=")
    return Scenario(
        topic=draft.name,
        label=draft.label,
        kind=fields.get("kinds", "complaint"),
        code=code,
        weight=float(weight),
        trades=tuple(fields["trades"].split()),
        amounts=_amounts(fields["amount"]),
        remedies=_weights(fields["remedies"]),
        tags=tags,
        season=fields.get("season", "none"),
        goods=goods,
        clauses={},
        lists=dict(draft.lists),
        may_group="group" in options,
        is_online="online" in options,
    )


def _override(current: Scenario, line: str) -> Scenario:
    key, _, value = (part.strip() for part in line.partition(":"))
    if key == "remedies":
        return replace(current, remedies=_weights(value))
    if key == "tags":
        return replace(current, tags=tuple(value.split()))
    if key == "amount":
        goods = tuple(replace(each, median=None) for each in current.goods)
        return replace(current, amounts=_amounts(value), goods=goods)
    raise BadGrammar(f"a scenario knows remedies, tags and amount, not {key!r}")
