"""What was deleted, cut out or spoilt is named by `verify`, even by somebody who took the triggers off first."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from redress.operations import keeping
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.queries import proofs
from redress.store import backend, chain
from redress.store.models import Case, CaseEvent, Checkpoint, CheckpointLeaf
from tests.world import World


def _change(*statements: str) -> None:
    """Change rows as someone with the database's password could: triggers and foreign keys off, then on again."""
    backend.of().triggers.remove(connection)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
        for sql in statements:
            cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
    backend.install()


@pytest.fixture
def thief(real_world: World) -> World:
    """A world in which rows can be cut out of the tables."""
    return real_world


def _bad(**how: Any) -> dict[str, str]:
    return {one["case"]: one["why"] for one in proofs.verify(**how)["bad"]}


@given(
    st.lists(st.dictionaries(st.integers(1, 40), st.binary(min_size=1, max_size=4), max_size=12), max_size=8),
)
def test_a_tree_kept_from_checkpoint_to_checkpoint_has_the_root_of_all_its_leaves(
    rounds: list[dict[int, bytes]],
) -> None:
    tree, known = chain.Tree(), dict[int, bytes]()
    for leaves in rounds:
        tree.put(leaves)
        known |= leaves
        assert tree.root == chain.merkle_root(known[i] for i in sorted(known))


def test_checkpoints_of_a_house_at_work_all_follow_from_their_leaves(world: World) -> None:
    first = world.assigned()
    for _ in range(3):
        world.lodge(kinds=("complaint", "tipoff"))
        keeping.make_checkpoint(at=world.at)
    world.move("east", first, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我局管")
    keeping.make_checkpoint(at=world.at)
    keeping.make_checkpoint(at=world.at)

    assert proofs.verify()["bad"] == []


def test_a_case_deleted_after_the_last_checkpoint_is_missed(thief: World) -> None:
    thief.lodge()
    keeping.make_checkpoint(at=thief.at)
    gone = thief.lodge()

    _change(f"DELETE FROM store_case WHERE id = {gone}")

    assert _bad() == {f"case id {gone}": "there are events of a case that is missing"}


def test_a_deleted_case_is_called_by_its_number_where_an_answer_still_tells_it(thief: World) -> None:
    gone = thief.lodge(external_id="12345-77")
    number = Case.objects.get(id=gone).number

    _change(f"DELETE FROM store_case WHERE id = {gone}")

    assert _bad() == {number: "there are events of a case that is missing"}


def test_a_case_deleted_without_a_trace_in_the_other_tables_is_missed(thief: World) -> None:
    thief.lodge()
    gone = thief.lodge()
    thief.lodge()

    _change(
        *(f"DELETE FROM {table} WHERE case_id = {gone}" for table in _of_a_case()),
        f"DELETE FROM store_case WHERE id = {gone}",
    )

    assert _bad() == {f"case id {gone}": "the case is missing: its id was given out"}


def _of_a_case() -> list[str]:
    from django.apps import apps

    models = apps.get_app_config("store").get_models()
    return [m._meta.db_table for m in models if any(f.column == "case_id" for f in m._meta.concrete_fields)]


@pytest.mark.parametrize("is_anchored", [True, False])
def test_a_case_deleted_with_its_leaf_breaks_the_root_of_the_checkpoint(thief: World, is_anchored: bool) -> None:
    thief.lodge()
    gone = thief.lodge()
    anchor = keeping.anchor_of(keeping.make_checkpoint(at=thief.at))

    _change(
        f"DELETE FROM store_caseevent WHERE case_id = {gone}",
        f"DELETE FROM store_case WHERE id = {gone}",
        f"DELETE FROM store_checkpointleaf WHERE case_id = {gone}",
        f"UPDATE store_serial SET last = {gone - 1} WHERE scope = 'case'",
    )

    found = _bad(anchor=anchor if is_anchored else None)
    assert found["checkpoint 1"] == "its root does not follow from its leaves: 1 leaves are lost"
    assert f"case id {gone}" in found


def test_a_deleted_leaf_alone_and_a_changed_leaf_alone_break_the_root(thief: World) -> None:
    kept = thief.lodge()
    keeping.make_checkpoint(at=thief.at)
    thief.move("desk", kept, "dispatch", office="CD")
    keeping.make_checkpoint(at=thief.at)
    assert _bad() == {}

    _change("UPDATE store_checkpointleaf SET seq = 1 WHERE checkpoint_id = 2")
    changed = _bad()
    _change("UPDATE store_checkpointleaf SET seq = 2 WHERE checkpoint_id = 2")
    assert _bad() == {}
    _change("DELETE FROM store_checkpointleaf WHERE checkpoint_id = 1")
    lost = _bad()

    assert "checkpoint 2" in changed
    assert lost == {"checkpoint 1": "its root does not follow from its leaves: 1 leaves are lost"}


def test_a_deleted_checkpoint_is_missed_with_its_leaves(thief: World) -> None:
    thief.lodge()
    keeping.make_checkpoint(at=thief.at)
    assert CheckpointLeaf.objects.count() == 1

    _change("DELETE FROM store_checkpoint")

    assert _bad(anchor={"seq": 1, "hash": "00"})["checkpoint 1"] == "the anchor's checkpoint is not in this journal"


def test_leaves_of_a_later_missing_checkpoint_are_named(thief: World) -> None:
    case_id = thief.lodge()
    keeping.make_checkpoint(at=thief.at)
    thief.move("desk", case_id, "dispatch", office="CD")
    keeping.make_checkpoint(at=thief.at)

    _change("DELETE FROM store_checkpoint WHERE seq = 2")

    assert _bad() == {"checkpoint 2": "there are leaves of a checkpoint that is missing"}


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM store_casekey WHERE case_id = {0}", "UPDATE store_casekey SET wrapped = '' WHERE case_id = {0}"],
)
def test_a_key_that_is_gone_without_an_erasure_is_named(thief: World, change: str) -> None:
    touched, erased = thief.lodge(), thief.lodge()
    keeping.erase(
        number=Case.objects.get(id=erased).number, reason="本人申请", by=thief.actors["system"], at=thief.at
    )
    assert _bad() == {}

    _change(change.format(touched))

    number = Case.objects.get(id=touched).number
    assert _bad() == {number: "its key is missing though it was not erased: what is sealed is lost"}


@pytest.mark.parametrize(
    "column", ["stage = 'closed'", "stage = 'nonsense'", "is_open = false", "is_erased = true", "office"]
)
def test_a_case_row_that_says_something_else_than_its_events_is_named(world: World, column: str) -> None:
    touched = world.assigned()
    world.assigned()
    change = f"office_id = {world.offices['CX']}" if column == "office" else column
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE store_case SET {change} WHERE id = {touched}")

    assert list(_bad()) == [Case.objects.get(id=touched).number]


@pytest.mark.parametrize("column", ["data", "name", "by", "at"])
def test_one_byte_that_is_no_text_costs_one_case_and_not_the_proof(thief: World, column: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such byte")
    touched, changed = thief.lodge(), thief.lodge()

    _change(
        f"""UPDATE store_caseevent SET "{column}" = CAST(CAST("{column}" AS BLOB) || x'ff' AS TEXT) WHERE case_id = {touched}""",
        f"UPDATE store_caseevent SET by = 'person:9' WHERE case_id = {changed}",
    )

    numbers = dict(Case.objects.values_list("id", "number"))
    assert _bad() == {
        numbers[touched]: f"event 1 cannot be read: column {column} is no UTF-8 text",
        numbers[changed]: "the event was changed",
    }


def test_a_number_with_a_byte_that_is_no_text_does_not_stop_the_proof(thief: World) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such byte")
    touched = thief.lodge()
    keeping.make_checkpoint(at=thief.at)

    _change(
        f"UPDATE store_case SET number = CAST(CAST(number AS BLOB) || x'ff' AS TEXT), is_open = 0 WHERE id = {touched}"
    )

    (number,) = _bad()
    assert number.startswith("JL-2026-")
    number.encode("utf-8")


@pytest.mark.parametrize(
    ("model", "column"),
    [(CaseEvent, "case_id"), (CheckpointLeaf, "case_id"), (CheckpointLeaf, "seq"), (Checkpoint, "seq"), (Case, "id")],
)
def test_a_row_whose_id_is_no_number_does_not_stop_the_proof(thief: World, model: Any, column: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such id")
    thief.lodge()
    keeping.make_checkpoint(at=thief.at)
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    strange = names.replace(f'"{column}"', "x'00ff'").replace('"number"', "'JL-1'").replace('"checkpoint_id"', "7")

    _change(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {strange} FROM {model._meta.db_table}")

    found = _bad()
    assert model is not CaseEvent or found == {"case id ?": "there are events whose case id is no number"}
    assert Case.objects.get(number__startswith="JL-2026").number not in found


@pytest.mark.parametrize("moment", ["2026-13-99 01:30:00", "2026-08-31T01:30:00", "yesterday"])
def test_a_moment_written_in_another_way_is_told(thief: World, moment: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds moments as numbers")
    touched = thief.lodge()

    _change(f"UPDATE store_caseevent SET at = '{moment}' WHERE case_id = {touched}")

    (why,) = _bad().values()
    assert why.startswith("event 1 cannot be read: column at ")


def test_a_moment_that_no_clock_can_show_costs_one_case(thief: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite holds moments as text")
    touched = thief.lodge()

    _change(f"UPDATE store_caseevent SET at = 'infinity' WHERE case_id = {touched}")

    assert _bad() == {Case.objects.get(id=touched).number: "event 1 cannot be read: a moment is out of range"}


@pytest.mark.parametrize("anchor", [{"seq": "x", "hash": "y"}, {"hash": None}, {"seq": None, "hash": 3}])
def test_an_anchor_of_another_shape_is_no_anchor_of_this_journal(world: World, anchor: dict[str, Any]) -> None:
    world.lodge()
    keeping.make_checkpoint(at=world.at)

    assert list(_bad(anchor=anchor).values()) == ["the anchor's checkpoint is not in this journal"]


def test_a_checkpoint_whose_moment_is_spoilt_is_named(thief: World) -> None:
    thief.lodge()
    keeping.make_checkpoint(at=thief.at)

    moment = "'no moment'" if connection.vendor == "sqlite" else "'infinity'"
    _change(f"UPDATE store_checkpoint SET at = {moment}")

    assert _bad()["checkpoint 1"] == "the checkpoint cannot be read"


def test_a_case_that_moves_on_while_it_is_proved_is_not_called_bad(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = world.lodge()
    journal = backend.of().journal
    usual, moved = journal.event_rows, list[int]()

    def late(*args: Any, **rest: Any) -> Any:
        if not moved:
            moved.append(1)
            record(moves=[Advance(case_id, "dispatch", {"office": "CD"})], by=world.actors["desk"], at=world.at)
        return usual(*args, **rest)

    monkeypatch.setattr(journal, "event_rows", late)

    assert _bad() == {}
    assert CaseEvent.objects.filter(case_id=case_id).count() > 1
