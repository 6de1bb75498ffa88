"""The `redress` command: finds the command's own module and loads only that one.

A command group lives in a module of its own and is imported when it is asked for, so that `redress law due`
starts without Django and `redress text clean` without the tables.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
import typer.core
import typer.main

# name → (module, attribute, one line of help). A Typer app or a plain function with typed options.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "up": ("redress.cli.up", "up", "Serve the web, the worker and the clock in one command."),
    "doctor": ("redress.cli.up", "doctor", "Say what is wrong here, and what to do."),
    "demo": ("redress.cli.demo", "demo", "Fill a fictional city."),
    "user": ("redress.cli.people", "user", "People who sign in."),
    "token": ("redress.cli.people", "token", "Tokens for machines."),
    "import": ("redress.cli.sheets", "import_command", "Take in a spreadsheet through a mapping profile."),
    "export": ("redress.cli.sheets", "export", "Write cases or the journal to a file."),
    "law": ("redress.cli.law", "app", "Limits, rules, procedures and working days."),
    "text": ("redress.cli.text", "app", "Clean, extract, redact, classify and match text."),
    "sweep": ("redress.cli.keeping", "sweep", "Notice what falls due and what is late."),
    "deliver": ("redress.cli.up", "deliver_command", "Carry the outbox out."),
    "rebuild": ("redress.cli.keeping", "rebuild", "Fold every open case again; say who moved."),
    "verify": ("redress.cli.keeping", "verify", "Recompute the journal; name what does not fit."),
    "checkpoint": ("redress.cli.keeping", "checkpoint", "Append a checkpoint and print it."),
    "key": ("redress.cli.keeping", "key", "The master key."),
    "erase": ("redress.cli.keeping", "erase", "Destroy a case's key."),
    "backup": ("redress.cli.safekeeping", "backup", "Write everything to a file, the keys to another."),
    "restore": ("redress.cli.safekeeping", "restore", "Put a backup into an empty data folder."),
    "retention": ("redress.cli.safekeeping", "retention", "Destroy the keys of cases closed long ago."),
    "bench": ("redress.cli.bench", "bench", "Measure what is claimed to be fast."),
    "worker": ("redress.cli.up", "worker", "Work off what waits (started by `up`)."),
    "insight": ("redress.cli.insight", "app", "Topics, surges, figures and bulletins."),
}


class LazyGroup(typer.core.TyperGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """List the command names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the module behind `cmd_name` and return its command; None when there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        target = getattr(importlib.import_module(module), attribute)
        if not isinstance(target, typer.Typer):
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(name=cmd_name)(target)
            target = single
        return typer.main.get_command(target)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def redress() -> None:
    """Redress: consumer protection by the law in force, on time and in the open."""


def _trouble(wrong: Exception) -> str:
    """Say in one line what this machine cannot give just now: a database, a disk, a setting. Empty for anything else."""
    said = " ".join(str(wrong).split())[:200] or type(wrong).__name__
    if isinstance(wrong, OSError):
        return f"{wrong.strerror or said} ({wrong.filename or 'a file'}). Make room or name another place, then run it again."
    if "django" not in sys.modules:
        return ""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    from redress.operations.refusals import Refused

    if isinstance(wrong, ImproperlyConfigured):
        return f"{said} (settings). Correct the environment variable."
    if isinstance(wrong, Refused):  # one that the command did not tell itself
        return f"{wrong.en}. {wrong.hint_en}"
    if not isinstance(wrong, Error):
        return ""
    if said.startswith("no such table") or ("relation" in said and "does not exist" in said):
        return "there is no Redress in this data folder yet (REDRESS_DATA, REDRESS_DATABASE). Run `redress up` first, or name the right one."
    return f"the database cannot be used: {said} (REDRESS_DATA, REDRESS_DATABASE). See `redress doctor`."


def run() -> None:
    """Run the command line and leave with its status; a wrong command line is one line and status 2."""
    try:
        code = app(prog_name="redress", standalone_mode=False)
    except typer.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as wrong:
        if type(wrong).__name__ == "NoArgsIsHelpError":
            sys.stderr.write("redress: a command is needed (command line). See --help.\n")
            sys.exit(2)
        line = (
            f"{wrong.format_message()} (command line). See --help."
            if hasattr(wrong, "format_message")
            else _trouble(wrong)
        )
        if not line:
            raise
        sys.stderr.write(f"redress: {line}\n")
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
