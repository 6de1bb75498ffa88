"""Backup and restore: everything in one file, the keys in another, row by row, so that it moves between databases.

The file is a gzipped tar: `tables/<table>.jsonl` and `evidence/*` (sealed as on disk). The keys file holds the wrapped
keys of cases, files and secrets, and the master keys: whoever has only one of the two can read nothing.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import itertools
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from redress.operations.refusals import Wrong
from redress.store import backend, snapshot, trouble, vault
from redress.store.models import Case, CaseKey, SearchText, Secret, Upload

FORMAT = 1
BATCH = 1000


def tables() -> list[type[models.Model]]:
    """Return the tables in an order that the constraints allow, those with keys left out."""
    found = [model for model in apps.get_app_config("store").get_models() if model not in (CaseKey, Secret)]
    order = ["Office", "Person", "Role", "Token", "SavedView", "Case"]
    return sorted(
        found, key=lambda model: (order.index(model.__name__) if model.__name__ in order else 99, model.__name__)
    )


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
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


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "b":
        return bytes.fromhex(text)
    if kind == "t":
        return dt.datetime.fromisoformat(text)
    return dt.date.fromisoformat(text) if kind == "d" else Decimal(text)


def _rows(model: type[models.Model]) -> Iterator[list[Any]]:
    names = [field.attname for field in _columns(model)]
    for row in model._default_manager.order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        yield list(row)


def backup(*, path: Path, keys: Path, at: dt.datetime) -> dict[str, Any]:
    """Write a backup and its keys; both are complete or not there. Returns what was written."""
    if path.resolve() == keys.resolve():
        raise Wrong(
            code="same_file", zh="备份和密钥要分两个文件", en="the backup and its keys must be two files",
            hint_zh="请给密钥另一个文件名", hint_en="name another file for the keys", where="--keys",
        )  # fmt: skip
    done: dict[str, Any] = {"tables": {}, "files": 0}
    partial, partial_keys = path.with_name(path.name + ".part"), keys.with_name(keys.name + ".part")
    with trouble.told(), snapshot.reading(), tarfile.open(partial, "w:gz") as tar:
        _add(tar, "about.json", json.dumps({"format": FORMAT, "at": at.isoformat()}).encode())
        for model in tables():
            done["tables"][model._meta.db_table] = _add_table(tar, model, path.parent)
        document = {
            "format": FORMAT, "at": at.isoformat(), "master": Path(settings.REDRESS_KEY_FILE).read_text("ascii"),
            "cases": [[c, m, bytes(w).hex()] for c, m, w in CaseKey.objects.order_by("case_id").values_list("case_id", "master", "wrapped")],
            "secrets": [[n, m, bytes(w).hex()] for n, m, w in Secret.objects.order_by("name").values_list("name", "master", "wrapped")],
            "uploads": [[i, m, bytes(w).hex()] for i, m, w in Upload.objects.order_by("id").values_list("id", "master", "wrapped")],
        }  # fmt: skip
        folder = Path(settings.REDRESS_DATA) / "evidence"
        for file in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if file.is_file():
                tar.add(file, f"evidence/{file.relative_to(folder)}")
                done["files"] += 1
    with os.fdopen(os.open(partial_keys, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(gzip.compress(json.dumps(document).encode()))
    partial_keys.replace(keys)
    partial.replace(path)
    return {**done, "cases_with_keys": CaseKey.objects.count()}


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
    names = [field.attname for field in _columns(Upload)]
    row[names.index("wrapped")] = b""
    return row


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def restore(*, path: Path, keys: Path) -> dict[str, Any]:
    """Put a backup into this empty, migrated house; raises Wrong for a damaged file or a house that is not empty."""
    if Case.objects.exists():
        raise Wrong(
            code="not_empty", zh="这个数据文件夹里已有案件", en="this data folder has cases already", where="--into",
            hint_zh="请换一个空文件夹", hint_en="name an empty folder",
        )  # fmt: skip
    try:
        document = json.loads(gzip.decompress(keys.read_bytes()))
        if document["format"] != FORMAT:
            raise ValueError
        with tarfile.open(path, "r:gz") as tar, transaction.atomic():
            counts = _load(tar, document)
            files = _evidence(tar)
    except (OSError, ValueError, KeyError, tarfile.TarError, EOFError) as wrong:
        raise Wrong(
            code="backup_damaged", zh="备份或密钥文件读不出来，没有恢复任何内容", en=f"the backup or its keys cannot be read ({type(wrong).__name__}); nothing was restored",
            hint_zh="请核对两个文件是否配对、是否完整", hint_en="check that both files belong together and are whole",
        ) from None  # fmt: skip
    target = Path(settings.REDRESS_KEY_FILE)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(document["master"])
    vault.forget()
    return {"tables": counts, "files": files}


def _load(tar: tarfile.TarFile, document: dict[str, Any]) -> dict[str, int]:
    bulk = backend.of().bulk
    counts: dict[str, int] = {}
    Secret.objects.all().delete()
    wrapped = {i: bytes.fromhex(w) for i, _m, w in document["uploads"]}
    for model in tables():
        table = model._meta.db_table
        source = tar.extractfile(f"tables/{table}.jsonl")
        if source is None:
            raise KeyError(table)
        names = [str(field.column) for field in _columns(model)]
        counts[table] = 0
        while lines := list(itertools.islice(source, BATCH)):
            rows = [[_read(value) for value in json.loads(line)] for line in lines]
            if model is Upload:
                place, key = names.index("id"), names.index("wrapped")
                rows = [[*row[:key], wrapped.get(row[place], b""), *row[key + 1 :]] for row in rows]
            if model is SearchText:
                _index(rows, names)
            else:
                bulk.insert(connection, table=table, columns=names, rows=rows)
            counts[table] += len(rows)
    for table, name, listed in (
        ("store_casekey", "case_id", document["cases"]),
        ("store_secret", "name", document["secrets"]),
    ):
        bulk.insert(
            connection,
            table=table,
            columns=(name, "master", "wrapped"),
            rows=[(i, m, bytes.fromhex(w)) for i, m, w in listed],
        )
    _raise_counters()
    return counts


def _index(rows: list[list[Any]], names: list[str]) -> None:
    """Write the search texts through the search, which keeps an index of its own."""
    case_at, text_at = names.index("case_id"), names.index("text")
    received = dict(Case.objects.filter(id__in=[row[case_at] for row in rows]).values_list("id", "received_at"))
    found = [(row[case_at], received[row[case_at]], row[text_at]) for row in rows]
    backend.of().search.add(connection, rows=found)


def _raise_counters() -> None:
    """Let PostgreSQL number new rows after the restored ones."""
    if connection.vendor != "postgresql":
        return
    from django.core.management.color import no_style

    for sql in connection.ops.sequence_reset_sql(no_style(), list(apps.get_app_config("store").get_models())):
        with connection.cursor() as cursor:
            cursor.execute(sql)


def _evidence(tar: tarfile.TarFile) -> int:
    folder = Path(settings.REDRESS_DATA) / "evidence"
    count = 0
    for member in tar.getmembers():
        if member.isfile() and member.name.startswith("evidence/"):
            target = (folder / member.name.removeprefix("evidence/")).resolve()
            source = tar.extractfile(member)
            if folder.resolve() not in target.parents or source is None:
                raise ValueError(member.name)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_bytes(source.read())
            count += 1
    return count
