"""What the house answers to someone who lodged: number, follow code, cases and their clocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from redress.law.clocks import Clock
from redress.law.standing import Standing
from redress.queries import offices
from redress.store import seal, vault


class Stands(Protocol):
    """A case that was recorded, with its standing."""

    @property
    def number(self) -> str: ...
    @property
    def procedure(self) -> str: ...
    @property
    def office_id(self) -> int: ...
    @property
    def standing(self) -> Standing: ...


def follow_code(number: str) -> str:
    """Derive the code that goes with an appeal's number; it is stored nowhere."""
    return seal.code(vault.secret("follow"), number)


def is_follow_code(*, number: str, code: str) -> bool:
    """Say whether `code` goes with `number`."""
    return seal.same_code(code, follow_code(number))


def clock_view(clock: Clock) -> dict[str, Any]:
    """Return a clock as plain data, as the API gives it."""
    deadline = clock.deadline
    return {
        "rule": clock.rule,
        "name": {"zh": clock.zh, "en": clock.en},
        "basis": clock.basis,
        "start": clock.start.isoformat(),
        "due_on": clock.due_on.isoformat() if clock.due_on else None,
        "warn_on": clock.warn_on.isoformat() if clock.warn_on else None,
        "careful_on": clock.careful_on.isoformat() if clock.careful_on else None,
        "is_careful": clock.is_careful,
        "provisional": clock.is_provisional,
        "paused": clock.is_paused,
        "stopped_on": clock.stopped_on.isoformat() if clock.stopped_on else None,
        "missed": clock.is_missed,
        "pauses": [[began.isoformat(), ended.isoformat() if ended else None] for began, ended in clock.pauses],
        "extended": clock.is_extended,
        "limit": deadline.limit.as_dict() if deadline else None,
        "cite": deadline.cite.as_dict() if deadline and deadline.cite else None,
    }


def of_lodging(recorded: Iterable[Stands]) -> dict[str, Any]:
    """Return the answer to a lodging, without the follow code."""
    cases = list(recorded)
    tree = offices.everything()
    return {
        "number": cases[0].number,
        "cases": [
            {
                "number": case.number,
                "kind": case.procedure,
                "stage": case.standing.stage,
                "office": tree[case.office_id].code if case.office_id in tree else None,
                "clocks": [clock_view(clock) for clock in case.standing.running],
            }
            for case in cases
        ],
    }
