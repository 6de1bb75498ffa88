"""The only file that knows which clock, which law, which steps and which senders are real here."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from redress.law.standing import ZONE


def now() -> dt.datetime:
    """Return the moment: the clock's, or noon of the test day when a test clock is set."""
    moment = dt.datetime.now(dt.UTC)
    if settings.REDRESS_TODAY is not None:
        local = moment.astimezone(ZONE)
        return dt.datetime.combine(settings.REDRESS_TODAY, local.time(), tzinfo=ZONE)
    return moment


def today() -> dt.date:
    """Return the day in China."""
    return now().astimezone(ZONE).date()


def connect() -> None:
    """Tell the floors below what is real: called once when the tables are ready."""
    from redress.queries import lawbook

    lawbook.configure(overlay=settings.REDRESS_LAW)
