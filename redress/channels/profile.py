"""Mapping profiles: how the columns of somebody's spreadsheet become an appeal. Data, one YAML file each."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pydantic
from pydantic import ConfigDict, Field

from redress.law import yamlfile
from redress.taxonomy import tree

FOLDER = Path(__file__).parent / "profiles"
KIND_NAMES = Literal["complaint", "tipoff", "inquiry", "other_appeal"]


class BadProfile(Exception):
    """Says what is wrong with a profile, where, in one line."""


class _Part(pydantic.BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Format(_Part):
    """The file's form; `header` is the number of the row that names the columns."""

    kind: Literal["csv", "xlsx", "jsonl"] = "csv"
    encoding: str = "auto"
    header: int = Field(1, ge=1, le=50)


class Mapped(_Part):
    """A value looked up from a column; what the map does not name becomes `default`, else the cell itself."""

    column: str
    map: dict[str, str] = Field(default_factory=dict)
    default: str | None = None


class KindMapped(_Part):
    """A kind looked up from a column."""

    column: str
    map: dict[str, KIND_NAMES] = Field(default_factory=dict)
    default: KIND_NAMES = "other_appeal"


class Moment(_Part):
    """A moment read from a column."""

    column: str
    formats: list[str] = Field(default_factory=list)
    zone: str = "Asia/Shanghai"


class Person(_Part):
    """Columns about the appellant."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    id_number: str | None = None


class Trader(_Part):
    """Columns about the respondent."""

    name: str | None = None
    uscc: str | None = None
    platform: str | None = None
    address: str | None = None
    phone: str | None = None


class Amount(_Part):
    """A sum read from a column."""

    column: str
    unit: Literal["yuan", "wan", "fen"] = "yuan"


class Outcome(_Part):
    """What came of it."""

    reply: str | None = None
    closed_at: str | Moment | None = None


class Profile(_Part):
    """A mapping profile, as contract.md describes it."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    format: Format
    id: str | None = None
    channel: str | Mapped
    kind: KIND_NAMES | KindMapped
    history: bool = False
    received_at: Moment
    dispatched_at: str | Moment | None = None
    narrative: Annotated[list[str], Field(min_length=1)]
    appellant: Person = Person()
    respondent: Trader = Trader()
    amount: Amount | None = None
    orders: str | None = None
    subject_class: Mapped | None = None
    issue_class: Mapped | None = None
    area: str | Mapped | None = None
    outcome: Outcome = Outcome()
    ignore: list[str] = Field(default_factory=list)
    note: str = ""

    def columns(self) -> dict[str, str]:
        """Return the columns that the profile names, each with the key that names it."""
        found: dict[str, str] = {}

        def take(key: str, value: Any) -> None:
            if isinstance(value, str) and value:
                found.setdefault(value, key)
            elif isinstance(value, (Mapped, KindMapped, Moment, Amount)):
                found.setdefault(value.column, key)

        take("id", self.id)
        for key in ("received_at", "dispatched_at", "amount", "orders", "subject_class", "issue_class", "area"):
            take(key, getattr(self, key))
        if isinstance(self.channel, Mapped):
            take("channel", self.channel)
        if isinstance(self.kind, KindMapped):
            take("kind", self.kind)
        for column in self.narrative:
            take("narrative", column)
        for key in ("appellant", "respondent", "outcome"):
            for sub, value in getattr(self, key):
                take(f"{key}.{sub}", value)
        return found


@functools.cache
def channel_codes() -> frozenset[str]:
    """Return the codes of the channels that appeals come by."""
    return frozenset(node.id for node in tree.load() if node.scheme == "channel")


def _check_channels(profile: Profile, name: str) -> None:
    given = profile.channel
    named = [given] if isinstance(given, str) else [*given.map.values(), *([given.default] if given.default else [])]
    for code in named:
        if code not in channel_codes():
            raise BadProfile(
                f"{name}: channel: there is no channel code {code!r}; see redress/taxonomy/data/channel.csv"
            )


def load(name_or_path: str) -> Profile:
    """Load a profile by its name or from a file; raises BadProfile."""
    path = Path(name_or_path)
    if not path.suffix and (FOLDER / f"{name_or_path}.yaml").is_file():
        path = FOLDER / f"{name_or_path}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yaml")))
        raise BadProfile(f"there is no profile {name_or_path!r}; give a file, or one of: {known}")
    try:
        document = yamlfile.read_yaml(path)
    except yamlfile.Unreadable as wrong:
        raise BadProfile(f"{path.name} cannot be read: {' '.join(str(wrong).split())[:160]}") from None
    try:
        profile = Profile.model_validate(document)
    except pydantic.ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadProfile(f"{path.name}: {where}: {first['msg']}") from None
    _check_channels(profile, path.name)
    for moment in (profile.received_at, profile.dispatched_at, profile.outcome.closed_at):
        if isinstance(moment, Moment):
            try:
                ZoneInfo(moment.zone)
            except (ZoneInfoNotFoundError, ValueError):
                raise BadProfile(f"{path.name}: there is no time zone {moment.zone!r}") from None
    return profile
