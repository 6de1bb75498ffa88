"""Times as tables write them: ISO with T or a blank, `2019/2/28 11:25:05`, a date alone, an ISO week, a month."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?(?:[T\s]+(.*))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@functools.lru_cache(maxsize=65536)
def read(text: str) -> dt.datetime | None:
    """Return the moment that `text` names, or None when it names none; without a zone it is Asia/Shanghai.

    A date alone is its midnight, a month its first day, a week its Monday.
    """
    text = text.strip()
    if found := _WEEK.fullmatch(text):
        year, week, day = found.groups()
        return _on(lambda: dt.date.fromisocalendar(int(year), int(week), int(day or 1)))
    if found := _COMPACT.fullmatch(text):
        compact = tuple(map(int, found.groups()))
        return _on(lambda: dt.date(*compact))
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day, clock = found.groups()
    midnight = _on(lambda: dt.date(int(year), int(month), int(day or 1)))
    if midnight is None or not clock:
        return midnight
    return _with_clock(midnight, clock.strip())


def _on(day: Callable[[], dt.date]) -> dt.datetime | None:
    try:
        return dt.datetime.combine(day(), dt.time(), tzinfo=SHANGHAI)
    except ValueError:
        return None


def _with_clock(midnight: dt.datetime, clock: str) -> dt.datetime | None:
    found = _CLOCK.fullmatch(clock)
    if not found:
        return None
    hour, minute, second, fraction, zone = found.groups()
    tz: dt.tzinfo = SHANGHAI
    if zone:
        sign = -1 if zone.startswith("-") else 1
        digits = "0000" if zone == "Z" else zone[1:].replace(":", "")
        tz = dt.timezone(sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    try:
        return midnight.replace(
            hour=int(hour),
            minute=int(minute),
            second=int(second or 0),
            microsecond=int((fraction or "0").ljust(6, "0")),
            tzinfo=tz,
        ).astimezone(SHANGHAI)
    except ValueError:
        return None
