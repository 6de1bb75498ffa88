"""The tags that pages use: bundles, icons, badges, dates, and words in the page's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.db import DatabaseError
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from redress.law.standing import ZONE
from redress.queries import offices
from redress.web import assets, bundles, dates, icons, prefs
from redress.web.faults import said

register = template.Library()


@register.simple_tag(takes_context=True)
def page_prefs(context: Mapping[str, Any]) -> prefs.Prefs:
    """Return language, theme and large text of the page."""
    request = context.get("request")
    return prefs.of(request) if isinstance(request, HttpRequest) else prefs.Prefs()


@register.simple_tag
def site() -> dict[str, str]:
    """Return the name and phone of the office that receives appeals."""
    try:
        office = offices.intake()
    except DatabaseError:  # the page that says so must still come up
        office = None
    return {
        "name": said(office.zh, office.en) if office else _("消费维权"),
        "phone": office.phone if office else "",
        "address": office.address if office else "",
    }


@register.simple_tag(takes_context=True)
def style(context: Mapping[str, Any], name: str) -> SafeString:
    """Link a bundle of styles in the page's theme."""
    request = context.get("request")
    theme = prefs.of(request).theme if isinstance(request, HttpRequest) else "auto"
    return format_html('<link rel="stylesheet" href="{}">', bundles.bundle(f"{name}.css", theme).url)


@register.simple_tag
def script(name: str) -> SafeString:
    """Link a bundle of scripts, run after the page is read."""
    return format_html('<script src="{}" defer></script>', bundles.bundle(f"{name}.js").url)


@register.simple_tag
def tabler() -> SafeString:
    """Link the whole of Tabler when it has been fetched (desk pages)."""
    if not assets.has_vendor():
        return mark_safe("")
    return format_html('<link rel="stylesheet" href="{}">', static("vendor/tabler.css"))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; it never speaks alone, so it is hidden from screen readers."""
    return mark_safe(  # noqa: S308 — the paths come from icons.py
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{icons.PATHS[name]}</svg>'
    )


@register.inclusion_tag("components/badge.html")
def badge(meaning: str, word: str = "") -> dict[str, str]:
    """Draw one of the four meanings (on-time, near, late, done) or a plain word."""
    words = {"on-time": _("在期限内"), "near": _("快到期"), "late": _("已超期"), "done": _("已完成")}
    return {"meaning": meaning, "word": word or words.get(meaning, meaning)}


@register.filter
def lang(value: Any) -> str:
    """Choose the words of the page's language from {zh, en} or an object with both."""
    if isinstance(value, Mapping):
        return said(str(value.get("zh") or ""), str(value.get("en") or ""))
    return said(str(getattr(value, "zh", value or "")), str(getattr(value, "en", "")))


@register.filter
def day(value: Any) -> str:
    """Write a day as 4月24日（周五）, with the year when it is another than now."""
    found = dates.as_day(value)
    return dates.words(found) if found else ""


@register.filter
def moment(value: Any) -> str:
    """Write a moment in China's time: 4月24日 15:20."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return ""
    if not isinstance(value, dt.datetime):
        return ""
    local = value.astimezone(ZONE)
    return f"{dates.words(local.date(), weekday=False)} {local:%H:%M}"


@register.filter
def iso(value: Any) -> str:
    """Write a day or moment for machines."""
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else str(value or "")


@register.filter
def yuan(value: Any) -> str:
    """Write a sum of money with its unit: 3,800 元."""
    try:
        amount = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return ""
    text = f"{amount:,.2f}".removesuffix(".00")
    return _("%(amount)s 元") % {"amount": text}


@register.filter
def cite(value: Any) -> str:
    """Write a citation {instrument, article} as people say it: 《…办法》第15条."""
    return dates.citation(value) if isinstance(value, Mapping) else ""


@register.filter
def get(mapping: Any, key: str) -> Any:
    """Look a key up."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.simple_tag(takes_context=True)
def clock(context: Mapping[str, Any], view: Any, today: Any = None, name: str = "") -> SafeString:
    """Draw a clock (answers.clock_view) with its bar, days left, article and way to the proof."""
    from redress.web import clocks

    return clocks.html(view, today=dates.as_day(today), request=context.get("request"))
