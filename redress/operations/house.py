"""Founding a house: the offices that it cannot do without."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from redress.queries import offices
from redress.store.models import Office


def found(*, at: dt.datetime) -> bool:
    """Make a bureau with the intake desk where there is none; returns whether one was made."""
    offices.forget()
    if offices.intake() is not None:
        return False
    with transaction.atomic():
        Office.objects.get_or_create(
            code="SJ",
            defaults={
                "name_zh": "市场监督管理局",
                "name_en": "Market Regulation Bureau",
                "kind": "bureau",
                "is_intake": True,
            },
        )
    offices.forget()
    return True
