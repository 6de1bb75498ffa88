"""A backup and its keys bring the whole house back; either alone brings nothing."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import resource
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models

from redress.operations import backup, keeping, restoring, retention
from redress.operations.refusals import Wrong
from redress.queries import lookups, proofs, search
from redress.store import backend, seal, vault
from redress.store.models import Case, CaseKey
from tests.world import World


def _all_tables() -> list[type[models.Model]]:
    return [CaseKey, *reversed(backup.tables())]


def _empty() -> None:
    """Empty every table, as a fresh house is."""
    backend.of().triggers.remove(connection)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for model in _all_tables():
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
            else:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE IF EXISTS store_search_fts")
    backend.install()


@pytest.fixture
def saved(real_world: World, tmp_path: Path) -> tuple[Path, Path, str]:
    case_id = real_world.assigned(narrative="羽绒服跑绒，要求退货")
    keeping.make_checkpoint(at=real_world.at)
    number = Case.objects.get(id=case_id).number
    backup.backup(path=tmp_path / "house.tar.gz", keys=tmp_path / "house.keys", at=real_world.at)
    return tmp_path / "house.tar.gz", tmp_path / "house.keys", number


def test_a_restored_house_verifies_opens_and_finds(saved: tuple[Path, Path, str]) -> None:
    path, keys, number = saved
    _empty()

    done = restoring.restore(path=path, keys=keys)

    assert done["tables"]["store_case"] == 1
    assert proofs.verify()["bad"] == []
    case = Case.objects.get(number=number)
    assert lookups.origin_of(case.id).narrative == "羽绒服跑绒，要求退货"
    assert search.find(q="跑绒", offices=None, sees_personal=True, cursor=None).count == 1


def test_the_backup_alone_holds_no_key_and_no_name(saved: tuple[Path, Path, str]) -> None:
    content = gzip.decompress(saved[0].read_bytes())

    assert "何小雨".encode() not in content
    for wrapped in CaseKey.objects.values_list("wrapped", flat=True):
        assert bytes(wrapped).hex().encode() not in content


def test_a_damaged_backup_restores_nothing(saved: tuple[Path, Path, str]) -> None:
    path, keys, _number = saved
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    _empty()

    with pytest.raises(Wrong) as refused:
        restoring.restore(path=path, keys=keys)

    assert refused.value.code == "backup_damaged"
    assert Case.objects.count() == 0


def test_a_house_with_cases_is_not_overwritten(saved: tuple[Path, Path, str]) -> None:
    with pytest.raises(Wrong) as refused:
        restoring.restore(path=saved[0], keys=saved[1])

    assert refused.value.code == "not_empty"


def _nothing_is_there(data_folder: Path, settings: Any) -> bool:
    rows = sum(model._default_manager.count() for model in _all_tables())
    return rows == 0 and not Path(settings.REDRESS_KEY_FILE).exists() and not list(data_folder.glob("evidence/*/*"))


def test_the_keys_of_another_house_are_refused_and_nothing_is_restored(
    saved: tuple[Path, Path, str], real_world: World, tmp_path: Path, settings: Any, data_folder: Path
) -> None:
    path, keys, _number = saved
    others = tmp_path / "others.keys"
    backup.backup(path=tmp_path / "others.tar.gz", keys=others, at=real_world.at)
    _empty()
    settings.REDRESS_KEY_FILE = tmp_path / "fresh" / "master"

    with pytest.raises(Wrong) as refused:
        restoring.restore(path=path, keys=others)

    assert refused.value.code == "backup_mixed"
    assert "\n" not in refused.value.en
    assert _nothing_is_there(data_folder, settings)
    restoring.restore(path=path, keys=keys)
    assert Case.objects.count() == 1
    vault.forget()


def test_keys_of_a_backup_without_a_mark_are_told_by_whether_they_open(
    saved: tuple[Path, Path, str], tmp_path: Path, settings: Any, data_folder: Path
) -> None:
    path, keys, _number = saved
    _without_a_mark(path)
    document = json.loads(gzip.decompress(keys.read_bytes()))
    del document["pair"]
    good = gzip.compress(json.dumps(document).encode())
    other = seal.MasterKeys("m1", {"m1": b"1" * 32})
    ((case_id, _, _),) = document["cases"]
    strange = other.wrap(b"2" * 32, bound=b"case:%d" % case_id).hex()
    text = json.dumps({"current": "m1", "keys": {"m1": base64.b64encode(b"1" * 32).decode()}})
    secrets = [[name, "m1", other.wrap(b"3" * 32, bound=name.encode()).hex()] for name, _, _ in document["secrets"]]
    _empty()
    settings.REDRESS_KEY_FILE = tmp_path / "fresh" / "master"

    wrong_keys: tuple[dict[str, Any], ...] = (
        {"cases": [[case_id, "m1", strange]]},  # does not open under this master key
        {"master": text, "cases": [[case_id, "m1", strange]], "secrets": secrets},  # opens, but not what was sealed
        {"cases": [[case_id + 1, "m1", strange]]},
        {"cases": []},
    )
    for wrong in wrong_keys:
        keys.write_bytes(gzip.compress(json.dumps(document | wrong).encode()))
        with pytest.raises(Wrong) as refused:
            restoring.restore(path=path, keys=keys)
        assert refused.value.code in ("backup_mixed", "backup_damaged")
        assert _nothing_is_there(data_folder, settings)

    keys.write_bytes(good)
    assert restoring.restore(path=path, keys=keys)["tables"]["store_case"] == 1
    assert proofs.verify()["bad"] == []
    vault.forget()


def _without_a_mark(path: Path) -> None:
    """Write the backup as it was written before it bore a mark."""
    with tarfile.open(path) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar.getmembers()]  # type: ignore[union-attr]
    with tarfile.open(path, "w:gz") as tar:
        for member, data in members:
            if member.name == "about.json":
                about = json.loads(data)
                del about["pair"]
                data = json.dumps(about).encode()
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF] * 8) + data[middle + 8 :]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(
    "damage",
    [
        _flip, lambda data: gzip.compress(b"[]"), lambda data: gzip.compress(b"{}"), lambda data: gzip.compress(b"\xff"),
        lambda data: b"", lambda data: data[:-9], lambda data: gzip.compress(b'{"format": 1, "cases": 3}'),
    ],
)  # fmt: skip
def test_a_file_with_anything_else_in_it_is_told_in_one_line_and_leaves_nothing_behind(
    saved: tuple[Path, Path, str], damage: Any, which: int, tmp_path: Path, settings: Any, data_folder: Path
) -> None:
    file = (saved[0], saved[1])[which]
    file.write_bytes(damage(file.read_bytes()))
    _empty()
    settings.REDRESS_KEY_FILE = tmp_path / "fresh" / "master"

    with pytest.raises(Wrong) as refused:
        restoring.restore(path=saved[0], keys=saved[1])

    assert refused.value.code == "backup_damaged"
    assert "\n" not in refused.value.en
    assert _nothing_is_there(data_folder, settings)
    vault.forget()


def test_a_key_file_that_lies_in_the_way_is_kept_under_another_name(
    saved: tuple[Path, Path, str], tmp_path: Path, settings: Any
) -> None:
    _empty()
    settings.REDRESS_KEY_FILE = tmp_path / "elsewhere" / "master"
    settings.REDRESS_KEY_FILE.parent.mkdir()
    settings.REDRESS_KEY_FILE.write_text("the keys of another house")

    done = restoring.restore(path=saved[0], keys=saved[1])

    assert Path(done["old_key_file"]).read_text() == "the keys of another house"
    assert lookups.origin_of(Case.objects.get().id).narrative == "羽绒服跑绒，要求退货"
    vault.forget()


@pytest.mark.parametrize("content", [None, "[]"])
def test_a_house_whose_key_file_is_missing_or_damaged_is_not_backed_up(
    real_world: World, tmp_path: Path, settings: Any, content: str | None
) -> None:
    real_world.lodge()
    vault.forget()
    settings.REDRESS_KEY_FILE = tmp_path / "master"
    if content is not None:
        settings.REDRESS_KEY_FILE.write_text(content)

    with pytest.raises(seal.KeyTrouble):
        backup.backup(path=tmp_path / "b.tgz", keys=tmp_path / "b.keys", at=real_world.at)

    assert [path.name for path in tmp_path.iterdir()] == ([] if content is None else ["master"])
    vault.forget()


def test_a_backup_that_finds_no_room_leaves_nothing_behind(real_world: World, tmp_path: Path) -> None:
    for _ in range(5):
        real_world.lodge(narrative=os.urandom(3000).hex())
    target = tmp_path / "there"
    target.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            backup.backup(path=target / "b.tgz", keys=target / "b.keys", at=real_world.at)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(target.iterdir()) == []


def test_retention_is_off_until_it_is_set_and_then_erases_what_is_old(world: World, settings: Any) -> None:
    case_id = world.assigned()
    world.move("east", case_id, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我局管")
    world.move("east", case_id, "close", outcome="refused")
    world.lodge(narrative="在办的一件")
    later = world.at.replace(year=world.at.year + 6)

    off = retention.run(at=later)
    settings.REDRESS_RETENTION_YEARS = 5
    on = retention.run(at=later)

    assert (off["erased"], on["erased"], on["kept"]) == (0, 1, 1)
    with pytest.raises(vault.Erased):
        lookups.origin_of(case_id)
    assert proofs.verify()["bad"] == []
