"""A compact list of ids: number to id and id to number, without an object for each."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator

import numpy as np

LONGEST = 200  # bytes of one id


class IdList:
    """Ids in the order given, 4 GB of letters at most; about 12 bytes each besides their own letters."""

    def __init__(self) -> None:
        """Make an empty list."""
        self._letters = bytearray()
        self._ends = array("I", [0])
        self._slots = array("I", bytes(4 * 1024))

    def __len__(self) -> int:
        """Return how many ids there are."""
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        """Return the id with this number."""
        return self._letters[self._ends[number] : self._ends[number + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        """Walk the ids in the order given."""
        return (self[number] for number in range(len(self)))

    def find(self, identity: str) -> int:
        """Return the number of an id, -1 when it is not there."""
        return self._slots[self._slot(identity.encode())] - 1

    def append(self, identity: str) -> bool:
        """Add an id unless it is there; tell whether it was new. Raises ValueError for an empty or endless one."""
        letters = identity.encode()
        if not 0 < len(letters) <= LONGEST:
            raise ValueError(f"an id has 1 to {LONGEST} bytes, this has {len(letters)}")
        slot = self._slot(letters)
        if self._slots[slot]:
            return False
        self._letters += letters
        self._ends.append(len(self._letters))
        self._slots[slot] = len(self)
        if len(self) * 3 > len(self._slots) * 2:
            self._widen()
        return True

    def cut(self, length: int) -> None:
        """Forget the ids from number `length` on."""
        if length == len(self):
            return
        del self._letters[self._ends[length] :]
        del self._ends[length + 1 :]
        self._widen(times=1)

    @property
    def size(self) -> int:
        """Return the bytes held."""
        return len(self._letters) + 4 * len(self._ends) + 4 * len(self._slots)

    def dump(self) -> tuple[bytes, bytes]:
        """Return letters and ends (little-endian 32-bit), enough for `load`."""
        return bytes(self._letters), self._ends.tobytes()

    @classmethod
    def load(cls, letters: bytes, ends: bytes) -> IdList:
        """Return the list that `dump` gave."""
        made = cls()
        made._letters, made._ends = bytearray(letters), array("I")
        made._ends.frombytes(ends)
        slots = 1024
        while len(made) * 3 > slots * 2:
            slots *= 2
        made._slots = array("I", bytes(4 * slots))
        made._widen(times=1)
        return made

    def _slot(self, letters: bytes) -> int:
        mask = len(self._slots) - 1
        slot = zlib.crc32(letters) & mask
        while number := self._slots[slot]:
            if self._letters[self._ends[number - 1] : self._ends[number]] == letters:
                return slot
            slot = (slot + 1) & mask
        return slot

    def _widen(self, *, times: int = 2) -> None:
        from redress.language import gramids  # numba, not before

        self._slots = array("I", bytes(4 * len(self._slots) * times))
        letters, ends = np.frombuffer(self._letters, np.uint8), np.frombuffer(self._ends, np.uint32)
        gramids.place(letters, ends, np.frombuffer(self._slots, np.uint32))
