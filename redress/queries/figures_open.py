"""Counts of open cases."""

from __future__ import annotations

from redress.store.models import Case


def open_count() -> int:
    """Return how many cases are open."""
    return Case.objects.filter(is_open=True).count()


def case_count() -> int:
    """Return how many cases there are."""
    return Case.objects.count()
