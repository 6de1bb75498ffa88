"""The one shape in which the floors above the tables say no, so that faces translate one thing.

What is refused, and its family, stands beside those who refuse: `operations.refusals`, `queries.paging`, `store.trouble`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redress.law.asks import FieldFault


class Refused(Exception):
    """An operation was refused: `code` is stable, `zh` and `en` say what, `hint` what to do."""

    status = 400

    def __init__(
        self,
        *,
        code: str,
        zh: str,
        en: str,
        hint_zh: str = "",
        hint_en: str = "",
        where: str | None = None,
        faults: Sequence[FieldFault] = (),
        facts: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en
        self.hint_zh, self.hint_en = hint_zh, hint_en
        self.where, self.faults, self.facts = where, tuple(faults), facts or {}
