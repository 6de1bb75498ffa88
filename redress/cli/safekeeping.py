"""Commands that keep the house safe: backup, restore, retention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redress.cli import common
from redress.cli.common import JsonFlag
from redress.cli.django_up import ready
from redress.cli.keeping import DataOption


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write.")],
    keys: Annotated[Path, typer.Option("--keys", help="The keys, in a file of their own; keep it elsewhere.")],
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Write everything to one file and the keys to another."""
    ready(data=data)
    from redress import wiring
    from redress.operations import backup as verb
    from redress.operations.refusals import Refused

    try:
        common.out(verb.backup(path=file, keys=keys, at=wiring.now()), as_json=as_json)
    except Refused as refused:
        common.wrong_input(what=refused.en, where=refused.where or str(file), todo=refused.hint_en)
    except OSError as wrong:
        common.wrong_input(
            what=f"the file cannot be written: {wrong.strerror}", where=str(file), todo="Choose another place."
        )


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    keys: Annotated[Path, typer.Option("--keys", help="Its keys.")],
    into: Annotated[Path, typer.Option("--into", help="An empty data folder.")],
    as_json: JsonFlag = False,
) -> None:
    """Put a backup into an empty data folder (and the database that REDRESS_DATABASE names, if it is set)."""
    ready(data=into, migrate=True)
    from redress.operations import restoring as verb
    from redress.operations.refusals import Refused

    try:
        common.out(verb.restore(path=file, keys=keys), as_json=as_json)
    except Refused as refused:
        common.wrong_input(what=refused.en, where=refused.where or str(file), todo=refused.hint_en)


def retention(as_json: JsonFlag = False, data: DataOption = None) -> None:
    """Destroy the keys of cases closed longer ago than REDRESS_RETENTION_YEARS; off until that is set."""
    ready(data=data)
    from redress import wiring
    from redress.operations import retention as verb

    common.out(verb.run(at=wiring.now()), as_json=as_json)
