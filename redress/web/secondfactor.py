"""The second factor at sign-in: an authenticator app (TOTP), or a code from a printed list."""

from __future__ import annotations

import base64
import io
from typing import Any

import segno
from django.contrib.auth import get_user_model
from django_otp import devices_for_user
from django_otp.plugins.otp_totp.models import TOTPDevice


def person(person_id: int) -> Any:
    """Return the active person who waits for the second factor; None when there is none."""
    return get_user_model().objects.filter(pk=person_id, is_active=True).first()


def device_of(user: Any) -> tuple[TOTPDevice, bool]:
    """Return the person's authenticator and whether it is still to be set up."""
    found = TOTPDevice.objects.devices_for_user(user, confirmed=True).first()
    if found is not None:
        return found, False
    waiting = TOTPDevice.objects.devices_for_user(user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, name="app", confirmed=False), True


def matching(user: Any, device: TOTPDevice, typed: str) -> Any:
    """Return the device that `typed` opens, the authenticator first, then a printed code; None when none does."""
    if not typed.isascii() or not typed.isalnum() or len(typed) > 20:
        return None
    allowed, _reason = device.verify_is_allowed()
    if allowed and device.verify_token(typed):
        return device
    for other in devices_for_user(user):
        if not isinstance(other, TOTPDevice) and other.verify_is_allowed()[0] and other.verify_token(typed):
            return other
    return None


def picture(device: TOTPDevice) -> str:
    """Return the QR code of a new authenticator as a data address."""
    out = io.BytesIO()
    segno.make(device.config_url, error="m").save(
        out, kind="svg", scale=5, border=2, xmldecl=False, dark="#000", light="#fff"
    )
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def readable(device: TOTPDevice) -> str:
    """Return the secret for typing, in groups of four."""
    text = base64.b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
