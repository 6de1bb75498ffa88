"""What the appellant may see of an appeal, in plain words: stages, clocks, decisions with their reasons."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from redress.law import grounds
from redress.law.standing import Event, Standing
from redress.queries import answers, journals, lawbook, offices
from redress.store import vault
from redress.store.models import Case, CaseEvent, Person
from redress.store.seal import KeyTrouble

# Events that the appellant is shown, and the fields of them that he may read.
SHOWN: dict[str, tuple[str, ...]] = {
    "appeal.received": ("narrative",),
    "appeal.recorded": ("narrative",),
    "appeal.supplemented": ("narrative",),
    "evidence.added": ("description",),
    "case.dispatched": (),
    "case.received": (),
    "identity.asked": ("identity_due_on",),
    "identity.proved": (),
    "complaint.accepted": (),
    "complaint.refused": ("refusal_ground", "explanation"),
    "complaint.withdrawn": (),
    "consent.given": ("party",),
    "mediation.started": ("mediation_mode", "session_at", "session_place", "mediator"),
    "mediation.held": ("mediation_mode",),
    "appraisal.started": ("appraisal_body",),
    "appraisal.ended": (),
    "recusal.requested": (),
    "recusal.decided": (),
    "mediation.agreed": ("agreement_terms", "recovered", "perform_by"),
    "mediation.terminated": ("termination_ground", "explanation"),
    "termination.notified": (),
    "verification.extended": (),
    "verification.filed": (),
    "verification.not_filed": (),
    "filing.notified": (),
    "tipoff.withdrawn": (),
    "inquiry.answered": ("answer",),
    "appeal.answered": ("answer",),
    "appeal.redirected": ("route", "explanation"),
    "outcome.recorded": ("answer",),
    "case.closed": ("outcome",),
    "case.reopened": (),
    "survey.answered": ("satisfaction",),
    "handling.challenged": ("explanation",),
    "review.asked": ("explanation",),
    "review.answered": ("answer",),
}


def ids_of(*, number: str) -> tuple[int, ...]:
    """Return the ids of an appeal's cases, the first one first; empty when there is none."""
    first = Case.objects.filter(number=number).values_list("id", "appeal_id").first()
    if first is None:
        return ()
    home = first[1] or first[0]
    rest = Case.objects.filter(appeal_id=home).order_by("id").values_list("id", flat=True)
    return (home, *rest)


def view(*, number: str, today: dt.date) -> dict[str, Any] | None:
    """Return an appeal as its appellant sees it; None when there is none. The caller has checked the code."""
    case_ids = ids_of(number=number)
    if not case_ids:
        return None
    cases = {case.id: case for case in Case.objects.filter(id__in=case_ids)}
    sealers = vault.sealers(case_ids)
    rows: dict[int, list[CaseEvent]] = {case_id: [] for case_id in case_ids}
    for row in CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "seq"):
        rows[row.case_id].append(row)
    law = lawbook.current()
    shown = []
    for case_id in case_ids:
        case = cases[case_id]
        events = [Event(r.seq, r.name, r.at, r.procedure_version, json.loads(r.data)) for r in rows[case_id]]
        standing = journals.fold_of(procedure=case.procedure, events=events).standing(
            calendar=law.calendar, today=today
        )
        shown.append(_case(case, standing, rows[case_id], events, sealers.get(case_id), today))
    return {"number": cases[case_ids[0]].number, "cases": shown}


def _case(
    case: Case, standing: Standing, rows: list[CaseEvent], events: list[Event], sealer: Any, today: dt.date
) -> dict[str, Any]:
    procedure = lawbook.current().procedures[case.procedure]
    version = procedure.version(standing.procedure_version)
    stage = version.stages.get(standing.stage)
    office = offices.everything().get(case.office_id)
    lines = []
    for row, event in zip(rows, events, strict=True):
        fields = SHOWN.get(row.name)
        if fields is None:
            continue
        hidden: dict[str, Any] = {}
        if row.sealed and sealer is not None and fields:
            try:
                hidden = json.loads(sealer.open(bytes(row.sealed)))
            except (KeyTrouble, ValueError):
                hidden = {}
        told = {name: value for name in fields if (value := {**event.data, **hidden}.get(name)) not in (None, "")}
        move = procedure.version(row.procedure_version).by_event.get(row.name)
        reached = version.stages.get(move.to) if move and move.to else None
        for name in ("refusal_ground", "termination_ground"):
            if name in told:
                told[name] = _ground(str(told[name]))
        lines.append(
            {
                "event": row.name,
                "at": row.at.isoformat(),
                "zh": move.zh if move else row.name,
                "en": move.en if move else row.name,
                "plain": {"zh": reached.plain_zh, "en": reached.plain_en} if reached else None,
                "cite": dict(move.cite) if move and move.cite else None,
                "fields": told,
            }
        )
    handler = (
        Person.objects.filter(id=case.handler_id).values_list("name", flat=True).first() if case.handler_id else None
    )
    return {
        "number": case.number,
        "kind": case.procedure,
        "kind_label": {"zh": procedure.zh, "en": procedure.en},
        "stage": standing.stage,
        "stage_label": {"zh": stage.zh, "en": stage.en} if stage else None,
        "plain": {"zh": stage.plain_zh or stage.zh, "en": stage.plain_en or stage.en} if stage else None,
        "is_open": not standing.is_closed,
        "office": {"code": office.code, "zh": office.zh, "en": office.en, "phone": office.phone} if office else None,
        "handler": handler,
        "clocks": [answers.clock_view(clock) for clock in standing.running],
        "timeline": lines,
        "moves": [
            offer.move.name for offer in standing.offers if "appellant" in offer.move.who and not offer.blocked_by
        ],
        "today": today.isoformat(),
    }


def _ground(code: str) -> dict[str, str]:
    """Return a ground of refusal or termination with its words."""
    found = grounds.ground(code=code)
    return {"code": code, "zh": found.zh if found else code, "en": found.en if found else code}
