"""How fast matching is and what it holds: candidates, decisions, one at a time; beside rensa and gaoya in the same run.

Run: nice -n 5 python -m bench.speed_match [--size 1000000]

The appeals are of `bench/match_generator.py` (part 2), one city within two years whatever the size. Rates are appeals a second of processor time (user + system, all threads)
of everything from a record on: writing it out, scanning, hashing, finding, judging, adding. The libraries get the same
texts cut to 3-grams, 64 hashes in 16 bands, sign + insert + query; they keep no persons, traders or sums and decide
nothing. One at a time: decide and add, in an index of the full size.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import insight_rows, match_generator  # noqa: E402
from redress.language import similar  # noqa: E402

SECRET = b"redress speed match bench, no house"
BATCH = 4096
ONE_BY_ONE = 5000
LIBRARIES = {"rensa": 200_000, "gaoya": 40_000}  # texts at most: gaoya's time grows with the square
HASHES, BANDS, WIDTH = 64, 16, 4


Appeals = list[tuple[str, similar.Record]]


def appeals(size: int, seed: int = match_generator.HELD_OUT.seed) -> Appeals:
    """Draw the appeals of one city in order of receipt."""
    return [
        (
            each.id,
            similar.Record(
                text=each.text, person=each.person, phone=each.phone, trader=each.trader,
                orders=(each.order,) if each.order else (), amount=each.amount or None, at=each.time,
            ),
        )
        for each in match_generator.generate(replace(match_generator.HELD_OUT, appeals=size, seed=seed))
    ]  # fmt: skip


def resident() -> int:
    """Return the bytes of memory that this process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def warm() -> None:
    """Compile, or read what was compiled."""
    index = similar.Index(secret=SECRET)
    some = appeals(500)
    for _ in index.pairs(some[:400]):
        pass
    for _, record in some[400:]:
        index.candidates(record)
        index.decide(record)
    index.take(*some[450])
    for _ in similar.Index(secret=SECRET).candidate_pairs(some[:400]):
        pass


def candidates(drawn: Appeals) -> tuple[float, int, float]:
    """Return (appeals a CPU second, candidates found, appeals a second by the clock) of finding and adding."""
    index, found = similar.Index(secret=SECRET), 0
    begin, clock = time.process_time(), time.perf_counter()
    for at, _ in index.candidate_pairs(drawn):
        found += len(at)
    spent, passed = time.process_time() - begin, time.perf_counter() - clock
    return len(drawn) / spent, found, len(drawn) / passed


def decisions(drawn: Appeals) -> tuple[float, dict[str, int], similar.Index, int]:
    """Return (appeals a CPU second, pairs by decision) of finding, judging, explaining, adding; index; memory grown."""
    index = similar.Index(secret=SECRET)
    found = dict.fromkeys(similar.DECISIONS[1:], 0)
    gc.collect()
    before = resident()
    begin = time.process_time()
    for pair in index.pairs(drawn):
        found[pair.decision] += 1
    spent = time.process_time() - begin
    gc.collect()
    return len(drawn) / spent, found, index, resident() - before


def one_by_one(index: similar.Index) -> tuple[float, float, float, float]:
    """Return median and 99th percentile, of processor time and by the clock, of deciding about one appeal and adding it.

    In milliseconds, one appeal after the other.
    """
    busy, taken = [], []
    for identity, record in appeals(ONE_BY_ONE, seed=77):
        begin, clock = time.process_time(), time.perf_counter()
        index.take(f"one {identity}", record)
        busy.append(1000 * (time.process_time() - begin))
        taken.append(1000 * (time.perf_counter() - clock))
    return tuple(float(np.percentile(each, part)) for each in (busy, taken) for part in (50, 99))  # type: ignore[return-value]


def rensa_rate(texts: list[str]) -> float:
    """Return texts a CPU second of rensa: 3-grams, sign, insert, query."""
    import rensa

    begin = time.process_time()
    index = rensa.RMinHashLSH(0.5, HASHES, BANDS)
    for start in range(0, len(texts), BATCH):
        grams = [{text[i : i + 3] for i in range(max(1, len(text) - 2))} for text in texts[start : start + BATCH]]
        hashes = rensa.RMinHash.from_token_sets(grams, HASHES, 42)
        index.insert_many(hashes, start)
        index.query_all(hashes)
    return len(texts) / (time.process_time() - begin)


def gaoya_rate(texts: list[str]) -> float:
    """Return texts a CPU second of gaoya: 3-grams, sign, insert, query, all in its own threads."""
    import gaoya

    begin = time.process_time()
    index = gaoya.minhash.MinHashStringIndex(
        hash_size=32, jaccard_threshold=0.5, num_bands=BANDS, band_size=WIDTH, num_hashes=HASHES, analyzer="char", ngram_range=(3, 3)
    )  # fmt: skip
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    index.par_bulk_query(texts)
    return len(texts) / (time.process_time() - begin)


def libraries(drawn: Appeals) -> dict[str, tuple[int, float, float]]:
    """Measure what is installed of rensa and gaoya, and ours on the same texts: (texts, ours, theirs), better of two."""
    found = {}
    for name, measure in (("rensa", rensa_rate), ("gaoya", gaoya_rate)):
        some = drawn[: LIBRARIES[name]]
        texts = [record.text for _, record in some]
        try:
            theirs = max(measure(texts) for _ in range(2))
        except ImportError:
            print(f"{name} is not installed: no baseline of it", file=sys.stderr)
            continue
        found[name] = (len(some), max(candidates(some)[0] for _ in range(2)), theirs)
    return found


def rows(size: int) -> list[dict[str, Any]]:
    """Measure every claim at one size."""
    warm()
    drawn = appeals(size)
    gc.collect()
    gc.freeze()  # the drawn appeals are the bench's, not the matcher's: the collector need not walk them
    found_rate, found, by_clock = max(candidates(drawn) for _ in range(2))  # the better of two, as with the libraries
    beside = libraries(drawn)
    gc.collect()
    decided_rate, decided, index, grown = decisions(drawn)
    held = index.bytes_held / size
    with tempfile.TemporaryDirectory() as folder:
        path, begin = Path(folder) / "index", time.perf_counter()
        index.save(path)
        saved, on_disk = time.perf_counter() - begin, path.stat().st_size
        begin = time.perf_counter()
        similar.Index.load(path, secret=SECRET)
        loaded = time.perf_counter() - begin
    median, slow, clock_median, clock_slow = one_by_one(index)
    print(
        f"{found / size:.1f} candidates an appeal; decided pairs {decided}; process grew by {grown / size:.0f} bytes an appeal; index file "
        f"{on_disk / size:.0f} bytes an appeal, saved in {saved:.1f} s, loaded in {loaded:.1f} s; one at a time, median {median:.2f} ms, by the clock {clock_median:.2f} and p99 {clock_slow:.2f} ms",
        file=sys.stderr,
    )
    lines: list[tuple[str, int, float, float | None, str, str, bool]] = [
        ("same-case candidates, by the clock (two threads)", size, by_clock, None, "appeals per second", ">= 40000", by_clock >= 40_000),
        ("same-case candidates, a core", size, found_rate, None, "appeals per CPU second", "none", True),
        *(
            (f"same-case candidates, {name} on the same texts beside them", many, ours, theirs, "appeals per CPU second", ">= 1.5 times", ours >= 1.5 * theirs)
            for name, (many, ours, theirs) in beside.items()
        ),
        ("candidates with decision and reasons", size, decided_rate, None, "appeals per CPU second", ">= 5000", decided_rate >= 5000),
        ("held in memory an appeal", size, held, None, "bytes", "<= 250", held <= 250),
        ("one at a time, decided and added, p99", size, slow, None, "ms of processor time", "< 5", slow < 5.0),
    ]  # fmt: skip
    return [
        insight_rows.row(claim=claim, size=many, ours=round(ours, 2), baseline=other and round(other, 2), unit=unit, target=target, ok=ok)
        for claim, many, ours, other, unit, target, ok in lines
    ]  # fmt: skip


def main() -> int:
    """Print every claim; status 1 when one is missed."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--size", type=int, default=1_000_000)
    found = rows(read.parse_args().size)
    insight_rows.show(found)
    return 0 if all(row["ok"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
