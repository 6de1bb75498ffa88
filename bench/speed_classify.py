"""How fast classes and values are read, in CPU seconds of one core, beside scikit-learn on the same texts.

Run: [REDRESS_BENCH_DATA=…] python -m bench.speed_classify [--size 4000]

Texts: appeals of `bench/match_generator.py` (about 75 characters) and, with REDRESS_BENCH_DATA, real messages cut to 200
characters and whole (about 380). The model has 7 classes over 2^18 buckets. Prediction must not load scipy.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import insight_rows as rows  # noqa: E402
from redress.language import classify, corrections, extract, learning  # noqa: E402
from redress.taxonomy import tree  # noqa: E402

FILED = dt.date(2026, 3, 11)
TARGET = 2000


def rate(work: Callable[[], object], size: int, rounds: int = 3) -> float:
    """Give texts a CPU second, the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return size / best


def generated(size: int) -> list[str]:
    """Make synthetic appeals."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "appeals.csv"
        subprocess.run(
            [sys.executable, "-m", "bench.match_generator", "--appeals", str(size), "--out", str(out), "--truth", str(Path(folder) / "truth.csv")],
            check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return [each["text"] for each in csv.DictReader(out.open(encoding="utf-8", newline=""))]


def real(data: Path, size: int) -> list[str]:
    """Read real messages."""
    with (data / "teddy/att3_hot_until_2019-06.csv").open(encoding="utf-8-sig", newline="") as file:
        held = [row["留言主题"] + "\n" + " ".join((row["留言详情"] or "").split()) for row in csv.DictReader(file)]
    return held[:size]


def model(texts: Sequence[str]) -> classify.Classifier:
    """Train a model of seven classes on labels drawn by hash: its speed does not depend on its sense."""
    labels = [f"class {sum(map(ord, text)) % 7}" for text in texts[:700]]
    return learning.train(texts=texts[:700], labels=labels).model


def sklearn_rate(texts: Sequence[str]) -> float:
    """Measure a hashing vectoriser with a linear machine."""
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.svm import LinearSVC

    spread = HashingVectorizer(analyzer="char", ngram_range=(1, 3), n_features=2**18)
    fitted = LinearSVC().fit(spread.transform(texts[:300]), [len(text) % 7 for text in texts[:300]])
    return rate(lambda: fitted.predict(spread.transform(texts)), len(texts))


def texts_of(size: int) -> dict[str, list[str]]:
    """Give the texts by name: synthetic appeals and, with REDRESS_BENCH_DATA, real messages cut short and whole."""
    sets = {"synthetic appeals": generated(size)}
    data = Path(os.environ.get("REDRESS_BENCH_DATA", ""))
    if (data / "teddy").is_dir():
        whole = real(data, size)
        sets |= {"real messages, first 200 characters": [text[:200] for text in whole], "real messages, whole": whole}
    return sets


def speeds(held: classify.Classifier, name: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Measure classes, values and suggestions on one set of texts."""
    length = sum(map(len, texts)) / len(texts)
    classified = rate(lambda: held.predict(texts), len(texts))
    extracted = rate(lambda: [extract.extract(text, filed=FILED) for text in texts], len(texts))
    suggested = rate(lambda: [classify.suggest(text, tree=tree.load()) for text in texts], len(texts))
    beside = sklearn_rate(texts)
    together = 1.0 / (1.0 / classified + 1.0 / extracted)
    claimed = length <= 250
    shown = f"{name} ({length:.0f} characters)"
    unit = "appeals/s a core"
    return [
        rows.row(claim=f"classify and extract together, {shown}", size=len(texts), ours=round(together), baseline=None, unit=unit, target=f"≥ {TARGET:,}" if claimed else "none", ok=not claimed or together >= TARGET),
        rows.row(claim=f"classify, {shown} (baseline: scikit-learn, hashed char 1-3-grams, LinearSVC)", size=len(texts), ours=round(classified), baseline=round(beside), unit=unit, target="≥ 1 × baseline", ok=classified >= beside),
        rows.row(claim=f"extract, {shown}", size=len(texts), ours=round(extracted), baseline=None, unit=unit, target="none", ok=True),
        rows.row(claim=f"suggest from the class trees' own words, {shown}", size=len(texts), ours=round(suggested), baseline=None, unit=unit, target="none", ok=True),
    ]  # fmt: skip


def single(held: classify.Classifier, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Measure one appeal at a time, one correction, and the memory of a process that reads."""
    text = texts[0]
    one = rate(lambda: [(held.predict([text]), extract.extract(text, filed=FILED)) for _ in range(500)], 500)
    ledger = corrections.Ledger()
    begin = time.process_time()
    for number in range(200):
        told = corrections.Correction(texts[number], "", held.labels[number % 7], f"person {number}")
        ledger.learn(model=held, correction=told)
    learnt = (time.process_time() - begin) / 200 * 1000
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, resource; from redress.language import classify, extract, modelfile; import redress.language.extract as e; "
         "e.extract('在城东万家福超市买了牛奶'); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, any(m.split('.')[0] in ('scipy', 'sklearn') for m in sys.modules))"],
        check=True, cwd=ROOT, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    return [
        rows.row(claim="one appeal at a time, both", size=500, ours=round(1000 / one, 2), baseline=None, unit="ms", target="< 5", ok=one > 200),
        rows.row(claim="one correction learnt", size=200, ours=round(learnt, 2), baseline=None, unit="ms", target="< 5", ok=learnt < 5),
        rows.row(claim="memory of a process that reads (without scipy and scikit-learn)", size=1, ours=int(loaded[0]), baseline=None, unit="MB", target="not loaded", ok=loaded[1] == "False"),
    ]  # fmt: skip


def main() -> int:
    """Print every row; status 1 when a claim is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=4000)
    sets = texts_of(options.parse_args().size)
    held = model(next(iter(sets.values())))
    found = [row for name, texts in sets.items() for row in speeds(held, name, texts)]
    found += single(held, next(iter(sets.values())))
    rows.show(found)
    return 0 if all(row["ok"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
