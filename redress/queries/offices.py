"""The office tree, held in memory for a few seconds: it is small and asked for on every request."""

from __future__ import annotations

import time
from dataclasses import dataclass

from redress.store.models import Office

HOLD_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class OfficeView:
    """One office as plain data."""

    id: int
    code: str
    zh: str
    en: str
    kind: str
    parent_id: int | None
    areas: tuple[str, ...]
    is_intake: bool
    is_active: bool
    phone: str
    address: str


_held: dict[str, tuple[float, dict[int, OfficeView]]] = {}


def everything() -> dict[int, OfficeView]:
    """Return all offices by id."""
    now = time.monotonic()
    held = _held.get("all")
    if held is None or now - held[0] > HOLD_SECONDS:
        rows = {
            o.id: OfficeView(
                o.id, o.code, o.name_zh, o.name_en or o.name_zh, o.kind, o.parent_id, tuple(o.areas.split()),
                o.is_intake, o.is_active, o.phone, o.address,
            )
            for o in Office.objects.order_by("id")
        }  # fmt: skip
        held = _held["all"] = (now, rows)
    return held[1]


def forget() -> None:
    """Drop what is held (after a change)."""
    _held.clear()


def by_code(code: str) -> OfficeView | None:
    """Find an active office by its code."""
    return next((office for office in everything().values() if office.code == code and office.is_active), None)


def intake() -> OfficeView | None:
    """Return the office whose desk receives appeals."""
    return next((office for office in everything().values() if office.is_intake and office.is_active), None)


def subtree(office_id: int) -> frozenset[int]:
    """Return the ids of an office and all offices under it."""
    children: dict[int | None, list[int]] = {}
    for office in everything().values():
        children.setdefault(office.parent_id, []).append(office.id)
    found, waiting = set(), [office_id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += children.get(one, [])
    return frozenset(found)
