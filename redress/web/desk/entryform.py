"""What the call taker's page asks, written as a move's asks, so that the one check (law.asks) checks it too."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from redress.law import asks
from redress.law.fields import Ask, Choice, Field
from redress.law.shapes import Move
from redress.law.standing import ZONE
from redress.operations.intake import AppealDraft
from redress.operations.steps.prepare import PROCEDURES
from redress.queries import choices, lawbook, routing
from redress.taxonomy import tree
from redress.web import forms
from redress.web.desk import classes
from redress.web.desk.moveform import DeskField
from redress.web.faults import said
from redress.web.forms import Drawn, Option

SOURCE = "desk"
FIRST = (
    "C13",
    "C01",
    "C14",
    "C12",
    "C08",
)  # the channels that a desk meets most: call, hotline, visit, letter, 12345
SLACK = dt.timedelta(minutes=5)  # between two clocks


@functools.cache
def move() -> Move:
    """Return the pseudo-move "entry": never recorded, only drawn and checked."""
    held = tree.load()
    channels = list(held.leaves("channel"))
    channels.sort(key=lambda node: FIRST.index(node.id) if node.id in FIRST else len(FIRST))
    wishes = held.leaves("remedy_sought")

    def field(name: str, kind: str, zh: str, en: str, **more: Any) -> Ask:
        needed = more.pop("needed", False)
        return Ask(Field(name, kind, zh, en, **more), is_required=needed)

    return Move(
        "entry", "登记", "Register", "entry", None, None, (),
        (
            field("narrative", "long_text", "事情经过", "What happened", needed=True, is_personal=True,
                  help_zh="边听边记：什么时候、哪家店、买了什么、花了多少、对方怎么说", help_en="when, which shop, what, how much, what they said"),
            field("phone", "phone", "来电人电话", "Caller's phone", is_personal=True),
            field("name", "text", "姓名", "Name", is_personal=True),
            field("address", "text", "通讯地址", "Address", is_personal=True),
            field("id_number", "code", "身份证号", "Identity number", is_personal=True),
            field("agent_name", "text", "代办人姓名", "Agent's name", is_personal=True),
            field("trader", "text", "商家", "Trader"),
            field("trader_address", "text", "商家地址", "Trader's address"),
            field("trader_phone", "phone", "商家电话", "Trader's phone"),
            field("platform", "text", "平台", "Platform"),
            field("amount", "money", "金额", "Sum"),
            field("purchased_on", "date", "购买日期", "Bought on"),
            field("kinds", "choices", "性质", "Kind", needed=True, choices=_kinds()),
            field("channel", "choice", "来源", "Channel", needed=True,
                  choices=tuple(Choice(n.id, n.zh, n.en) for n in channels)),
            field("external_id", "code", "来源编号", "Number at the source"),
            field("received_at", "moment", "收到时间", "Received at", needed=True),
            field("area", "code", "商家所在地", "Where the trader is"),
            field("subject_class", "code", "商品服务", "Goods or service", source="taxonomy.subject_class"),
            field("issue_class", "code", "问题", "Problem", source="taxonomy.issue_class"),
            field("remedy", "choices", "诉求", "What is wanted", choices=tuple(Choice(n.id, n.zh, n.en) for n in wishes)),
        ),
    )  # fmt: skip


def _kinds() -> tuple[Choice, ...]:
    held = lawbook.current().procedures
    return tuple(Choice(one, held[one].zh, held[one].en) for one in PROCEDURES if one in held)


def begin(*, now: dt.datetime, channel: str) -> dict[str, Any]:
    """Return what the page begins with: now, the channel used last, a complaint."""
    return {
        "received_at": now.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        "channel": channel if any(one == channel for one in FIRST) else FIRST[0],
        "kinds": ["complaint"],
    }


def draw(
    *, posted: QueryDict | None, initial: Mapping[str, Any], faults: Mapping[str, str], today: dt.date
) -> dict[str, DeskField]:
    """Draw the fields, by name, so that the page can lay them out."""
    drawn = forms.draw(
        move(), day_iso=today.isoformat(), posted=posted, initial=initial, faults=faults, prefix="e"
    )  # fmt: skip
    given = posted if posted is not None else initial
    found = {}
    for one in drawn:
        if one.name == "area":
            found[one.name] = DeskField(_area(one, today, str(given.get("area", ""))))
        elif one.source.startswith("taxonomy."):
            scheme = one.source.partition(".")[2]
            found[one.name] = DeskField(one, classes.groups(scheme=scheme, on=today, chosen=one.value), scheme)
        else:
            found[one.name] = DeskField(replace(one, seen_by="", help=one.help if one.name == "narrative" else ""))
    return found


def _area(field: Drawn, today: dt.date, chosen: str) -> Drawn:
    options = tuple(Option(p.code, said(p.zh, p.en), "", p.code == chosen) for p in routing.places(on=today))
    return replace(field, widget="select", options=options, value="")


def check(posted: QueryDict, *, now: dt.datetime) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (cleaned values, what is wrong by field): exactly one of them is empty."""
    given = forms.values(move(), posted=posted)
    wrong: dict[str, str] = {}
    cleaned: dict[str, Any] = {}
    day_iso = now.astimezone(ZONE).date().isoformat()
    try:
        cleaned = asks.check(move=move(), fields=given, choices=lambda field: choices.values(field, day_iso=day_iso))
    except asks.WrongFields as refused:
        for fault in refused.faults:
            wrong.setdefault(fault.where.strip("/").split("/")[0], said(fault.zh, fault.en))
        return {}, wrong
    received = dt.datetime.fromisoformat(cleaned["received_at"])
    if received > now + SLACK:
        wrong["received_at"] = _("收到时间不能晚于现在")
    elif received.year < 2014:
        wrong["received_at"] = _("请核对年份")
    if cleaned.get("purchased_on", "") > day_iso:
        wrong["purchased_on"] = _("购买日期不能晚于今天")
    return ({}, wrong) if wrong else (cleaned, {})


def draft_of(cleaned: Mapping[str, Any]) -> AppealDraft:
    """Turn the checked values into an appeal as the intake takes it."""
    respondent = {
        key: str(cleaned[name])
        for key, name in (
            ("name", "trader"),
            ("address", "trader_address"),
            ("phone", "trader_phone"),
            ("platform", "platform"),
        )
        if cleaned.get(name)
    }
    appellant = {key: str(cleaned[key]) for key in ("name", "phone", "address", "id_number") if cleaned.get(key)}
    agent = str(cleaned.get("agent_name", ""))
    return AppealDraft(
        kinds=tuple(cleaned["kinds"]),
        channel=str(cleaned["channel"]),
        narrative=str(cleaned["narrative"]),
        received_at=dt.datetime.fromisoformat(str(cleaned["received_at"])),
        source=SOURCE,
        external_id=str(cleaned.get("external_id", "")),
        appellant=appellant,
        agent={"name": agent} if agent else {},
        respondent=respondent,
        remedy_sought=tuple(cleaned.get("remedy", ())),
        amount=Decimal(str(cleaned["amount"])) if cleaned.get("amount") else None,
        purchased_on=dt.date.fromisoformat(str(cleaned["purchased_on"])) if cleaned.get("purchased_on") else None,
        subject_class=str(cleaned.get("subject_class", "")),
        issue_class=str(cleaned.get("issue_class", "")),
        area=str(cleaned.get("area", "")),
    )
