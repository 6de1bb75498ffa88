"""What is wrong with an answer, in plain words: what it should be and what was given. Codes and limits are law.asks'."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import pydantic
from django.utils.translation import gettext as _

from redress.law import asks
from redress.web import forms
from redress.web.faults import said


@functools.cache
def _adapter(kind: str) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(asks.TYPES[kind])


def fault(kind: str, value: str) -> str:
    """Say what is wrong with a value of a kind of law.asks; empty when nothing is."""
    try:
        _adapter(kind).validate_python(value, strict=True)
    except pydantic.ValidationError as wrong:
        found = asks.fault_of(wrong.errors(include_url=False)[0])
        return said(found.zh, found.en)
    return ""


def phone(value: str, *, is_required: bool) -> str:
    """Check a phone number; a mobile number of the wrong length is told its length."""
    digits = "".join(letter for letter in forms.value_of("phone", value) if letter.isdigit())
    if not value.strip():
        return _("请填写手机号，我们用它告诉您进展") if is_required else ""
    if digits.startswith("1") and len(digits) != 11 and not digits.startswith("12"):
        return _("手机号应为 11 位，您填了 %(n)s 位") % {"n": len(digits)}
    return fault("phone", forms.value_of("phone", value))


def amount(value: str) -> str:
    """Check a sum of money; nothing is fine."""
    tidy = forms.value_of("money", value)
    return fault("money", tidy) if tidy else ""


def day(value: str, *, today: dt.date) -> str:
    """Check a day that lies in the past or is today; nothing is fine."""
    tidy = forms.value_of("date", value)
    if not tidy:
        return ""
    wrong = fault("date", tidy)
    if wrong:
        return wrong
    if dt.date.fromisoformat(tidy) > today:
        return _("日期不能晚于今天，您填的是 %(day)s") % {"day": tidy}
    if dt.date.fromisoformat(tidy).year < 1990:
        return _("请核对年份，您填的是 %(year)s 年") % {"year": tidy[:4]}
    return ""
