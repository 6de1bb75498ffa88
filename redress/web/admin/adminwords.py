"""What the machine words of the administration are called: roles, kinds of offices, rolls, schemes, changes, events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from redress.law import rulebook
from redress.queries import lawbook
from redress.web import dates, demopeople
from redress.web.faults import said, speaks_english


def role(name: str) -> str:
    """Name a role."""
    own = {"appellant": _("诉求人"), "channel": _("接入渠道"), "system": _("系统")}
    return own.get(name) or demopeople.role_words(name)


def roles(names: Iterable[str]) -> str:
    """Name several roles."""
    return dates.listed(role(name) for name in names)


def office_kind(kind: str) -> str:
    """Name a kind of office."""
    return {
        "bureau": _("局机关"), "branch": _("分局"), "council": _("消委会"), "hotline": _("热线"), "station": _("服务站"),
        "mediation": _("调解组织"), "department": _("科室"),
    }.get(kind, kind)  # fmt: skip


def roll(name: str) -> str:
    """Say what becomes of a last day without work."""
    return {"holiday": _("遇法定节假日顺延"), "rest_day": _("遇休息日顺延"), "none": _("不顺延")}.get(name, name)


def scheme(name: str) -> str:
    """Name a class tree."""
    return {
        "subject_class": _("商品服务"), "issue_class": _("问题"), "violation_class": _("违法行为"), "remedy_sought": _("诉求"),
        "channel": _("来源"), "tag": _("标签"),
    }.get(name, name)  # fmt: skip


def procedure(name: str) -> str:
    """Name a procedure."""
    found = lawbook.current().procedures.get(name)
    return said(found.zh, found.en) if found else name


def events(names: Iterable[str]) -> str:
    """Name events of the journal by the moves that make them."""
    known: dict[str, str] = {}
    for one in lawbook.current().procedures.values():
        for version in one.versions:
            for event, move in version.by_event.items():
                known.setdefault(event, said(move.zh, move.en))
    return (" · " if speaks_english() else "、").join(dict.fromkeys(known.get(name, name) for name in names))


def cited(cite: rulebook.Cite | Mapping[str, Any] | None) -> str:
    """Write a citation with the title of its instrument."""
    if not cite:
        return ""
    return dates.citation(cite.as_dict() if isinstance(cite, rulebook.Cite) else cite)


def change(name: str) -> str:
    """Name a change of settings."""
    return {
        "office.added": _("添加机构"), "office.changed": _("修改机构"), "person.created": _("添加人员"),
        "person.switched": _("启用或停用人员"), "person.second_factor": _("二次验证要求"), "password.changed": _("重设密码"),
        "role.granted": _("添加岗位"), "role.taken_away": _("取消岗位"), "public_notice.published": _("发布公示"),
        "public_notice.changed": _("修改公示"), "public_notice.withdrawn": _("撤下公示"),
    }.get(name, name)  # fmt: skip
