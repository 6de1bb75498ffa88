"""The stream of settings as an administrator reads it."""

from __future__ import annotations

import json
from typing import Any

from redress.store.models import Person, SettingEvent


def newest(*, count: int = 100) -> list[dict[str, Any]]:
    """Return the newest changes, who made them, and what they say."""
    rows = list(SettingEvent.objects.order_by("-seq")[:count])
    ids = {int(row.by.partition(":")[2]) for row in rows if row.by.startswith("person:")}
    names = dict(Person.objects.filter(id__in=ids).values_list("id", "name"))
    return [
        {
            "seq": row.seq,
            "name": row.name,
            "at": row.at.isoformat(),
            "by": names.get(int(row.by.partition(":")[2]), row.by) if row.by.startswith("person:") else row.by,
            "data": json.loads(row.data),
        }
        for row in rows
    ]
