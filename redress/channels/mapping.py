"""From a record to an appeal, by a profile. A cell that cannot be read is named; only two faults lose the row."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from redress.channels.profile import Mapped, Moment, Profile, channel_codes
from redress.channels.records import Record
from redress.language import plain
from redress.operations.steps.prepare import AppealDraft

ISO = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})[:：](\d{1,2})(?:[:：](\d{1,2})(?:\.\d+)?)?)?\s*"
    r"(Z|[+-]\d{2}:?\d{2})?\s*\Z"
)
SUM = re.compile(r"\s*[¥￥$]?\s*(\d{1,3}(?:[,，]\d{3})+|\d+)(\.\d+)?\s*(万)?元?\s*\Z")
UNITS = {"yuan": Decimal(1), "wan": Decimal(10_000), "fen": Decimal("0.01")}
FIRST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)


class RowFault(Exception):
    """A row that cannot be taken in: which column, which value, why."""

    def __init__(self, *, column: str, value: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.code, self.reason = column, value, code, reason


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row as an appeal, with its id and the digest of its content."""

    draft: AppealDraft
    external_id: str
    digest: bytes
    dropped: tuple[tuple[str, str], ...]  # (column, why) of cells that could not be read


class Mapper:
    """Maps the records of one file."""

    def __init__(self, *, profile: Profile, columns: tuple[str, ...], now: dt.datetime) -> None:
        self.profile, self.columns, self.now = profile, columns, now
        self.place = {name: index for index, name in enumerate(columns)}
        self.header = tuple(columns)
        self.ignored = frozenset(profile.ignore)
        self.latest = now + dt.timedelta(days=1)

    def missing(self) -> list[str]:
        """Return the columns that the profile names and the file lacks."""
        return [f"{column} ({key})" for column, key in self.profile.columns().items() if column not in self.place]

    def unnamed(self) -> list[str]:
        """Return the columns of the file that the profile does not name; they are kept raw."""
        named = self.profile.columns()
        return [name for name in self.columns if name not in named and name not in self.ignored]

    def is_header(self, record: Record) -> bool:
        """Say whether a record repeats the header."""
        return record.cells is not None and tuple(cell.strip() for cell in record.cells) == self.header

    def cell(self, cells: tuple[str, ...], column: str | None) -> str:
        """Return a cell, stripped; empty for a column that is not mapped."""
        return "" if column is None else cells[self.place[column]].strip()

    def map(self, record: Record) -> MappedRow:
        """Map one record; raises RowFault when it has no readable `received_at` or no narrative."""
        cells = record.cells
        assert cells is not None
        profile = self.profile
        dropped: list[tuple[str, str]] = []
        received = self._received(cells)
        parts = [self.cell(cells, column) for column in profile.narrative]
        narrative = plain.normalise("\n".join(part for part in parts if part))
        if not narrative.strip():
            column = profile.narrative[-1]
            raise RowFault(column=column, value="", code="narrative_missing", reason="the row has no text")
        if len(narrative) > LONGEST:
            why = f"the text has more than {LONGEST:,} characters"
            raise RowFault(column=profile.narrative[-1], value=narrative[:80], code="too_long", reason=why)
        raw = {
            name: value for name, value in zip(self.columns, cells, strict=True) if value and name not in self.ignored
        }
        content = json.dumps(raw, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(content).digest()
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            why = "the row holds half a character, which no file can keep"
            raise RowFault(column="", value="", code="text_unreadable", reason=why) from None
        external_id = (self.cell(cells, profile.id) if profile.id else "") or digest.hex()
        kind = (
            profile.kind
            if isinstance(profile.kind, str)
            else profile.kind.map.get(self.cell(cells, profile.kind.column), profile.kind.default)
        )
        draft = AppealDraft(
            kinds=(kind,),
            channel=self._channel(cells, dropped),
            narrative=narrative,
            received_at=received,
            source=f"profile:{profile.name}",
            external_id=external_id[:200],
            appellant=self._texts(cells, profile.appellant),
            respondent=self._texts(cells, profile.respondent),
            amount=self._amount(cells, dropped),
            orders=tuple(filter(None, [self.cell(cells, profile.orders)])) if profile.orders else (),
            subject_class=self._mapped(cells, profile.subject_class)[:20],
            issue_class=self._mapped(cells, profile.issue_class)[:20],
            area=self._area(cells)[:20],
            raw=raw,
            is_history=profile.history,
            reply=plain.normalise(self.cell(cells, profile.outcome.reply)),
            closed_at=self._moment(cells, profile.outcome.closed_at, dropped),
            dispatched_at=self._moment(cells, profile.dispatched_at, dropped),
        )
        return MappedRow(draft, external_id[:200], digest, tuple(dropped))

    def _received(self, cells: tuple[str, ...]) -> dt.datetime:
        spec = self.profile.received_at
        text = self.cell(cells, spec.column)
        moment = read_moment(text, tuple(spec.formats), spec.zone) if text else None
        if moment is None:
            code, why = (
                ("date_missing", "the time of receipt is missing")
                if not text
                else ("date_unreadable", "the time of receipt cannot be read")
            )
            raise RowFault(column=spec.column, value=text, code=code, reason=why)
        if not FIRST <= moment <= self.latest:
            why = "the time of receipt is before 1990 or in the future"
            raise RowFault(column=spec.column, value=text, code="date_out_of_range", reason=why)
        return moment

    def _moment(
        self, cells: tuple[str, ...], spec: str | Moment | None, dropped: list[tuple[str, str]]
    ) -> dt.datetime | None:
        if spec is None:
            return None
        column = spec if isinstance(spec, str) else spec.column
        text = self.cell(cells, column)
        if not text:
            return None
        formats = self.profile.received_at.formats if isinstance(spec, str) else spec.formats
        zone = self.profile.received_at.zone if isinstance(spec, str) else spec.zone
        moment = read_moment(text, tuple(formats), zone)
        if moment is None or not FIRST <= moment <= self.latest:
            dropped.append((column, "date_unreadable"))
            return None
        return moment

    def _mapped(self, cells: tuple[str, ...], spec: str | Mapped | None) -> str:
        if spec is None:
            return ""
        if isinstance(spec, str):
            return spec
        value = self.cell(cells, spec.column)
        return spec.map.get(value, spec.default if spec.default is not None else value)

    def _channel(self, cells: tuple[str, ...], dropped: list[tuple[str, str]]) -> str:
        code = self._mapped(cells, self.profile.channel)
        if code in channel_codes():
            return code
        if isinstance(self.profile.channel, Mapped) and code:
            dropped.append((self.profile.channel.column, "channel_unknown"))
        return ""

    def _area(self, cells: tuple[str, ...]) -> str:
        area = self.profile.area
        return self.cell(cells, area) if isinstance(area, str) else self._mapped(cells, area)

    def _texts(self, cells: tuple[str, ...], spec: Any) -> Mapping[str, str]:
        return {name: value[:300] for name, column in spec if column and (value := self.cell(cells, column))}

    def _amount(self, cells: tuple[str, ...], dropped: list[tuple[str, str]]) -> Decimal | None:
        spec = self.profile.amount
        if spec is None or not (text := self.cell(cells, spec.column)):
            return None
        found = SUM.match(text)
        try:
            if not found:
                raise InvalidOperation
            value = Decimal(found[1].replace(",", "").replace("，", "") + (found[2] or "")) * UNITS[spec.unit]
            value = (value * 10_000 if found[3] else value).quantize(Decimal("0.01"))
            if value >= Decimal(10) ** 12:
                raise InvalidOperation
        except InvalidOperation:
            dropped.append((spec.column, "amount_unreadable"))
            return None
        return value


LONGEST = 100_000  # characters of a narrative, as everywhere
USUAL = "%Y-%m-%d %H:%M:%S"
PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


@functools.lru_cache(maxsize=65_536)
def read_moment(text: str, formats: tuple[str, ...], zone: str) -> dt.datetime | None:
    """Read a moment by the formats given, else as ISO or 2019/2/28 11:25:05; None when it cannot be read."""
    for pattern in formats:
        try:
            if pattern == USUAL and PLAIN.fullmatch(text):  # many times faster than strptime, and the same
                return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
            moment = dt.datetime.strptime(text, pattern)  # noqa: DTZ007  (the zone is put on below)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    found = ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        plain = dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        if found[7] and found[7] != "Z":
            return plain.replace(
                tzinfo=dt.datetime.fromisoformat(f"2000-01-01T00:00{found[7][:3]}:{found[7][-2:]}").tzinfo
            )
        return plain.replace(tzinfo=dt.UTC if found[7] else ZoneInfo(zone))
    except ValueError:
        return None
