"""How many appeals a second a spreadsheet brings in end to end: reading, mapping, masking, keys, tokens, journal.

The file has 100,000 rows like a hotline's export, its outcomes included (history). Baseline: the finished rows of the
same appeals written by the bare bulk load of the same database, nothing read and nothing computed.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from bench import filler, insight_rows
from redress import wiring
from redress.channels import profile as profiles
from redress.channels import sheets
from redress.store import backend

TARGET = {"sqlite": 1_000, "postgresql": 1_500}
SAMPLE = 5_000  # rows written again by the bare bulk load
PROFILE = """
name: bench-hotline
format: {kind: csv, encoding: auto, header: 1}
id: 工单编号
channel: {column: 来源, map: {网站: C09, 电话: C01}, default: C08}
kind: {column: 性质, map: {举报: tipoff, 投诉: complaint}, default: other_appeal}
history: true
received_at: {column: 时间, formats: ["%Y-%m-%d %H:%M:%S"], zone: Asia/Shanghai}
narrative: [标题, 内容]
appellant: {name: 姓名, phone: 电话}
respondent: {name: 商家}
amount: {column: 金额, unit: yuan}
outcome: {reply: 答复意见, closed_at: 答复时间}
"""
HEADER = ("工单编号", "时间", "来源", "性质", "标题", "内容", "姓名", "电话", "商家", "金额", "答复意见", "答复时间")


def measure(*, size: int) -> list[dict[str, Any]]:
    """Return the row of this bench; the house is empty."""
    vendor = connections["default"].vendor
    with tempfile.TemporaryDirectory(dir=os.environ["REDRESS_DATA"]) as folder:
        file = Path(folder) / "hotline.csv"
        _write(file, size)
        (Path(folder) / "bench.yaml").write_text(PROFILE, "utf-8")
        chosen = profiles.load(str(Path(folder) / "bench.yaml"))
        wiring.need_desk()
        warm = Path(folder) / "warm.csv"
        _write(warm, 500, first=10**7)
        _take_in(warm, chosen, folder)
        kept = _Kept(SAMPLE)
        with kept:
            cpu, started = time.process_time(), time.perf_counter()
            done = _take_in(file, chosen, folder)
            seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        again = _take_in(file, chosen, folder) if size <= 20_000 else None
    if done["received"] != size or (again is not None and again["received"] != 0):
        raise RuntimeError(f"the import did not take in every row once: {done} {again}")
    bare = kept.written_again()
    target = TARGET[vendor]
    return [
        insight_rows.row(
            claim=f"import a spreadsheet end to end ({vendor})", size=size, ours=round(size / seconds), baseline=round(bare),
            unit="appeals/s by the clock", target=f">= {target}", ok=size / seconds >= target,
            ms_of_cpu=round(1000 * cpu / size, 3), seconds=round(seconds, 1),
        )
    ]  # fmt: skip


def _take_in(file: Path, chosen: Any, folder: str) -> dict[str, Any]:
    return sheets.take_in(path=file, profile=chosen, rejects=Path(folder) / "rejects.csv", now=wiring.now)


def _write(file: Path, rows: int, *, first: int = 0) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(HEADER)
        for number, appeal in enumerate(filler.texts(rows, seed=5 + first), start=first):
            closed = appeal.time + dt.timedelta(days=5, minutes=number % 600)
            sheet.writerow((
                f"GD{number:08}", appeal.time.strftime("%Y-%m-%d %H:%M:%S"), "电话", "投诉", appeal.text[:12], appeal.text,
                appeal.person, appeal.phone, appeal.trader, appeal.amount, "已联系双方，商家同意退款，诉求人表示满意。",
                closed.strftime("%Y-%m-%d %H:%M:%S"),
            ))  # fmt: skip


class _Kept:
    """Keeps the first rows that the bulk load is given, table by table, to write them once more."""

    def __init__(self, cases: int) -> None:
        self.cases, self.seen = cases, 0
        self.loads: list[tuple[str, Any]] = []

    def __enter__(self) -> None:
        self.bulk, self.search = backend.of().bulk, backend.of().search
        self.insert, self.add = self.bulk.insert, self.search.add

        def on_insert(connection: Any, *, table: str, columns: Any, rows: Any) -> None:
            if self.seen < self.cases and not self.inside:
                self.loads.append((table, (columns, list(rows))))
            self.insert(connection, table=table, columns=columns, rows=rows)

        def on_add(connection: Any, *, rows: Any) -> None:
            if self.seen < self.cases:
                self.loads.append(("", list(rows)))
                self.seen += len(rows)
            self.inside = True
            self.add(connection, rows=rows)
            self.inside = False

        self.inside = False
        self.bulk.insert, self.search.add = on_insert, on_add

    def __exit__(self, *wrong: object) -> None:
        self.bulk.insert, self.search.add = self.insert, self.add

    def written_again(self) -> float:
        """Write the kept rows under other ids and numbers, a batch a transaction; returns appeals a second."""
        shift = 10**9
        connection = connections["default"]
        started = time.perf_counter()
        batch: list[tuple[str, Any]] = []
        for load in self.loads:
            batch.append(load)
            if load[0] == "store_outbox" or load is self.loads[-1]:
                with transaction.atomic():
                    for table, given in batch:
                        self._write(connection, table, given, shift)
                batch = []
        return self.seen / (time.perf_counter() - started)

    def _write(self, connection: Any, table: str, given: Any, shift: int) -> None:
        if not table:
            self.add(connection, rows=[(case_id + shift, at, text) for case_id, at, text in given])
            return
        columns, rows = given
        changed = []
        for row in rows:
            values = list(row)
            for place, column in enumerate(columns):
                if column == "case_id" or (column == "id" and table == "store_case"):
                    values[place] += shift
                elif column in ("number", "external_id") and table != "store_appealfacts":
                    values[place] = f"Z{values[place]}"
            changed.append(values)
        self.insert(connection, table=table, columns=columns, rows=changed)
