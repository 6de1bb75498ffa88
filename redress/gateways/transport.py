"""What every way out shares: a message, and the failure that says whether to try again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class TransportError(Exception):
    """A message could not be handed over; `permanent` says that trying again is of no use."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves the house: to whom, in which words. `key` stays the same when it is tried again."""

    kind: str
    to: str
    subject: str
    text: str
    key: str


class Sender(Protocol):
    """Hands a message over, or raises TransportError."""

    def send(self, message: Message) -> None: ...
