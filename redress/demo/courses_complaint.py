"""Courses of complaints: decision, consent, mediation, appraisal, agreement or termination, closing and after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from redress.demo import schedule
from redress.demo.courses import CASE_OF, Course, Matter, Walk, assign, length, rolled, survey
from redress.demo.courses_other import lead
from redress.demo.officers import write

_REFUSALS = (
    ("beyond_competence", 0.24),
    ("not_for_daily_life", 0.30),
    ("materials_missing", 0.22),
    ("already_handled", 0.18),
    ("too_old", 0.06),
)
_MODES = (("phone", 0.62), ("on_site", 0.24), ("online", 0.06), ("commissioned", 0.08))
_MEANS = ("phone", "phone", "phone", "visit", "online", "written")


def complaint(walk: Walk) -> tuple[Course, ...]:
    """Return the course of a complaint, and of the lead that may be found on the way."""
    leads: list[Course] = []
    if assign(walk):
        _decide(walk, leads)
    return (walk.done(), *leads)


def _drawn(walk: Walk, table: tuple[tuple[str, float], ...]) -> str:
    return walk.rng.choices([name for name, _ in table], weights=[weight for _, weight in table])[0]


def _decide(walk: Walk, leads: list[Course]) -> None:
    held, rng, set_ = walk.matter, walk.rng, schedule.targets()
    total = length(rng)
    if held.twin:
        walk.step("confirm_link", 0, other_case=held.twin, link_kind="same_case")
    elif held.group_head and walk.chance(0.6):
        walk.step("confirm_link", 0, other_case=held.group_head, link_kind="group")
    if (
        walk.chance(set_["identity_asked"] * (2 if held.is_claimant else 1)) and walk.is_new_law()
    ) or held.hold == "identity":
        due = schedule.calendar().add_working_days(walk.desk.now.date(), 3).isoformat()
        if not walk.step("ask_identity", 0, identity_due_on=due) or walk.at("identity"):
            return
        if walk.chance(0.25):
            _refuse(walk, "identity_refused" if walk.is_new_law() else "materials_missing", 3)
            return
        walk.step(
            "prove_identity", 1 + int(rng.random() * 2), identity_means=rng.choice(("phone", "card", "platform"))
        )
    wait = min(max(total - 1, 0), rng.choices((0, 1, 2, 3, 4), weights=(24, 36, 22, 12, 6))[0])
    if walk.chance(set_["late"]["acceptance"]):
        wait = 8 + int(rng.random() * 3)
    accepted = (
        set_["accepted"] + 0.045
    )  # repeats, claimants and matters of others bring the whole down to the setting
    if held.twin:
        accepted = 0.25
    elif held.is_claimant:
        accepted = 0.5
    elif held.code in ("P1704", "P1705"):
        accepted = 0.08
    if (held.hold in ("", "refused") and not walk.chance(accepted)) or held.hold == "refused":
        key = (
            "already_handled"
            if held.twin
            else "beyond_competence"
            if held.code == "P1704"
            else _drawn(walk, _REFUSALS)
        )
        if held.is_claimant and walk.chance(0.7):
            key = "not_for_daily_life"
        _refuse(walk, key, max(wait, min(total, 5)) if wait < 8 else wait)
        return
    note = write("accept_note", rng)
    if not walk.step("accept", wait, told=lambda: {"note": note} if note else {}):
        return
    if walk.chance(set_["lead_found"]) and walk.step("find_lead", 0, clue=write("clue", rng)):
        leads.append(lead(walk))
    _mediate(walk, max(0, total - wait))


def _refuse(walk: Walk, key: str, wait: int) -> None:
    held, rng = walk.matter, walk.rng
    walk.desk.not_before(
        schedule.calendar().add_working_days(walk.desk.now.date(), wait) if wait else walk.desk.now.date()
    )
    factors = write("factors", rng) if held.is_claimant else "未提供购买凭证，不能说明与被投诉人之间的交易"

    def told() -> dict[str, Any]:
        code = walk.ground("refusal", key) or walk.ground("refusal", "materials_missing")
        needs_factors = key == "not_for_daily_life" and walk.is_new_law()
        return {"refusal_ground": code, **({"factors": factors} if needs_factors else {})}

    if not walk.step("refuse", 0, told=told, explanation=write(f"explanation_{key}", rng)) or walk.at("refused"):
        return
    walk.step("close", 0 if walk.chance(0.8) else 1, outcome="refused", closing_note=write("closing_refused", rng))
    survey(walk, is_settled=False)


def _consent(walk: Walk, party: str, wait: int) -> bool:
    return walk.step("consent", wait, party=party, consent_means=walk.rng.choice(_MEANS))


def _mediate(walk: Walk, rest: int) -> None:
    """Ask for consent, then settle, end or go on, with ``rest`` working days to spend."""
    held, rng, set_ = walk.matter, walk.rng, schedule.targets()
    accepted_on = walk.desk.now.date()
    draw = rng.random()
    settles, withdraws = set_["settled_of_accepted"], set_["withdrawn_of_accepted"]
    outcome = "settled" if draw < settles else "withdrawn" if draw < settles + withdraws else "ended"
    if held.hold in ("agreed", "terminated"):
        outcome = "settled" if held.hold == "agreed" else "ended"
    if not _consent(walk, "complainant", 0) or walk.at("accepted"):
        return
    if outcome == "withdrawn":
        _withdraw(walk, rest)
        return
    if outcome == "ended" and walk.chance(0.45) and held.hold not in ("mediating", "appraising"):
        _end(walk, "absent_or_refused", min(rest, 3))
        return
    ask = 1 if rest > 1 and walk.chance(0.3) else 0
    if not _consent(walk, "respondent", ask):
        return
    rest = max(0, rest - ask)
    if outcome == "settled" and held.hold == "" and (rest == 0 or walk.chance(0.2)):
        _agree(walk, rest)
        return
    if not _start(walk):
        return
    share = set_["appraisal_of"].get(held.subject[:3], set_["appraisal"])
    if held.hold == "appraising" or (held.hold in ("", "mediating") and walk.chance(share)):
        chosen = "agreed" if walk.chance(0.8) else "designated"
        body = write("appraisal_body", rng)
        told = {"appraisal_chosen_by": chosen}
        begun = walk.step("start_appraisal", 1, appraisal_body=body, told=lambda: told if walk.is_new_law() else {})
        if not begun or walk.at("appraising"):
            return
        walk.step("end_appraisal", 6 + int(rng.random() * 20), appraisal_result=write("appraisal_result", rng))
        rest = max(rest, 3)
    if walk.chance(0.002):
        walk.step("request_recusal", 1, party="complainant", reason="投诉人认为调解员与商家相识，申请回避")
        walk.step("decide_recusal", 2, role="supervisor", mediator="另行指派", reason="为保证公正，更换调解员")
    if held.hold == "mediating":
        if walk.chance(0.6):
            _sessions(walk, 1 + int(rng.random() * 8))
        walk.at("mediating")
        return
    _sessions(walk, rest)
    late = walk.chance(set_["late"]["mediation"])
    if outcome == "ended" and held.hold == "" and (late or walk.chance(0.03)):
        # The limit runs out without an agreement; the mediation is ended on one of the next working days.
        last = rolled(accepted_on + timedelta(days=60))
        walk.desk.not_before(
            last + timedelta(days=1 + (int(rng.random() * 9) + 6 if late else int(rng.random() * 3)))
        )
        appraised = any(step.move == "start_appraisal" for step in walk.steps)
        _end(walk, "no_agreement_possible" if appraised else "no_agreement_in_time", 0)
    elif outcome == "ended":
        _end(walk, "no_agreement_on_appraisal" if walk.chance(0.03) else "no_agreement_possible", rest // 2)
    else:
        _agree(walk, rest - rest // 2)


def _start(walk: Walk) -> bool:
    rng = walk.rng
    mode = _drawn(walk, _MODES)
    fields: dict[str, Any] = {"mediation_mode": mode, "mediator": walk.who("handler", walk.matter.office)}
    if mode == "on_site":
        later = schedule.calendar().add_working_days(walk.desk.now.date(), 1)
        fields["session_at"] = f"{later.isoformat()}T{9 + int(rng.random() * 7):02}:30:00+08:00"
        fields["session_place"] = write("mediation_place", rng)
    if mode == "commissioned":
        fields["commissioned_body"] = write("commissioned", rng)
    return walk.step("start_mediation", 0, **fields)


def _sessions(walk: Walk, rest: int) -> None:
    mode = next(
        (str(step.fields["mediation_mode"]) for step in reversed(walk.steps) if step.move == "start_mediation"),
        "phone",
    )
    count = 1 if rest < 4 or walk.chance(0.5) else 2
    for number in range(count):
        wait = (rest // 2) // count if number or rest > 1 else 0
        if not walk.step("hold_session", wait, mediation_mode=mode, minutes=write("minutes", walk.rng)):
            return


def _agree(walk: Walk, wait: int) -> None:
    held, rng = walk.matter, walk.rng
    form = rng.choices(("performance", "record", "document"), weights=(45, 37, 18))[0]
    fields: dict[str, Any] = {"agreement_form": form}
    recovered = 0.0
    if held.amount and held.remedies[0] not in ("R03", "R04", "R05", "R09", "R12", "R14"):
        recovered = max(1.0, round(held.amount * rng.choice((1.0, 1.0, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)), 2))
        fields["recovered"] = f"{recovered:.2f}"
    fields["agreement_terms"] = write(f"terms_{held.remedies[0]}", rng, recovered=f"{recovered:g}") or "双方达成一致"
    performing = 0
    if form != "performance" and walk.chance(0.4):
        performing = 2 + int(rng.random() * 12)
        day = schedule.calendar().add_working_days(walk.desk.now.date(), max(1, wait) + performing)
        fields["perform_by"] = day.isoformat()
    if not walk.step("agree", wait, **fields) or walk.at("agreed"):
        return
    _supervise(walk)
    is_quick = not performing or walk.chance(0.6)
    walk.step("close", 0 if is_quick else performing, outcome="settled", closing_note=write("closing_settled", rng))
    survey(walk, is_settled=True)
    if walk.chance(0.008):
        _again(walk)


def _end(walk: Walk, key: str, wait: int) -> None:
    rng, set_ = walk.rng, schedule.targets()
    if wait:
        walk.desk.not_before(schedule.calendar().add_working_days(walk.desk.now.date(), wait))
    explanation = write(f"explanation_{key}", rng)
    ended = walk.step(
        "terminate", 0, told=lambda: {"termination_ground": walk.ground("termination", key)}, explanation=explanation
    )
    if not ended or walk.at("terminated"):
        return
    notice = (
        8 + int(rng.random() * 3)
        if walk.chance(set_["late"]["termination_notice"])
        else rng.choices((0, 1, 2, 4), weights=(62, 24, 10, 4))[0]
    )
    walk.step("notify_termination", notice, notice_means=rng.choice(("sms", "phone", "phone", "letter")))
    _supervise(walk)
    walk.step("close", 0, outcome="not_settled", closing_note=write("closing_not_settled", rng))
    survey(walk, is_settled=False)
    if walk.chance(0.015):
        _again(walk)


def _withdraw(walk: Walk, rest: int) -> None:
    rng = walk.rng
    role = "appellant" if walk.chance(0.4) else "handler"
    if not walk.step("withdraw", min(rest, 4), role=role, reason=write("withdraw_reason", rng)) or walk.at(
        "terminated"
    ):
        return
    walk.step("notify_termination", 0 if walk.chance(0.7) else 1, notice_means="sms")
    walk.step("close", 0, outcome="withdrawn", closing_note=write("closing_withdrawn", rng))
    survey(walk, is_settled=True)


def _supervise(walk: Walk) -> None:
    """Issue a supervision order now and then; it is answered."""
    if not walk.chance(0.006):
        return
    rng = walk.rng
    by = schedule.calendar().add_working_days(walk.desk.now.date(), 5).isoformat()
    walk.step("order", 1, role="supervisor", place="JC", demand=write("demand", rng), answer_by=by)
    walk.step("answer_order", 1 + int(rng.random() * 3), answer=write("order_answer", rng))


def _again(walk: Walk) -> None:
    """Reopen a closed case: decided anew, and settled."""
    rng = walk.rng
    walk.desk.not_before(walk.desk.now.date() + timedelta(days=2 + int(rng.random() * 15)))
    if not walk.step("reopen", 0, reason=write("reopen_reason", rng)):
        return
    walk.step("accept", 1)
    _consent(walk, "complainant", 0)
    _consent(walk, "respondent", 0)
    terms = "商家补充履行，双方再无争议"
    walk.step("agree", 1 + int(rng.random() * 3), agreement_form="record", agreement_terms=terms)
    walk.step("close", 0, outcome="settled", closing_note=write("closing_settled", rng))


def twin_of(index: int, kind: str) -> str:
    """Return the placeholder for the number of another planned appeal's case."""
    return f"{CASE_OF}{index}:{kind}"


__all__ = ["Matter", "complaint", "twin_of"]
