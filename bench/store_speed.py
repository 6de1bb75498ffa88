"""The speeds of the store: lodge through the API, import a spreadsheet, an officer's list, search. One claim a row.

Run: `redress bench intake|import|worklist|search [--size N]`, on SQLite in a temporary folder, or on the database that
REDRESS_DATABASE names (an empty one). CPU is user + system of this process, the test client's own work included.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
MANY = 2000


def machine() -> str:
    """Name the machine in a few words."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"


def row(
    claim: str, size: int, ours: float, baseline: float, unit: str, target: float, *, at_most: bool = True
) -> dict[str, Any]:
    """Return one claim as `redress bench` prints it."""
    return {
        "claim": claim, "size": size, "ours": round(ours, 3), "baseline": round(baseline, 3),
        "ratio": round(ours / baseline, 2) if baseline else None, "unit": unit, "target": target,
        "ok": ours <= target if at_most else ours >= target, "machine": machine(),
    }  # fmt: skip


def house() -> None:
    """Set up an empty house with one desk and two branches."""
    if not os.environ.get("REDRESS_DATA"):
        os.environ["REDRESS_DATA"] = tempfile.mkdtemp(prefix="redress-bench-")
    os.environ["REDRESS_API_RATE"] = "1000000"
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from redress import wiring
    from redress.operations import house as founding

    founding.found_city(
        offices_=[
            founding.OfficeDraft("SJ", "局", "Bureau", "bureau", is_intake=True),
            founding.OfficeDraft("CD", "城东", "East", "branch", "SJ"),
            founding.OfficeDraft("CX", "城西", "West", "branch", "SJ"),
        ],
        people=[], password="", at=wiring.now(),
    )  # fmt: skip


def vendor() -> str:
    """Name the database."""
    from django.db import connection

    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


def timed(work: Callable[[int], Any], times: int) -> tuple[float, float]:
    """Return milliseconds of CPU and of wall time, the mean of `times` calls."""
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(times):
        work(number)
    return (time.process_time() - cpu) / times * 1000, (time.perf_counter() - wall) / times * 1000


def intake(size: int) -> list[dict[str, Any]]:
    """Lodge through the API into a base of `size` cases, beside the bare SQL of the same inserts."""
    house()
    import store_base
    from django.db import connection, transaction
    from django.test import Client

    from redress import wiring
    from redress.operations import tokens as token_verbs
    from redress.store import backend

    store_base.fill(size)
    token = token_verbs.add(name="bench", scopes=["appeals:write"], at=wiring.now())["token"]
    client, rng = Client(), random.Random(3)
    written: list[tuple[str, Any, Any]] = []

    def lodge(number: int) -> None:
        body = {
            "channel": "C08", "narrative": f"{store_base.text_of(rng)}{number}", "appellant": {"name": "何小雨", "phone": f"139{rng.randrange(10**8):08}"},
            "respondent": {"name": f"{rng.randrange(1500)}号店"}, "amount": "3800.00",
        }  # fmt: skip
        answer = client.post(
            "/api/v1/appeals", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{number}-{rng.random()}"},
        )  # fmt: skip
        assert answer.status_code == 201, answer.content

    timed(lodge, 50)
    bulk = backend.of().bulk
    kept = bulk.insert

    def watch(connection: Any, *, table: str, columns: Any, rows: Any) -> None:
        if rows:
            written.append((table, columns, [tuple(one) for one in rows]))
        kept(connection, table=table, columns=columns, rows=rows)

    bulk.insert = watch
    lodge(-1)
    bulk.insert = kept
    first = next(rows[0] for table, _columns, rows in written if table == "store_case")
    old_id, old_number = first[0], first[1]

    def bare(number: int) -> None:
        new = {old_id: 10**9 + number, old_number: f"bare-{number}"}
        with transaction.atomic():
            for table, columns, rows in written:
                fresh = [
                    tuple(f"bare{number}" if column == "key" else new.get(value, value) if isinstance(value, (int, str)) and not isinstance(value, bool) else value
                          for column, value in zip(columns, one, strict=True))
                    for one in rows
                ]  # fmt: skip
                kept(connection, table=table, columns=columns, rows=fresh)

    timed(bare, 50)
    ours_cpu, ours_wall = timed(lodge, MANY)
    _bare_cpu, bare_wall = timed(lambda number: bare(1000 + number), MANY)
    name = vendor()
    target = 6.0 if name == "PostgreSQL" else 5.0
    found = [
        row(
            f"lodge through the API, {name}, CPU",
            size,
            ours_cpu,
            bare_wall,
            "ms CPU (baseline: wall of bare SQL)",
            target,
        )
    ]
    if name == "PostgreSQL":
        found.append(
            row(
                f"lodge through the API, {name}, wall against bare SQL",
                size,
                ours_wall,
                bare_wall,
                "ms wall",
                6 * bare_wall,
            )
        )
    return found


def import_(size: int) -> list[dict[str, Any]]:
    """Import a spreadsheet of `size` rows end to end."""
    house()
    import store_base

    from redress import wiring
    from redress.channels import sheets
    from redress.channels.profile import Profile

    rng = random.Random(5)
    folder = Path(tempfile.mkdtemp(prefix="redress-bench-"))
    path = folder / "rows.csv"
    at = dt.datetime(2024, 1, 1, 8, 0)  # noqa: DTZ001
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "时间", "内容", "姓名", "电话", "商家", "金额"])
        for number in range(size):
            writer.writerow(
                [f"G{number}", (at + dt.timedelta(minutes=10 * number % 500_000)).isoformat(" "), store_base.text_of(rng), "何小雨",
                 f"139{rng.randrange(10**8):08}", f"{rng.randrange(1500)}号店", rng.randrange(10, 9000)]
            )  # fmt: skip
    profile = Profile.model_validate(
        {
            "name": "bench", "format": {"kind": "csv"}, "id": "编号", "channel": "C08", "kind": "complaint", "history": True,
            "received_at": {"column": "时间"}, "narrative": ["内容"], "appellant": {"name": "姓名", "phone": "电话"},
            "respondent": {"name": "商家"}, "amount": {"column": "金额"},
        }
    )  # fmt: skip
    started = time.perf_counter()
    done = sheets.take_in(path=path, profile=profile, rejects=folder / "rejects.csv", now=wiring.now)
    seconds = time.perf_counter() - started
    assert done["received"] == size
    started = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        list(csv.reader(file))
    reading = time.perf_counter() - started
    name = vendor()
    target = 1500 if name == "PostgreSQL" else 1000
    return [
        row(
            f"import a spreadsheet, {name}",
            size,
            size / seconds,
            size / reading,
            "rows/s (baseline: reading the CSV)",
            target,
            at_most=False,
        )
    ]


def worklist(size: int) -> list[dict[str, Any]]:
    """An officer's list: first and hundredth page, filtered and ordered, with its JSON."""
    house()
    import store_base
    from django.db import connection

    from redress.queries import offices
    from redress.queries import worklist as lists

    store_base.fill(size)
    office = frozenset({offices.by_code("CD").id})  # type: ignore[union-attr]
    cursors: list[str | None] = [None]
    for _ in range(100):
        page = lists.cases(offices=office, procedure="complaint", cursor=cursors[-1])
        if page.next is None:
            break
        cursors.append(page.next)

    def plain(_number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM store_case WHERE procedure = 'complaint' AND office_id = %s ORDER BY sort_on, id LIMIT 25",
                [min(office)],
            )
            cursor.fetchall()

    def show(cursor: str | None) -> Callable[[int], Any]:
        return lambda _number: lists.as_json(lists.cases(offices=office, procedure="complaint", cursor=cursor))

    baseline = timed(plain, 300)[0]
    found = []
    for name, cursor in (("first", cursors[0]), (f"{len(cursors)}th", cursors[-1])):
        show(cursor)(0)
        found.append(
            row(
                f"an officer's list, {name} page, {vendor()}",
                size,
                timed(show(cursor), MANY)[0],
                baseline,
                "ms CPU (baseline: the ids by SQL)",
                15.0,
            )
        )
    return found


def search(size: int) -> list[dict[str, Any]]:
    """Search: the first 25 hits of common, middling and rare phrases, beside a literal scan."""
    house()
    import store_base

    from redress.queries import search as finder
    from redress.store.models import SearchText

    store_base.fill(size)
    found = []
    for name, phrase in (
        ("two characters, common", "退款"),
        ("four characters", "健身房，"),
        ("rare", "翡翠了演唱会"),
        ("none", "量子纠缠"),
    ):
        finder.find(q=phrase, offices=None, sees_personal=False, cursor=None)
        wall = timed(lambda _n, p=phrase: finder.find(q=p, offices=None, sees_personal=False, cursor=None), 100)[1]
        scan = timed(
            lambda _n, p=phrase: list(SearchText.objects.filter(text__contains=p).values_list("case_id")[:1001]), 3
        )[1]
        found.append(row(f"search, {name}, {vendor()}", size, wall, scan, "ms wall (baseline: literal scan)", 50.0))
    return found


BENCHES: dict[str, tuple[Callable[[int], list[dict[str, Any]]], int]] = {
    "intake": (intake, 200_000), "import": (import_, 100_000), "worklist": (worklist, 1_000_000), "search": (search, 1_000_000),
}  # fmt: skip

if __name__ == "__main__":
    work, usual = BENCHES[sys.argv[1]]
    print(json.dumps(work(int(sys.argv[2]) if len(sys.argv) > 2 else usual), ensure_ascii=False, indent=1))
