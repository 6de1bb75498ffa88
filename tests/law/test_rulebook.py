"""The rules on file: every rule of the published list, with its number, its dates and its article."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from redress.law import library, rulebook
from redress.law.rulebook import Rulebook

BOOK = library.load(with_procedures=False).rulebook
TODAY = dt.date(2026, 11, 21)
# rule → count, unit, extended, roll, as in force today
IN_FORCE: dict[str, tuple[int, str, int | None, str]] = {
    "acceptance_decision": (7, "working_days", None, "holiday"),
    "mediation_limit": (60, "days", None, "holiday"),
    "termination_notice": (7, "working_days", None, "holiday"),
    "lead_verification": (15, "working_days", 30, "holiday"),
    "competence_dispute": (7, "working_days", None, "holiday"),
    "ad_complaint_answer": (7, "working_days", None, "none"),
    "penalty_decision": (90, "days", 120, "holiday"),
    "penalty_review": (10, "working_days", None, "holiday"),
    "statement_defence": (5, "working_days", None, "holiday"),
    "hearing_request": (5, "working_days", None, "none"),
    "penalty_publication": (20, "working_days", None, "none"),
    "service_of_decision": (7, "working_days", None, "holiday"),
    "closing_form": (15, "working_days", None, "holiday"),
    "evidence_registration": (7, "working_days", None, "holiday"),
    "evidence_report": (24, "hours", None, "none"),
    "judicial_confirmation": (30, "days", None, "rest_day"),
    "complaint_age": (3, "years", None, "holiday"),
    "distance_return": (7, "days", None, "rest_day"),
    "distance_refund": (7, "days", None, "rest_day"),
    "sampling_objection": (15, "days", None, "holiday"),
    "food_retest_request": (7, "working_days", None, "none"),
    "failing_report_delivery": (5, "working_days", None, "none"),
    "rectification_recheck": (10, "working_days", None, "none"),
    "car_answer": (10, "working_days", None, "rest_day"),
    "car_refund": (20, "working_days", None, "rest_day"),
    "recall_plan": (10, "working_days", None, "none"),
    "shop_closing_notice": (30, "days", None, "none"),
    "log_retention": (6, "months", None, "none"),
    "pick_up_target": (1, "working_days", None, "none"),
    "closing_target": (7, "working_days", None, "none"),
}
LOCAL = {
    "direct_settlement_limit",
    "association_mediation",
    "inquiry_answer",
    "supervision_order_limit",
    "identity_proof",
}


def test_every_published_rule_is_on_file_and_no_other() -> None:
    assert set(BOOK.rules) == set(IN_FORCE) | LOCAL | {"filing_notice"}


@pytest.mark.parametrize("rule_id", sorted(IN_FORCE))
def test_its_number_today_is_the_published_one(rule_id: str) -> None:
    version = BOOK.version_on(rule_id, day=TODAY)

    limit = version.limit
    assert (limit.count, limit.unit, limit.extended, version.roll) == IN_FORCE[rule_id]


def test_only_the_two_targets_are_targets_and_the_local_rules_ship_off() -> None:
    assert {rule.id for rule in BOOK.rules.values() if rule.basis == "target"} == {"pick_up_target", "closing_target"}
    assert {rule.id for rule in BOOK.rules.values() if rule.basis == "local"} == LOCAL
    assert {rule.id for rule in BOOK.rules.values() if rule.off} == LOCAL


def test_every_value_of_a_law_rule_has_its_article_and_the_day_it_was_checked() -> None:
    for rule in BOOK.rules.values():
        for version in rule.versions:
            assert version.checked_on is not None
            if rule.basis == "law":
                assert version.cite is not None
                assert version.cite.article
            else:
                assert version.source
            if version.roll != "none":
                assert version.roll_cite is not None


def test_versions_of_a_rule_join_without_gap_or_overlap() -> None:
    for rule in BOOK.rules.values():
        for version, later in zip(rule.versions, rule.versions[1:], strict=False):
            assert version.until == later.since - dt.timedelta(days=1), rule.id


def test_texts_that_were_not_read_are_off() -> None:
    off = {f"{rule.id} {version.since}" for rule in BOOK.rules.values() for version in rule.versions if version.off}
    penalty = {
        "penalty_decision",
        "penalty_review",
        "statement_defence",
        "service_of_decision",
        "closing_form",
        "evidence_registration",
        "evidence_report",
    }

    assert off == (
        {f"{rule} {since}" for rule in penalty for since in ("2019-04-01", "2021-07-15")}
        | {"lead_verification 2019-04-01", "hearing_request 2019-04-01", "ad_complaint_answer 2015-09-01"}
        | {"food_retest_request 2019-10-01", "failing_report_delivery 2019-10-01"}
    )


def ids(rules: tuple[rulebook.Rule, ...]) -> set[str]:
    return {rule.id for rule in rules}


def test_an_event_starts_the_rules_of_its_procedure_only() -> None:
    assert ids(BOOK.starting_on("case.received", procedure="complaint")) == {"acceptance_decision"}
    assert ids(BOOK.starting_on("case.received", procedure="tipoff")) == {"lead_verification"}
    assert ids(BOOK.starting_on("case.received", procedure="inspection")) == set()
    assert ids(BOOK.starting_on("complaint.accepted", procedure="complaint")) == {"mediation_limit"}
    assert ids(BOOK.starting_on("rectification.reported", procedure="inspection")) == {"rectification_recheck"}
    assert ids(BOOK.starting_on("nothing.known", procedure="complaint")) == set()


def test_a_rule_that_is_off_starts_no_clock() -> None:
    assert ids(BOOK.starting_on("identity.asked", procedure="complaint")) == set()
    assert ids(BOOK.starting_on("case.received", procedure="inquiry")) == set()


def test_the_wiring_of_the_main_rules() -> None:
    acceptance, mediation, lead = (
        BOOK.rules[name] for name in ("acceptance_decision", "mediation_limit", "lead_verification")
    )

    assert acceptance.careful_from == "appeal.received"
    assert acceptance.stops_on[:3] == ("complaint.accepted", "complaint.refused", "case.returned")
    assert mediation.pauses == ("appraisal",)
    assert mediation.on_expiry == {"event": "limit.missed", "offers": "terminate", "ground": "no_agreement_in_time"}
    assert lead.restarts_on == ("tipoff.merged",)
    assert lead.extended_on == ("verification.extended",)
    assert lead.starts_on == ("case.received", "lead.found")


@pytest.mark.parametrize(
    ("rule_id", "day", "code"),
    [
        ("filing_notice", dt.date(2026, 4, 15), "not_in_force"),
        ("penalty_review", dt.date(2020, 1, 1), "switched_off"),
        ("direct_settlement_limit", TODAY, "switched_off"),
        ("identity_proof", TODAY, "no_number"),
        ("nonsense", TODAY, "unknown_rule"),
    ],
)
def test_what_has_no_answer_is_refused_with_a_code(rule_id: str, day: dt.date, code: str) -> None:
    with pytest.raises(rulebook.NoAnswer) as refused:
        BOOK.version_on(rule_id, day=day)

    answer: dict[str, Any] = refused.value.as_dict()
    assert answer["code"] == refused.value.code == code
    assert answer["message"]


def test_of_two_rules_with_one_id_the_later_stands() -> None:
    mediation = BOOK.rules["mediation_limit"]

    assert Rulebook([BOOK.rules["acceptance_decision"], mediation, mediation]).rules["mediation_limit"] is mediation
