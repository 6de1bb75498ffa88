"""What a case file says, in Chinese: values under labels, people by name, days as papers write them. Pure wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from redress.law import grounds, instruments
from redress.law.fields import Field
from redress.law.shapes import Version
from redress.law.standing import ZONE
from redress.queries import lawbook, offices
from redress.queries.paper_facts import chinese_article, chinese_day
from redress.taxonomy import regions, tree

ACTORS = {
    "system": "系统",
    "appellant": "诉求人",
    "channel": "接入渠道",
    "token": "接口",
    "person": "（已离开的人员）",
}
ROLES = {
    "complainant": "投诉人", "appellant": "诉求人", "informant": "举报人", "agent": "代理人", "respondent": "被投诉人",
}  # fmt: skip
LABELS = {
    "name": "姓名/名称", "phone": "电话", "id_number": "身份证号", "address": "地址", "uscc": "统一社会信用代码", "platform": "平台",
}  # fmt: skip
LINKS = {"same_case": "同一件", "group": "群体", "related": "相关", "split": "拆分", "lead": "案件线索"}
STATES = {"proposed": "建议", "confirmed": "已关联", "refused": "不关联", "undone": "已撤销"}
HIDDEN = frozenset(  # shown elsewhere in the file, or saying nothing to a reader
    "parties from_office_id to_office_id channel source external_id remedy_sought amount purchased_on dispatched_at "
    "model_version raw narrative letter_digest link_kind".split()
)


def moment(text: str) -> str:
    """Write an ISO moment in China's time: 2026年9月12日 09:30."""
    at = dt.datetime.fromisoformat(text)
    at = at.astimezone(ZONE) if at.tzinfo else at
    return f"{chinese_day(at.date())} {at:%H:%M}"


def day(text: str | None) -> str:
    """Write an ISO day; empty for none."""
    return chinese_day(dt.date.fromisoformat(text[:10])) if text else ""


def yuan(value: Any) -> str:
    """Write a sum: 3,800 元."""
    try:
        return f"{Decimal(str(value)):,.2f}".removesuffix(".00") + " 元"
    except InvalidOperation:
        return str(value)


def node(code: str) -> str:
    """Write a code of the taxonomy by its name, the class above it in front."""
    try:
        way = tree.load().path(code)
    except tree.UnknownCode:
        return code
    return " › ".join(one.zh for one in way[1:][-2:]) or way[-1].zh


def place(code: str) -> str:
    """Write a place by its region code."""
    found = regions.load().places.get(code) if code else None
    return found.zh if found else code


def citation(cite: Mapping[str, Any] | None) -> str:
    """Write {instrument, article}: 《…》第十五条."""
    if not cite:
        return ""
    known = instruments.find(str(cite.get("instrument", "")))
    return f"《{known.zh if known else cite.get('instrument', '')}》{chinese_article(str(cite.get('article', '')))}"


def value(field: Field, given: Any, *, names: Mapping[int, str]) -> str:
    """Write the value of a field."""
    if isinstance(given, (list, tuple)):
        return (
            f"{len(given)} 份"
            if field.kind == "files"
            else "、".join(value(field, one, names=names) for one in given)
        )
    if isinstance(given, bool):
        return "是" if given else "否"
    if field.choices:
        return next((one.zh for one in field.choices if one.value == given), str(given))
    text = str(given)
    try:
        match field.kind:
            case "date":
                return day(text)
            case "moment":
                return moment(text)
            case "money":
                return yuan(given)
            case "office":
                return next((one.zh for one in offices.everything().values() if one.code == given), text)
            case "ground":
                found = grounds.ground(code=text)
                return f"{found.zh}（{citation(found.cite.as_dict())}）" if found else text
            case "integer" if field.source == "people":
                return names.get(int(given), "（已离开的人员）")
            case "code" if field.source.startswith("taxonomy."):
                return node(text)
            case "code" if field.name == "rule":
                rule = lawbook.current().rulebook.rules.get(text)
                return rule.name["zh"] if rule else text
    except ValueError:
        pass
    return text


def fields(version: Version, line: Mapping[str, Any], *, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Return what an event says, each value under its label."""
    move = version.by_event.get(line["event"])
    given = {**line["data"], **line["personal"]}
    known = {ask.field.name: ask.field for ask in move.asks} if move else {}
    found = []
    for name, raw in given.items():
        if name in HIDDEN or raw in (None, "", [], {}):
            continue
        if name in known:
            found.append((known[name].zh, value(known[name], raw, names=names)))
        elif name == "files":
            found.append(("材料", f"{len(raw)} 份"))
        elif name == "letter_number":
            found.append(("文号", str(raw)))
        elif name == "from_case":
            found.append(("来自", str(raw)))
    return found


def who(line: Mapping[str, Any]) -> str:
    """Name who did it, with the office."""
    name = line["by_name"] or ACTORS.get(str(line["by"]).partition(":")[0], str(line["by"]))
    office = next((one.zh for one in offices.everything().values() if one.code == line["office"]), "")
    return f"{name}（{office}）" if office else str(name)


def party(held: Mapping[str, Any], *, is_tipoff: bool) -> dict[str, Any]:
    """Return a party: its role, and its fields under labels."""
    role = str(held["role"])
    word = {"appellant": "举报人", "respondent": "被举报人"}.get(role) if is_tipoff else None
    return {
        "role": word or ROLES.get(role, role),
        "fields": [(label, str(held[name])) for name, label in LABELS.items() if held.get(name)],
    }


def links(held: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the linked cases: number, and how linked with the reason."""
    return [
        (
            str(one["number"]),
            f"{LINKS.get(one['kind'], one['kind'])}，{STATES.get(one['state'], one['state'])}"
            + (f"：{one['reasons']}" if one["reasons"] else ""),
        )
        for one in held
        if one["state"] in ("confirmed", "undone")
    ]


def size(octets: int) -> str:
    """Write a size: 340 kB, 2.4 MB."""
    return f"{octets / 2**20:.1f} MB" if octets >= 2**20 else f"{max(1, octets // 1024)} kB"
