"""`redress bench NAME`: what is fast must be shown, with a baseline in the same run. Needs a checkout (the folder bench/)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from redress.cli import common
from redress.cli.common import JsonFlag

FOLDER = Path(__file__).resolve().parents[2] / "bench"
STORE = {"intake": 200_000, "import": 100_000, "worklist": 1_000_000, "search": 1_000_000}  # the contract's sizes
SCRIPTS = {"classify": "speed_classify", "match": "speed_match", "surges": "speed_surges", "text": "speed_text"}
ON_REAL_DATA = {"classify", "text"}  # they read the folder named by REDRESS_BENCH_DATA


def bench(
    name: Annotated[str, typer.Argument(help="intake import worklist search classify match surges text, or all")],
    size: Annotated[int | None, typer.Option("--size", min=100)] = None,
    as_json: JsonFlag = False,
) -> None:
    """Measure a claim and print it with its baseline; status 1 when one misses its target.

    The store's benches fill houses of their own, on SQLite and PostgreSQL, and throw them away (REDRESS_BENCH_FOLDER
    says where); at the contract's sizes that takes minutes and some 4 GB.
    """
    if not FOLDER.is_dir():
        common.wrong_input(what="the benches are not installed", where=str(FOLDER), todo="Run this in a checkout.")
    names = [*STORE, *SCRIPTS] if name == "all" else [name]
    for one in names:
        if one not in STORE and one not in SCRIPTS:
            common.wrong_input(
                what=f"there is no bench {one!r}", where="NAME", todo=f"One of {', '.join([*STORE, *SCRIPTS])}, all."
            )
    rows: list[dict[str, Any]] = []
    for group in _groups(names):
        common.say(f"bench {' '.join(group)} …")
        rows += _run(group, size)

    def text() -> str:
        return "\n".join(
            f"{'ok  ' if one['ok'] else 'MISS'}  {one['claim']}: {one.get('ours')} {one.get('unit', '')}, target {one.get('target')}, "
            f"baseline {one.get('baseline')}, size {one.get('size')}"
            for one in rows
        )

    if all(one["ok"] for one in rows):
        common.out(rows, as_json=as_json, text=text)
    else:
        common.answer_no(rows, as_json=as_json, text=text)


def _groups(names: list[str]) -> list[list[str]]:
    """Return the runs: lists and search share one base, everything else runs alone."""
    together = [one for one in names if one in ("worklist", "search")]
    return [[one] for one in names if one not in together] + ([together] if together else [])


def _run(group: list[str], size: int | None) -> list[dict[str, Any]]:
    """Run benches in a process of their own; what it prints on standard error is seen as it comes."""
    if group[0] in STORE:
        command = ["-m", "bench.houses", *group, "--size", str(size or STORE[group[0]])]
    else:
        if group[0] in ON_REAL_DATA and not os.environ.get("REDRESS_BENCH_DATA"):
            common.say(f"bench {group[0]}: left out, it reads real data (REDRESS_BENCH_DATA is not set)")
            return []
        command = ["-m", f"bench.{SCRIPTS[group[0]]}", *(["--size", str(size)] if size else [])]
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in ("REDRESS_DATA", "REDRESS_KEY_FILE", "REDRESS_LAW")
    }
    done = subprocess.run([sys.executable, *command], check=False, stdout=subprocess.PIPE, env=env, cwd=FOLDER.parent)  # noqa: S603
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)
    except ValueError:
        return [{"claim": f"{' '.join(group)}: the bench failed, see above", "ok": False}]
    return found
