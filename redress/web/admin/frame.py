"""The frame of the administration: who may enter, the navigation, one shape for tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redress.web import render

ADMINS = ("admin",)
LOOKERS = (
    "admin",
    "auditor",
    "supervisor",
    "desk",
    "handler",
    "council",
    "analyst",
)  # the law is no secret of the house


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    name: str
    address: str
    label: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    href: str = ""
    note: str = ""
    depth: int = 0  # in a tree


def english() -> bool:
    """Say whether the page is in English."""
    return str(get_language() or "").startswith("en")


def navigation(here: str) -> tuple[Entry, ...]:
    """List the pages of the administration."""
    return tuple(
        Entry(name, f"/admin/{name}", label, name == here)
        for name, label in (
            ("people", _("人员和岗位")), ("offices", _("机构")), ("rules", _("期限规则")), ("calendar", _("工作日历")),
            ("procedures", _("程序")), ("forms", _("文书")), ("classes", _("分类")), ("profiles", _("导入方案")),
            ("notices", _("公示和提示")), ("settings", _("设置")), ("journal", _("设置变更记录")),
        )
    )  # fmt: skip


def page(
    request: HttpRequest, template: str, data: Mapping[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the administration."""
    return render.page(request, f"admin/{template}", {**data, "entries": navigation(here)}, status=status)


def table(
    request: HttpRequest, *, title: str, text: str, heads: list[str], rows: list[list[Cell]], here: str
) -> HttpResponse:
    """Render a page that is one table."""
    return page(request, "table.html", {"title": title, "text": text, "heads": heads, "rows": rows}, here=here)
