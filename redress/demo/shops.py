"""Traders of the fictional city: shops, companies, chains and platform shops, with a heavy tail of complaints.

Names are put together from invented roots; credit codes carry the division 990181, which does not exist, and right
check characters (GB 32100, GB 11714). ``weight`` says how often a trader is complained of inside its trade: Zipf, so
that a few have a great many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from redress.demo import texts

REGION = "990181"
TRADERS = 1500
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Trader:
    """A trader: ``sign`` is what the shop front says, ``aliases`` what people call it (with the odd wrong character).

    ``kind`` is individual, company or platform_shop; ``platform`` names the platform a shop sells on; ``area`` is
    where it does business; ``closed_on`` is set for those that shut their doors.
    """

    id: str
    name: str
    uscc: str
    sign: str
    aliases: tuple[str, ...]
    trade: str
    label: str
    kind: str
    area: str
    road: str
    address: str
    phone: str
    opened_on: date
    closed_on: date | None
    chain: str
    platform: str
    weight: float


@dataclass(frozen=True, slots=True)
class Trade:
    """One line of data/traders.txt."""

    name: str
    count: int
    label: str
    signs: tuple[str, ...]
    endings: tuple[str, ...]
    kinds: str
    called: tuple[str, ...]


@lru_cache(maxsize=1)
def trades() -> Mapping[str, Trade]:
    """Return the trades by name. Raises BadText."""
    found: dict[str, Trade] = {}
    for place, line in texts.lines("traders.txt"):
        if line.startswith("="):
            continue
        parts = line.split("|")
        if len(parts) != 7:
            raise texts.BadText(place, "seven columns are expected")
        name, count, label, signs, endings, kinds, called = parts
        found[name] = Trade(
            name,
            int(count),
            label,
            tuple(signs.split(",")),
            tuple(endings.split(",")),
            kinds,
            tuple(called.split(",")),
        )
    return found


def credit_code(number: int, *, is_individual: bool) -> str:
    """Return a well-formed unified social credit code of the fictional division for a running number."""
    digits = f"{(number * 48_271_103 + 7) % 4_294_967_291:08X}"
    total = sum(weight * _ORG_SIGNS.index(each) for weight, each in zip(_ORG_WEIGHTS, digits, strict=True))
    check = (11 - total % 11) % 11
    code = ("92" if is_individual else "91") + REGION + digits + ("X" if check == 10 else str(check))
    weighted = sum(_SIGNS.index(each) * pow(3, place, 31) for place, each in enumerate(code))
    return code + _SIGNS[(31 - weighted % 31) % 31]


def populate(*, seed: int, areas: Sequence[tuple[str, str, Sequence[str]]], until: date) -> tuple[Trader, ...]:
    """Return the traders of the city; ``areas`` are (code, short name, roads). Same seed and day, same traders."""
    rng = Random(f"{seed} traders")
    named = texts.lists("traders.txt")
    city = texts.lists("city.txt")
    roots, owners = named["roots"].split("|"), named["owners"].split("|")
    families = dict(pair.split(":") for pair in named["families"].split())
    sounds = dict(pair.split(":") for pair in city["homophones"].split())
    found: list[Trader] = []
    used: set[str] = set()
    total = sum(trade.count for trade in trades().values())

    def add(trade: Trade, sign: str, chain: str, rank: int) -> None:
        area, short, roads = areas[int(rng.random() * len(areas))]
        road = roads[int(rng.random() * len(roads))]
        kind = trade.kinds[0] if rng.random() < 0.75 else trade.kinds[-1]
        platform = _platform(trade.name, city, rng)
        if chain:
            kind = "c"
            sign = f"{sign}（{road.rstrip('路街巷')}店）" if rng.random() < 0.6 else f"{sign}{short}店"
        name = _registered(sign, trade, kind, short, chain, rng)
        again = 2
        while name in used:
            name = f"{name.partition('（')[0]}（{road}{'' if again == 2 else again}）"
            again += 1
        used.add(name)
        number = len(found) + 1
        phone = f"0988-{6_000_000 + number * 541 % 3_000_000}" if kind == "c" else f"154{90_000_000 + number:08}"
        opened = until - timedelta(days=400 + int(rng.random() ** 0.6 * 4200))
        found.append(
            Trader(
                id=f"T{number:05}",
                name=name,
                uscc=credit_code(seed * 100_003 + number, is_individual=kind == "i"),
                sign=sign,
                aliases=_aliases(sign, trade, road, chain, sounds, rng),
                trade=trade.name,
                label=trade.label,
                kind={"i": "individual", "c": "company", "p": "platform_shop"}[kind],
                area=area,
                road=road,
                address=f"沧江省霁川市{short}{road}{int(rng.random() * 360) + 1}号",
                phone=phone,
                opened_on=opened,
                closed_on=None,
                chain=chain,
                platform=platform,
                weight=1.0 / rank**1.05,
            )
        )

    for trade in trades().values():
        chains = [entry.split(":") for entry in named["chains"].split() if entry.startswith(trade.name + ":")]
        wanted = max(3, round(trade.count * TRADERS / total))
        rank = 1
        for _, chain, outlets in chains:
            for _ in range(int(outlets)):
                add(trade, chain, chain, rank)
                rank += 1
        for _ in range(wanted - rank + 1):
            family = families.get(trade.name)
            if trade.kinds[0] == "i" and rng.random() < 0.35:
                head = rng.choice(owners)
            elif trade.name == "utility":
                head = "霁川"
            elif family and rng.random() < 0.7:
                head = rng.choice(named[f"roots_{family}"].split("|"))
            else:
                head = rng.choice(roots)
            add(trade, head + rng.choice(trade.signs), "", rank)
            rank += 1
    return _close_some(found, rng, until)


def _close_some(traders: list[Trader], rng: Random, until: date) -> tuple[Trader, ...]:
    """Let some prepaid shops shut their doors inside the two years, in every trade that takes prepayment."""
    from dataclasses import replace

    prepaid = ("gym", "yoga", "pool", "beauty", "hair", "artclass", "earlyedu", "tutoring", "playground", "laundry")
    closing = (*prepaid, "renovation", "photo", "bath", "carrepair", "vocational", "medclinic", "nail")
    by_trade: dict[str, int] = {}
    closed: list[Trader] = []
    for trader in traders:
        taken = by_trade.get(trader.trade, 0)
        wanted = 3 if trader.trade in prepaid else 2
        if trader.trade in closing and taken < wanted and not trader.chain and rng.random() < 0.35:
            by_trade[trader.trade] = taken + 1
            trader = replace(trader, closed_on=until - timedelta(days=int(rng.random() * 700) + 8))
        closed.append(trader)
    return tuple(closed)


def _platform(trade: str, city: Mapping[str, str], rng: Random) -> str:
    key = {"online_travel": "platform_travel", "online_ticket": "platform_ticket"}.get(trade, "platforms")
    if not trade.startswith("online_") or trade in ("online_platform", "online_game", "online_app"):
        return ""
    return rng.choice(city[key].split("|"))


def _registered(sign: str, trade: Trade, kind: str, short: str, chain: str, rng: Random) -> str:
    base = sign.split("（")[0].removesuffix(short + "店") if chain else sign
    for tail in sorted(trade.signs, key=len, reverse=True):
        if base.endswith(tail) and len(base) > len(tail) + 1:
            base = base[: -len(tail)]
            break
    companies = [each for each in trade.endings if "公司" in each or "学校" in each]
    shops = [each for each in trade.endings if each not in companies]
    if kind == "i" or not companies:
        ending = rng.choice(shops or trade.endings)
        return f"霁川市{short if rng.random() < 0.7 else ''}{base}{ending}"
    own = Random(chain) if chain else rng  # every outlet of a chain bears the same company's name
    region = "" if base.startswith("霁川") else own.choice(("霁川", "霁川市", "沧江", "沐漪"))
    whole = f"{region}{base}{own.choice(companies)}"
    if not chain or "加油站" in whole:
        return whole
    place = sign.partition("（")[2].rstrip("）").removesuffix("店") or short.removesuffix("街道").removesuffix("镇")
    return f"{whole}{place}分店"


def _aliases(
    sign: str, trade: Trade, road: str, chain: str, sounds: Mapping[str, str], rng: Random
) -> tuple[str, ...]:
    names = [sign.split("（")[0]]
    for right, wrong in sounds.items():
        if right in sign:
            names.append(names[0].replace(right, wrong))
    called = max(trade.called, key=lambda each: (len(set(each) & set(names[0])), rng.random()))
    if not trade.name.startswith("online_") and "那" not in called and not called.endswith("的"):
        names.append(f"{road}上的{called}")
        names.append(f"{road}那家{called}")
    short = names[0]
    for tail in sorted(trade.signs, key=len, reverse=True):
        if short.endswith(tail) and len(short) > len(tail):
            short = short[: -len(tail)]
            break
    if len(short) > 1 and not chain and not trade.name.startswith("online_"):
        names.append(f"{short}{called}" if "那" not in called and not called.endswith("的") else short)
    return tuple(dict.fromkeys(names))
