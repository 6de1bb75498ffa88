"""A backup and its keys bring the whole house back; either alone brings nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from redress.operations import backup, keeping, retention
from redress.operations.refusals import Wrong
from redress.queries import lookups, proofs, search
from redress.store import backend, vault
from redress.store.models import Case, CaseKey
from tests.world import World


def _empty() -> None:
    """Empty every table, as a fresh house is."""
    backend.of().triggers.remove(connection)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for model in [CaseKey, *reversed(backup.tables())]:
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

    done = backup.restore(path=path, keys=keys)

    assert done["tables"]["store_case"] == 1
    assert proofs.verify()["bad"] == []
    case = Case.objects.get(number=number)
    assert lookups.origin_of(case.id).narrative == "羽绒服跑绒，要求退货"
    assert search.find(q="跑绒", offices=None, sees_personal=True, cursor=None).count == 1


def test_the_backup_alone_holds_no_key_and_no_name(saved: tuple[Path, Path, str]) -> None:
    import gzip

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
        backup.restore(path=path, keys=keys)

    assert refused.value.code == "backup_damaged"
    assert Case.objects.count() == 0


def test_a_house_with_cases_is_not_overwritten(saved: tuple[Path, Path, str]) -> None:
    with pytest.raises(Wrong) as refused:
        backup.restore(path=saved[0], keys=saved[1])

    assert refused.value.code == "not_empty"


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
