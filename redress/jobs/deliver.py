"""Delivery: carries the outbox out through the gateways that the wiring names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from redress.gateways import outbox
from redress.gateways.transport import Sender

_senders: dict[str, Sender] = {}


def configure(*, senders: Mapping[str, Sender]) -> None:
    """Name the gateways, by kind of message."""
    _senders.clear()
    _senders.update(senders)


def run(*, at: dt.datetime, most: int = 200) -> dict[str, Any]:
    """Deliver once; safe to run twice: a message that was taken is not sent again."""
    return outbox.carry_out(at=at, senders=_senders, most=most)
