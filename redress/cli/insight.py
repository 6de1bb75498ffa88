"""`redress insight …`: surges and topics; the other insight commands register themselves from their own modules."""

from __future__ import annotations

import importlib
import importlib.util

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@app.callback()
def insight() -> None:
    """Topics, surges, figures and bulletins."""


# Each of these modules offers `register(app)`, which adds its commands; one that is not there adds none.
for _name in ("insight_surges", "insight_topics", "insight_figures"):
    if importlib.util.find_spec(f"redress.cli.{_name}") is not None:
        importlib.import_module(f"redress.cli.{_name}").register(app)
