"""The chain: every column of an event is under its hash, and each hash is under the next."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

START = bytes(32)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the journal table, column by column."""

    case_id: int
    seq: int
    name: str
    at: dt.datetime
    recorded_at: dt.datetime
    by: str
    by_role: str
    office_id: int | None
    procedure_version: str
    data: str
    sealed: bytes
    prev_hash: bytes
    hash: bytes = b""


COLUMNS = (
    "case_id", "seq", "name", "at", "recorded_at", "by", "by_role", "office_id", "procedure_version", "data",
    "sealed", "prev_hash", "hash",
)  # fmt: skip


def moment(value: dt.datetime) -> str:
    """Write a moment one way only: UTC with six decimals."""
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def event_hash(row: EventRow) -> bytes:
    """Hash all columns of an event (but the hash itself), each with its length, so that nothing can slide over."""
    parts = (
        str(row.case_id), str(row.seq), row.name, moment(row.at), moment(row.recorded_at), row.by, row.by_role,
        "" if row.office_id is None else str(row.office_id), row.procedure_version, row.data,
    )  # fmt: skip
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(raw))
        digest.update(raw)
    digest.update(b"%d:" % len(row.sealed))
    digest.update(row.sealed)
    digest.update(row.prev_hash)
    return digest.digest()


def plain_json(data: Any) -> str:
    """Write data as the one JSON text that is hashed and stored."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def leaf(*, case_id: int, seq: int, head: bytes) -> bytes:
    """Hash one case head into a leaf of the tree."""
    return hashlib.sha256(b"\x00%d:%d:" % (case_id, seq) + head).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the Merkle root of the leaves in their order (an odd last one moves up as it is)."""
    level: Sequence[bytes] = list(leaves)
    if not level:
        return START
    while len(level) > 1:
        upper = [_node(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            upper.append(level[-1])
        level = upper
    return level[0]


class Tree:
    """The Merkle tree of all cases, kept from checkpoint to checkpoint: only what changed is hashed anew.

    Its root is always `merkle_root` of the leaves in the order of their case ids.
    """

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._places: dict[int, int] = {}
        self._levels: list[list[bytes]] = [[]]

    @property
    def root(self) -> bytes:
        """The root as it stands."""
        return self._levels[-1][0] if self._ids else START

    def put(self, leaves: Mapping[int, bytes]) -> None:
        """Take in leaves by case id: those of new cases, and those that changed."""
        new = sorted(case_id for case_id in leaves if case_id not in self._places)
        lowest = self._levels[0]
        if new and self._ids and new[0] < self._ids[-1]:  # between the old ones: all places behind it move
            known = dict(zip(self._ids, lowest, strict=True)) | dict(leaves)
            self._ids = sorted(known)
            self._levels = [[known[case_id] for case_id in self._ids]]
            self._places = {case_id: place for place, case_id in enumerate(self._ids)}
            self._raise(set(range(len(self._ids))))
            return
        for case_id in new:
            self._places[case_id] = len(self._ids)
            self._ids.append(case_id)
            lowest.append(b"")
        changed = set()
        for case_id, digest in leaves.items():
            place = self._places[case_id]
            lowest[place] = digest
            changed.add(place)
        self._raise(changed)

    def _raise(self, changed: set[int]) -> None:
        height = 0
        while len(self._levels[height]) > 1:
            below = self._levels[height]
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            above = self._levels[height]
            above += [b""] * ((len(below) + 1) // 2 - len(above))
            changed = {place // 2 for place in changed}
            for place in changed:
                pair = below[2 * place : 2 * place + 2]
                above[place] = _node(*pair) if len(pair) == 2 else pair[0]


def checkpoint_hash(*, seq: int, at: dt.datetime, cases: int, events: int, root: bytes, prev: bytes) -> bytes:
    """Hash a checkpoint with the one before."""
    return hashlib.sha256(f"{seq}|{moment(at)}|{cases}|{events}|".encode() + root + prev).digest()
