"""`redress text extract`: what a clerk reads out of an appeal, each value with its place, rule and confidence."""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated, Any

import typer

from redress.cli import common, text_common
from redress.language import extract as extraction
from redress.language import registry as registers


def _today() -> dt.date:
    """Read the clock; the test clock is honoured as everywhere."""
    if os.environ.get("REDRESS_TEST_CLOCK") == "1" and os.environ.get("REDRESS_TODAY"):
        return dt.date.fromisoformat(os.environ["REDRESS_TODAY"])
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def _registry(path: str) -> extraction.TraderIndex:
    """Read the register of traders; names shorter than two characters are passed over and counted."""
    rows = text_common.open_rows(path, columns=["name"])
    held, short = [], 0
    for row in rows:
        name = (row.get("name") or "").strip()
        if "" in row or len(name) < 2:
            short += 1
            continue
        held.append((name, (row.get("aliases") or "").split("|")))
    for note in rows.notes:
        common.say(f"redress: {note} ({path}).")
    if short:
        common.say(f"redress: {short} rows without a name of two characters passed over ({path}).")
    if not held:
        common.wrong_input(what="no trader in the register", where=path, todo="Give a table with a column name.")
    return registers.index_of(held)


def extract(
    file: text_common.FileArgument = "-",
    filed: Annotated[
        str, typer.Option("--filed", help="The day it was filed (default: today), for 昨天 and dates without a year.")
    ] = "",
    registry: Annotated[
        str, typer.Option("--registry", help="A table of traders: columns name and aliases (parted by |).")
    ] = "",
    table: text_common.InOption = "",
    column: text_common.TextOption = "",
    id_column: text_common.IdOption = "",
    out: text_common.OutOption = "",
    as_json: common.JsonFlag = False,
) -> None:
    """Read sums, dates, numbers, traders, platforms, goods and wishes out of an appeal."""
    try:
        day = dt.date.fromisoformat(filed) if filed else _today()
    except ValueError:
        common.wrong_input(what=f"{filed!r} is no date", where="--filed", todo="Write it as 2026-11-21.")
    known = _registry(registry) if registry else None

    def work(text: str) -> dict[str, Any]:
        return dict(extraction.extract(text, filed=day, traders=known).as_dict())

    if table:
        text_common.each_row(path=table, text=column, id_column=id_column, out=out, as_json=as_json, work=work)
        return
    common.out(work(text_common.read_text(file)), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Add the command to the text group."""
    app.command()(extract)
