"""What somebody has typed and not yet sent, sealed so that a session table read by a stranger tells nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from redress.store import vault

BOUND = b"draft"


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(b"drafts" + vault.secret("drafts")).digest())


def closed(data: Mapping[str, Any]) -> str:
    """Seal a draft into one line of text."""
    packed = zlib.compress(json.dumps(dict(data), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    nonce = os.urandom(12)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, packed, BOUND)).decode("ascii")


def opened(text: str) -> dict[str, Any]:
    """Open a sealed draft; an unreadable one is an empty one, so that a page always comes up."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
        packed = _cipher().decrypt(raw[:12], raw[12:], BOUND)
        found = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    except (ValueError, InvalidTag, zlib.error):
        return {}
    return found if isinstance(found, dict) else {}
