"""The questions of lodging, one a page: how each is drawn, what its answer changes in the draft, what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from redress.queries import known_traders
from redress.taxonomy import tree
from redress.web import forms
from redress.web.faults import said
from redress.web.forms import Drawn, Option
from redress.web.public import checks, draft

COMMON = ("R02", "R11", "R01", "R03", "R04", "R07", "R12", "R14")  # the wishes that come first
TIPOFF, ASK, OTHER, INVESTIGATE = "tipoff", "ask", "other", "R15"
LONGEST = 100_000

Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One page of the lodging."""

    name: str
    title: Callable[[], str]
    lead: Callable[[], str]
    draw: Callable[[Draft, Mapping[str, str]], tuple[Drawn, ...]]
    take: Callable[[Draft, QueryDict], None]
    check: Callable[[Draft, dt.date], dict[str, str]]


def _private() -> str:
    return _("只有承办人员能看到")


# -- 1 what


def _draw_what(given: Draft, wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    return (
        Drawn(
            name="narrative", id="narrative", widget="long_text", rows=9, label=_("发生了什么？"),
            help=_("可以照着说：什么时候、在哪家店、买了什么、花了多少、对方怎么说。"),
            value=draft.text(given, "narrative"), error=wrong.get("narrative", ""), seen_by=_private(),
        ),
    )  # fmt: skip


def _take_what(given: Draft, posted: QueryDict) -> None:
    given["narrative"] = posted.get("narrative", "").replace("\r\n", "\n")


def _check_what(given: Draft, today: dt.date) -> dict[str, str]:
    text = draft.text(given, "narrative")
    if not text.strip():
        return {"narrative": _("请写下发生了什么，一两句话就可以")}
    if len(text) > LONGEST:
        return {"narrative": _("最多 %(most)s 字，您写了 %(n)s 字") % {"most": LONGEST, "n": len(text)}}
    return {}


# -- 2 who


def _draw_who(given: Draft, wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    name = draft.text(given, "trader_name")
    fields = [
        Drawn(
            name="trader_name", id="trader_name", widget="text", label=_("店名或公司名"), is_required=False, value=name,
            help=_("招牌、小票或付款记录上的名字。不知道就空着，写下面的地址。"), error=wrong.get("trader_name", ""),
            source="traders", autocomplete="off",
        )
    ]  # fmt: skip
    found = [one for one in known_traders.search(name) if one != name] if given.get("look") else []
    if found:
        options = [Option(one, one) for one in found] + [Option("", _("都不是，就用我写的"), "", True)]
        fields.append(
            Drawn(
                name="trader_pick",
                id="trader_pick",
                widget="radios",
                label=_("是下面的哪一家？"),
                options=tuple(options),
            )
        )
    fields += [
        Drawn(
            name="trader_address", id="trader_address", widget="text", label=_("在哪里"), is_required=False,
            help=_("店的地址，或者大概位置，例如“城东菜场南门”。"), value=draft.text(given, "trader_address"),
            error=wrong.get("trader_address", ""),
        ),
        Drawn(
            name="platform", id="platform", widget="text", label=_("如果是网上买的：哪个平台"), is_required=False,
            help=_("网店、直播间或 App 的名字。"), value=draft.text(given, "platform"),
        ),
        Drawn(
            name="trader_phone", id="trader_phone", widget="phone", label=_("店家电话"), is_required=False,
            value=draft.text(given, "trader_phone"), error=wrong.get("trader_phone", ""),
        ),
    ]  # fmt: skip
    return tuple(fields)


def _take_who(given: Draft, posted: QueryDict) -> None:
    for name in ("trader_name", "trader_address", "platform", "trader_phone"):
        given[name] = posted.get(name, "").strip()[:200]
    if posted.get("trader_pick"):
        given["trader_name"] = posted["trader_pick"][:200]
    given["look"] = "look" in posted


def _check_who(given: Draft, today: dt.date) -> dict[str, str]:
    wrong = {}
    if not any(draft.text(given, name) for name in ("trader_name", "trader_address", "platform")):
        wrong["trader_name"] = _("店名、地址、平台至少写一样，不然找不到是哪一家")
    phone = checks.phone(draft.text(given, "trader_phone"), is_required=False)
    if phone:
        wrong["trader_phone"] = phone
    return wrong


# -- 3 when and how much


def _draw_when(given: Draft, wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    return (
        Drawn(
            name="purchased_on", id="purchased_on", widget="date", label=_("哪天买的或消费的"), is_required=False,
            help=_("记不清可以空着。"), value=draft.text(given, "purchased_on"), error=wrong.get("purchased_on", ""),
        ),
        Drawn(
            name="amount", id="amount", widget="money", label=_("花了多少钱"), is_required=False,
            help=_("没有花钱就空着。"), value=draft.text(given, "amount"), error=wrong.get("amount", ""),
        ),
    )  # fmt: skip


def _take_when(given: Draft, posted: QueryDict) -> None:
    given["purchased_on"] = forms.value_of("date", posted.get("purchased_on", ""))[:40]
    given["amount"] = forms.value_of("money", posted.get("amount", ""))[:40]


def _check_when(given: Draft, today: dt.date) -> dict[str, str]:
    found = {
        "purchased_on": checks.day(draft.text(given, "purchased_on"), today=today),
        "amount": checks.amount(draft.text(given, "amount")),
    }
    return {name: words for name, words in found.items() if words}


# -- 4 wish


def remedies() -> dict[str, str]:
    """Return the wishes that may be chosen, the common ones first: code → words."""
    nodes = {
        node.id: said(node.zh, node.en) for node in tree.load().leaves("remedy_sought") if node.id != INVESTIGATE
    }
    return {code: nodes[code] for code in (*COMMON, *nodes) if code in nodes}


def _draw_wish(given: Draft, wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    chosen = given.get("wishes") or []
    known = remedies()
    common = [Option(code, known[code], "", code in chosen) for code in COMMON if code in known]
    rest = [Option(code, words, "", code in chosen) for code, words in known.items() if code not in COMMON]
    others = [
        Option(OTHER, _("其他，我在经过里写了"), "", OTHER in chosen),
        Option(TIPOFF, _("请查处商家的违法行为"), _("按举报办理，和投诉分开、各有期限"), TIPOFF in chosen),
        Option(ASK, _("只是想问一问"), _("按咨询办理"), ASK in chosen),
    ]
    return (
        Drawn(
            name="wishes", id="wishes", widget="checks", label=_("您希望怎么解决？"), help=_("可以选几样。"),
            options=tuple(common + others), folded=tuple(rest), error=wrong.get("wishes", ""),
        ),
    )  # fmt: skip


def _take_wish(given: Draft, posted: QueryDict) -> None:
    allowed = {*remedies(), TIPOFF, ASK, OTHER}
    given["wishes"] = [one for one in dict.fromkeys(posted.getlist("wishes")) if one in allowed]


def _check_wish(given: Draft, today: dt.date) -> dict[str, str]:
    return {} if given.get("wishes") else {"wishes": _("请至少选一样；说不准就选“其他”")}


def kinds(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is lodged: a wish for oneself is a complaint, a call for punishment a tip-off, a question an inquiry."""
    chosen = given.get("wishes") or []
    found = []
    if any(one not in (TIPOFF, ASK) for one in chosen):
        found.append("complaint")
    if TIPOFF in chosen:
        found.append("tipoff")
    if ASK in chosen:
        found.append("inquiry")
    return tuple(found)


# -- 6 contact


def needs_name(given: Mapping[str, Any]) -> bool:
    """Say whether name and phone are required: for a complaint (Order 121 art. 10); a tip-off may be anonymous."""
    return "complaint" in kinds(given)


def _draw_contact(given: Draft, wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    required = needs_name(given)
    seen = _("只有承办人员能看到，不会公开，也不会告诉举报对象") if not required else _private()

    def one(name: str, widget: str, label: str, **more: Any) -> Drawn:
        return Drawn(
            name=name,
            id=name,
            widget=widget,
            label=label,
            value=draft.text(given, name),
            error=wrong.get(name, ""),
            **more,
        )

    return (
        one("name", "text", _("您的姓名"), is_required=required, autocomplete="name", seen_by=seen),
        one("phone", "phone", _("手机号"), is_required=required, autocomplete="tel", seen_by=seen,
            help=_("进展会发短信到这个号码。")),
        one("address", "text", _("通讯地址"), is_required=False, autocomplete="street-address", seen_by=seen,
            help=_("投诉按规定要有地址；现在不填，承办单位可能请您补充。") if required else ""),
        one("agent_name", "text", _("替别人办的：您自己的姓名"), is_required=False,
            help=_("上面填当事人，这里填代办的人。代办要有委托书，可以拍照上传。")),
    )  # fmt: skip


def _take_contact(given: Draft, posted: QueryDict) -> None:
    for name in ("name", "phone", "address", "agent_name"):
        given[name] = posted.get(name, "").strip()[:200]
    given["phone"] = forms.value_of("phone", given["phone"])


def _check_contact(given: Draft, today: dt.date) -> dict[str, str]:
    wrong = {}
    required = needs_name(given)
    if required and not draft.text(given, "name"):
        wrong["name"] = _("投诉要写真实姓名")
    phone = checks.phone(draft.text(given, "phone"), is_required=required)
    if phone:
        wrong["phone"] = phone
    return wrong


def _draw_nothing(given: Draft, wrong: Mapping[str, str]) -> tuple[Drawn, ...]:
    return ()


def _take_nothing(given: Draft, posted: QueryDict) -> None:
    """Photos are taken by the view: they are files."""


def _check_nothing(given: Draft, today: dt.date) -> dict[str, str]:
    return {}


QUESTIONS: tuple[Question, ...] = (
    Question("what", lambda: _("发生了什么？"), lambda: "", _draw_what, _take_what, _check_what),
    Question("who", lambda: _("是哪家店或哪个平台？"), lambda: "", _draw_who, _take_who, _check_who),
    Question("when", lambda: _("什么时候，花了多少？"), lambda: "", _draw_when, _take_when, _check_when),
    Question("wish", lambda: _("您希望怎么解决？"), lambda: "", _draw_wish, _take_wish, _check_wish),
    Question(
        "photos", lambda: _("有照片或凭证吗？"), lambda: _("小票、合同、聊天截图、商品照片都可以。没有就直接下一步。"),
        _draw_nothing, _take_nothing, _check_nothing,
    ),
    Question("contact", lambda: _("怎么联系您？"), lambda: "", _draw_contact, _take_contact, _check_contact),
)  # fmt: skip
BY_NAME = {question.name: question for question in QUESTIONS}


def first_gap(given: Draft, today: dt.date) -> tuple[str, dict[str, str]] | None:
    """Return the first question whose answer is still missing or wrong, with what is wrong; None when all is there."""
    for question in QUESTIONS:
        wrong = question.check(given, today)
        if wrong:
            return question.name, wrong
    return None
