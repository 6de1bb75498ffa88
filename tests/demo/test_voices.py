"""The grammar and the voices: what is written can be read, agrees with the facts, and is not all alike."""

from __future__ import annotations

import collections
import re
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redress.demo import grammar, grammar_noise, grammar_slots, grammar_topics, matters, officers, plan, voices
from redress.demo.grammar import BadGrammar, Scene
from redress.demo.plan import PlannedAppeal

UNTIL = date(2026, 11, 21)


@pytest.fixture(scope="module")
def planned() -> list[PlannedAppeal]:
    return list(plan.appeals(plan.city(1, until=UNTIL), seed=4, appeals=4000, until=UNTIL))


def said(text: str, *, register: int = 0, seed: int = 1) -> str:
    scene = Scene(Random(seed).random, register, lambda name: f"({name})", lambda letter: letter, ("我",))
    return grammar.text_of(grammar.parse(text), scene)


def test_the_notation_is_carried_out() -> None:
    assert {said("{甲|乙|}", seed=n) for n in range(40)} == {"甲", "乙", ""}
    assert said("<老板|商家>") == "老板"
    assert said("<老板|商家>", register=2) == "商家"
    assert said("~去$shop") == "我去(shop)"
    assert {said("[2-4]节", seed=n) for n in range(40)} == {"2节", "3节", "4节"}
    assert {said("打[三-五]折", seed=n) for n in range(40)} == {"打三折", "打四折", "打五折"}
    assert said("好,行") == f"好{grammar.PAUSE}行"


@pytest.mark.parametrize("text", ["{甲|乙", "<甲>", "<甲|乙|丙>", "[2-x]", "甲|乙"])
def test_a_line_that_cannot_be_read_is_refused_and_shown(text: str) -> None:
    with pytest.raises(BadGrammar, match=re.escape(text)):
        grammar.parse(text)


@given(st.text(alphabet="{}<>|[]$~甲乙2-", max_size=30))
def test_no_line_does_worse_than_being_refused(text: str) -> None:
    try:
        clause = grammar.parse(text)
    except BadGrammar:
        return
    assert isinstance(clause, tuple)


def test_every_topic_voice_and_officer_text_can_be_said() -> None:
    for scenario in grammar_topics.scenarios():
        assert scenario.clauses.get("F") or scenario.clauses.get("X"), (scenario.topic, scenario.code)
        for goods in scenario.goods:
            assert scenario.lines("F", goods.code) or scenario.lines("X", goods.code), (scenario.topic, goods.code)
    assert all(voice.shapes for voice in voices.voices().values())
    assert officers.write("minutes", Random(1))
    assert officers.write("no_such_text", Random(1)) == ""


def test_raking_meets_its_targets() -> None:
    cells = matters.pool("tipoff").cells
    total = sum(cell.weight for cell in cells)

    share = sum(cell.weight for cell in cells if cell.scenario.code.startswith("V03")) / total
    assert share == pytest.approx(0.20, abs=0.01)


def test_narratives_come_in_all_voices_and_lengths(planned: list[PlannedAppeal]) -> None:
    heard = collections.Counter(appeal.voice for appeal in planned)
    lengths = sorted(len(appeal.narrative) for appeal in planned)

    assert set(heard) == set(voices.voices())
    assert lengths[0] >= 4
    assert lengths[len(lengths) // 20] < 35
    assert lengths[len(lengths) * 19 // 20] > 130
    assert lengths[-1] > 220


def test_narratives_are_hardly_ever_the_same_unless_they_are_repeated(planned: list[PlannedAppeal]) -> None:
    own = [
        a.narrative for a in planned if a.same_as is None and not a.burst and a.kinds[0] in ("complaint", "tipoff")
    ]

    assert len(set(own)) > 0.997 * len(own)
    heads = collections.Counter(text[:6] for text in own)
    assert heads.most_common(1)[0][1] < 0.12 * len(own)


def test_nothing_of_the_notation_is_left_in_a_narrative(planned: list[PlannedAppeal]) -> None:
    for appeal in planned:
        assert appeal.narrative.strip() == appeal.narrative
        assert not re.search(r"[{}\[\]$~|<>\x01\x02\x03]", appeal.narrative), appeal.narrative
        assert not re.search(r"[。，]{3,}|；；|：：", appeal.narrative), appeal.narrative


def test_the_sum_and_the_order_number_are_those_of_the_case(planned: list[PlannedAppeal]) -> None:
    named = [a for a in planned if a.amount and a.kinds == ("complaint",)]
    seen = sum(appeal.amount in appeal.narrative for appeal in named if appeal.amount)

    assert seen > 0.5 * len(named)
    for appeal in planned:
        for number in appeal.order_numbers:
            assert number in appeal.narrative


def test_call_notes_speak_of_the_caller_and_people_of_themselves(planned: list[PlannedAppeal]) -> None:
    notes = [a.narrative for a in planned if a.voice == "clerk" and a.kinds == ("complaint",)]
    own = [a.narrative for a in planned if a.voice in ("young", "plain") and a.kinds == ("complaint",)]

    assert sum("来电人" in text for text in notes) > 0.4 * len(notes)
    assert not [text for text in notes if "我" in text]
    assert not [text for text in own if "来电人" in text]
    assert sum("我" in text for text in own) > 0.3 * len(own)


def test_a_series_is_one_text_filled_in_again(planned: list[PlannedAppeal]) -> None:
    series: dict[str, list[PlannedAppeal]] = collections.defaultdict(list)
    for appeal in planned:
        if appeal.burst:
            series[appeal.burst].append(appeal)

    for members in series.values():
        assert len({each.appellant.id for each in members}) == 1
        assert len({each.topic for each in members}) == 1


def test_days_are_told_as_people_remember_them() -> None:
    told = date(2026, 3, 10)

    assert grammar_slots.day_of(date(2026, 3, 9), told, 0, Random(1)) in (
        "昨天",
        "昨天晚上",
        "昨天下午",
        "昨晚",
        "3.9",
    )
    assert {grammar_slots.day_of(date(2025, 2, 3), told, 1, Random(n))[:4] for n in range(30)} <= {"2025"}
    assert "去年" in {grammar_slots.day_of(date(2025, 2, 3), told, 0, Random(n))[:2] for n in range(40)}


@given(st.floats(0.01, 400_000), st.integers(0, 2), st.integers(0, 10_000))
def test_a_sum_in_digits_is_always_the_sum(value: float, register: int, seed: int) -> None:
    value = round(value, 2)
    text = grammar_slots.money(value, register, Random(seed))

    digits = re.search(r"\d+(?:\.\d+)?", text)
    if digits is not None and "万" not in text:
        assert float(digits.group()) == value


def test_slips_and_dialect_change_words_but_not_figures() -> None:
    text = "在店里充了3980块，订单号3162546244810491696，没有人知道怎么退款，孩子的老师说过的"

    for seed in range(60):
        slipped = grammar_noise.slipped(text, rate=0.5, rng=Random(seed))
        turned = grammar_noise.turned(text, into="sw", rng=Random(seed), share=1.0)
        for changed in (slipped, turned):
            assert "3980" in changed
            assert "3162546244810491696" in changed
    assert grammar_noise.slipped(text, rate=0.0, rng=Random(1)) == text
    assert "晓" in grammar_noise.turned(text, into="sw", rng=Random(1), share=1.0)
