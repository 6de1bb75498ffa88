"""Retention: personal data of cases closed long ago is destroyed. No law read here names the years, so a house sets them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from redress.law.standing import day_of
from redress.operations import access, keeping
from redress.operations.refusals import Refused
from redress.store.models import Case


def run(*, at: dt.datetime) -> dict[str, Any]:
    """Erase what is due; returns what was done and what was not. Off until REDRESS_RETENTION_YEARS is set."""
    years = settings.REDRESS_RETENTION_YEARS
    if years is None:
        return {"erased": 0, "kept": Case.objects.count(), "off": "REDRESS_RETENTION_YEARS is not set", "errors": []}
    today = day_of(at)
    last = today.replace(year=today.year - years, day=min(today.day, 28) if today.month == 2 else today.day)
    done: dict[str, Any] = {"erased": 0, "kept": 0, "errors": []}
    for number in list(
        Case.objects.filter(is_open=False, is_erased=False, closed_on__lt=last).values_list("number", flat=True)
    ):
        try:
            keeping.erase(
                number=number,
                reason=f"retention of {years} years ended",
                by=access.SYSTEM,
                at=at,
                is_one_of_many=True,
            )
            done["erased"] += 1
        except Refused as refused:
            done["errors"].append({"case": number, "why": refused.en})
    if done["erased"]:
        done["traces"] = keeping.wipe_traces()
    done["kept"] = Case.objects.filter(is_erased=False).count()
    return done
