"""The main job over HTTP: a complaint with an appraisal, a refusal, a tip-off that is filed, an inspection."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from redress import wiring
from redress.law.standing import ZONE
from redress.operations import keeping, supervision
from redress.queries import proofs
from tests.api.client import Machine, appeal
from tests.world import World


class Days:
    """The test's clock: stands still until it is told the next day."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 8, 31, 9, 0, tzinfo=ZONE)

    def go(self, day: str) -> None:
        self.now = dt.datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=ZONE)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    clock = Days()
    monkeypatch.setattr(wiring, "now", lambda: clock.now)
    return clock


@pytest.fixture
def machine(world: World) -> Machine:
    return Machine("appeals:write", "cases:read", "cases:move")


def _running(case: dict[str, Any]) -> dict[str, str]:
    return {clock["rule"]: clock["due_on"] for clock in case["clocks"] if not clock["stopped_on"]}


def test_a_complaint_with_an_appraisal_pause_runs_from_lodging_to_close(machine: Machine, days: Days) -> None:
    _, lodged = machine.post("/appeals", appeal(), Idempotency_Key="a")
    number = lodged["number"]
    days.go("2026-09-01")
    machine.move(number, "dispatch", office="CD")
    days.go("2026-09-02")
    picked = machine.move(number, "receive")
    assert _running(picked)["acceptance_decision"] == "2026-09-11"
    days.go("2026-09-07")
    accepted = machine.move(number, "accept")
    assert _running(accepted)["mediation_limit"] == "2026-11-06"  # sixty days
    machine.move(number, "consent", party="complainant", consent_means="phone")
    machine.move(number, "consent", party="respondent", consent_means="written")
    days.go("2026-09-10")
    machine.move(number, "start_mediation", mediation_mode="phone", mediator="吴晓")
    days.go("2026-09-14")
    paused = machine.move(number, "start_appraisal", appraisal_body="省质检院", appraisal_chosen_by="agreed")
    assert _running(paused)["mediation_limit"] is None
    days.go("2026-09-24")
    resumed = machine.move(number, "end_appraisal", appraisal_result="制造缺陷")
    assert _running(resumed)["mediation_limit"] == "2026-11-16"  # ten days of appraisal do not count
    days.go("2026-10-09")
    machine.move(number, "agree", agreement_form="document", agreement_terms="退3000元", recovered="3000")
    closed = machine.move(number, "close", outcome="settled")

    assert (closed["stage"], closed["is_open"], closed["facts"]["recovered"]) == ("closed", False, "3000.00")
    _, follow = Machine().get(f"/appeals/{number}", code=lodged["follow_code"])
    told = [line["event"] for line in follow["cases"][0]["timeline"]]
    assert told[0] == "appeal.received"
    assert "appraisal.started" in told
    assert told[-1] == "case.closed"
    assert proofs.verify()["bad"] == []


def test_a_refusal_names_its_ground_and_the_appellant_reads_it(machine: Machine, days: Days) -> None:
    _, lodged = machine.post("/appeals", appeal())
    number = lodged["number"]
    machine.move(number, "dispatch", office="CD")
    machine.move(number, "receive")
    _, seen = machine.get(f"/cases/{number}")

    wrong, answer = machine.post(
        f"/cases/{number}/moves/refuse",
        {"version": seen["version"], "fields": {"refusal_ground": "SAMR-20/2019 15(4)", "explanation": "过期"}},
    )
    machine.move(number, "refuse", refusal_ground="SAMR-121/2025 16(4)", explanation="自知道权益受损已过三年")
    closed = machine.move(number, "close", outcome="refused")

    assert (wrong, answer["errors"][0]["where"]) == (422, "/fields/refusal_ground")
    assert closed["stage"] == "closed"
    _, follow = Machine().get(f"/appeals/{number}", code=lodged["follow_code"])
    line = next(one for one in follow["cases"][0]["timeline"] if one["event"] == "complaint.refused")
    assert line["fields"]["refusal_ground"]["code"] == "SAMR-121/2025 16(4)"
    assert line["fields"]["explanation"] == "自知道权益受损已过三年"


def test_a_tip_off_is_verified_extended_filed_and_told(machine: Machine, days: Days) -> None:
    _, lodged = machine.post("/appeals", appeal(kinds=["tipoff"], narrative="该店冷库里有过期牛肉，有照片"))
    number = lodged["number"]
    machine.move(number, "dispatch", office="CX")
    received = machine.move(number, "receive")
    assert (
        _running(received)["lead_verification"] == "2026-09-20"
    )  # fifteen working days: that Sunday is a make-up day
    days.go("2026-09-18")
    extended = machine.move(number, "extend_verification", approver="周强", reason="需检测")
    assert _running(extended)["lead_verification"] == "2026-10-16"
    days.go("2026-10-12")
    machine.move(number, "file", filing_number="城西立〔2026〕12号")
    machine.move(number, "notify", notice_means="sms", ground_citation="食品安全法第115条")
    closed = machine.move(number, "close", outcome="filed")

    assert (closed["stage"], closed["facts"]["outcome"]) == ("closed", "filed")
    assert "filing_notice" not in {clock["rule"] for clock in closed["clocks"]}, (
        "the general duty ended on 2026-04-14"
    )


def test_an_inspection_is_failed_once_and_passed(machine: Machine, days: Days) -> None:
    fields = {"target_name": "城东商场", "target_item": "3号扶梯", "planned_on": "2026-09-01"}
    _, case = machine.post("/cases", {"procedure": "inspection", "fields": fields})
    number = case["number"]
    machine.move(number, "inspect", inspectors="郑工、钱工", inspection_result="梳齿板缺损")
    machine.move(number, "order_mending", hazards="梳齿板缺损", rectify_by="2026-09-10")
    days.go("2026-09-09")
    reported = machine.move(number, "report", rectification="已更换")
    assert _running(reported) == {"rectification_recheck": "2026-09-22"}
    machine.move(number, "fail", hazards="仍有异响", rectify_by="2026-09-20")
    days.go("2026-09-18")
    machine.move(number, "report", rectification="再次更换")
    closed = machine.move(number, "pass", inspection_result="合格")

    assert (closed["stage"], _running(closed)) == ("closed", {})


def test_a_limit_missed_is_recorded_and_offers_a_move_but_decides_nothing(machine: Machine, days: Days) -> None:
    _, lodged = machine.post("/appeals", appeal())
    number = lodged["number"]
    machine.move(number, "dispatch", office="CD")
    machine.move(number, "receive")
    machine.move(number, "accept")
    days.go("2026-11-10")
    supervision.sweep(at=days.now)
    keeping.make_checkpoint(at=days.now)

    _, case = machine.get(f"/cases/{number}")

    assert case["stage"] == "accepted"
    late = next(clock for clock in case["clocks"] if clock["rule"] == "mediation_limit")
    assert late["missed"]
    done = machine.move(number, "terminate", termination_ground="SAMR-121/2025 23(5)")
    assert done["stage"] == "terminated"
