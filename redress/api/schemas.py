"""What the API takes and gives, as strict models: unknown keys are refused, dates and sums have one form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from redress.law.asks import Bare, Code, Date, Filled, LongText, Moment, Money, Phone

Short = Annotated[str, StringConstraints(strict=True, max_length=200), Bare]
Kind = Literal["complaint", "tipoff", "inquiry", "other_appeal"]


class Strict(Schema):
    """Refuses unknown keys."""

    model_config = ConfigDict(extra="forbid")


class AppellantIn(Strict):
    """Who brings the appeal."""

    name: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=120), Filled]
    phone: Phone
    address: Short | None = None
    id_number: Annotated[str, StringConstraints(strict=True, max_length=30), Bare] | None = None


class AgentIn(Strict):
    """Someone who acts for the appellant (Order 121 art. 11)."""

    name: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=120), Filled]
    phone: Phone | None = None
    id_number: Annotated[str, StringConstraints(strict=True, max_length=30), Bare] | None = None
    scope: Short | None = None


class RespondentIn(Strict):
    """Whom the appeal is about."""

    name: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200), Filled]
    uscc: Annotated[str, StringConstraints(strict=True, max_length=30), Bare] | None = None
    platform: Annotated[str, StringConstraints(strict=True, max_length=80), Bare] | None = None
    address: Short | None = None
    phone: Annotated[str, StringConstraints(strict=True, max_length=40), Bare] | None = None


class AppealIn(Strict):
    """An appeal as a partner brings it."""

    channel: Code
    external_id: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200), Filled] | None = None
    received_at: Moment | None = None
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=3)] | None = None
    narrative: LongText
    appellant: AppellantIn
    agent: AgentIn | None = None
    respondent: RespondentIn
    remedy_sought: Annotated[list[Code], Field(max_length=15)] = Field(default_factory=list)
    amount: Money | None = None
    purchased_on: Date | None = None
    attachments: Annotated[list[Code], Field(max_length=20)] = Field(default_factory=list)


class MoveIn(Strict):
    """A move: the version of the case that the caller saw, and the fields that the move asks for."""

    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
    fields: dict[str, Any] = Field(default_factory=dict)


class OpenIn(Strict):
    """A case to open by a procedure that is no appeal: the fields that its opening move asks for."""

    procedure: Code
    move: Code | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class LimitOut(Schema):
    """A limit."""

    count: int
    unit: str
    extended: int | None = None


class CiteOut(Schema):
    """The article behind a limit."""

    instrument: str
    article: str
    also: list[dict[str, str]] = Field(default_factory=list)


class ClockOut(Schema):
    """A clock of a case."""

    model_config = ConfigDict(extra="allow")
    rule: str
    due_on: str | None = None
    warn_on: str | None = None
    provisional: bool
    cite: CiteOut | None = None


class CaseBrief(Schema):
    """A case in the answer to a lodging."""

    number: str
    kind: str
    stage: str
    office: str | None = None
    clocks: list[ClockOut]


class AppealOut(Schema):
    """The answer to a lodging."""

    number: str
    follow_code: str
    cases: list[CaseBrief]


class FaultOut(Schema):
    """One wrong field."""

    where: str
    code: str
    message: str


class ErrorOut(Schema):
    """The one error shape."""

    model_config = ConfigDict(extra="allow")
    code: str
    message: str
    where: str | None = None
    hint: str
    errors: list[FaultOut] | None = None


class AnyOut(Schema):
    """A document described in docs/api.md."""

    model_config = ConfigDict(extra="allow")


class UploadOut(Schema):
    """A file that was taken in."""

    upload_id: str
    sha256: str
    kind: str


class PageOut(Schema):
    """A page of a list."""

    items: list[dict[str, Any]]
    next: str | None = None


class FoundOut(Schema):
    """What a search found."""

    hits: list[dict[str, Any]]
    count: int
    count_is_capped: bool
    next: str | None = None
