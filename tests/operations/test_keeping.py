"""The journal proves itself: any changed byte is named, and rotation and erasure leave it whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from redress.operations import keeping, supervision
from redress.operations.refusals import NotFound
from redress.queries import lawbook, lookups, proofs
from redress.store import backend, vault
from redress.store.models import Case, CaseEvent, CaseKey
from tests.world import World


def _change(sql: str, *values: Any) -> None:
    """Change a fact as someone with the database's password could: triggers off, then on again."""
    backend.of().triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    backend.install()


def _bad_cases() -> list[str]:
    return [one["case"] for one in proofs.verify()["bad"]]


def test_a_journal_that_nobody_touched_is_clean(world: World) -> None:
    world.assigned()
    world.lodge(kinds=("complaint", "tipoff"))
    keeping.make_checkpoint(at=world.at)

    found = proofs.verify()

    assert found["bad"] == []
    assert (found["cases"], found["events"]) == (3, 5)
    assert found["head"]


@pytest.mark.parametrize(
    "change",
    [
        "name = 'case.closed'", "by = 'person:999'", "by_role = 'admin'", "office_id = 77", "data = '{}'",
        "procedure_version = '2020-01-01'", "at = '2026-08-30 01:30:00'", "recorded_at = '2026-08-30 01:30:00'",
        "hash = prev_hash", "prev_hash = hash",
    ],
)  # fmt: skip
def test_one_changed_column_of_one_event_names_the_case(world: World, change: str) -> None:
    touched, untouched = world.assigned(), world.assigned()
    change = change if connection.vendor == "sqlite" else change.replace(":00'", ":00+00'")

    _change(f"UPDATE store_caseevent SET {change} WHERE case_id = %s AND seq = 2", touched)

    assert _bad_cases() == [Case.objects.get(id=touched).number]
    assert untouched != touched


def test_one_changed_byte_of_what_is_sealed_names_the_case(world: World) -> None:
    case_id = world.lodge()
    sealed = bytearray(CaseEvent.objects.get(case_id=case_id, seq=1).sealed)
    sealed[20] ^= 1

    _change("UPDATE store_caseevent SET sealed = %s WHERE case_id = %s", bytes(sealed), case_id)

    assert _bad_cases() == [Case.objects.get(id=case_id).number]


def test_a_lost_end_of_the_journal_and_a_lost_case_are_named(world: World) -> None:
    cut, gone = world.assigned(), world.lodge()
    numbers = dict(Case.objects.values_list("id", "number"))
    head = bytes(CaseEvent.objects.get(case_id=cut, seq=2).hash)
    keeping.make_checkpoint(at=world.at)

    _change("DELETE FROM store_caseevent WHERE case_id = %s AND seq = 3", cut)
    Case.objects.filter(id=cut).update(version=2, head_hash=head)  # a thief who covers his tracks
    _change("DELETE FROM store_caseevent WHERE case_id = %s", gone)
    assert set(_bad_cases()) == {numbers[cut], numbers[gone]}


def test_the_journal_verifies_after_the_master_key_is_rotated_and_the_words_still_open(world: World) -> None:
    case_id = world.lodge(narrative="买到过期牛奶，要求退一赔十。")

    done = keeping.rotate_key()

    assert done["keys_wrapped"] >= 1
    assert lookups.origin_of(case_id).narrative == "买到过期牛奶，要求退一赔十。"
    assert _bad_cases() == []


def test_an_erased_case_verifies_and_can_never_be_read_again(world: World) -> None:
    case_id = world.lodge()
    number = Case.objects.get(id=case_id).number

    keeping.erase(number=number, reason="本人申请删除", by=world.actors["system"], at=world.at)

    assert not CaseKey.objects.filter(case_id=case_id).exists()
    with pytest.raises(vault.Erased):
        lookups.origin_of(case_id)
    assert _bad_cases() == []


def test_erasing_an_unknown_case_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        keeping.erase(number="JL-1999-000001", reason="x", by=world.actors["system"], at=world.at)


def test_the_sweep_records_what_neared_and_what_was_missed_once(world: World) -> None:
    case_id = world.assigned()
    later = world.at + dt.timedelta(days=20)

    first, second = supervision.sweep(at=later), supervision.sweep(at=later)

    assert first["missed"] == 2  # the closing target and the acceptance decision
    assert (second["missed"], second["neared"], second["errors"]) == (0, 0, [])
    names = list(CaseEvent.objects.filter(case_id=case_id).values_list("name", flat=True))
    assert names.count("limit.missed") == 2
    assert Case.objects.get(id=case_id).next_due_rule == "acceptance_decision"


def test_one_holiday_changed_in_an_overlay_moves_exactly_the_cases_it_touches(world: World, tmp_path: Any) -> None:
    import json
    from pathlib import Path

    touched = world.assigned(at=world.at.replace(month=9, day=21))
    untouched = world.assigned(at=world.at.replace(month=7, day=6, hour=9))
    number = Case.objects.get(id=touched).number
    before = Case.objects.get(id=touched).next_due_on
    shipped = Path(lawbook.__file__).parents[1] / "law" / "data" / "calendar" / "2026.json"
    document = json.loads(shipped.read_text("utf-8"))
    _let_work(document, "2026-09-25")
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2026.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    at = world.at.replace(month=9, day=21)

    lawbook.configure(overlay=tmp_path)
    dry = list(keeping.rebuild(at=at, dry_run=True))
    moved = list(keeping.rebuild(at=at))

    assert [one["case"] for one in moved] == [number]
    assert dry == moved
    after = Case.objects.get(id=touched).next_due_on
    assert before is not None
    assert after is not None
    assert after < before
    assert list(keeping.rebuild(at=at)) == []
    assert Case.objects.get(id=untouched).id == untouched


def _let_work(document: Any, day: str) -> None:
    """Take a day off the list of holidays, wherever the file keeps it."""
    days = document["days"]
    document["days"] = (
        [one for one in days if one["date"] != day]
        if isinstance(days, list)
        else {key: value for key, value in days.items() if key != day}
    )
