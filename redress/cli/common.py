"""What every command shares: one JSON document out, one clear line for wrong input."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


def plain(value: Any) -> Any:
    """Turn dates, moments, decimals and paths into what JSON can hold; raises TypeError for anything else."""
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def dumps(document: Any, *, indent: int | None = None) -> str:
    """Encode `document` as readable UTF-8 JSON."""
    return json.dumps(document, ensure_ascii=False, indent=indent, default=plain)


def out(document: Any, *, as_json: bool, text: Callable[[], str] | None = None) -> None:
    """Print `document` as JSON, or what `text` says for a person (JSON with indents when there is no text)."""
    if as_json or text is None:
        sys.stdout.write(dumps(document, indent=None if as_json else 2) + "\n")
    else:
        sys.stdout.write(text().rstrip("\n") + "\n")


def say(line: str) -> None:
    """Print a line of progress or log on standard error."""
    sys.stderr.write(line + "\n")


def wrong_input(*, what: str, where: str, todo: str) -> NoReturn:
    """Print one clear line (what, where, what to do) on standard error and leave with status 2."""
    say(f"redress: {what} ({where}). {todo}")
    raise typer.Exit(2)


def answer_no(document: Any, *, as_json: bool, text: Callable[[], str] | None = None) -> NoReturn:
    """Print `document` and leave with status 1: the answer is "no"."""
    out(document, as_json=as_json, text=text)
    raise typer.Exit(1)
