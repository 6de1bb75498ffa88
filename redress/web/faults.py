"""Pages for what goes wrong: a refusal of an operation, an expired form, an unknown page, a lost database.

Each says what happened and what to do now; nothing typed is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from redress.law.asks import FieldFault
from redress.operations.refusals import Refused
from redress.web import keeping, prefs, render

log = logging.getLogger("redress.web")


def speaks_english() -> bool:
    """Say whether the page is in English."""
    return (get_language() or "").startswith("en")


def said(zh: str, en: str) -> str:
    """Choose the words of the page's language from data that carries both."""
    return (en or zh) if speaks_english() else (zh or en)


def words(refusal: Refused) -> dict[str, Any]:
    """Return a refusal in the language of the page: {code, message, hint, faults:{field: words}, changed}."""
    return {
        "code": refusal.code,
        "message": said(refusal.zh, refusal.en),
        "hint": said(refusal.hint_zh, refusal.hint_en),
        "faults": by_field(refusal.faults),
        "changed": [str(item.get("event", "")) for item in refusal.facts.get("changed", [])],
    }


def sentence(told: Mapping[str, Any]) -> str:
    """Return message and hint as one line."""
    parts = [str(one) for one in (told["message"], told["hint"]) if one]
    return (". " if speaks_english() else "。").join(parts)


def by_field(faults: tuple[FieldFault, ...]) -> dict[str, str]:
    """Return the first thing wrong with each field: field name → words."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(fault.where.strip("/").split("/")[0], said(fault.zh, fault.en))
    return found


def _page(
    request: HttpRequest, *, status: int, title: str, message: str, hint: str = "", code: str = "", **more: Any
) -> HttpResponse:
    data = {"title": title, "message": message, "hint": hint, "code": code, "back": back_of(request), **more}
    if request.headers.get("HX-Request"):
        response = HttpResponse(render.fragment("faults/part.html", data, request), status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "innerHTML"
        return response
    return render.page(request, "faults/page.html", data, status=status)


def back_of(request: HttpRequest) -> str:
    """Return where "back" leads: the page one came from, or home."""
    return prefs.safe_next(request, request.headers.get("Referer", ""))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Show a refusal that no form has shown itself."""
    told = words(refusal)
    return _page(
        request, status=refusal.status, title=told["message"], message="", hint=told["hint"], code=refusal.code,
        lines=list(told["faults"].values()), kept=_visible(request),
    )  # fmt: skip


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database cannot be reached just now (503)."""
    response = _page(
        request, status=503, title=_("系统暂时忙不过来"), message=_("刚才的操作没有保存。"),
        hint=_("请过一分钟再试。您填写的内容在下面，可以复制保存。"), code="unavailable", kept=_visible(request),
    )  # fmt: skip
    response["Retry-After"] = "60"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that what was sent is too much for one go (413)."""
    return _page(
        request, status=413, title=_("一次上传的内容太大了"), message=_("一次最多 60 MB，每个文件最多 10 MB。"),
        hint=_("请返回上一页，少选几个文件，分几次上传。"), code="too_large",
    )  # fmt: skip


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request cannot be read (400)."""
    return _page(
        request, status=400, title=_("这个请求读不懂"), message="", hint=_("请返回上一页再试。"), code="malformed"
    )


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that one may not see a page (403)."""
    return _page(
        request, status=403, title=_("您不能打开这个页面"), message="",
        hint=_("如果您认为应该可以，请联系管理员。"), code="forbidden",
    )  # fmt: skip


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page (404)."""
    return _page(
        request, status=404, title=_("没有这个页面"), message=_("网址可能输错了，或者页面已经移走。"),
        hint=_("请核对网址，或回到首页。"), code="not_found",
    )  # fmt: skip


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we made a mistake (500); falls back to bare words when even this page fails."""
    try:
        return _page(
            request, status=500, title=_("系统出错了"), message=_("这是我们的问题，已经记录。刚才的操作没有保存。"),
            hint=_("请返回上一页再试一次。如果还是不行，请过一会儿再来。"), code="internal", kept=_visible(request),
        )  # fmt: skip
    except Exception:  # the last page must come up whatever is broken
        log.exception("the error page itself failed")
        return HttpResponse(
            "<!doctype html><meta charset=utf-8><title>500</title><h1>系统出错了 · Something went wrong</h1>"
            "<p>请返回上一页再试。Please go back and try again.</p>",
            status=500,
        )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was typed again when a form was open too long, ready to be sent with one tap.

    Only for forms of this site: a form that another site posted is refused without its content.
    """
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    is_ours = bool(origin) and prefs.safe_next(request, origin if "/" in origin[8:] else origin + "/", "") != ""
    target = request.path
    if not is_ours or not _exists(target):
        return _page(
            request, status=403, title=_("这个请求不是从本站页面发出的"), message="",
            hint=_("请回到本站页面再操作。"), code="csrf",
        )  # fmt: skip
    return render.page(
        request,
        "faults/expired.html",
        {
            "action": request.get_full_path(),
            "fields": [(name, one) for name, values in keeping.fields_of(request).items() for one in values],
            "kept": _visible(request),
            "had_files": bool(request.FILES),
            "back": back_of(request),
        },
        status=403,
    )


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _visible(request: HttpRequest) -> list[str]:
    """Return the longer texts that somebody typed, so that an error page can show them to be copied."""
    if request.method != "POST":
        return []
    try:
        return [
            one
            for name, values in keeping.fields_of(request).items()
            for one in values
            if not name.startswith("_") and len(one) > 12
        ][:10]
    except Exception:  # a body that cannot be read has nothing to show
        log.info("nothing to show again for %s", escape(request.path))
        return []
