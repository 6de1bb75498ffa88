"""Finding what a caller has brought before, by the exact key of his phone; every look-up of a number is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from redress.language import keys
from redress.operations import access
from redress.operations.refusals import Forbidden
from redress.store import vault
from redress.store.models import AccessEntry, LookupKey

MOST = 8


def cases_by_phone(*, phone: str, by: access.Actor, at: dt.datetime, address: str = "") -> tuple[str, ...]:
    """Return the numbers of the caller's cases that `by` may see, newest first; empty for no complete phone.

    Raises Forbidden for those who may not see personal data, and for machines.
    """
    _may_look(by)
    found = keys.exact_keys(secret=vault.secret("lookup"), phone=phone)
    return _cases(found, by=by, at=at, address=address, what="phone.lookup")


def note_lookup(*, by: access.Actor, at: dt.datetime, address: str = "") -> None:
    """Write down that somebody who sees personal data searched for a number (a phone, an identity, an order)."""
    if access.sees_personal(by):
        AccessEntry.objects.create(at=at, by=by.id, case_id=None, what="number.search", address=address[:60])


def _may_look(by: access.Actor) -> None:
    if not access.sees_personal(by) or not by.id.startswith("person:"):
        raise Forbidden(
            code="no_personal_data", zh="您的岗位不能按电话或证件号查找", en="your role may not look people up by phone or identity",
            hint_zh="请由受理人员查找", hint_en="ask somebody of the desk",
        )  # fmt: skip


def _cases(
    wanted: Sequence[keys.Key], *, by: access.Actor, at: dt.datetime, address: str, what: str
) -> tuple[str, ...]:
    if not wanted:
        return ()
    same = Q()
    for key in wanted:
        same |= Q(kind=key.kind, digest=key.digest)
    found = list(LookupKey.objects.filter(same).order_by("-at", "-case_id").values_list("case_id", flat=True)[:200])
    numbers = tuple(
        access.cases_for(by)
        .filter(id__in=found, is_erased=False)
        .order_by("-received_at", "-id")
        .values_list("number", flat=True)[:MOST]
    )
    AccessEntry.objects.create(at=at, by=by.id, case_id=None, what=f"{what} {len(numbers)}", address=address[:60])
    return numbers
