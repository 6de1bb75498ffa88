"""Finding what a caller has brought before, by the exact key of his phone; every look-up is written down."""

from __future__ import annotations

import datetime as dt

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
    if not access.sees_personal(by) or not by.id.startswith("person:"):
        raise Forbidden(
            code="no_personal_data", zh="您的岗位不能按电话查找", en="your role may not look people up by phone",
            hint_zh="请由受理人员查找", hint_en="ask somebody of the desk",
        )  # fmt: skip
    digests = [
        key.digest
        for key in keys.exact_keys(secret=vault.secret("lookup"), phone=phone, text="")
        if key.kind == "phone"
    ]
    if not digests:
        return ()
    found = list(
        LookupKey.objects.filter(kind="phone", digest__in=digests)
        .order_by("-at", "-case_id")
        .values_list("case_id", flat=True)[:200]
    )
    numbers = tuple(
        access.cases_for(by)
        .filter(id__in=found, is_erased=False)
        .order_by("-received_at", "-id")
        .values_list("number", flat=True)[:MOST]
    )
    AccessEntry.objects.create(
        at=at, by=by.id, case_id=None, what=f"phone.lookup {len(numbers)}", address=address[:60]
    )
    return numbers
