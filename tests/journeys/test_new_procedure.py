"""A procedure that a test drops into the overlay folder is driven through the API with no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from redress.queries import lawbook
from tests.api.client import Machine
from tests.world import World

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-procedure.md"


@pytest.fixture
def overlay(tmp_path: Path, world: World) -> Path:
    """An overlay with the procedure that the how-to prints, so that the how-to cannot lie."""
    text = HOW_TO.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "shop_visit.yaml").write_text(text, "utf-8")
    lawbook.configure(overlay=tmp_path)
    return tmp_path


def test_the_how_to_s_procedure_runs_at_once(overlay: Path) -> None:
    machine = Machine("cases:move", office="CD")

    status, case = machine.post("/cases", {"procedure": "shop_visit", "fields": {"target_name": "百货店"}})
    found = machine.move(case["number"], "find", finding="未明码标价", mend_by="2027-01-08")
    closed = machine.move(case["number"], "close")

    assert status == 201
    assert "-访-" in case["number"]
    assert [(c["rule"], c["due_on"]) for c in found["clocks"]] == [("mending", "2027-01-08")]
    assert (closed["stage"], closed["is_open"]) == ("closed", False)


def test_its_moves_are_checked_like_any_other(overlay: Path) -> None:
    machine = Machine("cases:move", office="CD")
    _, case = machine.post("/cases", {"procedure": "shop_visit", "fields": {"target_name": "百货店"}})

    wrong, answer = machine.post(f"/cases/{case['number']}/moves/find", {"version": 1, "fields": {"mend_by": "soon"}})

    assert wrong == 422
    assert {one["where"] for one in answer["errors"]} == {"/fields/finding", "/fields/mend_by"}


def test_one_bad_file_in_the_overlay_is_named_and_the_old_law_stays(overlay: Path) -> None:
    (overlay / "procedures" / "complaint.yaml").write_text("name: {zh: 投诉\n", "utf-8")
    (overlay / "rules").mkdir()
    (overlay / "rules" / "mediation_limit.yaml").write_text("versions: {2026-13-01: {limit: soon}}\n", "utf-8")
    lawbook.configure(overlay=overlay)

    law = lawbook.current()

    assert {Path(fault.file).name for fault in law.faults} == {"complaint.yaml", "mediation_limit.yaml"}
    assert law.procedures["complaint"].versions[-1].since == "2026-04-15"
    assert "shop_visit" in law.procedures
