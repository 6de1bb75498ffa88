"""Commands for spreadsheets: import through a mapping profile, export without a cap."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from redress.cli import common
from redress.cli.common import JsonFlag
from redress.cli.django_up import ready
from redress.cli.keeping import DataOption


def import_command(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or JSONL.")],
    profile: Annotated[str, typer.Option("--profile", help="The name of a profile, or its file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")] = False,
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Take in a spreadsheet. A second run receives nothing; rejected rows are written to a file and leave status 0."""
    from redress.channels import profile as profiles

    try:
        chosen = profiles.load(profile)
    except profiles.BadProfile as wrong:
        common.wrong_input(what=str(wrong), where="--profile", todo="See docs/how-to/add-a-mapping-profile.md.")
    if not file.is_file():
        common.wrong_input(what=f"there is no file {file}", where="FILE", todo="Check the path.")
    ready(data=data, migrate=True)
    from django.conf import settings

    from redress import wiring
    from redress.channels import sheets
    from redress.operations.refusals import Refused

    rejects = Path(settings.REDRESS_DATA) / "imports" / f"{file.stem}.{chosen.name}.rejects.csv"
    shown = sys.stderr.isatty()

    def progress(done: int) -> None:
        if shown:
            sys.stderr.write(f"\r{done} rows read …")
            sys.stderr.flush()

    try:
        wiring.need_desk()
        result = sheets.take_in(
            path=file, profile=chosen, rejects=rejects, now=wiring.now, dry_run=dry_run, progress=progress
        )
    except sheets.BadFile as bad:
        common.wrong_input(what=str(bad), where=str(file), todo="Correct the file or the profile.")
    except Refused as refused:
        common.wrong_input(what=refused.en, where=refused.where or str(file), todo=refused.hint_en)
    if shown:
        sys.stderr.write("\r")

    def text() -> str:
        lines = [
            f"{result['read']} rows read: {result['received']} received, {result['already']} already known "
            f"({result['changed']} with new content), {result['rejected']} rejected, {result['skipped']} skipped, "
            f"in {result['seconds']} s"
        ]
        if result["unnamed_columns"]:
            lines.append(f"kept raw, not named in the profile: {', '.join(result['unnamed_columns'])}")
        lines += [f"{count} cells left out ({what})" for what, count in result["cells_dropped"].items()]
        if result["rejects_file"]:
            lines.append(f"rejected rows: {result['rejects_file']}")
        return "\n".join(lines)

    common.out(result, as_json=as_json, text=text)


def export(
    what: Annotated[str, typer.Argument(help="cases or journal")],
    out: Annotated[Path, typer.Option("--out", help="FILE.csv, FILE.jsonl or FILE.xlsx")],
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Write all cases, or the whole journal, to a file: streamed, no cap."""
    if what not in ("cases", "journal"):
        common.wrong_input(what=f"{what!r} cannot be exported", where="WHAT", todo="Say cases or journal.")
    kind = out.suffix.lstrip(".")
    if kind not in ("csv", "jsonl", "xlsx"):
        common.wrong_input(
            what=f"{out.name!r} has no known ending", where="--out", todo="End it in .csv, .jsonl or .xlsx."
        )
    ready(data=data)
    from redress.gateways import handoff
    from redress.queries import exports

    rows, columns = (
        (exports.cases(), exports.CASE_COLUMNS) if what == "cases" else (exports.journal(), exports.JOURNAL_COLUMNS)
    )
    try:
        written = handoff.write(path=out, kind=kind, columns=columns, rows=rows)
    except OSError as wrong:
        common.wrong_input(
            what=f"the file cannot be written: {wrong.strerror}", where=str(out), todo="Choose another place."
        )
    common.out({"rows": written}, as_json=as_json)
