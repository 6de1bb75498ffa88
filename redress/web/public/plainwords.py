"""The appellant's timeline: each event in plain words, its legal word and article beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from redress.law.library import Library
from redress.queries import lawbook
from redress.web import dates
from redress.web.faults import said
from redress.web.templatetags.redress import yuan


def event_words(name: str) -> str:
    """Return what an event means for the appellant; empty where the procedure's own words must do."""
    return {
        "appeal.received": _("我们收到了您的诉求"),
        "appeal.recorded": _("登记了过去的一件诉求"),
        "appeal.supplemented": _("您补充了情况"),
        "evidence.added": _("您补充了材料"),
        "case.dispatched": _("转给了负责的单位"),
        "case.received": _("负责的单位接手了"),
        "identity.asked": _("请您证明身份"),
        "identity.proved": _("身份已经核实"),
        "complaint.accepted": _("决定受理您的投诉"),
        "complaint.refused": _("决定不受理"),
        "complaint.withdrawn": _("您撤回了投诉"),
        "tipoff.withdrawn": _("您撤回了举报"),
        "inquiry.withdrawn": _("您撤回了咨询"),
        "appeal.withdrawn": _("您撤回了诉求"),
        "consent.given": _("同意调解"),
        "mediation.started": _("开始调解"),
        "mediation.held": _("进行了一次调解"),
        "appraisal.started": _("送去鉴定或检测，这段时间不计入期限"),
        "appraisal.ended": _("鉴定或检测有了结论，恢复计时"),
        "recusal.requested": _("有人申请调解人员回避"),
        "recusal.decided": _("回避申请有了决定"),
        "mediation.agreed": _("双方达成一致"),
        "mediation.terminated": _("调解终止"),
        "termination.notified": _("把终止的情况告诉了双方"),
        "verification.extended": _("核查延长一次"),
        "verification.filed": _("立案调查"),
        "verification.not_filed": _("核查后决定不立案"),
        "filing.notified": _("把核查结果告诉了您"),
        "inquiry.answered": _("答复了您的咨询"),
        "appeal.answered": _("答复了您的诉求"),
        "appeal.redirected": _("告诉您应该找的部门"),
        "outcome.recorded": _("登记了过去的办理结果"),
        "case.closed": _("办结"),
        "case.reopened": _("重新办理"),
        "survey.answered": _("您作了评价"),
        "handling.challenged": _("您反映了办理中的问题"),
        "review.asked": _("您请我们再看一次"),
        "review.answered": _("再看一次的结果"),
    }.get(name, "")


def timeline(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a case's timeline for components/timeline.html, newest first."""
    law = lawbook.current()
    lines = []
    for line in case["timeline"]:
        legal = said(line["zh"], line["en"])
        what = event_words(line["event"]) or legal
        fields = []
        for name, value in line["fields"].items():
            if line["event"] == "consent.given" and name == "party":
                what = _("您同意调解") if value == "complainant" else _("商家同意调解")
                continue
            fields.append((label_of(law, case["kind"], name), value_words(law, case["kind"], name, value)))
        lines.append(
            {
                "at": line["at"],
                "what": what,
                "more": "",
                "legal": legal if legal != what else "",
                "cite": dates.citation(line["cite"]) if line["cite"] else "",
                "fields": fields,
                "is_now": False,
                "by": "",
            }
        )
    if lines:
        lines[-1]["is_now"] = bool(case["is_open"])
    return list(reversed(lines))


def label_of(law: Library, procedure: str, name: str) -> str:
    """Return a field's label from the procedure's schema."""
    known = law.procedures.get(procedure)
    field = known.fields.get(name) if known else None
    return said(field.zh, field.en) if field else name


def value_words(law: Library, procedure: str, name: str, value: Any) -> str:
    """Return a field's value in words: the label of a choice, a day, a sum."""
    if isinstance(value, Mapping):  # a ground with its words
        return said(str(value.get("zh", "")), str(value.get("en", "")))
    known = law.procedures.get(procedure)
    field = known.fields.get(name) if known else None
    if field is not None:
        for choice in field.choices:
            if choice.value == value:
                return said(choice.zh, choice.en)
        if field.kind == "date" and (day := dates.as_day(value)):
            return dates.words(day)
        if field.kind == "money":
            return yuan(value)
        if field.kind == "moment":
            from redress.web.templatetags.redress import moment

            return moment(str(value))
    return dates.listed(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)
