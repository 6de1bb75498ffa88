"""Evidence handed in: checked by content, rid of place and device, sealed on disk with a key of its own.

`keep` takes a file, `read` gives it back to whoever may see its case and writes that down. A case claims files when
a move names them (steps/files.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from redress.operations import access
from redress.operations.refusals import NotFound, Refused, Wrong
from redress.operations.steps import filekinds
from redress.store import atomic, seal, vault
from redress.store.models import AccessEntry, Upload

UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


class Kept(TypedDict):
    """What is answered for a file that was kept. `sha256` is that of the file as kept, its notes taken out."""

    upload_id: str
    sha256: str
    kind: str


@dataclass(frozen=True, slots=True)
class Content:
    """A file given back."""

    data: bytes
    kind: str
    mime: str
    name: str
    sha256: str


def folder() -> Path:
    """Return where sealed files lie."""
    return Path(settings.REDRESS_DATA) / "evidence"


def keep(*, data: bytes, name: str, by: access.Actor, at: dt.datetime) -> Kept:
    """Keep a file and return its id, hash and kind (jpeg, png, webp, pdf, mp4).

    Raises Wrong `file_too_large`, `file_kind_unknown`, `file_damaged`, `file_empty`; then nothing is kept.
    """
    shown = _safe_name(name)
    limit: int = settings.REDRESS_UPLOAD_LIMIT
    if not data:
        raise Wrong(
            code="file_empty", zh=f"文件“{shown}”是空的", en=f"the file {shown!r} is empty",
            hint_zh="请重新选择文件", hint_en="choose the file again", where="/file",
        )  # fmt: skip
    if len(data) > limit:
        megabytes, most = len(data) / 2**20, limit // 2**20
        raise Wrong(
            code="file_too_large",
            zh=f"文件“{shown}”有 {megabytes:.1f} MB，超过 {most} MB",
            en=f"the file {shown!r} has {megabytes:.1f} MB, more than {most} MB",
            hint_zh="请压缩，或分成几个文件上传", hint_en="make it smaller, or split it into several files", where="/file",
        )  # fmt: skip
    kind = filekinds.kind_of(data)
    if kind is None:
        raise Wrong(
            code="file_kind_unknown",
            zh=f"文件“{shown}”不是照片(JPG、PNG、WebP)、PDF 或 MP4 视频",
            en=f"the file {shown!r} is no photo (JPG, PNG, WebP), PDF or MP4 film",
            hint_zh="可以截图或拍照后再上传", hint_en="take a screenshot or a photo of it and upload that", where="/file",
        )  # fmt: skip
    try:
        clean = filekinds.cleaned(data, kind=kind)
    except filekinds.Damaged:
        raise Wrong(
            code="file_damaged", zh=f"文件“{shown}”打不开，可能没有传完或已损坏", en=f"the file {shown!r} cannot be read to its end",
            hint_zh="请重新上传，或换一份", hint_en="upload it again, or another copy", where="/file",
        ) from None  # fmt: skip
    upload_id = secrets.token_urlsafe(16)
    digest = hashlib.sha256(clean).hexdigest()
    key = os.urandom(32)
    keys = vault.masters()
    path = _path(upload_id, digest)
    atomic.write(path, _seal(key, clean, upload_id))
    try:
        Upload.objects.create(
            id=upload_id, sha256=digest, kind=kind, size=len(clean), name=shown, owner=by.id[:60],
            wrapped=keys.wrap(key, bound=_bound(upload_id)), master=keys.current, created_at=at, case=None,
        )  # fmt: skip
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(upload_id=upload_id, sha256=digest, kind=kind)


def read(*, upload_id: str, by: access.Actor, at: dt.datetime, address: str = "") -> Content:
    """Return a file to someone who may see its case (or brought it, while it is unclaimed), and log the look.

    Raises NotFound where there is none or one may not see it, and Refused `file_gone` (410) where it was destroyed
    or its bytes do not match their hash.
    """
    row = Upload.objects.filter(id=upload_id).first()
    if row is None or not _may_see(row, by):
        raise NotFound(
            zh="没有找到这份材料", en="there is no such file that you may see",
            hint_zh="请核对链接", hint_en="check the link",
        )  # fmt: skip
    try:
        key = vault.masters().unwrap(bytes(row.wrapped), master=row.master, bound=_bound(upload_id))
        sealed = _path(upload_id, row.sha256).read_bytes()
        data = AESGCM(key).decrypt(sealed[:12], sealed[12:], _bound(upload_id))
    except (OSError, InvalidTag, seal.KeyTrouble):
        raise _gone(row.name) from None
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise _gone(row.name)
    AccessEntry.objects.create(at=at, by=by.id[:60], case_id=row.case_id, what="file.read", address=address[:60])
    return Content(data, row.kind, filekinds.MIME[row.kind], row.name, row.sha256)


def destroy(*, upload_ids: Iterable[str]) -> int:
    """Destroy the keys of files (an erasure), and their bytes once that is committed; the rows stay with their hashes.

    Returns how many.
    """
    done = 0
    for row in Upload.objects.filter(id__in=list(upload_ids)):
        Upload.objects.filter(id=row.id).update(wrapped=b"", master="", name="")
        transaction.on_commit(partial(_path(row.id, row.sha256).unlink, missing_ok=True))
        done += 1
    return done


def drop_unclaimed(*, before: dt.datetime, most: int = 500) -> int:
    """Remove files that nobody's case has claimed since `before`, row and bytes; returns how many. Safe to run twice."""
    rows = list(Upload.objects.filter(case=None, created_at__lt=before).order_by("created_at")[:most])
    done = 0
    for row in rows:
        gone, _ = Upload.objects.filter(id=row.id, case=None).delete()  # one that was claimed meanwhile stays
        if gone:
            _path(row.id, row.sha256).unlink(missing_ok=True)
            done += 1
    return done


def _may_see(row: Upload, by: access.Actor) -> bool:
    if row.case_id is None:
        return row.owner == by.id
    return access.sees_personal(by) and access.cases_for(by).filter(id=row.case_id).exists()


def _gone(name: str) -> Refused:
    wrong = Refused(
        code="file_gone", zh=f"文件“{name}”已销毁或已损坏", en=f"the file {name!r} was destroyed or is damaged",
        hint_zh="请联系管理员从备份中恢复", hint_en="ask the administrator to restore it from the backup",
    )  # fmt: skip
    wrong.status = 410
    return wrong


def _bound(upload_id: str) -> bytes:
    return b"upload:" + upload_id.encode("ascii", "replace")


def _path(upload_id: str, digest: str) -> Path:
    return folder() / digest[:2] / f"{digest}.{upload_id}"


def _seal(key: bytes, data: bytes, upload_id: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, data, _bound(upload_id))


def _safe_name(name: str) -> str:
    """Return a file name that can be shown anywhere: no paths, no control or direction marks, at most 120 letters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return UNSAFE.sub(" ", last).strip()[-120:] or "未命名"
