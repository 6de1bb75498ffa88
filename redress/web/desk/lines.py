"""A case as one line of a list: every word and every x of the small clock made ready, so that the template only writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from redress.law.standing import day_of
from redress.queries import clockbar, lawbook
from redress.queries.desk import Row
from redress.web import dates
from redress.web.faults import said, speaks_english

BAR = 100.0  # the width of the small clock


@dataclass(frozen=True, slots=True)
class Line:
    """What the template writes."""

    id: int
    number: str
    version: int
    kind: str
    stage: str
    title: str
    respondent: str
    office: str
    handler: str
    returns: str
    amount: str
    received: str
    national: str
    meaning: str  # on-time, near, late, done, paused; empty where nothing is due
    left: str
    due: str
    due_iso: str
    rule: str
    cite: str
    is_target: bool
    run: float
    over: float
    warn: float
    keys: str  # "a:accept r:refuse": the letters of the moves
    hints: str  # the same in words


def lines(rows: Sequence[Row], *, today: dt.date) -> tuple[Line, ...]:
    """Make the lines of a list."""
    return tuple(line(row, today=today) for row in rows)


def line(row: Row, *, today: dt.date) -> Line:
    """Make one line."""
    meaning, left, due, run, over, warn = "", "", "", 0.0, 0.0, 0.0
    rule = cite = due_iso = ""
    is_target = False
    if row.clock is not None and row.next_due_on is not None:
        bar = clockbar.draw(row.clock, today=today, calendar=lawbook.current().calendar)
        meaning = bar.meaning
        scale = BAR / clockbar.WIDTH
        run, warn = round(bar.run_to * scale, 1), round((bar.warn_x or 0) * scale, 1)
        over = round(bar.over[0] * scale, 1) if bar.over else 0.0
        left = dates.left(bar.days_left or 0, is_working=bar.is_in_working_days)
        due, due_iso = short_day(row.next_due_on), row.next_due_on.isoformat()
        rule = said(row.clock["name"]["zh"], row.clock["name"]["en"])
        is_target = row.clock["basis"] == "target"
        if row.clock["cite"]:
            cite = dates.article(row.clock["cite"]["article"])
    elif not row.is_open:
        meaning, left = "done", _("已办结") if not row.is_history else _("历史件")
    else:
        left = _("无到期日")
    return Line(
        id=row.id,
        number=row.number,
        version=row.version,
        kind=said(row.procedure_zh, row.procedure_en),
        stage=said(row.stage_zh, row.stage_en),
        title=row.title,
        respondent=row.respondent,
        office=said(row.office_zh, row.office_en),
        handler=row.handler,
        returns=_returned(row.returns),
        amount=row.amount,
        received=dates.words(day_of(row.received_at), weekday=False),
        national=row.national_number,
        meaning=meaning,
        left=left,
        due=due,
        due_iso=due_iso,
        rule=rule,
        cite=cite,
        is_target=is_target,
        run=run,
        over=over,
        warn=warn,
        keys=" ".join(f"{move.key}:{move.name}" for move in row.moves),
        hints=" · ".join(f"{move.key} {said(move.zh, move.en)}" for move in row.moves),
    )


def short_day(day: dt.date) -> str:
    """Write a day short, for tables: 9/10 周四; English: Thu 10 Sep."""
    if speaks_english():
        return f"{dates.ENGLISH[day.weekday()]} {day.day} {dates.MONTHS[day.month - 1][:3]}"
    return f"{day.month}/{day.day} 周{dates.WEEKDAYS[day.weekday()]}"


def _returned(times: int) -> str:
    """Say how often a case was returned to the desk; English has a singular."""
    if times == 1:
        return _("退回过 1 次")
    return _("退回过 %(n)s 次") % {"n": times} if times else ""
