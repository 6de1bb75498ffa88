"""`redress text extract`: what a clerk reads out of an appeal, each value with its place, rule and confidence."""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated, Any

import typer

from redress.cli import common, text_common
from redress.language import extract as extraction


def _today() -> dt.date:
    """Read the clock; the test clock is honoured as everywhere."""
    if os.environ.get("REDRESS_TEST_CLOCK") == "1" and os.environ.get("REDRESS_TODAY"):
        return dt.date.fromisoformat(os.environ["REDRESS_TODAY"])
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def extract(
    file: text_common.FileArgument = "-",
    filed: Annotated[
        str, typer.Option("--filed", help="The day it was filed (default: today), for 昨天 and dates without a year.")
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

    def work(text: str) -> dict[str, Any]:
        return dict(extraction.extract(text, filed=day).as_dict())

    if table:
        text_common.each_row(path=table, text=column, id_column=id_column, out=out, as_json=as_json, work=work)
        return
    common.out(work(text_common.read_text(file)), as_json=as_json)


def register(app: typer.Typer) -> None:
    """Add the command to the text group."""
    app.command()(extract)
