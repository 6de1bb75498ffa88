"""Restore: a backup and its keys into an empty house, all or nothing, and proved to open before it counts."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import itertools
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from redress.operations.backup import ABOUT, BATCH, FORMAT, columns, tables
from redress.operations.refusals import Wrong
from redress.store import atomic, backend, seal, trouble, vault
from redress.store.models import Case, CaseEvent, CaseKey, SearchText, Secret, Upload

SAMPLE = 200  # cases of which a sealed event is opened; every key is
# Whatever a file can hold that is no backup of ours.
DAMAGED: Final = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, zlib.error,
    tarfile.TarError,
)  # fmt: skip


def restore(*, path: Path, keys: Path) -> dict[str, Any]:
    """Put a backup into this empty, migrated house.

    Raises Wrong `not_empty`, `backup_damaged` or `backup_mixed` (the keys are not those of this backup), and
    trouble.Unavailable; then nothing was restored. A key file that was there is kept beside the new one.
    """
    if Case.objects.exists():
        raise Wrong(
            code="not_empty", zh="这个数据文件夹里已有案件", en="this data folder has cases already", where="--into",
            hint_zh="请换一个空文件夹", hint_en="name an empty folder",
        )  # fmt: skip
    document = _read_keys(keys)
    written: list[Path] = []
    kept: Path | None = None
    try:
        with trouble.told(), transaction.atomic(), _opened(path) as tar:
            _check_pair(tar, document)
            counts = _load(tar, document)
            _check_keys(document)
            files = _evidence(tar, written)
            connection.check_constraints()  # what would only be asked at the end, while all can still be taken back
            kept = _put_key_file(document["master"], written)
    except BaseException as wrong:
        for file in written:
            file.unlink(missing_ok=True)
        if kept is not None:
            kept.replace(settings.REDRESS_KEY_FILE)
        vault.forget()
        if isinstance(wrong, DatabaseError) and not isinstance(wrong, trouble.Unavailable):
            raise _damaged(wrong) from None
        raise
    vault.forget()
    done: dict[str, Any] = {"tables": counts, "files": files}
    return done | {"old_key_file": str(kept)} if kept else done


def _damaged(wrong: BaseException, what: str = "") -> Wrong:
    why = what or f"{type(wrong).__name__}"
    return Wrong(
        code="backup_damaged", zh="备份或密钥文件读不出来，没有恢复任何内容", en=f"the backup or its keys cannot be read ({why}); nothing was restored",
        hint_zh="请核对两个文件是否配对、是否完整", hint_en="check that both files belong together and are whole",
    )  # fmt: skip


def _mixed(why: str) -> Wrong:
    return Wrong(
        code="backup_mixed", zh="密钥文件不是这份备份的，没有恢复任何内容", en=f"the keys do not belong to this backup: {why}; nothing was restored",
        hint_zh="请找出同一次备份写下的密钥文件", hint_en="find the keys file that was written with this backup", where="--keys",
    )  # fmt: skip


def _read_keys(keys: Path) -> dict[str, Any]:
    try:
        document = json.loads(gzip.decompress(keys.read_bytes()))
        if document["format"] != FORMAT:
            raise ValueError
        for name in ("cases", "secrets", "uploads"):
            document[name] = [(key, str(master), bytes.fromhex(wrapped)) for key, master, wrapped in document[name]]
        seal.parse_master(document["master"], named="in the keys")
    except seal.KeyTrouble as wrong:
        raise _damaged(wrong, wrong.en) from None
    except DAMAGED as wrong:
        raise _damaged(wrong, f"{keys}: {type(wrong).__name__}") from None
    return dict(document)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    """Open the backup; whatever cannot be read of it inside the block is told in one line."""
    try:
        with gzip.open(path) as file, tarfile.open(fileobj=file, mode="r:") as tar:
            yield tar
            while file.read(1 << 20):  # to its end, where the checksum of the whole stands
                pass
    except (Wrong, trouble.Unavailable, DatabaseError):
        raise
    except DAMAGED as wrong:
        raise _damaged(wrong, f"{path}: {type(wrong).__name__}") from None


def _check_pair(tar: tarfile.TarFile, document: dict[str, Any]) -> None:
    """Refuse the keys of another backup; backups made before they bore a `pair` are told by their keys alone."""
    source = tar.extractfile(ABOUT)
    about = json.load(source) if source is not None else {}
    if about["format"] != FORMAT:
        raise ValueError
    if about.get("pair") != document.get("pair"):
        raise _mixed(
            f"the backup is of {about.get('at')}, the keys are of {document.get('at')}, and they bear different marks"
        )


def _check_keys(document: dict[str, Any]) -> None:
    """Unwrap every key, and open one sealed event of a sample of cases."""
    masters = seal.parse_master(document["master"], named="in the keys")
    erased = set(Case.objects.filter(is_erased=True).values_list("id", flat=True))
    ids = set(Case.objects.values_list("id", flat=True))
    given = {case_id for case_id, _, _ in document["cases"]}
    if given - ids:
        raise _mixed(f"they hold keys of {len(given - ids)} cases that are not in it")
    if ids - given - erased:
        raise _mixed(f"the keys of {len(ids - given - erased)} cases are missing")
    try:
        sealers = {}
        for case_id, master, wrapped in document["cases"]:
            key = masters.unwrap(wrapped, master=master, bound=b"case:%d" % case_id)
            sealers[case_id] = seal.Sealer(key, case_id=case_id)
        for name, master, wrapped in document["secrets"]:
            masters.unwrap(wrapped, master=master, bound=str(name).encode())
        ordered = sorted(sealers)
        sample = ordered[:: max(1, len(ordered) // SAMPLE)]
        events = CaseEvent.objects.filter(case_id__in=sample).order_by("case_id", "seq")
        for case_id, sealed in events.values_list("case_id", "sealed").iterator():
            sealers[case_id].open(bytes(sealed))
    except (seal.KeyTrouble, InvalidTag) as wrong:
        raise _mixed(str(wrong)) from None


def _load(tar: tarfile.TarFile, document: dict[str, Any]) -> dict[str, int]:
    bulk = backend.of().bulk
    counts: dict[str, int] = {}
    Secret.objects.all().delete()
    wrapped = {i: key for i, _, key in document["uploads"]}
    for model in tables():
        table = model._meta.db_table
        source = tar.extractfile(f"tables/{table}.jsonl")
        if source is None:
            raise KeyError(table)
        names = [str(field.column) for field in columns(model)]
        counts[table] = 0
        while lines := list(itertools.islice(source, BATCH)):
            rows = [[_read(value) for value in json.loads(line)] for line in lines]
            if any(len(row) != len(names) for row in rows):
                raise ValueError(table)
            if model is Upload:
                place, key = names.index("id"), names.index("wrapped")
                rows = [[*row[:key], wrapped.get(row[place], b""), *row[key + 1 :]] for row in rows]
            if model is SearchText:
                _index(rows, names)
            else:
                bulk.insert(connection, table=table, columns=names, rows=rows)
            counts[table] += len(rows)
    for kept, name, listed in ((CaseKey, "case_id", "cases"), (Secret, "name", "secrets")):
        bulk.insert(
            connection, table=kept._meta.db_table, columns=(name, "master", "wrapped"), rows=document[listed]
        )  # fmt: skip
    _raise_counters()
    return counts


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "b":
        return bytes.fromhex(text)
    if kind == "t":
        return dt.datetime.fromisoformat(text)
    return dt.date.fromisoformat(text) if kind == "d" else Decimal(text)


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


@contextlib.contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Tell a disk that takes no more apart from a backup that cannot be read."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield
    except OSError as wrong:
        raise Wrong(
            code="restore_unwritable", zh=f"文件写不进去（{wrong.strerror}），没有恢复任何内容", en=f"a file cannot be written: {wrong.strerror}; nothing was restored",
            hint_zh="请腾出空间或换一个文件夹", hint_en="make room, or name another folder", where=str(file),
        ) from None  # fmt: skip


def _evidence(tar: tarfile.TarFile, written: list[Path]) -> int:
    """Write the files of evidence, noting each new one in `written`; returns how many."""
    count = 0
    folder = (Path(settings.REDRESS_DATA) / "evidence").resolve()
    for member in tar.getmembers():
        if not (member.isfile() and member.name.startswith("evidence/")):
            continue
        target = (folder / member.name.removeprefix("evidence/")).resolve()
        source = tar.extractfile(member)
        if folder not in target.parents or source is None:
            raise ValueError(member.name)
        data = source.read()
        with _writing(target):
            if not target.exists():
                written.append(target)
            target.write_bytes(data)
        count += 1
    return count


def _put_key_file(master: str, written: list[Path]) -> Path | None:
    """Write the master keys in their place; a key file of others that lies there is kept under another name."""
    target = Path(settings.REDRESS_KEY_FILE)
    kept = None
    with _writing(target):
        if target.is_file():
            if target.read_bytes() == master.encode("ascii", "replace"):
                return None
            places = (target.with_name(f"{target.name}.before-restore-{n}") for n in itertools.count(1))
            kept = next(place for place in places if not place.exists())
            os.link(target, kept)
        else:
            written.append(target)
        atomic.write(target, master.encode())
    return kept
