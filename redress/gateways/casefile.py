"""The whole file of a case as one document: cover, contents, facts, clocks, journal, evidence, links and papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from redress.gateways import casewords, forms, letters
from redress.law.standing import day_of
from redress.operations import access, looking, papers
from redress.operations.refusals import Forbidden, Refused
from redress.queries import clockbar, lawbook, offices, staff

TEMPLATE = forms.FOLDER / "_casefile.typ"
ERASED = "本件的个人信息已依法销毁，卷宗只保留办理记录。"
BASES = {"target": "服务目标", "set": "指定日期"}


def gather(*, number: str, by: access.Actor, at: dt.datetime, address: str = "") -> dict[str, Any]:
    """Return what the file says, as plain data; that it was read is logged. Raises NotFound, Forbidden."""
    access.case_for(by, number)
    if not access.sees_personal(by):
        raise Forbidden(
            code="no_personal_data", zh="您的岗位看不到卷宗", en="your role may not see the whole file",
            hint_zh="请向承办单位了解", hint_en="ask the office in charge",
        )  # fmt: skip
    view = looking.look(number=number, by=by, at=at, address=address, what="casefile")
    today = day_of(at)
    names = staff.names({one for line in view["journal"] if isinstance(one := line["data"].get("person_id"), int)})
    procedure = lawbook.current().procedures[view["procedure"]["id"]]
    seen = access.visible_offices(by)
    own_links = [one for one in view["links"] if seen is None or one["office_id"] in seen]
    return {
        "number": view["number"],
        "kind": view["procedure"]["zh"],
        "office": _bureau(view),
        "made": f"{casewords.moment(at.isoformat())} 由 {by.name} 制作",
        "notice": ERASED if view["is_erased"] else "",
        "cover": _cover(view),
        "facts": _facts(view),
        "parties": [casewords.party(one, is_tipoff=procedure.id == "tipoff") for one in view["parties"]],
        "narrative": view["narrative"],
        "clocks": [_clock(one, today=today) for one in view["clocks"]],
        "journal": [
            {
                "at": casewords.moment(line["at"]),
                "what": line["zh"],
                "cite": casewords.citation(line["cite"]),
                "by": casewords.who(line),
                "fields": _said(casewords.fields(procedure.version(line["procedure_version"]), line, names=names)),
            }
            for line in view["journal"]
        ],
        "seal": view["journal"][-1]["hash"][:16] if view["journal"] else "",
        "evidence": [
            {
                "name": one["name"], "kind": str(one["kind"]).upper(), "size": casewords.size(one["size"]),
                "at": casewords.moment(one["created_at"]), "sha": _digest(one["sha256"]),
            }
            for one in view["evidence"]
        ],
        "links": casewords.links(own_links),
        "papers": [] if view["is_erased"] else _papers(view["id"], by=by, at=at, address=address),
    }  # fmt: skip


def pdf(book: Mapping[str, Any]) -> bytes:
    """Set the file as one PDF with contents and page numbers; raises Conflict when no Chinese font is installed."""
    return letters.compile_pdf(TEMPLATE, book)


def _said(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Name the kinds of papers by their titles."""
    known = forms.everything()
    return [(label, known[text].zh if label == "文书种类" and text in known else text) for label, text in fields]


def _bureau(view: Mapping[str, Any]) -> str:
    held = offices.everything()
    code = view["office"]["code"] if view["office"] else ""
    office = next((one for one in held.values() if one.code == code), None)
    while office is not None and office.parent_id in held:
        office = held[office.parent_id]
    return office.zh if office else ""


def _cover(view: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = (
        ("编号", view["number"]),
        ("全国平台编号", view["facts"].get("national_number") or ""),
        ("事由", view["title"]),
        ("承办单位", view["office"]["zh"] if view["office"] else ""),
        ("收到", casewords.moment(view["received_at"])),
        ("办结", casewords.day(view["closed_on"])),
        ("阶段", view["stage_label"]["zh"]),
    )
    return [(label, text) for label, text in pairs if text]


def _facts(view: Mapping[str, Any]) -> list[tuple[str, str]]:
    held = view["facts"]
    if not held:
        return [("事由", view["title"])]
    pairs = (
        ("被投诉人", held["respondent"] or ""),
        ("平台", held["platform"] or ""),
        ("金额", casewords.yuan(held["amount"]) if held["amount"] is not None else ""),
        ("诉求", "、".join(casewords.node(code) for code in str(held["remedy"]).split())),
        ("购买日期", casewords.day(held["purchased_on"])),
        ("商品服务", casewords.node(held["subject_class"]) if held["subject_class"] else ""),
        ("问题", casewords.node(held["issue_class"]) if held["issue_class"] else ""),
        ("地点", casewords.place(held["area"])),
        ("来源", casewords.node(held["channel"]) if held["channel"] else ""),
        ("来源编号", held["external_id"] or ""),
        ("挽回损失", casewords.yuan(held["recovered"]) if held["recovered"] is not None else ""),
    )
    return [(label, text) for label, text in pairs if text]


def _clock(view: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    bar = clockbar.draw(view, today=today, calendar=lawbook.current().calendar)
    due, stopped = casewords.day(view["due_on"]), casewords.day(view["stopped_on"])
    if stopped:
        state = f"{stopped}停止" + ("，已超期" if bar.meaning == "late" else "，按期")
    elif view["paused"]:
        state = "暂停计时"
    else:
        state = "已超期" if bar.meaning == "late" else "计时中"
    words = [f"自{casewords.day(view['start'])}起算", f"至{due}" if due else "恢复计时后再算到期日"]
    if view["extended"]:
        words.append("已延长")
    if view["pauses"]:
        words.append(f"暂停 {len(view['pauses'])} 次")
    words.append(casewords.citation(view["cite"]) or BASES.get(view["basis"], ""))
    if view["provisional"]:
        words.append("暂定：当年放假安排尚未公布")
    scale = clockbar.WIDTH
    return {
        "name": view["name"]["zh"],
        "state": state,
        "late": bar.meaning == "late",
        "words": "；".join(one for one in words if one),
        "run": bar.run_to / scale,
        "due_x": bar.due_x / scale if bar.due_x is not None else -1,
        "over": [one / scale for one in bar.over] if bar.over else [],
        "pauses": [[began / scale, ended / scale] for began, ended in bar.pauses],
    }


def _papers(case_id: int, *, by: access.Actor, at: dt.datetime, address: str) -> list[dict[str, Any]]:
    found = []
    for row in papers.of_case(case_id=case_id):
        try:
            _pdf, said = papers.read(letter_number=row["number"], by=by, at=at, address=address)
        except Refused:
            continue  # a paper that no longer matches its digest is named by `redress verify`, not printed as true
        found.append(
            {
                "title": said["title"],
                "number": row["number"],
                "made": casewords.moment(row["made_at"]),
                "code": row["check_code"],
                "blocks": said["blocks"],
                "office": said["office"],
                "date": said["date_zh"],
            }
        )
    return found


def _digest(value: Any) -> str:
    return value if isinstance(value, str) else bytes(value).hex()
