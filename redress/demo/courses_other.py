"""Courses of tip-offs, leads, inquiries, other appeals and inspections."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from redress.demo import schedule
from redress.demo.courses import Course, Walk, assign, survey
from redress.demo.officers import write


def tipoff(walk: Walk) -> tuple[Course, ...]:
    """Return the course of a tip-off: verified within 15 working days (30 when extended), filed or not, told, closed."""
    held, rng = walk.matter, walk.rng
    if held.code == "P1704" or walk.chance(0.03):
        if not walk.at("received"):
            route = write("route", rng)
            walk.step(
                "tell_no_power",
                1,
                role="desk",
                place="JCTS",
                route=route,
                explanation=write("route_why", rng, route=route),
            )
        return (walk.done(),)
    if not assign(walk):
        return (walk.done(),)
    if held.twin and walk.chance(0.7):
        reason = "同一举报人对同一事实再次举报，无新的事实"
        walk.step("close_repeat", 1, merged_case=held.twin, reason=reason)
        return (walk.done(),)
    if held.twin:
        walk.step("merge", 1, merged_case=held.twin, new_facts="举报人补充了购买凭证和现场照片")
    _verify(walk)
    return (walk.done(),)


def _verify(walk: Walk) -> None:
    held, rng, set_ = walk.matter, walk.rng, schedule.targets()
    wait = min(13, 1 + int(rng.gammavariate(2.4, 2.1)))
    if walk.chance(0.04):
        walk.step("start_appraisal", 2, appraisal_body=write("appraisal_body", rng))
        walk.step("end_appraisal", 5 + int(rng.random() * 5), appraisal_result=write("appraisal_result", rng))
        wait = max(1, wait - 8)
    elif walk.chance(0.08) or held.hold == "extended":
        approver = write("approver", rng, boss=walk.who("supervisor", held.office))
        if not walk.step(
            "extend_verification",
            10 + int(rng.random() * 4),
            role="supervisor",
            approver=approver,
            reason=write("extend_reason", rng),
        ):
            return
        wait = 3 + int(rng.random() * 12)
    if walk.at("extended") or walk.at("verifying"):
        return
    if walk.chance(set_["late"]["verification"]):
        wait = 17 + int(rng.random() * 6)
    filed = walk.chance(set_["tipoff_filed"]) or held.hold == "filed"
    if filed:
        number = f"霁市监立〔{walk.desk.now.year}〕{1 + int(rng.random() * 899)}号"
        violation = held.code if held.code.startswith("V") else "V0201"
        fields: dict[str, Any] = {
            "filing_number": number,
            "violation_class": violation,
            "explanation": write("file_note", rng, ground="标签不合规定"),
        }
        if not walk.step("file", wait, role="enforcement", **fields) or walk.at("filed"):
            return
    elif not walk.step("not_file", wait, explanation=write("not_file", rng)) or walk.at("not_filed"):
        return
    if not walk.is_new_law() or walk.chance(0.3):
        means = rng.choice(("sms", "phone", "letter"))
        wait = 0 if walk.chance(0.5) else 1 + int(rng.random() * 4)
        walk.step("notify", wait, notice_means=means, told=lambda: _cited(walk))
    outcome = "filed" if filed else "not_filed"
    walk.step("close", 0, outcome=outcome, closing_note=write("closing_tipoff", rng))
    survey(walk, is_settled=False)


def _cited(walk: Walk) -> dict[str, str]:
    """Name the law that asks for a notice: needed once the general duty of Order 20 is gone."""
    return {"ground_citation": "食品安全法第一百一十五条"} if walk.is_new_law() else {}


def lead(walk: Walk) -> Course:
    """Return the course of a lead that was found on a complaint's way; it opens as a case of its own."""
    other = Walk(replace(walk.matter, kind="lead", hold="", twin="", group_head=""), walk.rng)
    other.desk.now, other.handler = walk.desk.now, walk.handler
    _verify(other)
    return other.done()


def inquiry(walk: Walk) -> tuple[Course, ...]:
    """Return the course of an inquiry: answered at the desk, or by the office or the association that knows."""
    return (_answered(walk, at_desk=0.6, redirected=0.05, text="answer_ask"),)


def other_appeal(walk: Walk) -> tuple[Course, ...]:
    """Return the course of any other appeal: answered, or told the right route."""
    redirected = 0.75 if walk.matter.code == "P1704" else 0.05
    return (_answered(walk, at_desk=0.5, redirected=redirected, text="answer_other"),)


def _answered(walk: Walk, *, at_desk: float, redirected: float, text: str) -> Course:
    rng = walk.rng
    wait = rng.choices((0, 1, 2, 3, 4, 6), weights=(40, 28, 15, 9, 5, 3))[0]
    role, office = "desk", "JCTS"
    if walk.at("received"):
        return walk.done()
    if not walk.chance(at_desk) or walk.matter.hold:
        if not assign(walk):
            return walk.done()
        role, office = "handler", walk.matter.office
    else:
        wait = rng.choices((0, 1, 2), weights=(62, 35, 3))[0]
    if walk.chance(redirected):
        route = write("route", rng)
        walk.step(
            "redirect", wait, role=role, place=office, route=route, explanation=write("route_why", rng, route=route)
        )
        return walk.done()
    walk.step(
        "answer", wait, role=role, place=office, answer=write(text, rng), notice_means=rng.choice(("sms", "phone"))
    )
    walk.step("close", 0, role=role, place=office, outcome="answered", closing_note=write("closing_answer", rng))
    survey(walk, is_settled=True)
    return walk.done()


def inspection(walk: Walk, *, pair: str) -> Course:
    """Return the course of an equipment inspection after its planning: passed, or ordered, mended and re-checked."""
    rng = walk.rng
    if walk.at("planned"):
        return walk.done()
    found = walk.chance(0.38) or walk.matter.hold in ("rectifying", "reported")
    result = write("inspection_found" if found else "inspection_fine", rng)
    if not walk.step("inspect", int(rng.random() * 6), role="inspector", inspectors=pair, inspection_result=result):
        return walk.done()
    if not found:
        walk.step("pass_at_once", 0, role="inspector")
        return walk.done()
    for turn in range(3):
        days = 10 + 5 * int(rng.random() * 4)
        by = (walk.desk.now.date() + timedelta(days=days)).isoformat()
        move = "fail" if turn else "order_mending"
        if not walk.step(move, 0, role="inspector", hazards=write("hazards", rng), rectify_by=by) or walk.at(
            "rectifying"
        ):
            break
        mended = max(2, int(days * 5 / 7) - int(rng.random() * 5) + (6 if walk.chance(0.06) else 0))
        if not walk.step("report", mended, role="inspector", rectification=write("rectification", rng)) or walk.at(
            "reported"
        ):
            break
        wait = 2 + int(rng.random() * 8)
        if turn == 2 or walk.chance(0.88):
            walk.step("pass", wait, role="inspector", inspection_result=write("recheck_good", rng))
            break
        walk.desk.not_before(schedule.calendar().add_working_days(walk.desk.now.date(), wait))
    return walk.done()
