"""The values of fields that are fed from outside: grounds of the day, offices, classes."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection

from redress.law.fields import Field
from redress.queries import offices


def values(field: Field, *, day_iso: str) -> Collection[str] | None:
    """Return the codes that may be given for `field` on a day; None where any code is taken."""
    source = field.source
    if source == "offices":
        return tuple(office.code for office in offices.everything().values() if office.is_active)
    if source.startswith("grounds."):
        return ground_codes(source.partition(".")[2], day_iso)
    if source.startswith("taxonomy."):
        return class_codes(source.partition(".")[2])
    return None


@functools.lru_cache(maxsize=256)
def ground_codes(kind: str, day_iso: str) -> tuple[str, ...]:
    """Return the codes of the grounds of refusal or termination in force on a day, such as `SAMR-121/2025 16(3)`."""
    from redress.law import grounds

    return tuple(ground.code for ground in grounds.grounds_on(kind=kind, day=dt.date.fromisoformat(day_iso)))


@functools.lru_cache(maxsize=16)
def class_codes(scheme: str) -> dict[str, None]:
    """Return the codes of a class tree."""
    from redress.taxonomy import tree

    return {node.id: None for node in tree.load() if node.scheme == scheme}
