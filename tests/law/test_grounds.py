"""Grounds of refusal and termination under both Orders, coded by instrument and number."""

from __future__ import annotations

import datetime as dt

import pytest

from redress.law import grounds

OLD, NEW = dt.date(2026, 4, 14), dt.date(2026, 4, 15)


def codes(kind: str, day: dt.date) -> list[str]:
    return [ground.code for ground in grounds.grounds_on(kind=kind, day=day)]


def test_order_20_has_six_grounds_of_refusal_and_seven_of_termination() -> None:
    assert codes("refusal", OLD) == [f"SAMR-20/2019 15({n})" for n in range(1, 7)]
    assert codes("termination", OLD) == [f"SAMR-20/2019 21({n})" for n in range(1, 8)]


def test_order_121_has_seven_and_eight() -> None:
    assert codes("refusal", NEW) == [f"SAMR-121/2025 16({n})" for n in range(1, 8)]
    assert codes("termination", NEW) == [f"SAMR-121/2025 23({n})" for n in range(1, 9)]


def test_there_are_none_before_the_complaint_rules() -> None:
    assert codes("refusal", dt.date(2019, 12, 31)) == []
    assert codes("termination", dt.date(2019, 12, 31)) == []


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("withdrawn_or_settled", "21(1)", "23(1)"),
        ("no_agreement_on_appraisal", "21(2)", "23(4)"),
        ("absent_or_refused", "21(3)", "23(2)"),
        ("no_agreement_possible", "21(4)", "23(3)"),
        ("no_agreement_in_time", "21(5)", "23(5)"),
        ("refusal_ground_found", "21(6)", "23(6)"),
        ("other_law", "21(7)", "23(8)"),
    ],
)
def test_the_same_meaning_has_another_number_under_the_new_order(key: str, old: str, new: str) -> None:
    before, after = (grounds.ground_on(key=key, kind="termination", day=day) for day in (OLD, NEW))

    assert before is not None
    assert after is not None
    assert (before.cite.article, after.cite.article) == (old, new)


def test_grounds_that_are_new_do_not_exist_before() -> None:
    assert grounds.ground_on(key="identity_refused", kind="refusal", day=OLD) is None
    assert grounds.ground_on(key="identity_refused", kind="refusal", day=NEW) is not None
    assert grounds.ground_on(key="party_ended", kind="termination", day=OLD) is None


def test_a_ground_that_points_to_other_law_needs_that_law_named() -> None:
    needing = [ground.code for kind in ("refusal", "termination") for day in (OLD, NEW)
               for ground in grounds.grounds_on(kind=kind, day=day) if ground.needs_citation]  # fmt: skip

    assert needing == ["SAMR-20/2019 15(6)", "SAMR-121/2025 16(7)", "SAMR-20/2019 21(7)", "SAMR-121/2025 23(8)"]


def test_a_code_is_found_again_whenever_it_was_in_force() -> None:
    found = grounds.ground(code="SAMR-20/2019 21(5)")

    assert found is not None
    assert (found.key, found.rule) == ("no_agreement_in_time", "mediation_limit")
    assert grounds.ground(code="21(5)") is None


def test_the_factors_of_article_17_are_signals_of_the_new_order_only() -> None:
    assert grounds.factors_on(day=OLD) == ()
    assert [factor.short for factor in grounds.factors_on(day=NEW)] == ["F1", "F2", "F3", "F4", "F5"]
    assert {factor.cite.article for factor in grounds.factors_on(day=NEW)} == {"17"}
    assert not any("知" in factor.zh for factor in grounds.factors_on(day=NEW))


def test_a_refusal_names_reasons_and_routes_since_the_regulation_of_2024() -> None:
    before, between, now = (
        grounds.refusal_notice_on(day=day) for day in (dt.date(2024, 6, 30), dt.date(2024, 7, 1), NEW)
    )

    assert before is not None and between is not None and now is not None  # noqa: PT018
    assert (before.needs_reasons, before.needs_routes) == (False, False)
    assert (between.needs_reasons, between.needs_routes) == (True, True)
    assert (between.cite.instrument, now.cite.instrument) == ("SC-778/2024", "SAMR-121/2025")
    assert grounds.refusal_notice_on(day=dt.date(2019, 12, 31)) is None


def test_there_are_five_routes() -> None:
    assert [route.key for route in grounds.routes_on(day=NEW)] == [
        "settle",
        "mediation",
        "complaint",
        "arbitration",
        "suit",
    ]
    assert grounds.routes_on(day=dt.date(2014, 3, 14)) == ()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="refusal, termination, factors"):
        grounds.grounds_on(kind="boredom", day=NEW)
