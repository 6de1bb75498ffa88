"""Sealing: a data key a case, wrapped by the master key; keyed hashes by secrets that outlive the master key.

The master key file holds {"current": id, "keys": {id: base64}}. A sealed text is nonce + AES-256-GCM; the id is
of the case is bound in, so that a sealed text cannot be moved to another case.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from redress.store import atomic

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that is misread for another


class KeyTrouble(Exception):
    """Says that a key is missing or does not fit: `en` in words, `hint_en` what to do (one line of the command)."""

    def __init__(self, en: str, hint_en: str = "Put the right key file in its place (REDRESS_KEY_FILE).") -> None:
        super().__init__(en)
        self.en, self.hint_en = en, hint_en


@dataclass(frozen=True)
class MasterKeys:
    """The master keys of a house: the current one wraps, all of them unwrap."""

    current: str
    keys: dict[str, bytes]

    @functools.cached_property
    def ciphers(self) -> dict[str, AESGCM]:
        """One cipher a master key."""
        return {name: AESGCM(key) for name, key in self.keys.items()}

    def wrap(self, key: bytes, *, bound: bytes) -> bytes:
        """Wrap a data key under the current master key."""
        nonce = os.urandom(12)
        return nonce + self.ciphers[self.current].encrypt(nonce, key, bound)

    def unwrap(self, wrapped: bytes, *, master: str, bound: bytes) -> bytes:
        """Unwrap a data key; raises KeyTrouble when the master key is gone or does not fit."""
        cipher = self.ciphers.get(master)
        if cipher is None:
            raise KeyTrouble(f"master key {master} is not in the key file", "Put the file of that time back.")
        try:
            return cipher.decrypt(bytes(wrapped[:12]), bytes(wrapped[12:]), bound)
        except InvalidTag:
            raise KeyTrouble(f"a key does not open under master key {master}") from None


def make_master(path: Path) -> None:
    """Make the file of a new house; when another process was first, its key counts."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    document = {"current": "m1", "keys": {"m1": base64.b64encode(os.urandom(32)).decode()}}
    temporary = atomic.beside(path)
    try:
        atomic.put(temporary, json.dumps(document).encode())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)


def load_master(path: Path) -> MasterKeys:
    """Read the master keys. Raises KeyTrouble for a damaged or missing file."""
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        raise KeyTrouble(f"the master key file {path} is not there") from None
    except (OSError, ValueError) as wrong:
        raise KeyTrouble(f"the master key file {path} cannot be read ({type(wrong).__name__})") from None
    return parse_master(text, named=str(path))


def parse_master(text: str, *, named: str) -> MasterKeys:
    """Read what a key file holds. Raises KeyTrouble when it is damaged."""
    try:
        document = json.loads(text)
        keys = {name: base64.b64decode(text, validate=True) for name, text in document["keys"].items()}
        if document["current"] not in keys or any(len(key) != 32 for key in keys.values()):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyTrouble(f"the master key file {named} is damaged", "Restore it from its backup.") from None
    return MasterKeys(document["current"], keys)


def rotate_master(path: Path) -> MasterKeys:
    """Add a new master key to the file and make it the current one; the old ones stay until all is wrapped anew."""
    old = load_master(path)
    name = f"m{max(int(key[1:]) for key in old.keys) + 1}"
    document = {
        "current": name,
        "keys": {key: base64.b64encode(value).decode() for key, value in old.keys.items()}
        | {name: base64.b64encode(os.urandom(32)).decode()},
    }
    atomic.write(path, json.dumps(document).encode())
    return load_master(path)


def drop_old_masters(path: Path) -> None:
    """Keep only the current master key in the file."""
    now = load_master(path)
    kept = {"current": now.current, "keys": {now.current: base64.b64encode(now.keys[now.current]).decode()}}
    atomic.write(path, json.dumps(kept).encode())


class Sealer:
    """Seals and opens with one case's data key."""

    __slots__ = ("_bound", "_cipher", "key")

    def __init__(self, key: bytes, *, case_id: int) -> None:
        self.key = key
        self._cipher = AESGCM(key)
        self._bound = b"case:%d" % case_id

    def seal(self, plain: bytes) -> bytes:
        """Seal `plain`; nothing stays nothing."""
        if not plain:
            return b""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, plain, self._bound)

    def open(self, sealed: bytes) -> bytes:
        """Open what was sealed; raises KeyTrouble when it does not fit."""
        if not sealed:
            return b""
        sealed = bytes(sealed)
        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], self._bound)
        except InvalidTag:
            raise KeyTrouble("a sealed text does not open with its case's key") from None


def code(secret: bytes, *parts: str, length: int = 8) -> str:
    """Derive a short code that can be read out on the phone from `parts` (30 letters a place)."""
    number = int.from_bytes(hmac.digest(secret, "\x1f".join(parts).encode(), "sha256"), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def same_code(given: str, expected: str) -> bool:
    """Compare a code as typed (blanks, dashes and lower case forgiven) in constant time."""
    typed = "".join(given.upper().split()).replace("-", "")
    return hmac.compare_digest(typed.encode(), expected.encode())


def sha256(data: bytes) -> bytes:
    """Hash bytes."""
    return hashlib.sha256(data).digest()
