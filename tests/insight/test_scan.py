"""The space-time scan: finds what was put in, keeps its level where counts spread more than Poisson."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from redress.insight import scan

REGIONS, WEEKS = 60, 5
RNG = np.random.default_rng(1)
LONGITUDE, LATITUDE = RNG.uniform(118, 120, REGIONS), RNG.uniform(30, 32, REGIONS)
NEAR = scan.neighbours(longitude=LONGITUDE, latitude=LATITUDE, most=10)
EXPECTED = np.broadcast_to(RNG.gamma(3.0, 4.0, REGIONS) + 1.0, (WEEKS, REGIONS)).copy()


def drawn(seed: int, *, phi: float) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    rate = EXPECTED if phi == 1.0 else rng.gamma(EXPECTED / (phi - 1.0), phi - 1.0)
    return rng.poisson(rate)


def test_neighbours_begin_with_the_region_itself_and_go_outward() -> None:
    away = np.hypot(
        (LONGITUDE[NEAR] - LONGITUDE[:, None]) * np.cos(np.radians(31)), LATITUDE[NEAR] - LATITUDE[:, None]
    )

    assert NEAR.shape == (REGIONS, 10)
    assert NEAR[:, 0].tolist() == list(range(REGIONS))
    assert (np.diff(away, axis=1) > -0.01).all()


def test_a_cluster_put_in_is_found_where_and_when_it_is() -> None:
    counts = drawn(2, phi=1.0)
    inside = NEAR[7, :6]
    counts[-2:, inside] = np.round(2.5 * EXPECTED[-2:, inside])

    best = scan.scan(counts=counts, expected=EXPECTED, near=NEAR, replicates=199, seed=1)[0]

    assert set(inside) <= set(best.regions)
    assert len(best.regions) <= 8
    assert best.weeks == 2
    assert best.p_value < 1e-4
    assert best.rank_p_value == 1 / 200
    assert best.observed > 1.8 * best.expected


def test_the_score_is_the_likelihood_ratio_worked_out_by_hand() -> None:
    counts, expected = np.array([[30, 10, 10]]), np.array([[1.0, 1.0, 1.0]])
    near = np.array([[0], [1], [2]])

    best = scan.scan(counts=counts, expected=expected, near=near, replicates=19)[0]

    by_hand = 30 * np.log(30 / (50 / 3)) + 20 * np.log(20 / (100 / 3))
    assert best.regions == (0,)
    assert best.score == pytest.approx(by_hand)


def test_a_rise_everywhere_is_no_cluster() -> None:
    counts = np.round(3.0 * EXPECTED).astype(np.int64)

    found = scan.scan(counts=counts, expected=EXPECTED, near=NEAR, replicates=99)

    assert all(cluster.p_value > 0.2 for cluster in found)


def test_overdispersed_counts_are_called_clusters_only_under_the_wrong_law() -> None:
    answers = {
        phi: [
            scan.scan(counts=drawn(seed, phi=2.0), expected=EXPECTED, near=NEAR, dispersion=phi, replicates=59)[
                0
            ].p_value
            for seed in range(30, 50)
        ]
        for phi in (1.0, 2.0)
    }

    assert np.mean(np.array(answers[1.0]) < 0.05) > 0.5
    assert np.mean(np.array(answers[2.0]) < 0.05) < 0.25


def test_clusters_share_no_region_and_come_the_most_unlikely_first() -> None:
    counts = drawn(3, phi=1.0)
    for centre in (7, 40):
        counts[-1, NEAR[centre, :4]] *= 4

    found = scan.scan(counts=counts, expected=EXPECTED, near=NEAR, replicates=99)

    regions = [region for cluster in found for region in cluster.regions]
    assert len(regions) == len(set(regions))
    assert [cluster.score for cluster in found] == sorted((cluster.score for cluster in found), reverse=True)


def test_the_same_seed_gives_the_same_answer_and_nothing_gives_none() -> None:
    counts = drawn(4, phi=1.0)

    assert scan.scan(counts=counts, expected=EXPECTED, near=NEAR, replicates=49, seed=5) == scan.scan(
        counts=counts, expected=EXPECTED, near=NEAR, replicates=49, seed=5
    )
    assert scan.scan(counts=np.zeros_like(counts), expected=EXPECTED, near=NEAR) == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"expected": EXPECTED[:, :-1]}, "weeks, regions"),
        ({"expected": EXPECTED * 0.0}, "above it"),
        ({"near": NEAR[:-1]}, "neighbours of"),
        ({"dispersion": 0.5}, "less than"),
        ({"replicates": 5}, "cannot show"),
    ],
)
def test_wrong_shapes_and_values_are_refused(change: dict[str, object], why: str) -> None:
    given = {"counts": drawn(5, phi=1.0), "expected": EXPECTED, "near": NEAR, **change}

    with pytest.raises(ValueError, match=why):
        scan.scan(**given)  # type: ignore[arg-type]
