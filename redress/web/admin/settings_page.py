"""The settings of this house: what each means, what it is now, and how it is changed. Secrets are never shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.gateways import letters
from redress.queries import lawbook
from redress.web import actor
from redress.web.admin import frame


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable, what it means, what it is now."""

    variable: str
    meaning: str
    value: str


def _plain(value: Any) -> str:
    if value is None or value == "" or value == []:
        return _("没有设置")
    if isinstance(value, bool):
        return _("开") if value else _("关")
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _secret(value: Any) -> str:
    return _("已设置，不显示") if value else _("没有设置")


def _database() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return "SQLite"
    return f"PostgreSQL · {held.get('HOST') or 'localhost'} · {held.get('NAME')}"


def everything() -> tuple[Setting, ...]:
    """Return all settings in the order of docs/settings.md."""
    show: Callable[[Any], str] = _plain
    rows: tuple[tuple[str, str, str], ...] = (
        ("REDRESS_DATA", _("数据文件夹"), show(settings.REDRESS_DATA)),
        ("REDRESS_DATABASE", _("数据库"), _database()),
        ("REDRESS_KEY_FILE", _("主密钥文件，和数据库分开备份"), show(settings.REDRESS_KEY_FILE)),
        ("REDRESS_SECRET_KEY", _("给登录签名的密钥"), _secret(settings.SECRET_KEY)),
        ("REDRESS_LAW", _("法规覆盖文件夹：日历、规则、程序"), show(settings.REDRESS_LAW)),
        ("REDRESS_PLACE", _("编号前的地名字母"), show(settings.REDRESS_PLACE)),
        ("REDRESS_TODAY", _("把这一天当作今天（只用于测试）"), show(settings.REDRESS_TODAY)),
        ("REDRESS_TEST_CLOCK", _("允许改今天（只用于测试）"), show(settings.REDRESS_TODAY is not None)),
        ("REDRESS_DEMO", _("登录页列出演示人员"), show(settings.REDRESS_DEMO)),
        ("REDRESS_RANKINGS", _("督办台按超期比例给单位排序"), show(settings.REDRESS_RANKINGS)),
        ("REDRESS_HOSTS", _("应答的网址"), show(settings.ALLOWED_HOSTS)),
        ("REDRESS_ORIGINS", _("代理后面可信的来源"), show(settings.CSRF_TRUSTED_ORIGINS)),
        ("REDRESS_HTTPS", _("只用加密连接"), show(settings.REDRESS_HTTPS)),
        ("REDRESS_STATIC", _("静态文件夹"), show(settings.STATIC_ROOT)),
        ("REDRESS_RETENTION_YEARS", _("办结多少年后销毁个人信息"), show(settings.REDRESS_RETENTION_YEARS)),
        ("REDRESS_API_RATE", _("一个接口令牌每秒最多调用几次"), show(settings.REDRESS_API_RATE)),
        ("REDRESS_SMTP_HOST", _("邮件服务器；没有就写到数据文件夹"), show(settings.EMAIL_HOST)),
        ("REDRESS_SMTP_PORT", _("邮件服务器端口"), show(settings.EMAIL_PORT)),
        ("REDRESS_SMS_URL", _("短信网关；没有就写到数据文件夹"), _secret(settings.REDRESS_SMS_URL)),
        ("REDRESS_METRICS_TOKEN", _("打开 /metrics 的令牌"), _secret(settings.REDRESS_METRICS_TOKEN)),
    )
    return tuple(Setting(*row) for row in rows)


@require_safe
@actor.needs("admin", "auditor")
def show(request: HttpRequest) -> HttpResponse:
    """Show the settings, and what of the house needs looking after."""
    law = lawbook.current()
    data = {
        "settings": everything(),
        "faults": [(fault.file, fault.where, fault.why) for fault in law.faults],
        "has_font": letters.has_font(),
        "horizon": law.calendar.horizon,
        "is_calendar_short": law.calendar.horizon < wiring.today(),
    }
    return frame.page(request, "settings.html", data, here="settings")
