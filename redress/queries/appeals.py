"""An appeal as a whole: the case that it came in as, and the files that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from redress.queries import follow
from redress.store.models import Case, Upload


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as its owner sees it listed."""

    id: str
    name: str
    kind: str
    is_picture: bool


def home_of(*, number: str) -> str | None:
    """Return the number of the appeal that a case belongs to (its own for the first one); None when there is none."""
    ids = follow.ids_of(number=number)
    return Case.objects.filter(id=ids[0]).values_list("number", flat=True).first() if ids else None


def files_of(*, number: str) -> tuple[FileView, ...]:
    """List the files of an appeal that are still there, the oldest first."""
    rows = (
        Upload.objects.filter(case_id__in=follow.ids_of(number=number))
        .exclude(wrapped=b"")
        .order_by("created_at", "id")
        .values_list("id", "name", "kind")
    )
    return tuple(FileView(one, name, kind, kind in ("jpeg", "png", "webp")) for one, name, kind in rows)
