"""240 invented appeals in many voices, with their answers (part 4 of quality_extract).

`bench/gold/appeals_blind.jsonl`: text, filing day, amounts, dates, orders, references, phones, traders (each as a list of
the spellings that count) and `optional`, what may be taken or left. They were written, answers and all, before any rule
was read; the figures of that first sight are in docs/quality.md. After it the first 120 lines tuned the rules and the
other 120 were only measured. Traders are measured a second time with a register as input: the traders of the appeals
under registered names (region, longest spelling, 有限公司; with and without the shortest spelling as alias) among 1,500
others.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from decimal import Decimal
from typing import Any

from bench.quality_extract import FRONT, ROOT, TARGETS, Tally, plain
from redress.language import extract, registry, tradelines

GOLD = ROOT / "bench/gold/appeals_blind.jsonl"
KINDS = ("amounts", "dates", "orders", "references", "phones", "traders")
TUNED = 120
OTHERS = 1500
LETTERS = "金福鑫宏顺康达盛华嘉锦美佳丰源泰和永安信德恒瑞祥隆兴旺利通海天明辉荣昌吉庆春雅颖晨晓悦欣怡乐"
Say = list[tuple[str, str, float, float, int]]


def rows() -> list[dict[str, Any]]:
    """Read the appeals."""
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines() if line]


def same(kind: str, value: object) -> str:
    """Write a value in the one form that is compared."""
    if kind == "amounts":
        return f"{Decimal(str(value)).normalize():f}"
    return re.sub(r"\D", "", str(value)) if kind == "phones" else str(value)


def legal(names: list[str]) -> str:
    """Give the name under which the register holds a trader."""
    longest = max(names, key=len)
    return longest if longest.endswith("公司") else f"莆阳市{longest}有限公司"


def traders(found: set[str], row: dict[str, Any]) -> tuple[int, int, int]:
    """Match trader names: right, wrong, missed; the region in front does not count."""
    gold = [{FRONT.sub("", name) for name in names} | {*names, legal(names)} for names in row.get("traders", [])]
    maybe = {name for names in row.get("optional", {}).get("traders", []) for name in names}
    used, wrong = set[int](), 0
    for name in found:
        place = next((n for n, names in enumerate(gold) if name in names or FRONT.sub("", name) in names), None)
        if place is not None:
            used.add(place)
        else:
            wrong += name not in maybe and FRONT.sub("", name) not in maybe
    return len(used), wrong, len(gold) - len(used)


def score(
    part: list[dict[str, Any]], *, index: extract.TraderIndex | None = None
) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """Read every appeal of a part; ours and the plain expression's tallies by kind."""
    ours, base = {kind: Tally() for kind in KINDS}, {kind: Tally() for kind in KINDS}
    for row in part:
        read = extract.extract(row["text"], filed=dt.date.fromisoformat(row["filed"]), traders=index)
        for kind in KINDS:
            seen = {same(kind, item.value) for item in getattr(read, kind)}
            simple = {same(kind, value) for value in plain(kind, row["text"])} if kind != "references" else set()
            for tally, found in ((ours[kind], seen), (base[kind], simple)):
                if kind == "traders":
                    right, wrong, missed = traders(found, row)
                    tally.right, tally.wrong, tally.missed = (
                        tally.right + right,
                        tally.wrong + wrong,
                        tally.missed + missed,
                    )
                else:
                    gold = {same(kind, value) for value in row.get(kind, [])}
                    tally.add(found, gold, {same(kind, value) for value in row.get("optional", {}).get(kind, [])})
    return ours, base


def register(part: list[dict[str, Any]], *, with_aliases: bool) -> extract.TraderIndex:
    """Make a register of the traders of the appeals and `OTHERS` others."""
    chance = random.Random(1500)
    lines = sorted(tradelines.lines().line)
    held: list[tuple[str, list[str]]] = []
    for row in part:
        for names in row.get("traders", []):
            held.append((legal(names), [min(names, key=len)] if with_aliases else []))
    for _ in range(OTHERS):
        own = "".join(chance.sample(LETTERS, chance.choice((2, 2, 3))))
        line = chance.choice(lines)
        held.append(
            (f"莆阳市{own}{line}{chance.choice(('有限公司', '店', '经营部'))}", [own + line] if with_aliases else [])
        )
    return registry.index_of(held)


def measure(say: Say) -> None:
    """Measure both halves, without and with a register."""
    held = rows()
    for part, chosen in (("tuned half", held[:TUNED]), ("held-out half", held[TUNED:])):
        ours, base = score(chosen)
        for kind in KINDS:
            tally, target = ours[kind], TARGETS.get(kind, 0.0)
            say.append(
                (f"{kind}, invented appeals, {part}", str(tally), base[kind].f1, target, tally.right + tally.missed)
            )
        for words, given in (("register with aliases", True), ("register of legal names alone", False)):
            tally = score(chosen, index=register(held, with_aliases=given))[0]["traders"]
            claim = f"traders, invented appeals, {part}, {words}"
            say.append((claim, str(tally), base["traders"].f1, TARGETS["traders"], tally.right + tally.missed))
