"""What an appeal says, read out of it: sums, dates, numbers, traders, platforms, products and wishes, each with where
it stands, which rule read it and how sure the rule is. Proposals for a person, never facts.

One text in, one `Extracted` out; pure, no clock: the filing day is given. Rules live beside their subject: `amounts`,
`moments` (and `lunar`), `codes`, `parties` (and `names`), `goods`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from redress.language import amounts, codes, found, goods, moments, parties
from redress.language.found import Item
from redress.language.names import NameIndex as TraderIndex

__all__ = ["Extracted", "Item", "TraderIndex", "extract"]

MAX_CHARACTERS = 20_000
"""A longer text is read to here: what a clerk notes stands at the beginning, and 10 MB must not stop the line."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """Everything found, each kind in the order of the text. `truncated` is true when the text was read in part."""

    amounts: tuple[Item, ...]
    dates: tuple[Item, ...]
    orders: tuple[Item, ...]
    references: tuple[Item, ...]
    phones: tuple[Item, ...]
    ids: tuple[Item, ...]
    plates: tuple[Item, ...]
    traders: tuple[Item, ...]
    platforms: tuple[Item, ...]
    products: tuple[Item, ...]
    wishes: tuple[Item, ...]
    truncated: bool = False

    def as_dict(self) -> dict[str, list[dict[str, object]]]:
        """Give the shape of `redress text extract`."""
        return {
            field.name: [item.as_dict() for item in getattr(self, field.name)]
            for field in fields(self)
            if field.name != "truncated"
        }


def extract(text: str, *, filed: dt.date | None = None, traders: TraderIndex | None = None) -> Extracted:
    """Read one text. `filed` is the day it was filed (without it only dates that name their year are read);
    `traders` holds registered names with their aliases."""
    folded = found.fold(text[:MAX_CHARACTERS])
    numbers = codes.find(folded)
    spent = [(item.start, item.stop) for items in numbers.values() for item in items]
    masked = _without(folded, spent)
    return Extracted(
        amounts=tuple(amounts.find(masked)),
        dates=found.distinct(moments.find(masked, filed=filed)),
        orders=found.distinct(numbers["orders"]),
        references=found.distinct(numbers["references"]),
        phones=found.distinct(numbers["phones"]),
        ids=found.distinct(numbers["ids"]),
        plates=found.distinct(numbers["plates"]),
        traders=tuple(parties.find(folded, index=traders)),
        platforms=tuple(parties.platforms(folded)),
        products=tuple(goods.products(folded)),
        wishes=tuple(goods.wishes(folded)),
        truncated=len(text) > MAX_CHARACTERS,
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Blank out what is a number of another kind, so that no sum or date is read out of it."""
    if not spans:
        return text
    parts, place = [], 0
    for start, stop in sorted(spans):
        if start >= place:
            parts += [text[place:start], "※" * (stop - start)]
            place = stop
    return "".join([*parts, text[place:]])
