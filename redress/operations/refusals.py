"""What an operation refuses, in words for people and codes for machines. Faces translate this one thing.

Refused
├── NotFound       there is no such thing, or one may not see it
├── Forbidden      one may see it, but not do this
├── Conflict       it has moved on, or the procedure does not allow it now
├── Wrong          what was given is wrong, field by field
├── BadCursor      (queries.paging) a list cannot be continued with this cursor
└── Unavailable    (store.trouble) the database cannot be reached or written just now: 503
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redress.law.asks import FieldFault
from redress.store.refusal import Refused

__all__ = ["Conflict", "Forbidden", "NotFound", "Refused", "Wrong", "wrong_fields"]


class NotFound(Refused):
    """There is no such thing, or one may not see it."""

    status = 404

    def __init__(self, *, code: str = "not_found", zh: str = "没有找到", en: str = "not found", **rest: Any) -> None:
        super().__init__(code=code, zh=zh, en=en, **rest)


class Forbidden(Refused):
    """One may see it, but not do this."""

    status = 403


class Conflict(Refused):
    """It has moved on, or the procedure does not allow it now."""

    status = 409


class Wrong(Refused):
    """What was given is wrong."""

    status = 422


def wrong_fields(faults: Sequence[FieldFault]) -> Wrong:
    """Make the refusal that lists what is wrong with each field."""
    first = faults[0]
    return Wrong(
        code="wrong_fields",
        zh=f"有 {len(faults)} 处需要改正",
        en=f"{len(faults)} field(s) need correcting",
        hint_zh=f"{first.where}：{first.zh}",
        hint_en=f"{first.where}: {first.en}",
        where=first.where,
        faults=faults,
    )
