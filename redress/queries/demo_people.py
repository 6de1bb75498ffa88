"""The people that a demo house offers at its sign-in page."""

from __future__ import annotations

from redress.store.models import Role


def one_a_role() -> dict[str, str]:
    """Return the first sign-in name of each role."""
    found: dict[str, str] = {}
    for role, username in Role.objects.order_by("id").values_list("role", "person__username"):
        found.setdefault(role, username)
    return found
