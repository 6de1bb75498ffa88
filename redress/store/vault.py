"""The keys of this house at run time: master keys from their file, secrets and case keys from the tables."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from redress.store import seal
from redress.store.models import CaseKey, Secret

_lock = threading.Lock()
_masters: dict[Path, tuple[float, seal.MasterKeys]] = {}
_secrets: dict[tuple[str, str], bytes] = {}


class Erased(Exception):
    """Says that a case's key was destroyed: what was sealed cannot be read any more."""


class KeyFileMissing(seal.KeyTrouble):
    """Says that a house that has keys in its tables does not find its key file; none is made in its place."""


def masters() -> seal.MasterKeys:
    """Return the master keys, read again when the file changes; a house without any keys makes the file.

    Raises KeyTrouble for a damaged file, KeyFileMissing where it must be somewhere else.
    """
    path: Path = settings.REDRESS_KEY_FILE
    if not path.is_file():
        _make(path)
    with _lock:
        stamp = os.stat(path).st_mtime
        known = _masters.get(path)
        if known is None or known[0] != stamp:
            keys = seal.load_master(path)
            known = _masters[path] = (path.stat().st_mtime, keys)
        return known[1]


def _make(path: Path) -> None:
    if (Secret.objects.exists() or CaseKey.objects.exists()) and not path.is_file():  # asked again: made meanwhile?
        raise KeyFileMissing(
            f"this house has keys in its tables, but there is no key file at {path}; none was made",
            "Correct REDRESS_KEY_FILE, or put the file back.",
        )
    seal.make_master(path)


def secret(name: str) -> bytes:
    """Return a secret of this house by name, made at first use; it survives the rotation of the master key."""
    place = (str(settings.DATABASES["default"]["NAME"]), name)
    found = _secrets.get(place)
    if found is None:
        keys = masters()
        with transaction.atomic():
            row, _ = Secret.objects.get_or_create(
                name=name,
                defaults={"master": keys.current, "wrapped": keys.wrap(os.urandom(32), bound=name.encode())},
            )
        found = _secrets[place] = keys.unwrap(bytes(row.wrapped), master=row.master, bound=name.encode())
    return found


def forget() -> None:
    """Drop what is held in memory (after a restore, or between tests)."""
    _secrets.clear()
    _masters.clear()


def new_case_key(case_id: int) -> tuple[seal.Sealer, str, bytes]:
    """Make a data key for a case: (sealer, master key name, wrapped key)."""
    keys = masters()
    key = os.urandom(32)
    return seal.Sealer(key, case_id=case_id), keys.current, keys.wrap(key, bound=b"case:%d" % case_id)


def sealer(case_id: int) -> seal.Sealer:
    """Return the sealer of a case; raises Erased when its key was destroyed."""
    found = sealers([case_id])
    if case_id not in found:
        raise Erased(f"the key of case {case_id} was destroyed")
    return found[case_id]


def sealers(case_ids: Iterable[int]) -> dict[int, seal.Sealer]:
    """Return the sealers of the cases that still have a key, in one query."""
    keys = masters()
    rows = CaseKey.objects.filter(case_id__in=list(case_ids)).values_list("case_id", "master", "wrapped")
    return {
        case_id: seal.Sealer(keys.unwrap(bytes(wrapped), master=master, bound=b"case:%d" % case_id), case_id=case_id)
        for case_id, master, wrapped in rows
    }
