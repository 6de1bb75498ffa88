"""The first day of the lunar year (Spring Festival) by calendar year."""

from __future__ import annotations

import datetime as dt

_FIRST = 2000
# Month and day in Beijing, 2000 to 2060: the second new moon after the winter solstice (the third in 2034, after a
# leap eleventh month). Recomputed from the mean and periodic terms of the new moon and the sun (Meeus, Astronomical
# Algorithms, ch. 25 and 49); the years 2014 to 2026 lie inside the officially arranged holidays.
_TABLE = (
    "0205 0124 0212 0201 0122 0209 0129 0218 0207 0126 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 "
    "0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124 "
    "0212 0201 0122 0210 0130 0217 0206 0126 0214 0202 0123 0211 0201 0219 0208 0128 0215 0204 0124 0212 0202"
).split()


def spring_festival(*, year: int) -> dt.date:
    """Return the first day of the lunar year that begins in `year`; raises ValueError outside 2000 to 2060."""
    if not _FIRST <= year < _FIRST + len(_TABLE):
        raise ValueError(
            f"no Spring Festival on file for {year}; the table covers 2000 to {_FIRST + len(_TABLE) - 1}"
        )
    entry = _TABLE[year - _FIRST]
    return dt.date(year, int(entry[:2]), int(entry[2:]))
