"""The law that this house runs on: loaded once, with the overlay, and handed to whoever folds or offers moves."""

from __future__ import annotations

import threading
from pathlib import Path

from redress.law import library

_lock = threading.Lock()
_state: dict[str, library.Library] = {}
_overlay: list[Path | None] = [None]


def configure(*, overlay: Path | None) -> None:
    """Name the overlay folder; the law is loaded when it is first asked for."""
    with _lock:
        _overlay[0] = overlay
        _state.clear()


def current() -> library.Library:
    """Return the law as loaded."""
    found = _state.get("law")
    if found is None:
        with _lock:
            found = _state.get("law")
            if found is None:
                found = _state["law"] = library.load(overlay=_overlay[0])
    return found
