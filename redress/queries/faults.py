"""What a proof finds: one fault of one case, named by its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST = 2**62  # above every id; SQLite sorts a text or bytes in the place of an id above every number


@dataclass(frozen=True, slots=True)
class Bad:
    """One thing that does not fit: the case's number, the place in its journal (0: the case itself), and why."""

    case: str
    seq: int
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return {case, seq, why}."""
        return {"case": self.case, "seq": self.seq, "why": self.why}


def nameless(case_id: int) -> str:
    """Name a case of which no number is known any more."""
    return f"case id {case_id}"


def raw(value: Any) -> bytes:
    """Return the bytes of a column; nothing where it holds something else."""
    return bytes(value) if isinstance(value, (bytes, memoryview, bytearray)) else b""


def once(bad: Iterable[Bad]) -> list[Bad]:
    """Name each case once, at its first fault."""
    seen: dict[str, Bad] = {}
    for one in bad:
        seen.setdefault(one.case, one)
    return list(seen.values())
