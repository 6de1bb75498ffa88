"""`redress law check --against-data`: which cases would not fit a law before it is put in force."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from redress.law import library
from redress.queries import journals
from redress.store.models import Case
from tests.world import World

SHIPPED = Path(library.__file__).parent / "data" / "procedures"


def test_every_case_fits_the_law_that_is_shipped(world: World) -> None:
    world.lodge()
    world.assigned()

    assert list(journals.fold_all(library=library.load())) == []


def test_a_case_in_a_stage_that_a_new_procedure_lacks_is_named_and_no_other(world: World, tmp_path: Path) -> None:
    received, assigned = world.lodge(), world.assigned()
    number = Case.objects.get(id=assigned).number
    text = (SHIPPED / "complaint.yaml").read_text("utf-8")
    assert "event: case.received" in text
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "complaint.yaml").write_text(
        text.replace("event: case.received", "event: case.taken_up"), "utf-8"
    )

    faults = list(journals.fold_all(library=library.load(overlay=tmp_path)))

    assert {fault["where"] for fault in faults} == {number}
    assert "case.received" in faults[0]["why"]
    assert Case.objects.get(id=received).number != number


def test_a_case_of_a_procedure_that_is_gone_is_named(world: World) -> None:
    case_id = world.lodge()
    law = library.load()
    without = {name: one for name, one in law.procedures.items() if name != "complaint"}

    faults = list(journals.fold_all(library=replace(law, procedures=without)))

    assert [fault["where"] for fault in faults] == [Case.objects.get(id=case_id).number]
