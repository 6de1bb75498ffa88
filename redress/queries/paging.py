"""Cursors: where a list goes on, sealed against change and bound to the question they continue."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Any

import msgspec
from django.conf import settings

from redress.store.refusal import Refused

SIGN_BYTES = 9


class BadCursor(Refused):
    """A cursor was changed, cut off, or belongs to another question."""

    def __init__(self) -> None:
        super().__init__(
            code="bad_cursor", zh="翻页标记无效，或不属于这一查询", en="the cursor is not valid for this question",
            hint_zh="请不带 cursor 从头查询", hint_en="ask again from the start, without a cursor", where="/cursor",
        )  # fmt: skip


def seal(place: tuple[Any, ...], *, question: tuple[Any, ...]) -> str:
    """Return the cursor that goes on after `place` (JSON values) in the answer to `question`."""
    body = msgspec.json.encode(place)
    return base64.urlsafe_b64encode(_sign(body, question) + body).decode().rstrip("=")


def open_cursor(cursor: str, *, question: tuple[Any, ...], shape: Any) -> Any:
    """Return the place that a cursor holds, checked against `shape` (a tuple type); raises BadCursor."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadCursor from None
    sign, body = raw[:SIGN_BYTES], raw[SIGN_BYTES:]
    if not hmac.compare_digest(sign, _sign(body, question)):
        raise BadCursor
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError:
        raise BadCursor from None


def _sign(body: bytes, question: tuple[Any, ...]) -> bytes:
    asked = msgspec.json.encode(question, enc_hook=_plain)
    return hmac.digest(settings.SECRET_KEY.encode(), b"cursor\0" + body + b"\0" + asked, "sha256")[:SIGN_BYTES]


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"not part of a question: {type(value).__name__}")
