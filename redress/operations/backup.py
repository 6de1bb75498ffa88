"""Backup: everything in one file, the keys in another, row by row, so that it moves between databases.

The file is a gzipped tar: `tables/<table>.jsonl` and `evidence/*` (sealed as on disk). The keys file holds the wrapped
keys of cases, files and secrets, and the master keys: whoever has only one of the two can read nothing.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from redress.operations.refusals import Wrong
from redress.store import atomic, snapshot, trouble, vault
from redress.store.models import CaseKey, Secret, Upload

FORMAT = 1
BATCH = 1000
ABOUT = "about.json"


def tables() -> list[type[models.Model]]:
    """Return the tables in an order that the constraints allow, those with keys left out."""
    found = [model for model in apps.get_app_config("store").get_models() if model not in (CaseKey, Secret)]
    order = ["Office", "Person", "Role", "Token", "SavedView", "Case"]
    return sorted(
        found, key=lambda model: (order.index(model.__name__) if model.__name__ in order else 99, model.__name__)
    )


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.column is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"b": bytes(value).hex()}
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _rows(model: type[models.Model]) -> Iterator[list[Any]]:
    names = [field.attname for field in columns(model)]
    for row in model._default_manager.order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        yield list(row)


def backup(*, path: Path, keys: Path, at: dt.datetime) -> dict[str, Any]:
    """Write a backup and its keys; both are complete or not there. Returns what was written.

    Both files bear the same `pair`, so that neither is restored with another's. Raises Wrong `same_file`, OSError where
    there is no room, and seal.KeyTrouble for a key file that is missing or damaged: such a backup would open nothing.
    """
    if path.resolve() == keys.resolve():
        raise Wrong(
            code="same_file", zh="备份和密钥要分两个文件", en="the backup and its keys must be two files",
            hint_zh="请给密钥另一个文件名", hint_en="name another file for the keys", where="--keys",
        )  # fmt: skip
    vault.masters()
    partial, partial_keys = path.with_name(path.name + ".part"), keys.with_name(keys.name + ".part")
    about: dict[str, Any] = {"format": FORMAT, "at": at.isoformat(), "pair": secrets.token_hex(16)}
    try:
        with trouble.told(), snapshot.reading():
            done = _write(partial, about)
            document = about | _keys()
        atomic.put(partial_keys, gzip.compress(json.dumps(document).encode()))
        partial_keys.replace(keys)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
        partial_keys.unlink(missing_ok=True)
    return {**done, "cases_with_keys": len(document["cases"])}


def _write(partial: Path, about: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"tables": {}, "files": 0}
    with partial.open("wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz") as tar:
            _add(tar, ABOUT, json.dumps(about).encode())
            for model in tables():
                done["tables"][model._meta.db_table] = _add_table(tar, model, partial.parent)
            folder = Path(settings.REDRESS_DATA) / "evidence"
            for file in sorted(folder.rglob("*")) if folder.is_dir() else []:
                if file.is_file():
                    tar.add(file, f"evidence/{file.relative_to(folder)}")
                    done["files"] += 1
        out.flush()
        os.fsync(out.fileno())
    return done


def _keys() -> dict[str, Any]:
    """Return what the keys file holds: the master keys, and every key that they wrap."""
    found: dict[str, Any] = {"master": Path(settings.REDRESS_KEY_FILE).read_text("ascii")}
    for name, model, key in (("cases", CaseKey, "case_id"), ("secrets", Secret, "name"), ("uploads", Upload, "id")):
        rows = model._default_manager.order_by(key).values_list(key, "master", "wrapped")
        found[name] = [[value, master, bytes(wrapped).hex()] for value, master, wrapped in rows.iterator()]
    return found


def _add_table(tar: tarfile.TarFile, model: type[models.Model], folder: Path) -> int:
    """Write a table by way of a file, since a tar wants to know the length first; returns its rows."""
    count = 0
    with tempfile.TemporaryFile(dir=folder) as rows:
        for row in _rows(model):
            if model is Upload:
                row = _without_key(row)
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False)
            rows.write(line.encode("utf-8", "surrogatepass") + b"\n")
            count += 1
        info = tarfile.TarInfo(f"tables/{model._meta.db_table}.jsonl")
        info.size = rows.tell()
        rows.seek(0)
        tar.addfile(info, rows)
    return count


def _without_key(row: list[Any]) -> list[Any]:
    names = [field.attname for field in columns(Upload)]
    row[names.index("wrapped")] = b""
    return row


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))
