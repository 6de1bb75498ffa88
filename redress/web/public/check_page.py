"""What the pages before and after sending show: the answers in words, and the steps to come with their days."""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import segno
from django.utils.translation import gettext as _

from redress.law import limits, rulebook
from redress.law.calendar import OutsideCalendar
from redress.queries import answers, follow, lawbook, nextsteps
from redress.web import dates
from redress.web.public import draft, questions
from redress.web.templatetags.redress import yuan

PROCEDURES = ("complaint", "tipoff", "inquiry", "other_appeal")


def kind_name(kind: str) -> str:
    """Return the legal word of a kind with its plain meaning."""
    return {
        "complaint": _("投诉：请求解决您和商家的纠纷"),
        "tipoff": _("举报：反映商家的违法行为"),
        "inquiry": _("咨询：问一问"),
    }.get(kind, _("其他诉求"))


def data(given: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """Return the answers as rows (question, label, words) and the notices that belong to them."""
    known = questions.remedies()
    extra = {
        questions.OTHER: _("其他，我在经过里写了"),
        questions.TIPOFF: _("请查处商家的违法行为"),
        questions.ASK: _("只是想问一问"),
    }
    wishes = dates.listed((known | extra)[one] for one in given.get("wishes") or [] if one in known or one in extra)
    trader = "\n".join(
        draft.text(given, name)
        for name in ("trader_name", "platform", "trader_address", "trader_phone")
        if draft.text(given, name)
    )
    bought = dates.as_day(draft.text(given, "purchased_on"))
    contact = "\n".join(draft.text(given, name) for name in ("name", "phone", "address") if draft.text(given, name))
    if draft.text(given, "agent_name"):
        contact += "\n" + _("代办人：%(name)s") % {"name": draft.text(given, "agent_name")}
    files = given.get("files", [])
    return {
        "rows": [
            ("what", _("经过"), draft.text(given, "narrative")),
            ("who", _("商家"), trader),
            ("when", _("时间和金额"), "\n".join(
                one for one in (dates.words(bought) if bought else "", yuan(given["amount"]) if given.get("amount") else "") if one
            )),
            ("wish", _("希望怎么解决"), wishes),
            ("photos", _("照片和凭证"), _("%(n)s 个文件") % {"n": len(files)} if files else ""),
            ("contact", _("联系方式"), contact),
        ],
        "kinds": [kind_name(kind) for kind in questions.kinds(given)],
        "is_old": is_too_old(bought, today=today),
        "needs_address": questions.needs_name(given) and not draft.text(given, "address"),
        "back": "/lodge/contact",
    }  # fmt: skip


def is_too_old(bought: dt.date | None, *, today: dt.date) -> str:
    """Return the citation of the age limit when a purchase lies beyond it; empty otherwise."""
    if bought is None:
        return ""
    law = lawbook.current()
    try:
        deadline = limits.last_day(
            rulebook=law.rulebook, rule="complaint_age", start=bought, calendar=law.calendar, on=today
        )
    except (rulebook.NoAnswer, OutsideCalendar, limits.WrongAsk):
        return ""
    if deadline.due_on is None or deadline.due_on >= today or deadline.cite is None:
        return ""
    return dates.citation(deadline.cite.as_dict())


def step_words(step: nextsteps.Step) -> dict[str, Any]:
    """Return one step to come in plain words: what, by which day, and on which basis."""
    words = {
        "pick_up": _("有人接手：转给负责的单位"),
        "decide": _("告诉您是否受理；不受理会说明理由和其他途径"),
        "mediate": _("如果受理，双方同意就调解；最晚到这一天结束"),
        "verify": _("核查，决定是否立案"),
        "verify_extended": _("情况复杂的可以延长一次，最晚到这一天"),
        "answer": _("给您答复"),
    }
    return {
        "what": words[step.name],
        "by": dates.words(step.by),
        "by_iso": step.by.isoformat(),
        "basis": dates.citation(step.cite) if step.cite else _("本单位的服务目标"),
        "is_provisional": step.is_provisional,
    }


def steps_for(kind: str, received_on: dt.date) -> list[dict[str, Any]]:
    """Return the steps to come for one kind of appeal."""
    return [step_words(step) for step in nextsteps.of(procedure=kind, received_on=received_on)]


def lawful_steps(kind: str, received_on: dt.date) -> list[dict[str, Any]]:
    """Return the steps to come that the law gives a day; the house's own service targets are left out."""
    return [step_words(step) for step in nextsteps.of(procedure=kind, received_on=received_on) if step.cite]


def done_data(number: str, *, base: str, today: dt.date) -> dict[str, Any]:
    """Return what the page after sending shows."""
    seen = follow.view(number=number, today=today)
    cases = seen["cases"] if seen else []
    courses = []
    for case in cases:
        received = dates.as_day(case["timeline"][0]["at"]) if case["timeline"] else today
        courses.append(
            {
                "number": case["number"],
                "name": kind_name(case["kind"]),
                "steps": steps_for(case["kind"], received or today),
            }
        )
    out = io.BytesIO()
    segno.make(f"{base}/f/{number}", error="m").save(
        out, kind="svg", scale=4, border=2, xmldecl=False, dark="#182226", light="#ffffff"
    )
    return {
        "number": number,
        "code": answers.follow_code(number),
        "courses": courses,
        "address": f"{base}/f/{number}",
        "qr": "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode("ascii"),
    }
