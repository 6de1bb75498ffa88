"""`redress law`: when limits run out, which rules and procedures are in force, which days work, and the check.

Starts without Django. Reading the arguments is in `law_input.py`, the words for people in `law_text.py`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import importlib
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from redress.cli import law_input, law_text
from redress.cli.common import JsonFlag, answer_no, dumps, out, say, wrong_input
from redress.cli.law_input import Question, WrongValue
from redress.law import checking, library, limits, rulebook
from redress.law.calendar import OutsideCalendar
from redress.law.library import Library

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False, help=__doc__)
Many = list[str]


def _library(*, with_procedures: bool = False) -> Library:
    """Load the law with the overlay folder of REDRESS_LAW; say each faulty overlay file in one line."""
    overlay = os.environ.get("REDRESS_LAW", "").strip()
    loaded = library.load(overlay=Path(overlay) if overlay else None, with_procedures=with_procedures)
    for fault in loaded.faults:
        say(f"redress: {fault.file}, {fault.where}: {fault.why}. The law it would replace stays.")
    return loaded


def _ask(loaded: Library, question: Question, *, with_proof: bool) -> limits.Deadline:
    return limits.last_day(
        rulebook=loaded.rulebook,
        calendar=loaded.calendar,
        with_proof=with_proof,
        **{each.name: getattr(question, each.name) for each in dataclasses.fields(question)},
    )


@app.command()
def due(
    rule: Annotated[str, typer.Argument(help="The rule's id; `redress law rules` lists them.")] = "",
    start: Annotated[str, typer.Option(help="The day of the event (a moment for limits in hours).")] = "",
    pause: Annotated[Many, typer.Option(help="FROM..TO or FROM.. (still open); may be repeated.")] = [],  # noqa: B006
    restart: Annotated[Many, typer.Option(help="A day on which the count began again; the last one counts.")] = [],  # noqa: B006
    extended: Annotated[bool, typer.Option("--extended", help="With the rule's own extension.")] = False,
    on: Annotated[str, typer.Option(help="The version in force on this day (default: the start).")] = "",
    region: Annotated[str, typer.Option(help="A region code of six digits, for rules that differ by region.")] = "",
    branch: Annotated[str, typer.Option(help="A branch of the rule, such as cross_province.")] = "",
    include_off: Annotated[bool, typer.Option("--include-off", help="Show what is switched off.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Every day with its reason.")] = False,
    batch: Annotated[str, typer.Option(help="A CSV of questions (rule,start,pauses,restarts,extended,on).")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Say when a limit runs out, by which article, and day by day why."""
    loaded = _library()
    general = Question(region=region or None, branch=branch or None, include_off=include_off)
    if batch:
        if rule or start:
            wrong_input(
                what="--batch takes its rules and starts from the file", where="command line", todo="Drop them."
            )
        _batch(loaded, batch, general, explain=explain)
        return
    if not rule or not start:
        missing = "RULE" if not rule else "--start"
        wrong_input(what=f"{missing} is missing", where="law due", todo="Write: redress law due RULE --start DATE")
    try:
        question = law_input.question(
            rule=rule, start=start, pauses=pause, restarts=restart, extended=extended, on=on, general=general
        )
        answer = _ask(loaded, question, with_proof=explain or as_json)
    except WrongValue as wrong:
        wrong_input(what=wrong.what, where=wrong.where, todo=wrong.todo)
    except rulebook.UnknownRule:
        near = difflib.get_close_matches(rule, loaded.rulebook.rules, n=1)
        todo = f"Did you mean {near[0]}?" if near else "`redress law rules` lists them."
        wrong_input(what=f"there is no rule {rule!r}", where="RULE", todo=todo)
    except (OutsideCalendar, limits.WrongAsk) as wrong:
        wrong_input(what=str(wrong), where=f"law due {rule}", todo=law_text.todo(wrong))
    except rulebook.NoAnswer as none:
        message = str(none)
        answer_no({**none.as_dict(), "rule": rule}, as_json=as_json, text=lambda: message)
    out(
        answer.as_dict(),
        as_json=as_json,
        text=lambda: law_text.deadline(answer, rule=loaded.rulebook.rules[rule], explain=explain),
    )


def _batch(loaded: Library, path: str, general: Question, *, explain: bool) -> None:
    """Answer every line of a CSV as one JSON line; a line that cannot be answered says why and the others go on."""
    asked = wrong = 0
    try:
        for line, entry in law_input.batch(Path(path), general=general, tell=say):
            asked += 1
            answer: dict[str, Any]
            if isinstance(entry, WrongValue):
                answer = {"code": "wrong_input", "message": f"{entry.what} ({entry.where}). {entry.todo}"}
            else:
                try:
                    answer = _ask(loaded, entry, with_proof=explain).as_dict()
                except rulebook.NoAnswer as none:
                    answer = {**none.as_dict(), "rule": entry.rule}
                except (OutsideCalendar, limits.WrongAsk) as bad:
                    answer = {"code": bad.code, "message": f"{bad}. {law_text.todo(bad)}", "rule": entry.rule}
            if "code" in answer:
                wrong += 1
                answer["line"] = line
            sys.stdout.write(dumps(answer) + "\n")
    except WrongValue as bad:
        wrong_input(what=bad.what, where=bad.where, todo=bad.todo)
    say(f"{asked} lines, {wrong} without a date")


@app.command()
def rules(as_json: JsonFlag = False) -> None:
    """List the rules with their dated versions, limits and articles."""
    loaded = _library()
    document = [law_text.rule_dict(rule) for rule in loaded.rulebook.rules.values()]
    out(document, as_json=as_json, text=lambda: law_text.rules(loaded.rulebook.rules.values()))


@app.command()
def procedures(as_json: JsonFlag = False) -> None:
    """List the procedures with their dated versions, stages and moves."""
    loaded = _library(with_procedures=True)
    document = [law_text.procedure_dict(procedure) for procedure in loaded.procedures.values()]
    out(document, as_json=as_json, text=lambda: law_text.procedures(loaded.procedures.values()))


@app.command()
def check(
    against_data: Annotated[
        bool, typer.Option("--against-data", help="Fold the journals of every case with this law, too.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Check that every value has its article and date, that nothing overlaps, and that the parts fit together."""
    overlay = os.environ.get("REDRESS_LAW", "").strip()
    loaded = library.load(overlay=Path(overlay) if overlay else None)
    faults = [fault.as_dict() for fault in checking.check(loaded)]
    if against_data:
        faults += _fold_journals(loaded)
    document = {"ok": not faults, "faults": faults}

    def text() -> str:
        lines = [f"{fault['file']}, {fault['where']}: {fault['why']}" for fault in faults]
        return "\n".join(lines or [f"ok: {len(loaded.rulebook.rules)} rules, {len(loaded.procedures)} procedures"])

    if faults:
        answer_no(document, as_json=as_json, text=text)
    out(document, as_json=as_json, text=text)


def _fold_journals(loaded: Library) -> list[dict[str, str]]:
    """Fold every case's journal with this law; the tables are loaded only here, and only when asked."""
    try:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
        django.setup()
        fold_all = importlib.import_module("redress.queries.journals").fold_all
    except (ImportError, AttributeError) as wrong:
        wrong_input(
            what=f"the journals cannot be read: {wrong}", where="--against-data", todo="Leave the option out."
        )
    return [dict(fault) for fault in fold_all(library=loaded)]


@app.command()
def workdays(
    first: Annotated[str, typer.Option("--from", help="The first day, included.")] = "",
    last: Annotated[str, typer.Option("--to", help="The last day, included.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """List days with whether they work, and count the working ones."""
    try:
        since, until = law_input.day(first, where="--from"), law_input.day(last, where="--to")
    except WrongValue as wrong:
        wrong_input(what=wrong.what, where=wrong.where, todo=wrong.todo)
    if until < since:
        wrong_input(what=f"{until} lies before {since}", where="--to", todo="Give --from and --to in order.")
    calendar = _library().calendar
    try:
        days = [calendar.info(since + dt.timedelta(days=n)) for n in range((until - since).days + 1)]
    except OutsideCalendar as wrong:
        wrong_input(what=str(wrong), where="law workdays", todo="Give days inside it.")
    document = {
        "working_days": sum(day.works for day in days),
        "horizon": calendar.horizon,
        "days": [
            {
                "date": day.date,
                "works": day.works,
                "name": day.name,
                "notice": str(day.notice) if day.notice else None,
                "provisional": day.provisional,
            }
            for day in days
        ],
    }
    out(document, as_json=as_json, text=lambda: law_text.workdays(days, horizon=calendar.horizon))
