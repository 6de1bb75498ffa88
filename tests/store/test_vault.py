"""The key file of a house: made once for a new house, never made for a house that has keys already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redress.jobs import doctor
from redress.queries import health
from redress.store import seal, vault
from redress.store.models import CaseKey, Secret
from tests.world import World


@pytest.fixture
def house(world: World) -> World:
    world.lodge()
    vault.forget()
    return world


def test_a_mistyped_key_file_is_refused_in_one_line_and_nothing_is_made(
    house: World, settings: Any, tmp_path: Path
) -> None:
    settings.REDRESS_KEY_FILE = tmp_path / "a" / "b"

    with pytest.raises(vault.KeyFileMissing) as refused:
        house.lodge()
    with pytest.raises(vault.KeyFileMissing):
        doctor.run()

    assert str(tmp_path / "a" / "b") in refused.value.en
    assert "\n" not in refused.value.en
    assert "REDRESS_KEY_FILE" in refused.value.hint_en
    assert list(tmp_path.iterdir()) == []
    vault.forget()


def test_a_new_house_makes_its_key_file_for_its_owner_only(world: World, settings: Any, tmp_path: Path) -> None:
    settings.REDRESS_KEY_FILE = tmp_path / "keys" / "master"
    Secret.objects.all().delete()
    vault.forget()

    world.lodge()

    assert settings.REDRESS_KEY_FILE.stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["master"]
    vault.forget()


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff\xfe", b'{"current": "m1", "keys": []}', b'{"current": 1, "keys": {"m1": "AA=="}}'],
)
def test_a_damaged_key_file_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "master").write_bytes(content)

    with pytest.raises(seal.KeyTrouble, match=r"damaged|cannot be read"):
        seal.load_master(tmp_path / "master")


def test_the_doctor_notices_a_case_key_that_does_not_open(house: World) -> None:
    assert {name: ok for name, ok, _ in health.problems()}["keys open"]

    CaseKey.objects.update(wrapped=bytes(60))

    _, ok, hint = next(one for one in health.problems() if one[0] == "keys open")
    assert (ok, "does not open" in hint) == (False, True)
