"""One error shape, stated once: {code, message, where, hint, errors?}, in the language the caller accepts."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from redress.law.asks import fault_of
from redress.operations.refusals import Refused, wrong_fields

log = logging.getLogger("redress.api")
PLAIN: dict[int, tuple[str, str, str, str, str]] = {
    400: ("malformed", "请求内容无法读取", "the request cannot be read", "请检查 JSON、表单和地址的写法", "check the JSON, the form and the address"),
    401: ("unauthorized", "需要有效的令牌", "a valid token is needed", "Authorization: Bearer …", "Authorization: Bearer …"),
    403: ("forbidden", "这个令牌没有这项权限", "the token lacks this scope", "请管理员发给相应权限的令牌", "ask for a token with it"),
    404: ("not_found", "没有找到", "not found", "请核对地址和编号", "check the address and the number"),
    405: ("method_not_allowed", "这个地址不支持这种方法", "this method is not allowed here", "请看接口说明", "see openapi.json"),
    411: ("length_required", "请说明内容的长度", "the length of the content is needed", "请发送 Content-Length",
          "send Content-Length, not chunks"),
    413: ("too_large", "内容太大", "the content is too large", "请缩小后再发", "send less"),
    415: ("unsupported_media_type", "请发送 application/json", "send application/json", "请设置 Content-Type", "set Content-Type"),
    429: ("too_many_requests", "请求太频繁", "too many requests", "请稍后再试", "try again a little later"),
    503: ("unavailable", "系统暂时无法写入，请稍后再试", "the service cannot be reached right now", "稍后重试，同一键不会重复登记",
          "try again; the same Idempotency-Key lodges once"),
}  # fmt: skip


def is_english(request: HttpRequest) -> bool:
    """Say whether the caller prefers English."""
    return request.headers.get("Accept-Language", "zh").strip().lower().startswith("en")


def answer(document: Any, *, status: int = 200) -> HttpResponse:
    """Return a JSON answer."""
    return HttpResponse(json.dumps(document, ensure_ascii=False), content_type="application/json", status=status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the error shape of a refusal."""
    english = is_english(request)
    document: dict[str, Any] = {
        "code": refusal.code,
        "message": refusal.en if english else refusal.zh,
        "where": refusal.where,
        "hint": refusal.hint_en if english else refusal.hint_zh,
        **refusal.facts,
    }
    if refusal.faults:
        document["errors"] = [
            {"where": fault.where, "code": fault.code, "message": fault.en if english else fault.zh}
            for fault in refusal.faults
        ]
    return answer(document, status=refusal.status)


def plain(request: HttpRequest, status: int) -> HttpResponse:
    """Return the error shape of a status that has no refusal of its own."""
    code, zh, en, hint_zh, hint_en = PLAIN[status]
    english = is_english(request)
    response = answer(
        {"code": code, "message": en if english else zh, "where": None, "hint": hint_en if english else hint_zh},
        status=status,
    )
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        response["Retry-After"] = "5"
    return response


@contextlib.contextmanager
def pointing(old: str, new: str, *, but: tuple[str, ...] = ()) -> Iterator[None]:
    """Let what is refused inside point into the body that the caller sent: `old` at the front becomes `new`.

    Places in `but` stand in the body as they are.
    """
    try:
        yield
    except Refused as refusal:
        if refusal.where is not None and refusal.where.startswith(old) and refusal.where not in but:
            refusal.where = new + refusal.where[len(old) :]
        refusal.faults = tuple(
            replace(one, where=new + one.where[len(old) :]) if one.where.startswith(old) else one
            for one in refusal.faults
        )
        raise


def connect(api: NinjaAPI) -> None:
    """Translate every failure of the API into the one shape."""

    def on_refused(request: HttpRequest, wrong: Any) -> HttpResponse:
        return refused(request, wrong)

    def on_invalid(request: HttpRequest, wrong: Any) -> HttpResponse:
        faults = []
        for error in wrong.errors:
            loc = list(error["loc"])
            if loc and loc[0] in ("body", "query", "path", "header", "form", "file"):
                loc = loc[1:]
            if loc and loc[0] in ("data", "body", "filters"):
                loc = loc[1:]
            faults.append(fault_of({**error, "loc": tuple(loc)}))
        return refused(request, wrong_fields(faults))

    def on_http(request: HttpRequest, wrong: Any) -> HttpResponse:
        return plain(request, wrong.status_code if wrong.status_code in PLAIN else 400)

    def on_unauthorized(request: HttpRequest, wrong: Any) -> HttpResponse:
        return plain(request, 401)

    def on_missing(request: HttpRequest, wrong: Any) -> HttpResponse:
        return plain(request, 404)

    def on_database(request: HttpRequest, wrong: Any) -> HttpResponse:
        log.warning("database trouble: %s", type(wrong).__name__)
        return plain(request, 503)

    def on_unreadable(request: HttpRequest, wrong: Any) -> HttpResponse:
        return plain(request, 400)

    def on_surprise(request: HttpRequest, wrong: Any) -> HttpResponse:
        log.exception("unexpected failure in the API", exc_info=wrong)
        english = is_english(request)
        message = (
            "something went wrong on our side; nothing was written" if english else "系统内部出错，没有写入任何内容"
        )
        hint = "try again; if it stays, tell the operator" if english else "请重试；仍不行请联系管理员"
        return answer({"code": "internal", "message": message, "where": None, "hint": hint}, status=500)

    api.add_exception_handler(Refused, on_refused)
    api.add_exception_handler(ValidationError, on_invalid)
    api.add_exception_handler(HttpError, on_http)
    api.add_exception_handler(AuthenticationError, on_unauthorized)
    api.add_exception_handler(Http404, on_missing)
    api.add_exception_handler(OperationalError, on_database)
    api.add_exception_handler(InterfaceError, on_database)
    for unreadable in (DataError, SuspiciousOperation, MultiPartParserError):
        api.add_exception_handler(unreadable, on_unreadable)
    api.add_exception_handler(Exception, on_surprise)
