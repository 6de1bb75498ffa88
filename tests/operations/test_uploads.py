"""Evidence: checked by content, rid of place and device, sealed on disk, read only by those who may, and logged."""

from __future__ import annotations

import datetime as dt
import io
import struct
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from redress.operations import access, keeping, uploads
from redress.operations.refusals import NotFound, Refused, Wrong
from redress.store.models import AccessEntry, Case, Upload
from tests.world import MORNING, World

LODGER = access.Actor("appellant", "", frozenset({"appellant"}))


def photo(kind: str, *, size: tuple[int, int] = (60, 40), place: bool = True) -> bytes:
    image = Image.effect_noise(size, 90).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    if place:
        exif[0x010F] = "SecretPhoneMaker"
        exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def film() -> bytes:
    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(body), name) + body

    notes = box(b"udta", box(b"\xa9xyz", b"+31.2304+121.4737/"))
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", box(b"mvhd", bytes(20)) + notes) + box(b"mdat", b"picture")


@pytest.fixture(autouse=True)
def _folder(db: None, tmp_path: Path, settings: Any) -> None:
    settings.REDRESS_DATA = tmp_path


@pytest.mark.parametrize(("pil", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_photo_loses_its_maker_and_place_but_not_one_pixel(pil: str, kind: str) -> None:
    data = photo(pil)

    kept = uploads.keep(data=data, name="现场.jpg", by=LODGER, at=MORNING)
    back = uploads.read(upload_id=kept["upload_id"], by=LODGER, at=MORNING)

    assert kept["kind"] == kind
    assert b"SecretPhoneMaker" in data
    assert b"SecretPhoneMaker" not in back.data
    assert not Image.open(io.BytesIO(back.data)).getexif().get_ifd(0x8825)
    assert (
        Image.open(io.BytesIO(back.data)).convert("RGB").tobytes()
        == Image.open(io.BytesIO(data)).convert("RGB").tobytes()
    )


def test_a_photo_still_knows_which_way_is_up() -> None:
    kept = uploads.keep(data=photo("JPEG"), name="a.jpg", by=LODGER, at=MORNING)

    back = uploads.read(upload_id=kept["upload_id"], by=LODGER, at=MORNING)

    assert dict(Image.open(io.BytesIO(back.data)).getexif()) == {0x0112: 6}


def test_what_hangs_behind_a_photo_is_cut_off() -> None:
    kept = uploads.keep(data=photo("JPEG") + b"<script>alert(1)</script>", name="a.jpg", by=LODGER, at=MORNING)

    assert b"script" not in uploads.read(upload_id=kept["upload_id"], by=LODGER, at=MORNING).data


def test_a_film_loses_its_place_and_keeps_its_length() -> None:
    data = film()

    kept = uploads.keep(data=data, name="a.mp4", by=LODGER, at=MORNING)
    back = uploads.read(upload_id=kept["upload_id"], by=LODGER, at=MORNING)

    assert b"+31.2304" in data
    assert b"+31.2304" not in back.data
    assert len(back.data) == len(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\0 a program", "file_kind_unknown"),
        (b"<svg onload=alert(1)>", "file_kind_unknown"),
        (photo("JPEG")[:-200], "file_damaged"),
        (photo("PNG")[:-30], "file_damaged"),
        (photo("WEBP")[:-30], "file_damaged"),
        (b"%PDF-1.4 and no more", "file_damaged"),
        (film()[:-10], "file_damaged"),
        (b"\xff\xd8\xff" + bytes(10 * 2**20), "file_too_large"),
    ],
)
def test_a_wrong_file_is_refused_in_one_clear_line_and_leaves_nothing(data: bytes, code: str) -> None:
    with pytest.raises(Wrong) as refused:
        uploads.keep(data=data, name="x.jpg", by=LODGER, at=MORNING)

    assert refused.value.code == code
    assert "x.jpg" in refused.value.zh
    assert refused.value.hint_zh
    assert not Upload.objects.exists()
    assert not [path for path in uploads.folder().rglob("*") if path.is_file()]


def test_the_disk_shows_nothing_of_the_file_and_a_changed_byte_is_noticed() -> None:
    data = photo("PNG", place=False)
    kept = uploads.keep(data=data, name="a.png", by=LODGER, at=MORNING)
    path = next(path for path in uploads.folder().rglob("*") if path.is_file())

    assert data[8:60] not in path.read_bytes()
    sealed = bytearray(path.read_bytes())
    sealed[50] ^= 1
    path.write_bytes(sealed)

    with pytest.raises(Refused) as refused:
        uploads.read(upload_id=kept["upload_id"], by=LODGER, at=MORNING)
    assert refused.value.code == "file_gone"


def test_only_those_who_may_see_the_case_read_its_files_and_each_look_is_logged(world: World) -> None:
    kept = uploads.keep(data=photo("JPEG"), name="a.jpg", by=LODGER, at=MORNING)
    case_id = world.lodge(files=(kept["upload_id"],))
    owner = access.appellant(case_id=case_id)

    assert uploads.read(upload_id=kept["upload_id"], by=owner, at=MORNING).kind == "jpeg"
    assert (
        uploads.read(upload_id=kept["upload_id"], by=world.actors["desk"], at=MORNING, address="10.0.0.1").kind
        == "jpeg"
    )
    for stranger in (LODGER, access.appellant(case_id=999), world.actors["west"], world.actors["analyst"]):
        with pytest.raises(NotFound):
            uploads.read(upload_id=kept["upload_id"], by=stranger, at=MORNING)
    assert list(AccessEntry.objects.filter(what="file.read").values_list("by", "case_id", "address")) == [
        ("appellant", case_id, ""),
        (world.actors["desk"].id, case_id, "10.0.0.1"),
    ]


def test_files_that_nobody_claimed_are_removed_and_claimed_ones_stay(world: World) -> None:
    kept = [uploads.keep(data=photo("JPEG"), name=f"{n}.jpg", by=LODGER, at=MORNING)["upload_id"] for n in range(3)]
    world.lodge(files=(kept[0],))

    early = uploads.drop_unclaimed(before=MORNING)
    later = uploads.drop_unclaimed(before=MORNING + dt.timedelta(days=2))

    assert (early, later) == (0, 2)
    assert list(Upload.objects.values_list("id", flat=True)) == [kept[0]]
    assert len([path for path in uploads.folder().rglob("*") if path.is_file()]) == 1


def test_erasing_a_case_takes_the_bytes_of_its_files_along(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    kept = uploads.keep(data=photo("JPEG"), name="a.jpg", by=LODGER, at=MORNING)
    number = Case.objects.get(id=world.lodge(files=(kept["upload_id"],))).number

    with django_capture_on_commit_callbacks(execute=True):
        done = keeping.erase(number=number, reason="本人申请删除", by=world.actors["system"], at=world.at)

    assert done["files"] == 1
    assert not [path for path in uploads.folder().rglob("*") if path.is_file()]


def test_a_destroyed_file_is_gone_for_good(world: World, django_capture_on_commit_callbacks: Any) -> None:
    kept = uploads.keep(data=photo("JPEG"), name="a.jpg", by=LODGER, at=MORNING)

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.destroy(upload_ids=[kept["upload_id"]]) == 1

    assert not [path for path in uploads.folder().rglob("*") if path.is_file()]
    with pytest.raises(Refused) as refused:
        uploads.read(upload_id=kept["upload_id"], by=LODGER, at=MORNING)
    assert refused.value.status == 410
    assert settings.REDRESS_UPLOAD_LIMIT == 10 * 2**20
