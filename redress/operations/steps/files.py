"""Evidence: an uploaded file is claimed by the case it belongs to, once, by the one who brought it."""

from __future__ import annotations

from collections.abc import Sequence

from redress.operations.access import Actor
from redress.operations.refusals import Wrong
from redress.store.models import Upload


def look_up(upload_ids: Sequence[str], *, by: Actor) -> list[dict[str, str]]:
    """Find uploads that nobody has used; returns what the event says of them. Raises Wrong for an unknown one."""
    found = {
        row["id"]: row
        for row in Upload.objects.filter(id__in=list(upload_ids), case=None).values("id", "sha256", "owner", "name")
    }
    said = []
    for place, upload_id in enumerate(upload_ids):
        row = found.get(upload_id)
        if row is None or (row["owner"] != by.id and not by.roles & {"desk", "handler", "system"}):
            raise Wrong(
                code="unknown_upload", zh="没有找到这份材料，或它已用于另一件", en="the upload is unknown or already used",
                hint_zh="请重新上传", hint_en="upload the file again", where=f"/files/{place}",
            )  # fmt: skip
        said.append({"id": upload_id, "sha256": row["sha256"]})
    return said


def unknown() -> Wrong:
    """Make the refusal of a file that another case has just taken."""
    return Wrong(
        code="unknown_upload", zh="没有找到这份材料，或它已用于另一件", en="the upload is unknown or already used",
        hint_zh="请重新上传", hint_en="upload the file again", where="/files",
    )  # fmt: skip
