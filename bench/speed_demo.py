"""How fast the demo city is planned (text, parties, courses), and how fast a class is found while one types.

Run: python -m bench.speed_demo [--size 10000]   (seconds of the process's own work, so that other load does not count)
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date

from bench import insight_rows
from redress.demo import plan
from redress.taxonomy import tree

_UNTIL = date(2026, 11, 21)
_TYPED = ("手机", "sj", "shouji", "手机屏幕坏了不给退", "预付", "屏", "refund", "健", "yfkye", "P05")


def planned_a_second(size: int) -> float:
    """Return planned appeals a second of processor time, the city and the grammar being loaded."""
    city = plan.city(1, until=_UNTIL)
    list(plan.appeals(city, seed=1, appeals=200, until=_UNTIL))
    started = time.process_time()
    count = sum(1 for _ in plan.appeals(city, seed=2, appeals=size, until=_UNTIL))
    return count / (time.process_time() - started)


def scan_of_words(classes: tree.Tree, typed: str) -> list[str]:
    """Find by the words alone, as a plain filter over names and keywords does: the baseline."""
    return [node.id for node in classes if typed in node.zh or any(typed in word for word in node.keywords)]


def milliseconds_a_query(rounds: int) -> tuple[float, float]:
    """Return milliseconds a query of the finder over all schemes, and of the plain filter."""
    classes = tree.load()
    classes.search("手机")
    started = time.process_time()
    for _ in range(rounds):
        for typed in _TYPED:
            classes.search(typed)
    ours = time.process_time() - started
    started = time.process_time()
    for _ in range(rounds):
        for typed in _TYPED:
            scan_of_words(classes, typed)
    baseline = time.process_time() - started
    count = rounds * len(_TYPED)
    return ours / count * 1000, baseline / count * 1000


def main() -> int:
    """Print every row; status 1 when one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    size = parser.parse_args().size
    speed = planned_a_second(size)
    ours, baseline = milliseconds_a_query(200)
    rows = [
        insight_rows.row(
            claim="demo: appeals planned, with narrative, parties and courses",
            size=size,
            ours=round(speed),
            baseline=None,
            unit="appeals/s",
            target=">= 2000",
            ok=speed >= 2000,
        ),
        insight_rows.row(
            claim="taxonomy: a class found while one types, all schemes; baseline a filter over names and keywords",
            size=len(tree.load()),
            ours=round(ours, 3),
            baseline=round(baseline, 3),
            unit="ms/query",
            target="< 2",
            ok=ours < 2,
        ),
    ]
    insight_rows.show(rows)
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
