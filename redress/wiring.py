"""The only file that knows which clock, which law, which steps and which senders are real here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from redress.gateways.files import FileSink
from redress.gateways.mail import SmtpMail
from redress.gateways.sms import HttpSms
from redress.gateways.transport import Sender
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
    from redress.jobs import deliver
    from redress.queries import lawbook

    lawbook.configure(overlay=settings.REDRESS_LAW)
    deliver.configure(senders=senders())


def senders() -> dict[str, Sender]:
    """Return the gateways that are set; a file sink in the data folder stands for each that is not."""
    sink = FileSink(folder=Path(settings.REDRESS_DATA) / "outbox")
    sms: Sender = HttpSms(url=settings.REDRESS_SMS_URL) if settings.REDRESS_SMS_URL else sink
    mail: Sender = sink
    if settings.EMAIL_HOST:
        mail = SmtpMail(host=settings.EMAIL_HOST, port=settings.EMAIL_PORT, sender="redress@localhost")
    return {"sms": sms, "mail": mail}


def need_desk() -> None:
    """Make the one office that an import into a fresh house needs; a house that has a desk is left as it is."""
    from redress.operations import house

    house.found(at=now())
