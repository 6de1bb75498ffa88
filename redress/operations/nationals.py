"""Bringing cases to the national platform: the hand-off file with what its form asks, each case logged as seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from redress.law.standing import ZONE
from redress.operations import access
from redress.operations.refusals import Forbidden, Wrong
from redress.queries import lawbook, lookups
from redress.store import vault
from redress.store.models import AccessEntry, Case
from redress.taxonomy import tree

COLUMNS = (
    "编号", "性质", "收到时间", "来源", "姓名", "电话", "通讯地址", "被投诉人", "统一社会信用代码", "被投诉人地址", "被投诉人电话", "平台", "金额",
    "购买日期", "商品服务", "问题", "诉求", "经过",
)  # fmt: skip
MOST = 500


def handoff(
    *, numbers: Sequence[str], by: access.Actor, at: dt.datetime, address: str = ""
) -> Iterator[dict[str, Any]]:
    """Yield one row a case, in the words of the national form; a case that `by` may not see is left out.

    Raises Forbidden for those who may not see personal data, Wrong `too_many` for more than 500 cases.
    """
    if not access.sees_personal(by):
        raise Forbidden(
            code="no_personal_data", zh="您的岗位不能导出个人信息", en="your role may not take personal data out"
        )
    if len(numbers) > MOST:
        raise Wrong(code="too_many", zh=f"一次最多导出 {MOST} 件", en=f"at most {MOST} cases in one file")
    cases = list(access.cases_for(by).filter(number__in=list(numbers), is_erased=False).order_by("id"))
    AccessEntry.objects.bulk_create(
        [
            AccessEntry(at=at, by=by.id, case_id=case.id, what="national.handoff", address=address[:60])
            for case in cases
        ]
    )
    return (_row(case) for case in cases)


def _row(case: Case) -> dict[str, Any]:
    try:
        origin = lookups.origin_of(case.id)
    except vault.Erased:
        return {**dict.fromkeys(COLUMNS, ""), "编号": case.number}
    roles = dict(origin.parties)
    person = next((roles[role] for role in ("complainant", "appellant", "informant") if role in roles), {})
    other = roles.get("respondent", {})
    facts = origin.facts
    procedure = lawbook.current().procedures.get(case.procedure)
    return {
        "编号": case.number,
        "性质": procedure.zh if procedure else case.procedure,
        "收到时间": case.received_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        "来源": _name(facts.get("channel", "")),
        "姓名": person.get("name", ""),
        "电话": person.get("phone", ""),
        "通讯地址": person.get("address", ""),
        "被投诉人": other.get("name") or facts.get("respondent", ""),
        "统一社会信用代码": other.get("uscc") or facts.get("respondent_uscc", ""),
        "被投诉人地址": other.get("address", ""),
        "被投诉人电话": other.get("phone", ""),
        "平台": other.get("platform") or facts.get("platform", ""),
        "金额": str(facts["amount"]) if facts.get("amount") is not None else "",
        "购买日期": facts.get("purchased_on"),
        "商品服务": _name(facts.get("subject_class", "")),
        "问题": _name(facts.get("issue_class", "")),
        "诉求": "、".join(_name(code) for code in str(facts.get("remedy", "")).split()),
        "经过": origin.narrative,
    }


def _name(code: str) -> str:
    held = tree.load()
    return held.node(code).zh if code in held else code
