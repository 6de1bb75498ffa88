"""Each published figure has one definition and equals a recount of the cases it opens into."""

from __future__ import annotations

import datetime as dt

import pytest

from redress.insight import indicators
from redress.queries import figures
from tests.world import World


@pytest.fixture
def busy(world: World) -> World:
    """Three complaints (one settled, one refused, one late), one tip-off not filed, one past record."""
    settled = world.assigned()
    world.move("east", settled, "accept")
    world.move("east", settled, "agree", agreement_form="record", agreement_terms="退款", recovered="1200.50")
    world.move("east", settled, "close", outcome="settled")
    world.move("system", settled, "answer_survey", satisfaction="satisfied")
    refused = world.assigned(narrative="第二件：鞋开胶")
    world.move("east", refused, "refuse", refusal_ground="SAMR-121/2025 16(1)", explanation="不归我局管")
    late = world.lodge(narrative="第三件：表不走")
    world.move("desk", late, "dispatch", office="CD", at=world.at + dt.timedelta(days=5))
    world.move("east", late, "receive", at=world.at + dt.timedelta(days=5))
    tipoff = world.assigned(kinds=("tipoff",), narrative="卖过期奶粉")
    world.move("east", tipoff, "not_file", explanation="查无实据")
    world.lodge(is_history=True, narrative="旧事一件")
    return world


def test_the_year_s_figures_come_out_with_their_denominators(busy: World) -> None:
    found = figures.all_figures(first=None, last=None)

    assert found["received"]["value"] == 4
    assert (found["complaints"]["value"], found["tipoffs"]["value"]) == (3, 1)
    assert (found["pick_up_rate"]["numerator"], found["pick_up_rate"]["denominator"]) == (3, 4)
    assert (found["settlement_rate"]["value"], found["filing_rate"]["value"]) == (100.0, 0.0)
    assert (found["acceptance_rate"]["numerator"], found["acceptance_rate"]["denominator"]) == (1, 2)
    assert found["recovered"]["value"] == "1200.50"
    assert found["satisfaction_rate"]["denominator"] == 1


@pytest.mark.parametrize("name", [one.id for one in indicators.INDICATORS])
def test_every_figure_equals_a_recount_of_its_cases_and_of_its_rows(busy: World, name: str) -> None:
    whole = figures.all_figures(first=None, last=None)[name]
    alone = figures.figure(name=name, by="kind")

    assert alone["numerator"] == whole["numerator"]
    assert alone["denominator"] == whole["denominator"]
    if indicators.BY_ID[name].sums is None:
        opened = figures.cases(name=name, part="counts", first=None, last=None, office_ids=None).count()
        assert opened == whole["numerator"]
        assert sum(row["numerator"] for row in alone["rows"]) == whole["numerator"]
    if whole["denominator"] is not None:
        over = figures.cases(name=name, part="over", first=None, last=None, office_ids=None).count()
        assert over == whole["denominator"]


def test_a_rate_over_nothing_has_no_value(world: World) -> None:
    assert figures.figure(name="settlement_rate")["value"] is None


def test_a_period_counts_days_in_china_both_inclusive(busy: World) -> None:
    day = dt.date(2026, 8, 31)

    assert figures.figure(name="received", first=day, last=day)["value"] == 4
    assert figures.figure(name="received", first=day + dt.timedelta(days=1))["value"] == 0


def test_an_unknown_figure_or_dimension_is_refused(world: World) -> None:
    with pytest.raises(figures.UnknownFigure):
        figures.figure(name="happiness")
    with pytest.raises(figures.UnknownFigure):
        figures.figure(name="received", by="weather")


def test_every_indicator_has_a_definition_in_both_languages() -> None:
    for one in indicators.INDICATORS:
        assert indicators.definition(one).endswith("。")
        assert indicators.definition(one, language="en").endswith(".")
