"""Houses for the store benches: an empty one on SQLite and one on PostgreSQL, thrown away afterwards.

    python -m bench.houses worklist search --size 1000000 [--only sqlite]

PostgreSQL is the server that REDRESS_DATABASE names (a database of its own is made there and dropped), else a cluster
in a temporary folder; without one it says so and measures SQLite only. REDRESS_BENCH_FOLDER says where the temporary
files go: a million cases take some 4 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench import insight_rows

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")


def measure(names: Sequence[str], *, size: int, databases: Sequence[str] = DATABASES) -> list[dict[str, Any]]:
    """Run the benches `names` over a base of `size` cases on each database; returns their rows."""
    rows: list[dict[str, Any]] = []
    for database in databases:
        with tempfile.TemporaryDirectory(
            prefix="redress-bench-", dir=os.environ.get("REDRESS_BENCH_FOLDER")
        ) as folder:
            command = [sys.executable, "-m", "bench.inhouse", *names, "--size", str(size)]
            env = {
                **os.environ, "REDRESS_DATA": folder, "REDRESS_KEY_FILE": f"{folder}/keys/master", "REDRESS_LAW": "",
                "REDRESS_API_RATE": "1000000", "PYTHONPATH": str(ROOT), "REDRESS_DATABASE": "",
            }  # fmt: skip
            rows += _on_postgres(command, env) if database == "postgresql" else _run(command, env)
    return rows


def _run(command: Sequence[str], env: dict[str, str]) -> list[dict[str, Any]]:
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout) if done.stdout.strip() else []
    return found


def _on_postgres(command: Sequence[str], env: dict[str, str]) -> list[dict[str, Any]]:
    given = os.environ.get("REDRESS_DATABASE", "")
    if not given:
        return _run([sys.executable, str(ROOT / "scripts/with_postgres.py"), "--", *command], env)
    import psycopg

    name = f"redress_bench_{os.getpid()}"
    parts = urlsplit(given)
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            return _run(command, {**env, "REDRESS_DATABASE": urlunsplit(parts._replace(path=f"/{name}"))})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> None:
    """Measure, and print the rows of both databases as one JSON document."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("names", nargs="+")
    read.add_argument("--size", type=int, required=True)
    read.add_argument("--only", choices=DATABASES)
    told = read.parse_args()
    insight_rows.show(measure(told.names, size=told.size, databases=(told.only,) if told.only else DATABASES))


if __name__ == "__main__":
    main()
