"""`redress text …`: clean and redact; the other text commands register themselves from their own modules."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import typer

from redress.cli import common, text_common
from redress.language import redact as redaction

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.callback()
def text() -> None:
    """Clean, redact, extract, classify and match text."""


def _redacted(text: str) -> dict[str, Any]:
    found = redaction.redact(text)
    return {
        "text": found.text,
        "spans": [{"kind": span.kind, "at": [span.start, span.end]} for span in found.spans],
    }


@app.command()
def redact(
    file: text_common.FileArgument = "-",
    table: text_common.InOption = "",
    column: text_common.TextOption = "",
    id_column: text_common.IdOption = "",
    out: text_common.OutOption = "",
    as_json: common.JsonFlag = False,
) -> None:
    """Mask names, phones, identity numbers, addresses, plates and accounts; the length stays."""
    if table:
        text_common.each_row(path=table, text=column, id_column=id_column, out=out, as_json=as_json, work=_redacted)
        return
    document = _redacted(text_common.read_text(file))
    common.out(document, as_json=as_json, text=lambda: str(document["text"]))


# Each of these modules offers `register(app)`, which adds its commands; one that is not there adds none.
for _name in ("text_clean", "text_extract", "text_learn", "text_match"):
    if importlib.util.find_spec(f"redress.cli.{_name}") is not None:
        importlib.import_module(f"redress.cli.{_name}").register(app)
