"""How soon the first 25 hits of a phrase are there, beside a literal scan of the column.

Phrases are cut out of the texts themselves, of every length and frequency, at every place; others are made so that all
their pairs are frequent and the phrase is not, or is in no text at all. Each is asked as the desk sees it, and as an
officer of one office does. Seconds by the clock, the best of three, since other work on the machine only ever adds.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from django.db import connections

from bench import insight_rows
from redress.queries import search
from redress.store import backend
from redress.store.models import Office, SearchText

TARGET = 50.0
PHRASES = 60  # of each of the lengths below
LENGTHS = (2, 3, 4, 6, 12, 40)
MADE = ("要求", "退款", "20", "00", "元。", "的是的", "是的是", "公司公司", "求退款要", "要求要求", "1010101", "0元0元", "天空之城", "zq",
        "退款退款退款", "𠮷野", "😀😀")  # fmt: skip
SCANS = 5


def measure(*, size: int) -> list[dict[str, Any]]:
    """Return the rows of this bench over the filled house."""
    vendor = connections["default"].vendor
    phrases = _phrases()
    offices = list(Office.objects.order_by("id").values_list("id", flat=True))
    for phrase in phrases[:20]:
        search.find(q=phrase, offices=None, sees_personal=False)
    scan = sum(_best(lambda p=phrase: _scan(p), 1) for phrase in random.Random(5).sample(phrases, SCANS)) / SCANS
    rows = []
    for who, allowed in (
        ("all offices", None),
        ("the largest office", frozenset(offices[:1])),
        ("a small office", frozenset(offices[-1:])),
        ("ten offices", frozenset(offices[2:12])),
    ):
        costs = {
            phrase: _best(lambda p=phrase, a=allowed: search.find(q=p, offices=a, sees_personal=False), 3)
            for phrase in phrases
        }
        slowest = max(costs, key=costs.__getitem__)
        in_order = sorted(costs.values())
        rows.append(
            insight_rows.row(
                claim=f"search, {len(costs)} phrases of 2 to 40 characters, {who} ({vendor})", size=size,
                ours=round(costs[slowest], 1), baseline=round(scan, 1), unit="ms to the first 25 hits and their count, slowest",
                target=f"<= {TARGET:g}", ok=costs[slowest] <= TARGET, slowest=slowest,
                median=round(in_order[len(in_order) // 2], 1), p95=round(in_order[int(len(in_order) * 0.95)], 1),
            )
        )  # fmt: skip
    return rows


def _phrases() -> list[str]:
    draw = random.Random(11)
    last = SearchText.objects.order_by("-case_id").values_list("case_id", flat=True)[0]
    found = list(MADE)
    for length in LENGTHS:
        while len(found) - len(MADE) < PHRASES * (1 + LENGTHS.index(length)):
            text = (
                SearchText.objects.filter(case_id__gte=draw.randrange(1, last))
                .order_by("case_id")
                .values_list("text", flat=True)[0]
            )
            if len(text) > length:
                start = draw.randrange(len(text) - length)
                found.append(text[start : start + length])
    return [phrase for phrase in dict.fromkeys(found) if phrase.strip()]


def _scan(phrase: str) -> None:
    """Read the whole column for a phrase, newest first."""
    holds = "instr(t.text, ?) > 0" if connections["default"].vendor == "sqlite" else "strpos(t.text, ?) > 0"
    backend.of().bulk.execute(
        connections["default"],
        sql="SELECT c.number FROM store_searchtext t JOIN store_case c ON c.id = t.case_id "
        f"WHERE {holds} ORDER BY c.received_at DESC, c.id DESC LIMIT 25",
        values=[phrase],
    ).fetchall()


def _best(work: Callable[[], Any], times: int) -> float:
    least = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - started)
    return 1000 * least
