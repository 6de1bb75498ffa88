"""The left side of the case page: who, what, where, how much, what belongs to it. Labels and words, ready to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from redress.taxonomy import tree
from redress.web import dates
from redress.web.desk import linkwords, words
from redress.web.faults import said
from redress.web.templatetags import redress as tags

ELSEWHERE = frozenset(
    {"confirm_link", "refuse_link", "undo_link", "propose_link", "number_nationally", "make_letter"}
)
PERSONAL = ("name", "phone", "address", "id_number")
KINDS = {"jpeg": "JPG", "png": "PNG", "webp": "WebP", "pdf": "PDF", "mp4": "MP4"}


@dataclass(frozen=True, slots=True)
class Card:
    """A party: who it is, and its fields under labels."""

    role: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Klass:
    """A class of the case, proposed or confirmed."""

    label: str
    words: str
    council: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class LinkCard:
    """Another case that is linked, or proposed to be."""

    number: str
    title: str
    stage: str
    kind: str
    kind_code: str
    state: str
    state_word: str
    reasons: str
    is_visible: bool


@dataclass(frozen=True, slots=True)
class File:
    """One piece of evidence."""

    id: str
    name: str
    kind: str
    size: str
    on: str
    is_picture: bool


def party_labels() -> dict[str, str]:
    """Return the labels of a party's fields, in the order in which they are shown."""
    return {
        "name": _("姓名/名称"), "phone": _("电话"), "id_number": _("身份证号"), "address": _("地址"), "uscc": _("统一社会信用代码"),
        "platform": _("平台"),
    }  # fmt: skip


def parties(view: Mapping[str, Any]) -> tuple[Card, ...]:
    """Return the parties of a case, as far as they may be seen."""
    roles = {
        "complainant": _("投诉人"), "appellant": _("诉求人"), "informant": _("举报人"), "agent": _("代理人"), "respondent": _("被投诉人"),
    }  # fmt: skip
    if view["procedure"]["id"] == "tipoff":
        roles |= {"appellant": _("举报人"), "respondent": _("被举报人")}
    labels = party_labels()
    found = []
    for party in view["parties"]:
        known = tuple((label, str(party[name])) for name, label in labels.items() if party.get(name))
        rest = tuple((name, str(value)) for name, value in party.items() if name not in {*labels, "role"} and value)
        found.append(Card(roles.get(party["role"], party["role"]), known + rest))
    return tuple(found)


def facts(view: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the facts of an appeal under labels; what is not known is left out."""
    held = view["facts"]
    if not held:
        return ()
    wishes = "、".join(name_of(code) for code in str(held["remedy"]).split())
    pairs = (
        (_("被投诉人"), held["respondent"] if not view["parties"] else ""),
        (_("平台"), held["platform"] if not view["parties"] else ""),
        (_("金额"), tags.yuan(held["amount"]) if held["amount"] is not None else ""),
        (_("诉求"), wishes),
        (_("购买日期"), dates.words(day) if (day := dates.as_day(held["purchased_on"])) else ""),
        (_("地点"), words.place(held["area"])),
        (_("来源"), name_of(held["channel"])),
        (_("来源编号"), held["external_id"]),
        (_("收到"), tags.moment(view["received_at"])),
        (_("分派"), tags.moment(held["dispatched_at"])),
        (_("承办单位收到"), tags.moment(held["competent_at"])),
        (_("挽回损失"), tags.yuan(held["recovered"]) if held["recovered"] is not None else ""),
        (_("退回次数"), str(held["returns"]) if held["returns"] else ""),
    )
    return tuple((label, text) for label, text in pairs if text)


def name_of(code: str) -> str:
    """Write a code of a channel or a wish by its name."""
    held = tree.load()
    return said(held.node(code).zh, held.node(code).en) if code in held else code


def classes(view: Mapping[str, Any]) -> tuple[Klass, ...]:
    """Return the classes: confirmed ones, else those that the house proposed."""
    held = view["facts"]
    if not held:
        return ()
    proposed: dict[str, Any] = {}
    for line in view["journal"]:
        if line["event"] == "class.proposed":
            proposed = line["data"]
    found = []
    for name, label in (("subject_class", _("商品服务")), ("issue_class", _("问题"))):
        sure = held["class_is_confirmed"]
        code = held[name] or ("" if sure else str(proposed.get(name, "")))
        if code:
            found.append(Klass(label, words.klass(code), words.council_class(code), sure and bool(held[name])))
    return tuple(found)


def national(view: Mapping[str, Any]) -> dict[str, Any]:
    """Return the number on the national platform, or that the case is not there yet (Order 121 art. 40)."""
    held = view["facts"]
    concerns = view["procedure"]["id"] in ("complaint", "tipoff") and bool(held) and not view["is_history"]
    may = any(move["name"] == "number_nationally" for move in view["moves"])
    return {"concerns": concerns, "number": held.get("national_number", "") if held else "", "may_enter": may}


def links(view: Mapping[str, Any], *, allowed: frozenset[int] | None) -> tuple[LinkCard, ...]:
    """Return the linked cases; of one in an office that may not be seen only its number and the reason."""
    kinds = {
        "same_case": _("同一件"), "group": _("群体"), "related": _("相关"), "split": _("拆分"), "lead": _("案件线索"),
    }  # fmt: skip
    states = {"proposed": _("建议"), "confirmed": _("已关联"), "refused": _("不关联"), "undone": _("已撤销")}
    order = {"proposed": 0, "confirmed": 1, "undone": 2, "refused": 3}
    found = []
    for link in sorted(view["links"], key=lambda one: order.get(one["state"], 9)):
        seen = allowed is None or link["office_id"] in allowed
        found.append(
            LinkCard(
                number=link["number"],
                title=link["title"] if seen else "",
                stage="",
                kind=kinds.get(link["kind"], link["kind"]),
                kind_code=link["kind"],
                state=link["state"],
                state_word=states.get(link["state"], link["state"]),
                reasons=linkwords.reasons(link["reasons"]),
                is_visible=seen,
            )
        )
    return tuple(found)


def evidence(view: Mapping[str, Any]) -> tuple[File, ...]:
    """Return the files of a case."""
    return tuple(
        File(
            one["id"],
            one["name"],
            KINDS.get(one["kind"], one["kind"]),
            size(one["size"]),
            tags.moment(one["created_at"]),
            one["kind"] in ("jpeg", "png", "webp"),
        )
        for one in view["evidence"]
    )


def size(octets: int) -> str:
    """Write a size: 340 kB, 2.4 MB."""
    return f"{octets / 2**20:.1f} MB" if octets >= 2**20 else f"{max(1, octets // 1024)} kB"
