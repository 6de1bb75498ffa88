"""Put ids into the slots of an `idlist.IdList`. Numba.

A slot is found by CRC-32 (the same as zlib's, ISO 3309) of the id's bytes, then the next free one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from redress.language.machine import compiled


def _table() -> np.ndarray[Any, np.dtype[np.uint32]]:
    rows = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        rows = np.where(rows & 1, (rows >> 1) ^ np.uint32(0xEDB88320), rows >> 1).astype(np.uint32)
    return rows


CRC: Final = _table()


@compiled
def place(letters: Any, ends: Any, slots: Any) -> Any:
    """Write every id's number, counted from 1, into `slots` (all 0, a power of two, more than there are ids)."""
    mask = slots.shape[0] - 1
    for number in range(ends.shape[0] - 1):
        crc = np.uint32(0xFFFFFFFF)
        for at in range(np.int64(ends[number]), np.int64(ends[number + 1])):
            crc = CRC[(crc ^ letters[at]) & np.uint32(0xFF)] ^ (crc >> np.uint32(8))
        slot = np.int64(crc ^ np.uint32(0xFFFFFFFF)) & mask
        while slots[slot] != 0:
            slot = (slot + 1) & mask
        slots[slot] = number + 1
