"""The people of the demo city, offered on the sign-in page by role; nobody in a real house."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from redress.queries import people


def role_words(role: str) -> str:
    """Return what a role is called on pages."""
    return {
        "desk": _("受理台"),
        "handler": _("承办人员"),
        "supervisor": _("督办领导"),
        "mediator": _("调解员"),
        "expert": _("专家"),
        "inspector": _("监察员"),
        "enforcement": _("执法人员"),
        "analyst": _("分析员"),
        "council": _("消委会"),
        "secretary": _("联席会议秘书"),
        "keeper": _("服务站站长"),
        "volunteer": _("志愿者"),
        "trader": _("商家"),
        "admin": _("管理员"),
        "auditor": _("审计员"),
    }.get(role, role)


def offered() -> list[dict[str, str]]:
    """List one person a role with the password that the demo gave; empty outside the demo city."""
    if not settings.REDRESS_DEMO:
        return []
    from redress.demo import PASSWORD

    found: dict[str, dict[str, str]] = {}
    for card in people.everybody():
        for role in card.roles:
            if card.is_active and role not in found:
                office = next((held.office_zh for held in card.held if held.role == role), "")
                found[role] = {
                    "code": role, "role": role_words(role), "name": card.name, "username": card.username, "office": office,
                    "password": PASSWORD,
                }  # fmt: skip
    order = list(people_order())
    return [found[role] for role in sorted(found, key=lambda one: order.index(one) if one in order else len(order))]


def people_order() -> tuple[str, ...]:
    """Return the roles in the order in which a case meets them."""
    return (
        "desk",
        "handler",
        "mediator",
        "supervisor",
        "enforcement",
        "inspector",
        "council",
        "keeper",
        "analyst",
        "admin",
        "auditor",
    )
