"""Many alarms at once: false share, budget, explaining away, reporting delay."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from redress.insight import budget, delay, hierarchy


@given(st.lists(st.floats(1e-12, 1.0), min_size=1, max_size=60))
def test_the_false_share_is_that_of_benjamini_and_hochberg(tails: list[float]) -> None:
    tail = np.array(tails)

    np.testing.assert_allclose(budget.false_share(tail=tail), stats.false_discovery_control(tail), rtol=1e-9)


def test_untested_series_take_no_part_in_the_false_share() -> None:
    tail = np.array([0.001, np.nan, 0.2, np.nan])

    assert budget.accepted(tail=tail, share=0.1).tolist() == [True, False, False, False]
    assert budget.false_share(tail=tail)[[0, 2]].tolist() == [0.002, 0.2]


def test_each_level_of_a_tree_has_its_own_share() -> None:
    tail = np.array([0.03, 0.03, 0.9, 0.9, 0.9, 0.9])

    alone = budget.accepted(tail=tail, share=0.05, level=["city", *["district"] * 5])
    together = budget.accepted(tail=tail, share=0.05)

    assert alone.tolist() == [True, False, False, False, False, False]
    assert not together.any()


def test_a_share_outside_nought_and_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        budget.accepted(tail=np.array([0.1]), share=1.0)


def test_an_office_sees_the_most_people_first_and_no_more_than_it_can_look_at() -> None:
    observed, expected = np.array([30.0, 50.0, 12.0, 90.0]), np.array([10.0, 40.0, 1.0, 89.0])
    candidates = np.array([True, True, True, False])

    ranked = budget.within_budget(candidates=candidates, observed=observed, expected=expected, most=2)
    severe = budget.within_budget(
        candidates=candidates, observed=observed, expected=expected, severity=np.array([1, 1, 2, 1.0]), most=1
    )
    two_offices = budget.within_budget(
        candidates=candidates, observed=observed, expected=expected, office=["a", "b", "a", "b"], most=1
    )

    assert [(found.series, found.excess) for found in ranked] == [(0, 20.0), (2, 11.0)]
    assert [found.series for found in severe] == [2]
    assert [found.series for found in two_offices] == [0, 1]
    with pytest.raises(ValueError, match="shows nothing"):
        budget.within_budget(candidates=candidates, observed=observed, expected=expected, most=0)


def test_two_alarms_of_three_weeks_last() -> None:
    alarm = np.array([[1, 0, 0, 1, 1, 0, 0, 1, 0, 1]], dtype=bool)

    assert budget.lasting(alarm=alarm)[0].astype(int).tolist() == [0, 0, 0, 0, 1, 1, 0, 0, 0, 1]


def node(name: str, observed: float, expected: float, *parents: str, alarm: bool = True) -> hierarchy.Node:
    return hierarchy.Node(name, parents, observed, expected, alarm)


def test_one_child_with_most_of_the_excess_explains_its_parent() -> None:
    found = hierarchy.explain(
        nodes=[node("food", 48, 20), node("takeaway", 34, 10, "food"), node("bakery", 14, 10, "food", alarm=False)]
    )

    assert [(one.name, one.verdict, one.by) for one in found] == [
        ("food", "explained", ("takeaway",)),
        ("takeaway", "report", ()),
    ]
    assert found[1].share_tail == pytest.approx(stats.binom.sf(33, 48, 0.5))


def test_a_rise_no_child_stands_out_in_is_general() -> None:
    found = hierarchy.explain(
        nodes=[node("food", 48, 20), *(node(name, 12, 5, "food", alarm=False) for name in "abcd")]
    )

    assert [(one.name, one.verdict) for one in found] == [("food", "general")]


def test_children_that_only_rise_with_their_parent_are_part_of_it() -> None:
    nodes = [node("food", 200, 100), *(node(name, 40, 20, "food") for name in ("a", "b", "c"))]
    nodes += [node("d", 30, 6, "food"), node("e", 50, 34, "food", alarm=False)]

    found = {one.name: one for one in hierarchy.explain(nodes=nodes)}

    assert found["food"].verdict == "several"
    assert {found[name].verdict for name in "abc"} == {"part"}
    assert found["d"].verdict == "report"
    assert found["d"].share_tail is not None
    assert found["d"].share_tail < 0.001


def test_a_chain_is_explained_down_to_the_narrowest() -> None:
    found = hierarchy.explain(
        nodes=[node("city", 130, 100), node("district", 60, 30, "city"), node("shop", 31, 2, "district")]
    )

    assert [(one.verdict, one.by) for one in found] == [
        ("explained", ("district",)),
        ("explained", ("shop",)),
        ("report", ()),
    ]


def test_a_tree_that_bites_its_tail_is_refused() -> None:
    with pytest.raises(ValueError, match="above itself"):
        hierarchy.explain(nodes=[node("a", 2, 1, "b"), node("b", 2, 1, "a")])
    with pytest.raises(ValueError, match="twice"):
        hierarchy.explain(nodes=[node("a", 2, 1), node("a", 2, 1)])


def test_the_share_known_is_learned_from_weeks_that_have_arrived() -> None:
    # Of ten appeals a week six arrive at once, three a week later, one after two weeks.
    week = np.repeat(np.arange(30), 10)
    arrived = week + np.tile([0, 0, 0, 0, 0, 0, 1, 1, 1, 2], 30)

    known = delay.arrivals(week=week, arrived=arrived, known_at=29, longest=3)

    assert delay.completeness(known=known).tolist() == pytest.approx([0.6, 0.9, 1.0, 1.0])
    assert known.counts[-3:].tolist() == [10.0, 9.0, 6.0]
    assert delay.nowcast(known=known)[-3:].tolist() == pytest.approx([10.0, 10.0, 10.0])
    assert delay.known_enough(exposure=delay.exposure(known=known), least=0.7)[-2:].tolist() == [True, False]


def test_what_arrives_later_is_not_known_yet() -> None:
    week, arrived = np.array([0, 0, 1, 5]), np.array([0, 3, 1, 5])

    early = delay.arrivals(week=week, arrived=arrived, known_at=2)

    assert early.counts.tolist() == [1.0, 1.0, 0.0]
    with pytest.raises(ValueError, match="before week 0"):
        delay.arrivals(week=np.array([-1]), arrived=np.array([0]), known_at=2)
    assert delay.completeness(known=delay.arrivals(week=week[:0], arrived=week[:0], known_at=2)).tolist() == [1.0] * 9
