"""The people that a demo house offers at its sign-in page: of each role the one who has most to do."""

from __future__ import annotations

from django.db.models import Count

from redress.queries import offices
from redress.store.models import Case, Role


def one_a_role() -> dict[str, str]:
    """Return a sign-in name for each role: a supervisor of many offices, a handler where most cases are open."""
    open_in = dict(Case.objects.filter(is_open=True).values_list("office_id").annotate(n=Count("id")))
    found: dict[str, tuple[int, str]] = {}
    for role, username, office_id in Role.objects.order_by("id").values_list("role", "person__username", "office_id"):
        seen = offices.subtree(office_id) if role == "supervisor" else {office_id}
        busy = sum(open_in.get(one, 0) for one in seen)
        if role not in found or busy > found[role][0]:
            found[role] = (busy, username)
    return {role: username for role, (_busy, username) in found.items()}
