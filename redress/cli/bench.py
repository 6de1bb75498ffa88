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
STORE = ("intake", "import", "worklist", "search")
SCRIPTS = {
    "classify": "speed_classify.py",
    "match": "speed_match.py",
    "surges": "speed_surges.py",
    "text": "speed_text.py",
}


def bench(
    name: Annotated[str, typer.Argument(help="intake import worklist search classify match surges text, or all")],
    size: Annotated[int | None, typer.Option("--size", min=100)] = None,
    as_json: JsonFlag = False,
) -> None:
    """Measure a claim and print it with its baseline; status 1 when one misses its target."""
    if not FOLDER.is_dir():
        common.wrong_input(what="the benches are not installed", where=str(FOLDER), todo="Run this in a checkout.")
    names = [*STORE, *SCRIPTS] if name == "all" else [name]
    rows: list[dict[str, Any]] = []
    failed = []
    for one in names:
        if one in STORE:
            rows += _store(one, size)
        elif one in SCRIPTS and (FOLDER / SCRIPTS[one]).is_file():
            done = subprocess.run([sys.executable, str(FOLDER / SCRIPTS[one])], check=False, stdout=sys.stderr)  # noqa: S603
            failed += [one] if done.returncode else []
        else:
            common.wrong_input(
                what=f"there is no bench {one!r}", where="NAME", todo=f"One of {', '.join([*STORE, *SCRIPTS])}, all."
            )
    document = rows if not failed else [*rows, {"claim": f"failed: {', '.join(failed)}", "ok": False}]

    def text() -> str:
        return "\n".join(
            f"{'ok ' if one['ok'] else 'MISS'}  {one['claim']}  {one.get('ours')} {one.get('unit', '')}  target {one.get('target')}  "
            f"baseline {one.get('baseline')}  size {one.get('size')}"
            for one in document
        )

    if all(one["ok"] for one in document):
        common.out(document, as_json=as_json, text=text)
    else:
        common.answer_no(document, as_json=as_json, text=text)


def _store(name: str, size: int | None) -> list[dict[str, Any]]:
    """Run one bench of the store in a process and a house of its own."""
    command = [sys.executable, str(FOLDER / "store_speed.py"), name, *([str(size)] if size else [])]
    env = {key: value for key, value in os.environ.items() if key != "REDRESS_DATA"}
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, env=env)  # noqa: S603
    if done.returncode:
        return [{"claim": f"{name}: the bench failed, see above", "ok": False}]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
