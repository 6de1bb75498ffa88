"""People of the fictional city: names, phones, ages, habits of writing. All invented, all drawn from a seed.

Phones begin with 154 and landlines with 0988, which no operator uses; identity numbers carry the division 990181, which
does not exist, and a right check digit. So every number is well formed and reaches no one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from redress.demo import texts

REGION = "990181"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MARKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """A consumer: ``habit`` (0 to 1) is how untidily they write, ``area`` where they live."""

    id: str
    name: str
    phone: str
    is_woman: bool
    age: int
    area: str
    address: str
    id_number: str
    habit: float
    is_claimant: bool = False

    @property
    def surname(self) -> str:
        """Return the family name, of one or two characters."""
        return self.name[:2] if self.name[:2] in ("欧阳", "上官") else self.name[0]


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(value.split()) for name, value in texts.lists("names.txt").items()}


@lru_cache(maxsize=1)
def _surnames() -> tuple[tuple[str, ...], tuple[int, ...]]:
    pairs = [entry.split(":") for entry in _lists()["surnames"]]
    return tuple(name for name, _ in pairs), tuple(accumulate(int(weight) for _, weight in pairs))


def full_name(rng: Random, *, is_woman: bool, age: int) -> str:
    """Return an invented name that suits age and sex."""
    names, weights = _surnames()
    group = "old" if age > 56 else "mid" if age > 34 else "young"
    given = _lists()[f"{'female' if is_woman else 'male'}_{group}"]
    return rng.choices(names, cum_weights=weights)[0] + given[int(rng.random() * len(given))]


def phone_of(number: int) -> str:
    """Return the mobile number with this running number (prefix 154 is given to no operator)."""
    return f"154{(number * 7919 + 20_240_601) % 100_000_000:08}"


def identity_number(*, born: date, serial: int) -> str:
    """Return a well-formed resident number of the fictional division, with its check digit (GB 11643)."""
    body = f"{REGION}{born:%Y%m%d}{serial % 1000:03}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return body + _MARKS[total % 11]


def person(
    *, seed: int, number: int, areas: Sequence[tuple[str, Sequence[str]]], today: date, age: int | None = None
) -> Person:
    """Return the consumer with this running number; the same seed gives the same person.

    ``areas`` are (area code, its roads); ``age`` fixes the age where a story needs one.
    """
    rng = Random(seed * 1_000_003 + number)
    years = age if age is not None else int(min(84, max(19, rng.gauss(38, 12))))
    is_woman = rng.random() < 0.54
    area, roads = areas[int(rng.random() * len(areas))]
    born = today - timedelta(days=years * 365 + int(rng.random() * 364) + 20)
    serial = int(rng.random() * 499) * 2 + (0 if is_woman else 1)
    road = roads[int(rng.random() * len(roads))]
    shared = number - 1 if number % 47 == 13 else number  # now and then two people share a phone
    return Person(
        id=f"P{number:06}",
        name=full_name(rng, is_woman=is_woman, age=years),
        phone=phone_of(shared),
        is_woman=is_woman,
        age=years,
        area=area,
        address=f"{road}{int(rng.random() * 180) + 1}号{int(rng.random() * 22) + 1}幢{rng.choice('1234')}0{rng.choice('1234')}室",
        id_number=identity_number(born=born, serial=serial),
        habit=rng.random(),
    )
