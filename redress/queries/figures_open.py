"""Counts of open cases."""

from __future__ import annotations

from redress.store.models import Case, Outbox


def open_count() -> int:
    """Return how many cases are open."""
    return Case.objects.filter(is_open=True).count()


def case_count() -> int:
    """Return how many cases there are."""
    return Case.objects.count()


def gauges() -> list[tuple[str, str, float]]:
    """Return what a monitor watches: (name, text, value)."""
    return [
        ("open_cases", "Open cases", open_count()),
        (
            "waiting_messages",
            "Messages that wait to leave",
            Outbox.objects.filter(state="waiting").exclude(kind="compare").count(),
        ),
        (
            "waiting_comparisons",
            "Appeals that wait to be compared",
            Outbox.objects.filter(state="waiting", kind="compare").count(),
        ),
        ("failed_messages", "Messages given up", Outbox.objects.filter(state="failed").count()),
    ]
