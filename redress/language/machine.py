"""Compile functions to machine code with numba, kept on disk, and never a stale one.

Numba keeps a compiled function as long as the file of that function is unchanged, and does not see that a function
it calls, in another file, has changed. Here the stamp is a digest of all files that hold compiled code of this
floor, so that an update of one of them compiles anew.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

SOURCES: Final = (
    "grams.py",
    "gramtext.py",
    "gramscan.py",
    "gramchoice.py",
    "gramids.py",
    "gramindex.py",
    "gramwork.py",
    "pairfeatures.py",
    "pairscore.py",
)


@functools.cache
def stamp() -> str:
    """Return a digest of the sources of all compiled code of this floor."""
    here = Path(__file__).parent
    return hashlib.blake2b(b"\0".join((here / name).read_bytes() for name in SOURCES), digest_size=16).hexdigest()


def compiled(function: F) -> F:
    """Compile `function` at its first call and keep it on disk; other threads run while it runs."""
    made = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    kept = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if kept is not None and hasattr(kept, "_source_stamp"):
        kept._source_stamp = stamp()
    else:  # a numba that keeps its files otherwise: compile at every start rather than run old code
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return cast(F, made)
