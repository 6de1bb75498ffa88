"""The EARS bounds, against values worked out by hand from the definitions."""

from __future__ import annotations

import numpy as np
import pytest

from redress.insight import ears, surges

# Seven counts with mean 4 and standard deviation sqrt(28 / 6) = 2.1602…, then three more.
COUNTS = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 11.0, 4.0, 12.0, 4.0, 4.0]])
Z_001 = 3.090232306167813
DEVIATION = (28 / 6) ** 0.5


def test_c1_is_the_mean_plus_z_deviations_of_the_seven_weeks_before() -> None:
    found = ears.bounds(counts=COUNTS, kind="C1", alpha=0.001)

    assert np.isnan(found.upper[0, :7]).all()
    assert found.expected[0, 7] == pytest.approx(4.0)
    assert found.upper[0, 7] == pytest.approx(4.0 + Z_001 * DEVIATION)


def test_c2_leaves_two_weeks_between() -> None:
    found = ears.bounds(counts=COUNTS, kind="C2", alpha=0.001)

    assert np.isnan(found.upper[0, :9]).all()
    assert found.upper[0, 9] == pytest.approx(4.0 + Z_001 * DEVIATION)


def test_c3_adds_up_how_far_the_two_weeks_before_lay_above_one_deviation() -> None:
    found = ears.bounds(counts=COUNTS, kind="C3", alpha=0.001)

    # week 9 (from 0) against weeks 0-6, week 10 against weeks 1-7 (2, 3, 4, 5, 6, 7, 11), week 11 against 2-8
    week_9 = (12.0 - 4.0) / DEVIATION - 1.0
    baseline_10 = np.array([2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 11.0])
    week_10 = (4.0 - baseline_10.mean()) / baseline_10.std(ddof=1) - 1.0
    baseline_11 = np.array([3.0, 4.0, 5.0, 6.0, 7.0, 11.0, 4.0])
    expected = 4.0 + baseline_11.std(ddof=1) * (Z_001 - max(0.0, week_9) - max(0.0, week_10))
    assert np.isnan(found.upper[0, :11]).all()
    assert found.upper[0, 11] == pytest.approx(expected)


def test_the_least_deviation_keeps_a_flat_baseline_from_alarming_at_once() -> None:
    flat = np.array([[0.0] * 7 + [1.0]])

    assert ears.bounds(counts=flat, kind="C1", alpha=0.001).upper[0, 7] == 0.0
    assert ears.bounds(counts=flat, kind="C1", alpha=0.001, min_sigma=1.0).upper[0, 7] == pytest.approx(Z_001)


def test_an_unknown_week_in_the_baseline_leaves_the_week_untested() -> None:
    gap = COUNTS.copy()
    gap[0, 3] = np.nan

    found = surges.detect(counts=gap, settings=surges.defaults(method="ears-c1"))

    assert not found.tested[0, :11].any()
    assert found.tested[0, 11]


def test_only_the_asked_weeks_are_computed_and_they_do_not_change() -> None:
    for method in ("ears-c1", "ears-c2", "ears-c3"):
        everything = surges.detect(counts=COUNTS, settings=surges.defaults(method=method))
        late = surges.detect(counts=COUNTS, settings=surges.defaults(method=method), first=10)
        assert np.array_equal(everything.upper[:, 10:], late.upper, equal_nan=True)
