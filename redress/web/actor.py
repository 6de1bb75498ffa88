"""Who acts in a request: the signed-in person with the roles that he holds, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase

from redress.operations.access import Actor
from redress.operations.refusals import Forbidden
from redress.queries import people

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
NOBODY = Actor("nobody", "", frozenset())


def person_id(request: HttpRequest) -> int | None:
    """Return the id of the signed-in person; None for a visitor."""
    user = getattr(request, "user", None)
    return int(user.pk) if user is not None and user.is_authenticated and user.pk is not None else None


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts: `person:<id>` with the roles held now, or NOBODY. Read once a request."""
    held = getattr(request, "redress_actor", None)
    if isinstance(held, Actor):
        return held
    found = NOBODY
    one = person_id(request)
    if one is not None:
        card = people.card(person_id=one)
        if card is not None and card.is_active:
            found = Actor(
                id=f"person:{card.id}",
                name=card.name,
                roles=frozenset(card.roles),
                office_id=card.office_id,
                language="en" if card.language == "en" else "zh",
            )
    request.redress_actor = found  # type: ignore[attr-defined]
    return found


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request came from (the proxy's own word is not believed)."""
    return str(request.META.get("REMOTE_ADDR", ""))[:60]


def needs(*roles: str) -> Callable[[View[P]], View[P]]:
    """Let only signed-in people through, and only those with one of `roles` (none named: any role).

    A visitor goes to the sign-in, and what he had typed goes with him (keeping.py); a wrong role gets a 403 page.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            from redress.web import keeping

            by = actor_of(request)
            if by is NOBODY:
                return keeping.to_sign_in(request)
            if roles and not by.roles & set(roles):
                raise Forbidden(
                    code="wrong_role", zh="您的岗位不能打开这个页面", en="your role may not open this page",
                    hint_zh="请由有权限的岗位办理，或联系管理员", hint_en="ask the administrator if you should be able to",
                )  # fmt: skip
            return view(request, *args, **kwargs)

        return cast(View[P], guarded)

    return guard
