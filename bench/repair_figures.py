"""How well figures are read: value and unit, and the subject, on real sentences and on a polluted page.

The gold names sentences by their hash and everything in them by offsets, so that no text of others is kept here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import insight_rows as rows
from redress.language import figures, repair

HERE = Path(__file__).parent
_PLAIN = re.compile(
    "([0-9]+(?:\\.[0-9]+)?)(万元|亿元|元|%|件|起|家|个|户|人次|人|次|平方米|公里|米|亩|套|份|条|台|辆|栋|吨|名|倍)"
)
Gold = list[tuple[int, int, Decimal, str, int, int]]


def sentences(data: Path) -> dict[str, str]:
    """Return the offices' replies cut into sentences, by hash."""
    found: dict[str, str] = {}
    for name, column in (("teddy/att4_replies_early.csv", "答复意见"), ("fuzhou12345/until2019.csv", "回复1")):
        for row in csv.DictReader(io.StringIO((data / name).read_text("utf-8-sig"))):
            for sentence in re.split("(?<=[。！？])|\n", (row.get(column) or "").strip()):
                text = sentence.strip()
                found[hashlib.sha256(text.encode()).hexdigest()[:16]] = text
    return found


def gold_of(name: str, key: str) -> dict[str, Gold]:
    """Load a gold table: its key column to (start, end, value, unit, subject start, subject end)."""
    gold: dict[str, Gold] = defaultdict(list)
    for row in csv.DictReader((HERE / "gold" / name).open(encoding="utf-8")):
        found = gold[row[key]]
        if row["start"]:
            found.append(
                (int(row["start"]), int(row["end"]), Decimal(row["value"]), row["unit"], int(row["subject_start"]), int(row["subject_end"]))
            )  # fmt: skip
    return gold


def _score(text: str, gold: Gold, found: list[tuple[int, int, Decimal, str, str]]) -> tuple[int, int, int, int]:
    """Return (found, wanted, right in value and unit, right in the subject too)."""
    right = whole = 0
    for start, end, value, unit, low, high in gold:
        subject = text[low:high]
        for a, b, number, of, said in found:
            if a < end and start < b and number == value and of.replace("％", "%") == unit:
                right += 1
                whole += subject in said or (len(said) >= 2 and said in subject)
                break
    return len(found), len(gold), right, whole


def _f1(found: int, wanted: int, right: int) -> float:
    return 2 * right / max(1, found + wanted)


def _ours(text: str) -> list[tuple[int, int, Decimal, str, str]]:
    return [(f.start, f.end, f.value, f.unit, f.subject) for f in figures.read(text).figures]


def _regex(text: str) -> list[tuple[int, int, Decimal, str, str]]:
    return [
        (m.start(), m.end(), Decimal(m[1]), m[2], text[max(0, m.start() - 8) : m.start()])
        for m in _PLAIN.finditer(text)
    ]


def measure(data: Path) -> list[dict[str, Any]]:
    """Score the held-out sentences and the seed page beside a plain regular expression."""
    known = sentences(data)
    gold = gold_of("figures.csv", "sentence")
    ours, plain = [0, 0, 0, 0], [0, 0, 0, 0]
    for key, wanted in gold.items():
        text = known[key]
        ours = [a + b for a, b in zip(ours, _score(text, wanted, _ours(text)), strict=True)]
        plain = [a + b for a, b in zip(plain, _score(text, wanted, _regex(text)), strict=True)]
    value, base = _f1(*ours[:3]), _f1(*plain[:3])
    full, full_base = _f1(ours[0], ours[1], ours[3]), _f1(plain[0], plain[1], plain[3])
    answer = [
        rows.row(claim="figures in replies, value and unit (baseline number-unit regex)", size=ours[1], ours=round(value, 4), baseline=round(base, 4), unit="F1", target="≥ .90", ok=value >= 0.9),
        rows.row(claim="figures in replies, value, unit and subject", size=ours[1], ours=round(full, 4), baseline=round(full_base, 4), unit="F1", target="≥ 1.3 × baseline", ok=full >= 1.3 * full_base),
    ]  # fmt: skip
    folder = Path(os.environ.get("REDRESS_BENCH_SEEDS", data.parent / "seeds"))
    for name, wanted in gold_of("seed_figures.csv", "file").items():
        page = folder / name
        if not page.exists():
            continue
        text = page.read_text("utf-8")
        found = [(f.start, f.end, f.value, f.unit, f.subject) for f in repair.clean(text).figures]
        score = _score(text, wanted, found)
        answer.append(
            rows.row(claim="figures of the polluted page: every one with subject, value, unit", size=score[1], ours=score[3], baseline=None, unit="figures", target=f"{score[1]} of {score[1]}", ok=score[3] == score[1] == score[0], tuned_on="the same page")
        )  # fmt: skip
    return answer
