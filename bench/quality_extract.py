"""How well sums, dates, numbers and traders are read out of texts that the author of the rules did not write.

Run: REDRESS_BENCH_DATA=… python -m bench.quality_extract

1. Real messages, labelled by reading (`bench/gold/extract_labels.json`: places in the files and values, no text; what
   reasonable readers may take or leave is marked so and does not count). The publisher's letters for places (A7县) are
   replaced by real names of the same length, for nobody writes so.
2. Appeals of `bench/match_generator.py` in its held-out half, another author's phrasings with slips and noise; a value
   counts when it stands in the text unharmed.
3. Telephone and order numbers written into real sentences (`extract_injected.py`).
4. 240 invented appeals in many voices, written with their answers before the rules were read (`extract_blind.py`).

Exact value, each value once a text; the baseline is one plain expression a kind.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from redress.language import extract  # noqa: E402

FILES = {
    "att2": ("teddy/att2_labelled.csv", "id", "title", "detail", "time"),
    "att3": ("teddy/att3_hot_until_2019-06.csv", "留言编号", "留言主题", "留言详情", "留言时间"),
    "att4": ("teddy/att4_replies_early.csv", "留言编号", "留言主题", "留言详情", "留言时间"),
    "fuzhou": ("fuzhou12345/until2019.csv", "id", "标题", "投诉件内容", "时间"),
}
PLACES = {
    ("省", 2): "本省", ("市", 2): "本市", ("县", 2): "本县", ("区", 2): "本区", ("州", 2): "本州",
    ("市", 3): "苏州市", ("县", 3): "海门县", ("区", 3): "吴中区", ("州", 3): "黔南州",
    ("市", 4): "连云港市", ("县", 4): "积石山县", ("区", 4): "雨花台区",
}  # fmt: skip
FRONT = re.compile(
    r"^(?:(?:湖南省|本[市县区州省]|苏州市|海门县|吴中区|连云港市|积石山县|雨花台区)+|[\u4e00-\u9fff]{2,3}(?:省|市|县|区|镇))+"
)
TARGETS = {"amounts": 0.85, "dates": 0.80, "traders": 0.75, "phones": 0.98, "orders": 0.90}
PLAIN = {
    "amounts": re.compile(r"(\d+(?:\.\d+)?)(?=元|块)"),
    "dates": re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    "traders": re.compile(r"[\u4e00-\u9fff]{2,12}?(?:公司|超市|酒店|饭店|店|中心)"),
    "phones": re.compile(r"1\d{10}"),
    "orders": re.compile(r"\d{12,20}"),
}


class Tally:
    """Right, wrong and missed values of a kind."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, found: set[str], gold: set[str], maybe: Iterable[str] = ()) -> None:
        """Count one text."""
        self.right += len(found & gold)
        self.wrong += len(found - gold - set(maybe))
        self.missed += len(gold - found)

    @property
    def f1(self) -> float:
        """Give the F1 of exact values."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f} (right {self.right}, wrong {self.wrong}, missed {self.missed})"


def real_places(text: str) -> str:
    """Write a real place of the same length for the publisher's letters."""
    text = text.replace("西地省", "湖南省")
    return re.sub(
        r"(?<![A-Za-z0-9])[A-Z]\d{0,2}([市县区州省])",
        lambda found: PLACES.get((found[1], len(found[0])), found[0]),
        text,
    )


def filed(written: str) -> dt.date | None:
    """Read the filing day as the files write it."""
    found = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", written)
    if found:
        return dt.date(*map(int, found.groups()))
    found = re.match(r"(\d{2})/(\d{2})/(\d{4})", written)
    return dt.date(int(found[3]), int(found[1]), int(found[2])) if found else None


def texts(data: Path) -> dict[tuple[str, str], tuple[str, dt.date | None]]:
    """Read every text by dataset and id (`att2row`: by the row's place in its file)."""
    held: dict[tuple[str, str], tuple[str, dt.date | None]] = {}
    for dataset, (file, key, title, body, when) in FILES.items():
        with (data / file).open(encoding="utf-8-sig", newline="") as source:
            for place, row in enumerate(csv.DictReader(source)):
                text = (row[title] or "").strip() + "\n" + re.sub(r"\s+", " ", row[body] or "").strip()
                number = str(int(float(row[key]))) if dataset == "att2" and row[key] else row[key]
                held.setdefault((dataset, number), (text, filed(row[when] or "")))
                if dataset == "att2":
                    held["att2row", str(place)] = (text, None)
    return held


def plain(kind: str, text: str) -> set[str]:
    """Read with one plain expression."""
    found = PLAIN[kind].finditer(text)
    if kind == "dates":
        return {f"{int(hit[1]):04d}-{int(hit[2]):02d}-{int(hit[3]):02d}" for hit in found}
    return {hit[0] for hit in found}


def named(found: Iterable[str], gold: list[set[str]], maybe: set[str]) -> tuple[int, int, int]:
    """Match trader names, regions in front left aside; each gold trader once, under any of its names."""
    used: set[int] = set()
    wrong = 0
    for name in {FRONT.sub("", each) for each in found}:
        place = next((number for number, held in enumerate(gold) if name in held), None)
        if place is not None:
            used.add(place)
        elif name not in maybe:
            wrong += 1
    return len(used), wrong, len(gold) - len(used)


def measure_labelled(data: Path, say: list[tuple[str, str, float, float, int]]) -> None:
    """Measure on the labelled messages, part by part."""
    held = texts(data)
    for part, rows in json.loads((ROOT / "bench/gold/extract_labels.json").read_text("utf-8")).items():
        ours: dict[str, Tally] = defaultdict(Tally)
        base: dict[str, Tally] = defaultdict(Tally)
        for row in rows:
            text, day = held[row["dataset"], row["id"]]
            text = real_places(text)
            read = extract.extract(text, filed=day)
            for kind in ("amounts", "dates"):
                if kind == "dates" and row["dataset"] == "att2row":
                    continue
                gold, maybe = {value for _, value in row[kind]}, row["maybe"][kind]
                ours[kind].add({item.value for item in getattr(read, kind)}, gold, maybe)
                base[kind].add(plain(kind, text), gold, maybe)
            gold_names = [{FRONT.sub("", text[a:b]) for a, b in spans} for spans in row["traders"]]
            maybe_names = {FRONT.sub("", text[a:b]) for a, b in row["maybe"]["traders"]}
            for tally, found in (
                (ours["traders"], [item.value for item in read.traders]),
                (base["traders"], plain("traders", text)),
            ):
                right, wrong, missed = named(found, gold_names, maybe_names)
                tally.right, tally.wrong, tally.missed = (
                    tally.right + right,
                    tally.wrong + wrong,
                    tally.missed + missed,
                )
        for kind, tally in ours.items():
            size = tally.right + tally.missed
            if size:
                say.append((f"{kind}, real messages, {part} set", str(tally), base[kind].f1, TARGETS[kind], size))


def same_trader(found: str, name: str) -> bool:
    """Say whether two names are one: region or street in front and branch behind left aside, a short name within the
    full one (泰元 in 泰元珠宝行) being the same trader."""
    short = re.compile(r"[（(][^（）()]*[）)]$")
    read, gold = (FRONT.sub("", short.sub("", each)) for each in (found, name))
    street = re.sub(r"^[\u4e00-\u9fff]{1,4}(?:路|街)", "", gold)
    return read in (gold, street) or (len(gold) >= 2 and read.startswith(gold))


def measure_generated(say: list[tuple[str, str, float, float, int]]) -> None:
    """Measure on another author's synthetic appeals (the half that is held out)."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "appeals.csv"
        subprocess.run(
            [sys.executable, "-m", "bench.match_generator", "--appeals", "3000", "--seed", "315", "--part", "2", "--out", str(out), "--truth", str(Path(folder) / "truth.csv")],
            check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    ours: dict[str, Tally] = defaultdict(Tally)
    base: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        text = row["text"]
        read = extract.extract(text, filed=dt.date.fromisoformat(row["time"][:10]))
        for kind, gold in (("phones", row["phone"]), ("orders", row["order"])):
            if gold and gold in text:
                ours[kind].add({item.value for item in getattr(read, kind)}, {gold})
                base[kind].add(plain(kind, text), {gold})
        if row["amount"]:
            gold = f"{Decimal(row['amount']).normalize():f}"
            if re.search(rf"(?<![\d,.]){re.escape(row['amount'].split('.')[0])}(?![\d])", text.replace(",", "")):
                ours["amounts"].add({item.value for item in read.amounts}, {gold})
                base["amounts"].add({f"{Decimal(hit).normalize():f}" for hit in plain("amounts", text)}, {gold})
        name = row["trader"]
        if name and name in text:
            for tally, seen in (
                (ours["traders"], {each.value for each in read.traders}),
                (base["traders"], plain("traders", text)),
            ):
                right = [each for each in seen if same_trader(each, name)]
                tally.right += bool(right)
                tally.missed += not right
                tally.wrong += len(seen) - len(right)
    for kind, tally in ours.items():
        say.append(
            (
                f"{kind}, another author's appeals",
                str(tally),
                base[kind].f1,
                TARGETS[kind],
                tally.right + tally.missed,
            )
        )


def main() -> int:
    """Print every line; status 1 when a target is missed."""
    data = Path(os.environ.get("REDRESS_BENCH_DATA", ""))
    if not (data / "teddy").is_dir():
        sys.stderr.write("quality_extract: set REDRESS_BENCH_DATA to the folder with teddy/ and fuzhou12345/.\n")
        return 2
    from bench import extract_blind, extract_injected

    say: list[tuple[str, str, float, float, int]] = []
    measure_labelled(data, say)
    measure_generated(say)
    extract_injected.measure(data, say)
    extract_blind.measure(say)
    missed = 0
    for claim, ours, base, target, size in say:
        reached = float(ours.split()[1]) >= target
        missed += not reached
        print(
            f"{'ok  ' if reached else 'MISS'} {claim}: {ours}; plain expression {base:.3f}; target {target}; {size} values"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
