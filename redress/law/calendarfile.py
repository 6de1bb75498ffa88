"""Reading one notice year of the calendar from its JSON file, and joining the years into one calendar.

    {"year": 2026,
     "notices": {"<number>": {"title": "…", "url": "…"}},
     "days": [{"date": "2026-01-01", "works": false, "name": "元旦", "notice": "<number>"}]}

A notice may name days of the December before its year. Every named day carries the number of its notice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from redress.law.calendar import Calendar, Listed, Notice


class BadCalendar(Exception):
    """Says where a calendar file is wrong, and why, in one line."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


@dataclass(frozen=True, slots=True)
class NoticeYear:
    """The days that the notices of one year name."""

    year: int
    days: Mapping[dt.date, Listed]


def parse_year(document: Any, *, stem: str) -> NoticeYear:
    """Read one year's file named `stem`.json; raises BadCalendar with the place and the reason."""
    if not isinstance(document, dict):
        raise BadCalendar("top", "a mapping with year, notices and days is expected")
    unknown = sorted(str(key) for key in set(document) - {"year", "notices", "days", "note"})
    if unknown:
        raise BadCalendar("top", f"unknown key {unknown[0]!r}")
    year = document.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1990 <= year <= 2199:
        raise BadCalendar("year", f"a year from 1990 to 2199 is expected, got {year!r}")
    if stem != str(year):
        raise BadCalendar("year", f"the file is named {stem}.json but holds the year {year}")
    notices = _notices(document.get("notices"))
    entries = document.get("days")
    if not isinstance(entries, list) or not entries:
        raise BadCalendar("days", "a list of named days is expected; a notice always names some")
    days: dict[dt.date, Listed] = {}
    for number, entry in enumerate(entries):
        day, listed = _day(entry, notices=notices, year=year, where=f"days[{number}]")
        if day in days:
            raise BadCalendar(f"days[{number}]", f"{day} is named twice")
        days[day] = listed
    return NoticeYear(year, days)


def _notices(value: Any) -> Mapping[str, Notice]:
    if not isinstance(value, dict) or not value:
        raise BadCalendar("notices", "a mapping of notice numbers is expected: every named day has its notice")
    notices: dict[str, Notice] = {}
    for number, about in value.items():
        if not isinstance(about, dict) or not about.get("title"):
            raise BadCalendar(f"notices.{number}", "a title is expected")
        notices[str(number)] = Notice(str(number), str(about["title"]), str(about.get("url", "")))
    return notices


def _day(entry: Any, *, notices: Mapping[str, Notice], year: int, where: str) -> tuple[dt.date, Listed]:
    if not isinstance(entry, dict):
        raise BadCalendar(where, "a mapping with date, works, name and notice is expected")
    unknown = sorted(str(key) for key in set(entry) - {"date", "works", "name", "notice"})
    if unknown:
        raise BadCalendar(where, f"unknown key {unknown[0]!r}")
    try:
        day = dt.date.fromisoformat(entry.get("date", ""))
    except (TypeError, ValueError):
        raise BadCalendar(where, f"a date YYYY-MM-DD is expected, got {entry.get('date')!r}") from None
    if not dt.date(year - 1, 12, 1) <= day <= dt.date(year, 12, 31):
        raise BadCalendar(where, f"{day} is no day that the notice for {year} can name")
    if not isinstance(entry.get("works"), bool):
        raise BadCalendar(where, f"works must be true or false, got {entry.get('works')!r}")
    if not isinstance(entry.get("name"), str) or not entry["name"]:
        raise BadCalendar(where, "the holiday's name is missing")
    notice = notices.get(str(entry.get("notice")))
    if notice is None:
        raise BadCalendar(where, f"the notice {entry.get('notice')!r} is not among the notices of this file")
    return day, Listed(entry["works"], entry["name"], notice)


def join(years: Iterable[NoticeYear]) -> tuple[Calendar, tuple[int, ...]]:
    """Join notice years into one calendar; return it and the years left out because a year before them is missing.

    The calendar covers the longest unbroken run of years (the earlier one of two). A day that two years name is as
    the later notice says. Raises BadCalendar when there is no year at all.
    """
    by_year = {year.year: year for year in years}
    if not by_year:
        raise BadCalendar("calendar", "no year could be read")
    runs: list[list[int]] = []
    for number in sorted(by_year):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    kept = max(runs, key=len)
    listed: dict[dt.date, Listed] = {}
    for number in kept:
        listed.update(by_year[number].days)
    first, horizon = dt.date(kept[0], 1, 1), dt.date(kept[-1], 12, 31)
    listed = {day: entry for day, entry in listed.items() if first <= day}
    left_out = tuple(sorted(set(by_year) - set(kept)))
    return Calendar(first=first, horizon=horizon, listed=listed), left_out
