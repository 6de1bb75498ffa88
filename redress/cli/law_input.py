"""Reading what people write for `redress law`: days, moments, pauses, and CSV files of questions."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}\Z")
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2})[T ]"
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)
REGION = re.compile(r"[0-9]{6}\Z")
COLUMNS = ("rule", "start", "pauses", "restarts", "extended", "on")
YES, NO = frozenset({"1", "true", "yes", "y", "是"}), frozenset({"", "0", "false", "no", "n", "否"})


class WrongValue(Exception):
    """Says what is wrong with a value, where it stands, and what to do."""

    def __init__(self, *, what: str, where: str, todo: str) -> None:
        super().__init__(what)
        self.what, self.where, self.todo = what, where, todo


@dataclass(frozen=True, slots=True)
class Question:
    """What `limits.last_day` is asked."""

    rule: str = ""
    start: dt.date | dt.datetime = dt.date.min
    pauses: tuple[tuple[dt.date, dt.date | None], ...] = ()
    restarts: tuple[dt.date, ...] = ()
    extended: bool = False
    on: dt.date | None = None
    region: str | None = None
    branch: str | None = None
    include_off: bool = False


def day(text: str, *, where: str) -> dt.date:
    """Read a day written 2026-04-15 or 2026/4/15; raises WrongValue."""
    text = text.strip()
    if DAY.match(text):
        year, month, number = (int(part) for part in re.split("[-/]", text))
        try:
            return dt.date(year, month, number)
        except ValueError:
            raise WrongValue(what=f"there is no day {text}", where=where, todo="Check month and day.") from None
    raise WrongValue(what=f"{text!r} is no day", where=where, todo="Write it like 2026-04-15.")


def day_or_moment(text: str, *, where: str) -> dt.date | dt.datetime:
    """Read a day, or a moment with a T or a blank (zone Asia/Shanghai where none is given); raises WrongValue."""
    text = text.strip()
    found = MOMENT.match(text)
    if found is None:
        return day(text, where=where)
    date = day(found[1], where=where)
    try:
        clock = dt.time.fromisoformat(found[2].zfill(len(found[2]) + (found[2][1] == ":")))
        zone: dt.tzinfo = ZONE
        if found[3]:
            zone = dt.datetime.strptime("+0000" if found[3] == "Z" else found[3], "%z").tzinfo or ZONE
        moment = dt.datetime.combine(date, clock, tzinfo=zone)
        moment.astimezone(ZONE)
        return moment
    except (ValueError, OverflowError):
        raise WrongValue(what=f"there is no moment {text}", where=where, todo="Check hour and zone.") from None


def pause(text: str, *, where: str) -> tuple[dt.date, dt.date | None]:
    """Read FROM..TO, or FROM.. for a pause still open; raises WrongValue."""
    began, dots, ended = text.strip().partition("..")
    if not dots:
        raise WrongValue(
            what=f"{text!r} is no pause", where=where, todo="Write 2026-05-01..2026-05-10 or 2026-05-01.."
        )
    first = day(began, where=where)
    last = day(ended, where=where) if ended.strip() else None
    if last is not None and last < first:
        raise WrongValue(what=f"the pause {text} ends before it begins", where=where, todo="Swap its days.")
    return first, last


def question(
    *,
    rule: str,
    start: str,
    pauses: Sequence[str],
    restarts: Sequence[str],
    extended: bool,
    on: str,
    general: Question,
) -> Question:
    """Read one question; region, branch and include_off come from `general`; raises WrongValue."""
    if general.region is not None and not REGION.match(general.region):
        raise WrongValue(what=f"{general.region!r} is no region", where="--region", todo="Give six digits: 330000.")
    begins = day_or_moment(start, where="--start")
    first = begins.astimezone(ZONE).date() if isinstance(begins, dt.datetime) else begins
    again = tuple(day(text, where="--restart") for text in restarts)
    early = next((each for each in again if each < first), None)
    if early is not None:
        raise WrongValue(
            what=f"the restart {early} lies before the start", where="--restart", todo="Check both days."
        )
    return replace(
        general,
        rule=rule.strip(),
        start=begins,
        pauses=tuple(pause(text, where="--pause") for text in pauses),
        restarts=again,
        extended=extended,
        on=day(on, where="--on") if on.strip() else None,
    )


def batch(
    path: Path, *, general: Question, tell: Callable[[str], None]
) -> Iterator[tuple[int, Question | WrongValue]]:
    """Yield (line, question or what is wrong with it) for every row of a CSV file.

    A BOM, GB18030, blank lines and a repeated header are met and said through `tell`. Raises WrongValue when the
    file cannot be read or its header lacks `rule` or `start`.
    """
    rows = csv.reader(io.StringIO(_text(path, tell=tell), newline=""))
    header: list[str] | None = None
    repeated = 0
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as wrong:
            yield line, WrongValue(what=f"the row cannot be read: {wrong}", where=f"line {line}", todo="Mend it.")
            continue
        if not any(cell.strip() for cell in row):
            continue
        cells = [cell.strip() for cell in row]
        if header is None:
            header = [cell.lower() for cell in cells]
            for needed in ("rule", "start"):
                if needed not in header:
                    raise WrongValue(
                        what=f"the column {needed!r} is missing", where=str(path), todo=f"Name: {','.join(COLUMNS)}"
                    )
            continue
        if [cell.lower() for cell in cells] == header:
            repeated += 1
            continue
        yield line, _row(cells, header, general, line)
    if header is None:
        raise WrongValue(what="the file is empty", where=str(path), todo=f"Give it the columns {','.join(COLUMNS)}.")
    if repeated:
        tell(f"{path}: the header stands {repeated + 1} times; the later ones are skipped")


def _row(cells: Sequence[str], header: Sequence[str], general: Question, line: int) -> Question | WrongValue:
    where = f"line {line}"
    if len(cells) != len(header):
        what = f"{len(cells)} cells where the header has {len(header)}"
        return WrongValue(what=what, where=where, todo="Mend the row.")
    entry = dict(zip(header, cells, strict=True))
    extended = entry.get("extended", "").lower()
    if extended not in YES | NO:
        return WrongValue(
            what=f"{extended!r} is neither yes nor no", where=f"{where}, extended", todo="Write 1 or 0."
        )
    own = replace(
        general,
        region=entry.get("region") or general.region,
        branch=entry.get("branch") or general.branch,
    )
    try:
        return question(
            rule=entry["rule"],
            start=entry["start"],
            pauses=_several(entry.get("pauses", "")),
            restarts=_several(entry.get("restarts", "")),
            extended=extended in YES,
            on=entry.get("on", ""),
            general=own,
        )
    except WrongValue as wrong:
        column = wrong.where.removeprefix("--")
        column = f"{column}s" if column in ("pause", "restart") else column
        return WrongValue(what=wrong.what, where=f"{where}, {column}", todo=wrong.todo)


def _several(text: str) -> list[str]:
    """Split a cell that holds several values: by ; | , or white space."""
    return [part for part in re.split(r"[;|,，；\s]+", text) if part]


def _text(path: Path, *, tell: Callable[[str], None]) -> str:
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise WrongValue(
            what=f"it cannot be read: {wrong.strerror}", where=str(path), todo="Check the path."
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        raise WrongValue(
            what="it is neither UTF-8 nor GB18030", where=str(path), todo="Save the file as UTF-8."
        ) from None
    tell(f"{path}: read as GB18030")
    return text
