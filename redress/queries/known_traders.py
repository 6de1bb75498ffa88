"""Names of traders that were complained of before, to choose from while lodging.

Only names that several appeals have, so that nobody learns of a single complaint or of a private person named once.
Held in memory for ten minutes; the search is a scan of that list.
"""

from __future__ import annotations

import threading
import time
import unicodedata

from django.db.models import Count

from redress.store.models import AppealFacts

FEWEST = 3  # appeals that name a trader before the name is shown
MOST = 5000
HOLD_SECONDS = 600.0

_lock = threading.Lock()
_held: dict[str, tuple[float, tuple[tuple[str, str], ...]]] = {}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _names() -> tuple[tuple[str, str], ...]:
    now = time.monotonic()
    held = _held.get("names")
    if held is None or now - held[0] > HOLD_SECONDS:
        with _lock:
            rows = (
                AppealFacts.objects.exclude(respondent="")
                .values("respondent")
                .annotate(appeals=Count("case_id"))
                .filter(appeals__gte=FEWEST)
                .order_by("-appeals", "respondent")
                .values_list("respondent", flat=True)[:MOST]
            )
            held = _held["names"] = (now, tuple((name, _folded(name)) for name in rows))
    return held[1]


def forget() -> None:
    """Drop what is held (between tests)."""
    _held.clear()


def search(text: str, *, most: int = 8) -> tuple[str, ...]:
    """Return up to `most` known names that contain `text`, those that begin with it first; fewer than two letters: none."""
    wanted = _folded(text)
    if len(wanted) < 2:
        return ()
    found = [(not folded.startswith(wanted), name) for name, folded in _names() if wanted in folded]
    found.sort(key=lambda item: item[0])
    return tuple(name for _, name in found[:most])
