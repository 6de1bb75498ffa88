"""What officers teach a model, what it says of itself, and how often its sets are right."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.language import calibration, classify, corrections, learning, prototypes, reasons, script

THINGS = {
    "牛奶": "超市买到{}的牛奶，已经{}，肚子疼了{}天",
    "面包": "面包店卖{}的面包，发霉{}，家里吃了{}个",
    "年卡": "健身房的年卡{}，教练{}，还剩{}个月不退钱",
    "私教课": "健身房的私教课{}，教练{}，还剩{}节课不退钱",
}
TREE = prototypes.from_rows([["食品", "牛奶"], ["食品", "面包"], ["健身", "年卡"], ["健身", "私教课"]])


def rows(each: int) -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for label, shape in THINGS.items():
        for number in range(each):
            words = ("过期 变质 临期 涨价 关门 换人".split()[number % 6], "没人管 不处理 走了".split()[number % 3])
            texts.append(shape.format(*words, number))
            labels.append(label)
    return texts, labels


@pytest.fixture
def model() -> classify.Classifier:
    texts, labels = rows(12)
    return learning.train(texts=texts, labels=labels, tree=TREE).model


def test_a_correction_is_learnt_at_once(model: classify.Classifier) -> None:
    text = "健身房的牛奶吧台卖年卡会员的牛奶，牛奶是过期的"
    before = model.predict([text])[0].label
    other = next(label for label in model.labels if label != before)

    taken = corrections.Ledger().learn(
        model=model, correction=corrections.Correction(text, before, other, "officer 1")
    )

    assert taken
    assert model.predict([text])[0].label == other
    assert model.predict(["面包店卖变质的面包，发霉了"])[0].label == "面包"


def test_a_correction_that_agrees_strongly_moves_nothing(model: classify.Classifier) -> None:
    text = rows(12)[0][0]
    ledger = corrections.Ledger()
    ledger.learn(model=model, correction=corrections.Correction(text, "牛奶", "牛奶", "officer 1"))
    before = model.weights.copy()

    assert not ledger.learn(model=model, correction=corrections.Correction(text, "牛奶", "牛奶", "officer 1"))
    assert np.array_equal(model.weights, before)


def test_a_correction_to_a_class_that_is_not_there_is_refused(model: classify.Classifier) -> None:
    with pytest.raises(KeyError):
        corrections.Ledger().learn(model=model, correction=corrections.Correction("x", "牛奶", "彩票", "officer 1"))


def test_one_person_bends_a_class_only_so_far_and_the_rest_waits(model: classify.Classifier) -> None:
    ledger = corrections.Ledger()

    def teach(person: str, number: int) -> bool:
        ledger.learn(model=model, correction=corrections.Correction(f"牛奶过期第{number}盒", "牛奶", "年卡", person))
        return bool(ledger.held_back) and ledger.held_back[-1].person == person

    waits = [teach("officer 1", number) for number in range(corrections.STEPS_A_PERSON + 3)]
    before = model.weights.copy()
    teach("officer 1", 99)

    assert waits == [False] * corrections.STEPS_A_PERSON + [True] * 3
    assert np.array_equal(model.weights, before)
    assert not teach("officer 2", 100)
    assert len(ledger.held_back) == 4


@given(share=st.integers(1, 60), others=st.integers(0, 200))
def test_in_a_refit_no_person_outweighs_a_class(share: int, others: int) -> None:
    labels, persons = ["牛奶"] * (share + others), ["officer 1"] * share + [""] * others

    weights = corrections.row_weights(labels=labels, persons=persons)

    most = max(corrections.LEAST_A_PERSON, corrections.SHARE_A_PERSON * (share + others))
    assert sum(weights[:share]) <= most + 1e-9
    assert set(weights[share:]) <= {1.0}


def test_corrections_are_replayed_in_order_after_a_restart(model: classify.Classifier) -> None:
    told = [corrections.Correction(f"会员卡里的牛奶{n}", "牛奶", "年卡", f"officer {n}") for n in range(4)]
    again = replace(model, weights=model.weights.copy())

    for each in told:
        corrections.Ledger().learn(model=model, correction=each)
    corrections.Ledger().replay(model=again, corrections=told)

    assert np.array_equal(model.weights, again.weights)


def test_reasons_are_words_of_the_text_that_speak_for_the_class(model: classify.Classifier) -> None:
    text = "超市买到过期的牛奶，肚子疼"

    found = reasons.reasons(model, text=text, label="牛奶")

    assert found
    assert any("牛奶" in reason.word for reason in found)
    assert all(text[reason.start :].startswith(reason.word) and reason.weight > 0 for reason in found)
    with pytest.raises(KeyError):
        reasons.reasons(model, text=text, label="彩票")


def test_a_text_of_unknown_words_is_asked_about_and_gives_no_reason(model: classify.Classifier) -> None:
    answer = model.predict(["𠀀𠀁𠀂"])[0]

    assert answer.abstains
    assert answer.label in model.labels
    assert reasons.reasons(model, text="𠀀𠀁𠀂", label=answer.label) == ()


def test_the_parent_is_told_where_it_is_sure_and_the_leaf_is_not(model: classify.Classifier) -> None:
    unsure = "健身房，教练走了，不退钱"
    wide = replace(
        model,
        calibration=replace(model.calibration, temperature=model.calibration.temperature * 3, thresholds=(0.02,) * 4),
    )

    answer = wide.predict([unsure])[0]

    assert answer.advice != "fill"
    assert answer.parent == "健身"
    assert answer.parent_score >= wide.calibration.coverage
    sure = model.predict([rows(12)[0][0]])[0]
    assert (sure.advice, sure.parent) == ("fill", "")


@pytest.mark.parametrize("size", [70, 200, 800])
@pytest.mark.parametrize("coverage", [0.9, 0.95])
def test_sets_cover_what_they_promise_to_two_points(size: int, coverage: float) -> None:
    draw = np.random.default_rng(size)
    held = []

    def sample(count: int) -> tuple[calibration.Floats, npt.NDArray[np.int64]]:
        truth = draw.integers(0, 5, count)
        scores = draw.standard_normal((count, 5)).astype(np.float32)
        scores[np.arange(count), truth] += 1.5
        return scores, truth

    for _ in range(150):
        scores, truth = sample(size)
        fitted = calibration.fit(scores=scores, truth=truth, groups=tuple("abcde"), coverage=coverage)
        fresh, right = sample(500)
        chosen = calibration.sets(
            calibration.probabilities(fresh, temperature=fitted.temperature), calibration=fitted
        )
        held.append(float(chosen[np.arange(500), right].mean()))

    assert abs(float(np.mean(held)) - coverage) <= 0.02


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 60))
def test_the_likeliest_class_is_in_every_set(seed: int, size: int) -> None:
    draw = np.random.default_rng(seed)
    scores, truth = draw.standard_normal((size, 4)).astype(np.float32), draw.integers(0, 4, size)
    fitted = calibration.fit(scores=scores, truth=truth, groups=tuple("abcd"), coverage=0.9)
    chances = calibration.probabilities(scores, temperature=fitted.temperature)

    chosen = calibration.sets(chances, calibration=fitted)

    assert chosen[np.arange(size), chances.argmax(axis=1)].all()


def test_with_too_few_rows_a_set_is_filled_up_to_its_promise() -> None:
    scores = np.array([[2.0, 0.0, 0.0]] * 6, dtype=np.float32)
    fitted = calibration.fit(scores=scores, truth=np.zeros(6, dtype=np.int64), groups=("a", "b", "c"), coverage=0.95)

    assert set(fitted.thresholds) == {calibration.UNSET}
    assert calibration.sets(np.array([[0.6, 0.36, 0.04]], dtype=np.float32), calibration=fitted).tolist() == [
        [True, True, False]
    ]


def test_the_table_of_scripts_is_what_the_converter_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/script_tables.py", "--check"], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0
    assert {"東", "買"} <= script.TRADITIONAL_ONLY
    assert {"东", "买"} <= script.SIMPLIFIED_ONLY
    assert not script.TRADITIONAL_ONLY & script.SIMPLIFIED_ONLY


def test_masking_loads_no_conversion_out_of_simplified_script() -> None:
    code = (
        "from redress.language import redact, script\n"
        "redact.redact('我叫王小明，电话13812345678，東西買貴了')\n"
        "print(script._converter.cache_info().currsize)\n"
        "list(script.to_hant('买东西'))\n"
        "print(script._converter.cache_info().currsize)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.split() == ["1", "4"]
