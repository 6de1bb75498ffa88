"""What papers are filled with: a case's facts in the words that forms use."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from redress.law import grounds
from redress.law.standing import ZONE, Event
from redress.queries import answers, journals, lawbook, lookups, offices
from redress.store import vault
from redress.store.models import Case, CaseEvent

MODES = {"on_site": "现场调解", "phone": "电话调解", "online": "网络音视频调解", "commissioned": "委托调解"}


def chinese_day(day: dt.date | None) -> str:
    """Write a day as papers do; empty for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def chinese_moment(text: str) -> str:
    """Write an ISO moment in China's time: 2026年9月12日14时30分; empty for none, other text as it is."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    at = at.astimezone(ZONE) if at.tzinfo else at
    return f"{chinese_day(at.date())}{at.hour}时" + (f"{at.minute:02d}分" if at.minute else "")


def events_of(case_id: int) -> list[str]:
    """Return the names of a case's events."""
    return list(CaseEvent.objects.filter(case_id=case_id).order_by("seq").values_list("name", flat=True))


def of_case(*, case_id: int, today: dt.date) -> dict[str, Any]:
    """Return the facts of a case for its papers; raises vault.Erased when its key was destroyed."""
    case = Case.objects.select_related("office").get(id=case_id)
    origin = lookups.origin_of(case_id)
    sealer = vault.sealer(case_id)
    law = lawbook.current()
    rows = list(CaseEvent.objects.filter(case_id=case_id).order_by("seq"))
    last: dict[str, Any] = {}
    for row in rows:
        said = json.loads(row.data)
        if row.sealed:
            said |= json.loads(sealer.open(bytes(row.sealed)))
        said.pop("narrative", None)
        said.pop("raw", None)
        last |= {key: value for key, value in said.items() if isinstance(value, (str, list))}
    events = [Event(r.seq, r.name, r.at, r.procedure_version, json.loads(r.data)) for r in rows]
    standing = journals.fold_of(procedure=case.procedure, events=events).standing(calendar=law.calendar, today=today)
    due = {clock.rule: clock.due_on for clock in standing.clocks}
    parties = dict(origin.parties)
    ground = grounds.ground(code=str(last.get("refusal_ground") or last.get("termination_ground") or ""))
    tree = offices.everything()
    office = tree.get(case.office_id)
    bureau = office
    while bureau is not None and bureau.parent_id in tree:
        bureau = tree[bureau.parent_id]
    return {
        **last,
        "number": case.number,
        "follow_code": answers.follow_code(case.appeal.number if case.appeal_id and case.appeal else case.number),
        "received_on": chinese_day(case.opened_on),
        "today": chinese_day(today),
        "issuer": bureau.zh if bureau else "",
        "office": {"zh": office.zh, "phone": office.phone, "address": office.address} if office else {},
        "complainant": parties.get("complainant") or parties.get("appellant") or {},
        "respondent": parties.get("respondent") or {},
        "agent": parties.get("agent") or {},
        "matter": origin.narrative,
        "amount": str(origin.facts.get("amount") or ""),
        "ground": {"zh": ground.zh, "article": chinese_article(ground.cite.article)} if ground else {},
        "routes": [route.zh for route in grounds.routes_on(day=today) if route.key != "complaint"],
        "mediation_mode": MODES.get(str(last.get("mediation_mode", "")), ""),
        "session_at": chinese_moment(str(last.get("session_at") or "")),
        "mediation_due": chinese_day(due.get("mediation_limit")),
        "acceptance_due": chinese_day(due.get("acceptance_decision")),
        "perform_by": chinese_day(dt.date.fromisoformat(last["perform_by"])) if last.get("perform_by") else "",
        "identity_due_on": chinese_day(dt.date.fromisoformat(last["identity_due_on"])) if last.get("identity_due_on") else "",
        "answer_by": chinese_day(dt.date.fromisoformat(last["answer_by"])) if last.get("answer_by") else "",
        "rectify_by": chinese_day(dt.date.fromisoformat(last["rectify_by"])) if last.get("rectify_by") else "",
    }  # fmt: skip


def chinese_article(article: str) -> str:
    """Write `16(3)` as 第十六条第（三）项."""
    number, _, item = article.rstrip(")").partition("(")
    if not number.isdigit():
        return article
    text = f"第{chinese_number(int(number))}条"
    return f"{text}第（{chinese_number(int(item))}）项" if item.isdigit() else text


def chinese_number(value: int) -> str:
    """Write a number below 100 in Chinese."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
