"""One row a claim, as every bench prints it: what was reached, beside what, on which machine."""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any


def data_folder() -> Path:
    """Return the folder of real data named by REDRESS_BENCH_DATA; leaves with status 2 when it is not set."""
    name = os.environ.get("REDRESS_BENCH_DATA", "")
    if not name or not Path(name).is_dir():
        sys.stderr.write("bench: no real data (REDRESS_BENCH_DATA). Set it to the folder with the data.\n")
        raise SystemExit(2)
    return Path(name)


def machine() -> str:
    """Say on what this ran."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def row(
    *, claim: str, size: int, ours: float, baseline: float | None, unit: str, target: str, ok: bool, **more: Any
) -> dict[str, Any]:
    """Return one row of the shape of `redress bench`; `ratio` is ours over baseline."""
    ratio = None if not baseline else round(ours / baseline, 4)
    return {
        "claim": claim,
        "size": size,
        "ours": ours,
        "baseline": baseline,
        "ratio": ratio,
        "unit": unit,
        "target": target,
        "ok": ok,
        "machine": machine(),
        **more,
    }


def show(rows: list[dict[str, Any]]) -> None:
    """Print the rows as one JSON document, a row a line."""
    sys.stdout.write("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
