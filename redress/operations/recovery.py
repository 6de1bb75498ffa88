"""A lost number or code is sent to the phone that the appeal itself gave; nobody learns whether there was one."""

from __future__ import annotations

import datetime as dt

from redress.language import keys
from redress.queries import lookups
from redress.store import vault
from redress.store.models import Case, LookupKey, Outbox

MOST = 3  # the newest appeals of a phone
AGAIN_AFTER = dt.timedelta(minutes=10)
OLDEST = dt.timedelta(days=3 * 366)


def send_codes(*, phone: str, at: dt.datetime) -> int:
    """Put a message with number and code into the outbox for each of the newest appeals of `phone`.

    The message goes to the phone in the appeal, never to the one typed. One message an appeal in ten minutes. Returns
    how many were put; a face must not show this number.
    """
    digests = [
        key.digest for key in keys.exact_keys(secret=vault.secret("lookup"), phone=phone) if key.kind == "phone"
    ]
    if not digests:
        return 0
    wanted = set(keys.phone_numbers(phone))
    case_ids = (
        LookupKey.objects.filter(kind="phone", digest__in=digests, at__gte=at - OLDEST)
        .order_by("-at", "-case_id")
        .values_list("case_id", flat=True)[: MOST * 4]
    )
    done = 0
    for case_id in case_ids:
        if done == MOST:
            break
        case = Case.objects.filter(id=case_id).values("appeal_id", "is_history", "is_erased").first()
        if case is None or case["appeal_id"] is not None or case["is_history"] or case["is_erased"]:
            continue
        if not wanted & set(_phones_of(case_id)):
            continue
        if Outbox.objects.filter(case_id=case_id, topic="code", due_at__gt=at - AGAIN_AFTER).exists():
            done += 1
            continue
        Outbox.objects.create(kind="sms", topic="code", case_id=case_id, sealed=b"", due_at=at)
        done += 1
    return done


def acknowledge(*, case_id: int, at: dt.datetime) -> bool:
    """Send number and code to the phone of an appeal just lodged; False when it gave none that takes messages."""
    if not any(len(number) == 11 for number in _phones_of(case_id)):
        return False
    if not Outbox.objects.filter(case_id=case_id, topic="code").exists():
        Outbox.objects.create(kind="sms", topic="code", case_id=case_id, sealed=b"", due_at=at)
    return True


def _phones_of(case_id: int) -> tuple[str, ...]:
    try:
        origin = lookups.origin_of(case_id)
    except vault.Erased:
        return ()
    return tuple(
        number
        for role, data in origin.parties
        if role in ("complainant", "appellant")
        for number in keys.phone_numbers(str(data.get("phone", "")))
    )
