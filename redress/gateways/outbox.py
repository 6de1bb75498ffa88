"""Carries the outbox out: each waiting message once, again later when it failed for a passing reason."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from redress.gateways.transport import Message, Sender, TransportError
from redress.operations import outbox

log = logging.getLogger("redress.deliver")


def carry_out(*, at: dt.datetime, senders: Mapping[str, Sender], most: int = 200) -> dict[str, Any]:
    """Send what is due; returns {sent, failed, waiting}. One bad message does not stop the rest."""
    sent = failed = 0
    for one in outbox.claim(at=at, kinds=tuple(senders), most=most):
        if one.to is None:
            outbox.give_up(one.id, why=one.why, at=at)
            failed += 1
            continue
        try:
            senders[one.kind].send(Message(one.kind, one.to, one.subject, one.text, f"outbox-{one.id}"))
        except TransportError as wrong:
            failed += 1
            outbox.put_back(one.id, why=str(wrong), permanent=wrong.permanent, attempts=one.attempts, at=at)
        except Exception as wrong:
            log.exception("a message could not be sent")
            failed += 1
            outbox.put_back(one.id, why=type(wrong).__name__, permanent=False, attempts=one.attempts, at=at)
        else:
            outbox.mark_sent(one.id, at=at)
            sent += 1
    return {"sent": sent, "failed": failed, "waiting": outbox.waiting(kinds=tuple(senders))}
