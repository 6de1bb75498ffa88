"""How fast text is normalised, repaired and redacted, in CPU seconds of one core; prints one row a claim.

Run: REDRESS_BENCH_DATA=… python -m bench.speed_text
"""

from __future__ import annotations

import csv
import io
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import rjieba

from bench import insight_rows as rows
from redress.language import decode, redact, repair


def appeals(data: Path) -> list[str]:
    """Return the real appeals, as long as they come."""
    table = csv.DictReader(io.StringIO((data / "teddy/att4_replies_early.csv").read_text("utf-8-sig")))
    return [" ".join((row["留言详情"] or "").split()) for row in table]


def rate(work: Callable[[str], Any], texts: Sequence[str], *, rounds: int = 5) -> float:
    """Return texts a CPU second, the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - begin)
    return len(texts) / best


def main() -> None:
    """Print every row."""
    import trafilatura

    data = rows.data_folder()
    texts = appeals(data)
    size = sum(map(len, texts))
    mean = size / len(texts)
    short = [text[:100] for text in texts if len(text) >= 60]
    pages = [decode.decode(file.read_bytes()).text for file in sorted((data / "webpages").iterdir())]
    answer = []
    for claim, ours, base, target, least in (
        ("normalise, million characters a second (baseline unicodedata NFKC)", repair.normalise, lambda t: unicodedata.normalize("NFKC", t), "≥ 3", 3.0),
        ("clean (all stages, flags, figures), million characters a second (baseline: only cutting into words, rjieba)", repair.clean, rjieba.cut, "≥ 3", 3.0),
        ("clean into simplified script, million characters a second (baseline likewise)", lambda t: repair.clean(t, script="hans"), rjieba.cut, "≥ 3", 3.0),
    ):  # fmt: skip
        got, other = rate(ours, texts) * mean / 1e6, rate(base, texts) * mean / 1e6
        answer.append(rows.row(claim=claim, size=size, ours=round(got, 2), baseline=round(other, 2), unit="M chars/s", target=target, ok=got >= least))  # fmt: skip
    got, other = rate(redact.mask, short), rate(rjieba.tag, short)
    answer.append(rows.row(claim="mask, short appeals a second (baseline: only tagging the words, rjieba)", size=len(short), ours=round(got), baseline=round(other), unit="appeals/s", target="≥ 10,000", ok=got >= 10_000, microseconds_per_100=round(1e6 / got / (sum(map(len, short)) / len(short)) * 100, 1)))  # fmt: skip
    got, other = rate(repair.clean, pages, rounds=2), rate(lambda t: trafilatura.extract(t, include_comments=False), pages, rounds=1)  # fmt: skip
    answer.append(rows.row(claim="pages read, cleaned and counted a second (baseline trafilatura)", size=len(pages), ours=round(got, 1), baseline=round(other, 1), unit="pages/s", target="≥ 1 × baseline", ok=got >= other))  # fmt: skip
    rows.show(answer)


if __name__ == "__main__":
    main()
