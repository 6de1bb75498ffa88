"""Rate limits: a bucket of tokens for each (purpose, address), in the memory of this process.

A bucket holds `burst` tokens and gains `per_minute` a minute. Several worker processes each have their own buckets,
so the true limit is that many times higher; that is enough to stop guessing of codes (30^8 of them) and floods, needs no
table, and a restart forgives everybody. What must hold across processes (sign-in) is counted in the database by axes.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.http import HttpRequest

from redress.operations.refusals import Refused
from redress.web import actor

MOST = 20_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    seen: float


_buckets: dict[tuple[str, str], _Bucket] = {}
_lock = threading.Lock()


def allow(*, purpose: str, who: str, per_minute: float, burst: int, now: float | None = None) -> bool:
    """Take a token and say whether there was one; `now` in seconds (a monotonic clock when left out)."""
    moment = time.monotonic() if now is None else now
    with _lock:
        bucket = _buckets.get((purpose, who))
        if bucket is None:
            if len(_buckets) >= MOST:  # forget the half that was quiet longest
                for key, _ in sorted(_buckets.items(), key=lambda item: item[1].seen)[: MOST // 2]:
                    del _buckets[key]
            bucket = _buckets[(purpose, who)] = _Bucket(float(burst), moment)
        bucket.tokens = min(float(burst), bucket.tokens + (moment - bucket.seen) * per_minute / 60)
        bucket.seen = moment
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True


def check(request: HttpRequest, *, purpose: str, per_minute: float, burst: int, who: str = "") -> None:
    """Raise Refused (429) when `who` (the address when left out) asks too often."""
    if allow(purpose=purpose, who=who or actor.address_of(request), per_minute=per_minute, burst=burst):
        return
    wrong = Refused(
        code="too_often", zh="操作太频繁了", en="that was too often",
        hint_zh="请过一分钟再试，您填写的内容不会丢失", hint_en="try again in a minute; nothing you typed is lost",
    )  # fmt: skip
    wrong.status = 429
    raise wrong


def forget() -> None:
    """Empty all buckets (between tests)."""
    with _lock:
        _buckets.clear()
