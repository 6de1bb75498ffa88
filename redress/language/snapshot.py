"""The file of an index: whole or not at all, and refused when a byte of it has changed.

    magic (8 bytes) | format (4) | length of the header (4) | header, JSON | arrays | BLAKE2b-32 of all before

Written beside its place, flushed to the disk, then moved into it, so that a process that dies leaves the last good
file; the file before stays as `<name>.last`. Integers are little-endian.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import struct
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

MAGIC: Final = b"RDXMATCH"
FORMAT: Final = 2
_HEAD: Final = struct.Struct("<8sII")
_DIGEST: Final = 32
_PIECE: Final = 1 << 24


class SnapshotUnusable(ValueError):
    """The file cannot be read as an index; `code` says why (missing, damaged, other_format, other_secret)."""

    def __init__(self, *, code: str, what: str, path: Path) -> None:
        """Say what is wrong with which file, and what to do."""
        self.code, self.path = code, path
        super().__init__(f"{what} ({path}). Rebuild the index from the appeals.")


def last_of(path: Path) -> Path:
    """Return where the file before the present one is kept."""
    return path.with_name(path.name + ".last")


class _Hashed:
    """Writes to a file and digests what it writes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.blake2b(digest_size=_DIGEST)

    def write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._digest.update(data)

    def finish(self) -> None:
        self._file.write(self._digest.digest())
        self._file.flush()
        os.fsync(self._file.fileno())


def write(path: Path, *, header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write header and arrays to `path`, whole or not at all. Raises OSError when the disk refuses."""
    shapes = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]  # in the order they lie
    text = json.dumps({**header, "arrays": shapes}, sort_keys=True).encode()
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            out = _Hashed(file)
            out.write(_HEAD.pack(MAGIC, FORMAT, len(text)) + text)
            for array in arrays.values():
                whole = memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
                for start in range(0, len(whole), _PIECE):
                    out.write(whole[start : start + _PIECE])
            out.finish()
        _keep_last(path)
        part.replace(path)
        _settle(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _keep_last(path: Path) -> None:
    if not path.exists():
        return
    spare = path.with_name(f"{path.name}.{os.getpid()}.spare")
    try:
        os.link(path, spare)  # no copy, and the present file never leaves its place
    except OSError:
        shutil.copyfile(path, spare)
    spare.replace(last_of(path))


def _settle(folder: Path) -> None:
    with contextlib.suppress(OSError):  # a folder that cannot be flushed is no reason to lose the file
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Return header and arrays; raises SnapshotUnusable for a file that is missing, cut, changed or of another format."""
    try:
        with path.open("rb") as file:
            return _read(file, path)
    except FileNotFoundError:
        raise SnapshotUnusable(code="missing", what="there is no index file", path=path) from None
    except OSError as wrong:
        raise SnapshotUnusable(
            code="unreadable", what=f"cannot read the index: {wrong.strerror}", path=path
        ) from None


def _read(file: BufferedReader, path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    damaged = SnapshotUnusable(code="damaged", what="the index file is damaged or cut short", path=path)
    size, digest = file.seek(0, os.SEEK_END), hashlib.blake2b(digest_size=_DIGEST)
    file.seek(0)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size or size < _HEAD.size + _DIGEST:
        raise damaged
    magic, layout, length = _HEAD.unpack(head)
    if magic != MAGIC:
        raise SnapshotUnusable(code="other_format", what="this is not an index file", path=path)
    if layout != FORMAT:
        raise SnapshotUnusable(code="other_format", what=f"the index has format {layout}, not {FORMAT}", path=path)
    if length > size - _HEAD.size - _DIGEST:
        raise damaged
    text = file.read(length)
    digest.update(head + text)
    try:
        header = json.loads(text)
        shapes = {name: (np.dtype(kind), tuple(shape)) for name, kind, shape in header.pop("arrays")}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise damaged from None
    left = size - _HEAD.size - length - _DIGEST
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, (dtype, shape) in shapes.items():
        many = int(np.prod(shape, dtype=np.int64))
        left -= many * dtype.itemsize
        if left < 0 or many < 0:
            raise damaged
        array = np.empty(shape, dtype)  # owns its data, so that it can grow
        if many:
            letters = array.reshape(-1).view(np.uint8).data
            if file.readinto(letters) != array.nbytes:
                raise damaged
            digest.update(letters)
        arrays[name] = array
    if left or file.read() != digest.digest():
        raise damaged
    return header, arrays
