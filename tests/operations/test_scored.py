"""Scored links: what shares no exact key is proposed by what is written, once, and survives a restart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from redress.language import similar
from redress.operations import keeping, scored
from redress.store import vault
from redress.store.models import Case, CaseEvent, Link
from tests.world import World

FIRST = "我叫何小雨，3月2日在鹤渚健身房办了年卡3980元，8月20日关门停业，教练也散了，要求退剩余费用。"
NOTE = "来电人何小雨反映：其8月20日去鹤渚健身房发现关门停业，年卡3980元不退，教练也散了，要求退剩余费用。"


@pytest.fixture
def scorer(world: World, tmp_path: Path) -> scored.Scorer:
    made = scored.Scorer(path=tmp_path / "similar" / "index", secret=vault.secret("lookup"))
    made.open()
    return made


def again(made: scored.Scorer) -> scored.Scorer:
    """Return what a worker started anew has."""
    other = scored.Scorer(path=made.path, secret=made.secret)
    other.open()
    return other


def two(world: World) -> tuple[int, int]:
    """Lodge one matter twice: by the consumer, and as a call note from another phone."""
    trader = {"name": "鹤渚健身房"}
    first = world.lodge(narrative=FIRST, appellant={"name": "何小雨", "phone": "13900001234"}, respondent=trader)
    second = world.lodge(
        narrative=NOTE, appellant={"name": "何晓雨", "phone": "13755556666"}, respondent=trader, channel="C01"
    )
    return first, second


def test_one_matter_told_by_another_phone_is_proposed_with_reasons(world: World, scorer: scored.Scorer) -> None:
    first, second = two(world)

    done = scorer.work_off(at=world.at)

    link = Link.objects.get()
    assert done == {"scored": 2, "proposed": 1, "errors": []}
    assert {link.a_id, link.b_id} == {first, second}
    assert link.state == "proposed"
    assert "经营者一致" in link.reasons


def test_strangers_are_not_proposed(world: World, scorer: scored.Scorer) -> None:
    world.lodge(narrative=FIRST)
    world.lodge(
        narrative="面馆的牛肉面里吃出一根头发丝，店员不道歉，要求退餐费。", respondent={"name": "老李面馆"}, amount=None,
        appellant={"name": "张丽", "phone": "13700009999"},
    )  # fmt: skip

    assert scorer.work_off(at=world.at)["proposed"] == 0


def test_nothing_is_proposed_twice_though_the_worker_died_before_it_saved(
    world: World, scorer: scored.Scorer
) -> None:
    two(world)
    scorer.work_off(at=world.at)

    done = again(scorer).work_off(at=world.at)

    assert (done["scored"], done["proposed"]) == (2, 0)
    assert Link.objects.count() == 1


def test_a_saved_index_goes_on_where_it_stopped(world: World, scorer: scored.Scorer) -> None:
    first, second = two(world)
    scorer.work_off(at=world.at, most=1)
    scorer.save()

    done = again(scorer).work_off(at=world.at)

    assert (done["scored"], done["proposed"]) == (1, 1)
    assert Link.objects.get().b_id in (first, second)


def test_a_damaged_file_is_said_and_the_index_is_made_anew(world: World, scorer: scored.Scorer) -> None:
    two(world)
    scorer.work_off(at=world.at)
    scorer.save()
    scorer.path.write_bytes(scorer.path.read_bytes()[:-3])

    fresh = again(scorer)

    assert "damaged" in fresh.trouble
    assert fresh.work_off(at=world.at)["scored"] == 2


def test_old_cases_are_learned_and_not_proposed(world: World, scorer: scored.Scorer) -> None:
    two(world)

    done = scorer.work_off(at=world.at + dt.timedelta(days=30))

    assert (done["scored"], done["proposed"]) == (2, 0)


def test_an_erased_case_is_forgotten_and_never_proposed(world: World, scorer: scored.Scorer) -> None:
    first, second = two(world)
    scorer.work_off(at=world.at, most=1)
    number = Case.objects.get(id=first).number
    keeping.erase(number=number, reason="本人申请删除", by=world.actors["system"], at=world.at)

    done = scorer.work_off(at=world.at)
    scorer.save()

    assert done["proposed"] == 0
    assert not CaseEvent.objects.filter(case_id=second, name="link.proposed").exists()
    assert isinstance(scorer.index, similar.Index)
    assert scorer.index.decide(scored.record_of(second, world.at))[0].other == str(second)


def test_nothing_happens_before_the_index_is_there(world: World, tmp_path: Path) -> None:
    two(world)
    cold = scored.Scorer(path=tmp_path / "index", secret=vault.secret("lookup"))

    assert cold.work_off(at=world.at) == {"scored": 0, "proposed": 0, "errors": []}


def test_the_file_holds_no_name_phone_or_word(world: World, scorer: scored.Scorer) -> None:
    two(world)
    scorer.work_off(at=world.at)
    scorer.save()

    held = scorer.path.read_bytes()

    for secret in ("何小雨", "13900001234", "健身房"):
        for coding in ("utf-8", "utf-16-le", "utf-32-le", "gb18030"):
            assert secret.encode(coding) not in held
