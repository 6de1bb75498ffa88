"""Commands that keep the journal: sweep, rebuild, verify, checkpoint, erase, key, retention."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from redress.cli import common
from redress.cli.common import JsonFlag
from redress.cli.django_up import ready

DataOption = Annotated[Path | None, typer.Option("--data", help="The data folder (default ./data).")]


def sweep(as_json: JsonFlag = False, data: DataOption = None) -> None:
    """Notice what falls due and what is late, and append a checkpoint when an hour has passed."""
    ready(data=data)
    from redress import wiring
    from redress.jobs import sweep as job

    common.out(job.run(at=wiring.now()), as_json=as_json)


def rebuild(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who would move.")] = False,
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Fold every open case again and say whose last day moved."""
    ready(data=data)
    from redress import wiring
    from redress.operations import keeping
    from redress.queries import figures_open

    moved = list(keeping.rebuild(at=wiring.now(), dry_run=dry_run))
    document: dict[str, Any] = {
        "cases": figures_open.open_count(),
        "moved": [one for one in moved if "error" not in one],
    }
    errors = [one for one in moved if "error" in one]
    if errors:
        document["errors"] = errors

    def text() -> str:
        lines = [f"{one['case']}  {one['rule']}  {one['from']} → {one['to']}" for one in document["moved"]]
        return "\n".join(
            [*lines, f"{len(lines)} of {document['cases']} open cases {'would move' if dry_run else 'moved'}"]
        )

    common.out(document, as_json=as_json, text=text)


def verify(
    case: Annotated[str | None, typer.Option("--case", help="Only this case number.")] = None,
    anchor: Annotated[Path | None, typer.Option("--anchor", help="A checkpoint exported earlier (JSON).")] = None,
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Recompute the whole journal; status 1 when a case does not fit."""
    ready(data=data)
    from redress.queries import proofs

    known: dict[str, Any] | None = None
    if anchor is not None:
        try:
            known = json.loads(anchor.read_text("utf-8"))
            if not isinstance(known, dict) or "hash" not in known:
                raise ValueError
        except (OSError, ValueError):
            common.wrong_input(
                what="the anchor is no exported checkpoint",
                where=str(anchor),
                todo="Export one: redress checkpoint --json.",
            )
    found = proofs.verify(number=case, anchor=known)
    if case is not None and found["cases"] == 0:
        common.wrong_input(what=f"there is no case {case}", where="--case", todo="Check the number.")

    def text() -> str:
        lines = [f"{one['case']}  event {one['seq']}  {one['why']}" for one in found["bad"]]
        return "\n".join([*lines, f"{found['cases']} cases, {found['events']} events, {len(lines)} bad"])

    if found["bad"]:
        common.answer_no(found, as_json=as_json, text=text)
    common.out(found, as_json=as_json, text=text)


def checkpoint(as_json: JsonFlag = False, data: DataOption = None) -> None:
    """Append a checkpoint and print it; keep it elsewhere and give it to `verify --anchor`."""
    ready(data=data)
    from redress import wiring
    from redress.operations import keeping

    common.out(keeping.anchor_of(keeping.make_checkpoint(at=wiring.now())), as_json=as_json)


def erase(
    case: Annotated[str, typer.Option("--case", help="The case number.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays in the journal.")],
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Destroy a case's key: nobody can read what was sealed any more; the journal still verifies."""
    ready(data=data)
    from redress import wiring
    from redress.operations import access, keeping
    from redress.operations.refusals import Refused

    try:
        common.out(keeping.erase(number=case, reason=reason, by=access.SYSTEM, at=wiring.now()), as_json=as_json)
    except Refused as refused:
        common.wrong_input(what=refused.en, where="--case", todo=refused.hint_en or "Check the number.")


key = typer.Typer(help="The master key.", rich_markup_mode=None)


@key.callback()
def key_group() -> None:
    """The master key."""


@key.command()
def rotate(as_json: JsonFlag = False, data: DataOption = None) -> None:
    """Make a new master key and wrap every key anew."""
    ready(data=data)
    from redress.operations import keeping

    common.out(keeping.rotate_key(), as_json=as_json)
