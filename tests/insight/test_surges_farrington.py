"""The Farrington bounds against an independent fit: statsmodels' GLM and scipy's distributions, step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from redress.insight import countdist, farrington, loglinear, references, surges

Floats = NDArray[np.float64]


def overdispersed(seed: int, *, series: int = 4, weeks: int = 330, mean: float = 12.0, phi: float = 2.0) -> Floats:
    rng = np.random.default_rng(seed)
    season = 1.0 + 0.4 * np.cos(2 * np.pi * np.arange(weeks) / 52)
    rate = rng.gamma(mean * season / (phi - 1.0), phi - 1.0, size=(series, weeks))
    return rng.poisson(rate).astype(np.float64)


def glm(y: Floats, matrix: Floats, weights: Floats, offset: Floats) -> GLM:
    model = GLM(y, matrix, family=Poisson(), var_weights=weights, offset=offset)
    return model.fit(tol=1e-13, maxiter=100, scale="X2")


def matrix_of(reference: references.Reference, at: int, *, trend: bool) -> Floats:
    groups = [(reference.group == g).astype(float) for g in range(1, reference.group.max() + 1)]
    line = [(reference.index - at).astype(float)] if trend else []
    return np.column_stack([np.ones(reference.index.size), *line, *groups])


@pytest.mark.parametrize("trend", [True, False])
def test_the_batched_fit_is_the_generalised_linear_model(trend: bool) -> None:
    counts, at = overdispersed(1), 329
    found = references.reference(at=at, years=5, window=3, periods=10, exclude=26)
    assert found is not None
    design = loglinear.Design.of(time=(found.index - at).astype(float), group=found.group)
    rng = np.random.default_rng(2)
    past = counts[:, found.index]
    weights, offset = rng.uniform(0.2, 1.5, past.shape), rng.normal(0, 0.2, past.shape)

    fit = loglinear.fit(counts=past, weights=weights, offset=offset, design=design, trend=trend)

    for row in range(counts.shape[0]):
        other = glm(past[row], matrix_of(found, at, trend=trend), weights[row], offset[row])
        assert fit.converged[row]
        assert fit.freedom[row] == other.df_resid
        assert fit.intercept[row] == pytest.approx(other.params[0], abs=1e-7)
        assert fit.unit_variance[row] == pytest.approx(other.normalized_cov_params[0, 0], rel=1e-4)
        np.testing.assert_allclose(fit.fitted[row], other.fittedvalues, rtol=1e-6)
        np.testing.assert_allclose(fit.leverage[row], other.get_hat_matrix_diag(), rtol=1e-4)
        if trend:
            assert fit.slope[row] == pytest.approx(other.params[1], abs=1e-8)
            assert fit.unit_slope_variance[row] == pytest.approx(other.normalized_cov_params[1, 1], rel=1e-4)


def weights_of(y: Floats, fit: GLM, above: float) -> Floats:
    phi = max(1.0, fit.scale)
    residual = 1.5 * (y ** (2 / 3) - fit.fittedvalues ** (2 / 3))
    residual /= fit.fittedvalues ** (1 / 6) * np.sqrt(phi * (1.0 - fit.get_hat_matrix_diag()))
    weights = np.where(residual > above, residual**-2.0, 1.0)
    return weights * y.size / weights.sum()


def test_the_1996_bound_is_the_papers_formula_on_an_independent_fit() -> None:
    counts, at = overdispersed(3, mean=6.0), 320
    found = references.reference(at=at, years=5, window=3, periods=1, exclude=0)
    assert found is not None
    week = farrington.week(counts=counts, at=at, settings=farrington.CLASSIC)
    assert week is not None

    for row, y in enumerate(counts[:, found.index]):
        bare = np.zeros(y.size)
        for trend in (True, False):
            matrix = matrix_of(found, at, trend=trend)
            once = glm(y, matrix, np.ones(y.size), bare)
            fit = glm(y, matrix, weights_of(y, once, 1.0), bare)
            if trend:
                t = fit.params[1] / np.sqrt(fit.normalized_cov_params[1, 1] * fit.scale)
                if 2 * stats.t.sf(abs(t), fit.df_resid) < 0.05 and np.exp(fit.params[0]) <= y.max():
                    break
        phi, mean = max(1.0, fit.scale), np.exp(fit.params[0])
        tau = phi + mean * fit.normalized_cov_params[0, 0] * phi
        upper = mean * (1 + 2 / 3 * stats.norm.ppf(0.995) * np.sqrt(tau / mean)) ** 1.5
        assert week.expected[row] == pytest.approx(mean, rel=1e-5)
        assert week.upper[row] == pytest.approx(upper, rel=1e-4)


def test_the_flexible_bound_is_the_negative_binomial_quantile_of_an_independent_fit() -> None:
    counts, at = overdispersed(4), 329
    found = references.reference(at=at, years=5, window=3, periods=10, exclude=26)
    assert found is not None
    week = farrington.week(counts=counts, at=at, settings=farrington.FLEXIBLE)
    assert week is not None
    matrix = matrix_of(found, at, trend=True)

    for row, y in enumerate(counts[:, found.index]):
        once = glm(y, matrix, np.ones(y.size), np.zeros(y.size))
        fit = glm(y, matrix, weights_of(y, once, 2.58), np.zeros(y.size))
        mean, phi = np.exp(fit.params[0]), fit.scale
        assert phi > 1.0
        assert week.expected[row] == pytest.approx(mean, rel=1e-5)
        assert week.dispersion[row] == pytest.approx(phi, rel=1e-4)
        assert week.upper[row] == stats.nbinom.ppf(0.99, mean / (phi - 1.0), 1.0 / phi)


def test_an_exposure_multiplies_what_is_expected() -> None:
    counts = overdispersed(5)
    ones = np.ones(counts.shape[1])
    busy = ones.copy()
    busy[-1] = 2.0

    plain = farrington.week(counts=counts, at=329, settings=farrington.FLEXIBLE, exposure=ones)
    doubled = farrington.week(counts=counts, at=329, settings=farrington.FLEXIBLE, exposure=busy)

    assert plain is not None
    assert doubled is not None
    np.testing.assert_allclose(doubled.expected, 2.0 * plain.expected)
    assert (doubled.upper > plain.upper).all()


def test_thresholds_widen_as_they_account_for_more() -> None:
    counts = overdispersed(6)
    upper = {
        name: surges.detect(counts=counts, settings=replace(farrington.FLEXIBLE, threshold=name), first=329).upper[
            :, 0
        ]
        for name in ("nbPlugin", "predictive", "muan")
    }

    assert (upper["nbPlugin"] <= upper["predictive"]).all()
    assert (upper["predictive"] <= upper["muan"]).all()
    assert (upper["nbPlugin"] < upper["muan"]).any()


def test_no_trend_is_fitted_to_less_than_three_years() -> None:
    rising = np.round(5.0 * np.exp(0.01 * np.arange(330)))[None, :]

    two = farrington.week(counts=rising, at=329, settings=replace(farrington.FLEXIBLE, years=2))
    three = farrington.week(counts=rising, at=329, settings=replace(farrington.FLEXIBLE, years=3))

    assert two is not None
    assert three is not None
    assert two.slope[0] == 0.0
    assert three.slope[0] == pytest.approx(0.01, rel=0.05)


def test_fewer_than_five_cases_in_four_weeks_are_not_tested() -> None:
    counts = overdispersed(7, series=2)
    counts[0, -4:] = [0, 0, 0, 4]
    counts[1, -4:] = [0, 0, 0, 5]

    flexible = surges.detect(counts=counts, settings=farrington.FLEXIBLE, first=329)
    classic = surges.detect(counts=counts, settings=farrington.CLASSIC, first=329)

    assert flexible.tested[:, 0].tolist() == [False, True]
    assert np.isnan(flexible.upper[0, 0])
    assert classic.tested[:, 0].tolist() == [False, True]
    assert classic.upper[0, 0] == 0.0
    assert not classic.alarm[0, 0]


def test_a_year_back_is_the_week_that_begins_nearest_the_same_date() -> None:
    days = [dt.date(2004, 1, 5) + dt.timedelta(days=7 * n) for n in range(440)]
    at = days.index(dt.date(2012, 3, 19))

    back = references.anniversaries(at=at, years=4, frequency=52, days=days)

    # 19 March fell on a Saturday, Friday, Thursday and Wednesday; Thursday is three days after its Monday.
    assert [days[row].isoformat() for row in back] == ["2011-03-21", "2010-03-22", "2009-03-16", "2008-03-17"]
    assert references.anniversaries(at=at, years=2, frequency=52, days=None) == (at - 52, at - 104)


def test_the_year_is_cut_into_a_window_and_nine_stretches() -> None:
    found = references.reference(at=330, years=5, window=3, periods=10, exclude=26)

    assert found is not None
    assert found.index.min() == 330 - 260 - 3
    assert found.index.max() == 330 - 27
    assert found.index[found.group == 0].tolist() == [
        week for back in (5, 4, 3, 2, 1) for week in range(330 - 52 * back - 3, 330 - 52 * back + 4)
    ]
    first_year = found.group[np.argsort(found.index)][7:52]
    assert first_year.tolist() == [stretch for stretch in range(1, 10) for _ in range(5)]


def test_a_year_of_53_weeks_gives_the_first_stretch_the_week_over() -> None:
    days = [dt.date(2004, 1, 5) + dt.timedelta(days=7 * n) for n in range(440)]
    found = references.reference(at=428, years=4, window=3, periods=10, exclude=26, days=days)

    assert found is not None
    centres = references.anniversaries(at=428, years=4, frequency=52, days=days)[::-1]
    apart = np.diff(centres).tolist()
    long = apart.index(53)
    between = np.arange(centres[long] + 4, centres[long + 1] - 3)
    assert sorted(apart) == [52, 52, 53]
    assert np.bincount(found.group[np.isin(found.index, between)])[1:].tolist() == [6, 5, 5, 5, 5, 5, 5, 5, 5]


def test_periods_that_do_not_fit_into_a_year_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit into 12 rows"):
        references.reference(at=100, years=3, window=3, periods=10, exclude=0, frequency=12)


def test_count_quantiles_and_tails_are_those_of_scipy() -> None:
    rng = np.random.default_rng(8)
    mean, phi = np.exp(rng.normal(1.0, 2.0, 500)), 1.0 + rng.gamma(1.0, 2.0, 500)

    for p in (0.9, 0.99, 0.9999):
        assert np.array_equal(
            countdist.quantile(probability=p, mean=mean, dispersion=phi),
            stats.nbinom.ppf(p, mean / (phi - 1.0), 1.0 / phi),
        )
        assert np.array_equal(
            countdist.quantile(probability=p, mean=mean, dispersion=1.0), stats.poisson.ppf(p, mean)
        )
    np.testing.assert_allclose(
        countdist.upper_tail(at_least=9.0, mean=mean, dispersion=phi),
        stats.nbinom.sf(8.0, mean / (phi - 1.0), 1.0 / phi),
        rtol=1e-9,
    )
    np.testing.assert_allclose(
        countdist.upper_tail(at_least=9.0, mean=mean, dispersion=1.0), stats.poisson.sf(8.0, mean), rtol=1e-9
    )


def test_impossible_means_give_no_quantile_and_huge_ones_do_not_hang() -> None:
    found = countdist.quantile(probability=0.99, mean=[np.nan, np.inf, 0.0, 3e17], dispersion=[2.0, 2.0, 2.0, 1e15])

    assert np.isnan(found[:2]).all()
    assert found[2] == 0.0
    assert found[3] > 3e17
