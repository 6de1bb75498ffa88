"""`redress demo`: fills the fictional city."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Annotated

import typer

from redress.cli import common
from redress.cli.common import JsonFlag
from redress.cli.django_up import ready
from redress.cli.keeping import DataOption

SHOWN = (("desk", "受理台"), ("handler", "办案人员"), ("supervisor", "督办领导"), ("mediator", "调解员"), ("inspector", "监察员"),
         ("analyst", "分析员"), ("council", "消委会"), ("keeper", "服务站"), ("admin", "管理员"), ("auditor", "审计员"))  # fmt: skip


def demo(
    seed: Annotated[int, typer.Option("--seed")] = 1,
    appeals: Annotated[int, typer.Option("--appeals", min=1, max=200_000)] = 2000,
    until: Annotated[
        str | None, typer.Option("--until", help="The day before which the two years lie (default today).")
    ] = None,
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Fill an empty house with a fictional city over the two years before a day; same seed and day, same city."""
    ready(data=data, migrate=True)
    from redress import wiring
    from redress.queries import figures_open

    day = wiring.today()
    if until is not None:
        try:
            day = dt.date.fromisoformat(until)
        except ValueError:
            common.wrong_input(what=f"{until!r} is no date", where="--until", todo="Write it as 2026-11-21.")
    if figures_open.case_count():
        common.wrong_input(
            what="this house has cases already", where="data folder", todo="Name an empty one: --data DIR."
        )
    common.out(_fill(seed=seed, appeals=appeals, until=day), as_json=as_json)


def _fill(*, seed: int, appeals: int, until: dt.date) -> dict[str, object]:
    from redress.demo import fill

    started = time.monotonic()
    shown = sys.stderr.isatty()

    def progress(done: int, all_: int) -> None:
        if shown or done % 500 == 0 or done == all_:
            sys.stderr.write(
                f"{chr(13) if shown else ''}redress: the demo city … {done} of {all_} appeals{'' if shown else chr(10)}"
            )
            sys.stderr.flush()

    filled = fill.fill(seed=seed, appeals=appeals, until=until, progress=progress)
    if shown:
        sys.stderr.write("\n")
    return {
        "appeals": filled.appeals, "cases": filled.cases, "moves": filled.moves, "refused": filled.refused[:50],
        "seconds": round(time.monotonic() - started, 2),
    }  # fmt: skip


def fill_when_empty(*, appeals: int) -> None:
    """Fill the demo city where the house is empty; a second start keeps what is there."""
    from redress import wiring
    from redress.queries import figures_open

    if figures_open.case_count() == 0:
        common.say("redress: the house is empty; filling a fictional city (about half a minute) …")
        _fill(seed=1, appeals=appeals, until=wiring.today())


def sign_ins() -> list[str]:
    """Return the lines that name one demo person a role."""
    from redress.demo import PASSWORD
    from redress.queries import demo_people

    people = demo_people.one_a_role()
    lines = [f"{zh} {people[role]}" for role, zh in SHOWN if role in people]
    return [f"Demo sign-ins (password {PASSWORD}):", *[f"  {line}" for line in lines]] if lines else []
