"""How long the server works for a page of the desk in a house of 200,000 cases: worklist, case, board, search.

Run: python -m bench.desk_pages [--size 200000] [--rounds 200]   (a fresh house in a temporary folder; REDRESS_DATABASE
names a PostgreSQL one). Milliseconds of the process's own work, by Django's client, everything included but the socket.
The baseline of a list is the bare SQL of its fifty rows, written as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench import insight_rows

REAL = 200  # cases made through the door; the rest are copies of their rows
OPEN_SHARE = 20  # one copy in so many is open
WORKLIST_MS, CASE_MS, BOARD_MS = 40.0, 60.0, 400.0


def make_house(size: int) -> tuple[str, int]:
    """Make a house of `size` cases; returns the number of a real one and how many are open."""
    os.environ["REDRESS_DATA"] = tempfile.mkdtemp(prefix="redress-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
    os.environ |= {"REDRESS_TEST_CLOCK": "1", "REDRESS_TODAY": "2026-09-04"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from redress.store.models import Case
    from tests.world import make_world

    house = make_world()
    for n in range(REAL):
        case_id = house.assigned(
            office="CD" if n % 2 else "CX", narrative=f"第{n}件：在健身房办卡{100 + n}元，店家关门不退款。"
        )
        if n % 3 == 0:
            house.move("east" if n % 2 else "west", case_id, "accept")
    number = Case.objects.filter(office__code="CD").order_by("-id").values_list("number", flat=True)[0]
    copies = size // REAL - 1
    with connection.cursor() as cursor:
        for statement in copy_statements(copies):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    return number, Case.objects.filter(is_open=True).count()


def copy_statements(copies: int) -> list[str]:
    """Return the SQL that copies the rows of every case `copies` times; most copies are closed."""
    from redress.store.models import AppealFacts, Case, CaseEvent

    stays = f"k.n % {OPEN_SHARE} = 0"
    changed = {
        "id": "c.id + k.n * 1000",
        "case_id": "c.case_id + k.n * 1000",
        "number": "c.number || '-' || k.n",
        "stage": f"CASE WHEN {stays} THEN c.stage ELSE 'closed' END",
        "is_open": f"({stays})",
        "next_due_on": f"CASE WHEN {stays} THEN c.next_due_on END",
        "sort_on": f"CASE WHEN {stays} THEN c.sort_on ELSE '9999-12-31' END",
        "next_wake_on": "NULL",
    }
    found = []
    for model in (Case, CaseEvent, AppealFacts):
        columns = [field.column for field in model._meta.concrete_fields if field.column]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(changed.get(name, f'c."{name}"') for name in columns)
        found.append(
            f"INSERT INTO {model._meta.db_table} ({names}) WITH RECURSIVE k(n) AS "
            f"(SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {copies}) "
            f"SELECT {values} FROM {model._meta.db_table} c, k"
        )
    return found


def milliseconds(work: Callable[[], Any], *, rounds: int) -> tuple[float, float]:
    """Return milliseconds of the process's own work and by the clock for one call, the mean of `rounds`."""
    for _ in range(3):
        work()
    started, clock = time.process_time(), time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.process_time() - started) / rounds * 1000, (time.perf_counter() - clock) / rounds * 1000


def bare_list(office_id: int) -> bytes:
    """Read the fifty rows of a list with bare SQL and write them as JSON: the baseline."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.number, c.stage, c.title, c.next_due_on, c.next_due_rule, f.respondent FROM store_case c "
            "LEFT JOIN store_appealfacts f ON f.case_id = c.id WHERE c.office_id = %s AND c.is_open = %s "
            "ORDER BY c.sort_on, c.id LIMIT 50",
            [office_id, True],
        )
        return json.dumps(cursor.fetchall(), default=str).encode()


def main() -> int:
    """Print every row; status 1 when one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    number, opened = make_house(given.size)
    from django.test import Client

    from redress.store.models import Case, Office, Person

    def asking(username: str, address: str) -> Callable[[], Any]:
        client = Client()
        client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")

        def ask() -> Any:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)
            return response

        return ask

    size, office_id = Case.objects.count(), Office.objects.get(code="CD").id
    baseline, _clock = milliseconds(lambda: bare_list(office_id), rounds=given.rounds)
    pages = (
        ("a handler's worklist, 50 lines", "east", "/desk/", WORKLIST_MS),
        ("the desk's worklist over all offices, 50 lines", "desk", "/desk/", WORKLIST_MS),
        (
            "a worklist filtered by kind and stage, 50 lines",
            "desk",
            "/desk/?procedure=complaint&stage=accepted",
            WORKLIST_MS,
        ),
        ("the newest cases, open or closed, 50 lines", "desk", "/desk/?open=all&order=newest", WORKLIST_MS),
        ("a case page", "east", f"/desk/c/{number}", CASE_MS),
        ("the supervisor's board", "chief", "/desk/board", BOARD_MS),
    )
    rows = []
    for claim, username, address, target in pages:
        ours, by_clock = milliseconds(asking(username, address), rounds=given.rounds if target < BOARD_MS else 20)
        rows.append(
            insight_rows.row(
                claim=claim, size=size, ours=round(ours, 1), baseline=round(baseline, 2) if "worklist" in claim else None,
                unit="ms", target=f"<= {target:.0f}", ok=ours <= target, open=opened, by_the_clock=round(by_clock, 1),
            )
        )  # fmt: skip
    insight_rows.show(rows)
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.exit(main())
