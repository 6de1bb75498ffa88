"""What goes through the one door: openings and advances, and what comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from redress.language.keys import Key
from redress.law.standing import Standing
from redress.operations.access import Actor


@dataclass(frozen=True, slots=True)
class Facts:
    """What an appeal says of itself in columns (see store.AppealFacts)."""

    channel: str
    source: str = ""
    external_id: str = ""
    amount: Decimal | None = None
    purchased_on: dt.date | None = None
    subject_class: str = ""
    issue_class: str = ""
    remedy: str = ""
    respondent: str = ""
    respondent_uscc: str = ""
    platform: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A party as it was given; all of it is sealed."""

    role: str  # complainant, respondent, agent
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The number a channel gave: (scope, external_id) is unique."""

    scope: str
    external_id: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens a case. `search_text` is normalised and masked; `title` is masked."""

    procedure: str
    fields: Mapping[str, Any]
    move: str = "open"
    at: dt.datetime | None = None
    office_id: int | None = None  # None: the intake desk
    facts: Facts | None = None
    parties: tuple[PartyDraft, ...] = ()
    keys: tuple[Key, ...] = ()
    title: str = ""
    search_text: str = ""
    source: Source | None = None
    appeal_of: int | None = None  # the case that this one was split from
    is_history: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)  # into the event, as it is (not personal)
    raw: Mapping[str, Any] | None = None  # the payload as it came, sealed with the event
    nudge: bool = True  # ask the worker to compare and classify
    files: tuple[str, ...] = ()
    then: tuple[Follow, ...] = ()  # moves on the case just opened


@dataclass(frozen=True, slots=True)
class Follow:
    """A move on the case that the opening before it made."""

    move: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None
    by: Actor | None = None  # who made it then, where a house's past is written down: recorded as of `at`


@dataclass(frozen=True, slots=True)
class Advance:
    """Makes a move on a case. `expected_version` is what the actor saw; None takes the case as it is."""

    case_id: int
    move: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    expected_version: int | None = None
    at: dt.datetime | None = None
    by: Actor | None = None  # as in Follow


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the door gives back for each case it touched, in the order of the moves."""

    case_id: int
    number: str
    procedure: str
    office_id: int
    version: int
    standing: Standing
    opened: tuple[int, ...] = ()  # cases that a move opened on its way
