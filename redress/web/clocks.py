"""Clocks on pages: the bar, the words beside it, and the way to the proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from redress import wiring
from redress.queries import clockbar, lawbook
from redress.web import dates
from redress.web.faults import said, speaks_english


def proof_address(view: Mapping[str, Any]) -> str:
    """Return the page that proves a clock's date day by day; empty for a day that a person set."""
    if view.get("basis") == "set" or not view.get("rule"):
        return ""
    asked = {"start": str(view["start"])}
    pauses = ",".join(f"{began}..{ended or ''}" for began, ended in view.get("pauses", []))
    if pauses:
        asked["pauses"] = pauses
    if view.get("extended"):
        asked["extended"] = "1"
    return f"/law/proof/{view['rule']}?{urlencode(asked)}"


def words(view: Mapping[str, Any], *, today: dt.date | None = None) -> dict[str, Any]:
    """Return a clock as words: name, due, left, meaning, cite, where its proof is, and its bar."""
    now = today or wiring.today()
    bar = clockbar.draw(view, today=now, calendar=lawbook.current().calendar)
    due, stopped = dates.as_day(view.get("due_on")), dates.as_day(view.get("stopped_on"))
    names = view.get("name") or {}
    if stopped:
        left = _("%(day)s 已完成") % {"day": dates.words(stopped, weekday=False)}
    elif view.get("paused"):
        left = _("暂停计时")
    elif bar.days_left is None:
        left = ""
    else:
        left = dates.left(bar.days_left, is_working=bar.is_in_working_days)
    return {
        "bar": bar,
        "width": clockbar.WIDTH,
        "name": said(str(names.get("zh", "")), str(names.get("en", ""))),
        "is_target": view.get("basis") == "target",
        "says_target": "目标" in str(names.get("zh", "")),
        "is_careful": bool(view.get("is_careful")),
        "is_provisional": bool(view.get("provisional")),
        "due": dates.words(due) if due else "",
        "due_iso": due.isoformat() if due else "",
        "left": left,
        "meaning": bar.meaning,
        "cite": dates.citation(view["cite"]) if view.get("cite") else "",
        "proof": proof_address(view),
        "described": described(bar, due=due, left=left),
    }


def described(bar: clockbar.Bar, *, due: dt.date | None, left: str) -> str:
    """Say in one sentence what the bar shows, for those who do not see it."""
    parts = [_("从 %(day)s 起算") % {"day": dates.words(bar.start, weekday=False)}]
    if due:
        parts.append(_("%(day)s 到期") % {"day": dates.words(due, weekday=False)})
    if bar.rests:
        parts.append(_("其间有 %(n)s 天放假") % {"n": bar.rests})
    if bar.makeups:
        parts.append(_("有 %(n)s 天调休上班") % {"n": bar.makeups})
    if bar.pauses:
        parts.append(_("有一段时间暂停计时"))
    if left:
        parts.append(left)
    return (", " if speaks_english() else "，").join(parts)


def html(view: Any, *, today: dt.date | None, request: HttpRequest | None) -> SafeString:
    """Draw a clock as a part of a page."""
    if not isinstance(view, Mapping):
        return mark_safe("")
    return mark_safe(  # noqa: S308 — the template escapes
        render_to_string("components/clock.html", {"clock": words(view, today=today)}, request=request)
    )
