"""Appeals: lodge one, follow one, hand in a file."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Header, Router
from ninja.files import UploadedFile

from redress import wiring
from redress.api import errors, gate
from redress.api.schemas import AnyOut, AppealIn, AppealOut, ErrorOut, UploadOut
from redress.law.standing import day_of
from redress.operations import intake, uploads
from redress.operations.refusals import NotFound, Wrong
from redress.queries import answers, choices, follow

router = Router(tags=["appeals"])
WRONG = {
    400: ErrorOut,
    401: ErrorOut,
    403: ErrorOut,
    413: ErrorOut,
    415: ErrorOut,
    422: ErrorOut,
    429: ErrorOut,
    503: ErrorOut,
}


@router.post("/appeals", response={201: AppealOut, 200: AppealOut, 409: ErrorOut, **WRONG}, auth=gate.TokenAuth())
def lodge(
    request: HttpRequest,
    body: AppealIn,
    idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> HttpResponse:
    """Lodge an appeal. The same key and body, or the same (token, channel, external_id), gets the same answer again."""
    actor = gate.may_write(request)
    now = wiring.now()
    received_at = dt.datetime.fromisoformat(body.received_at) if body.received_at else now
    if received_at > now + dt.timedelta(minutes=10):
        raise _wrong("/received_at", "in_the_future", "收到时间在将来", "received_at lies in the future")
    if received_at.year < 2000:
        raise _wrong("/received_at", "too_early", "收到时间过早", "received_at is before the year 2000")
    codes = choices.class_codes("channel")
    if body.channel not in codes:
        raise _wrong("/channel", "choice", "没有这个来源代码", "there is no such channel code")
    if body.purchased_on and dt.date.fromisoformat(body.purchased_on) > day_of(received_at):
        raise _wrong("/purchased_on", "in_the_future", "购买日期晚于收到时间", "purchased_on lies after received_at")
    remedies = choices.class_codes("remedy_sought")
    for place, remedy in enumerate(body.remedy_sought):
        if remedy not in remedies:
            raise _wrong(f"/remedy_sought/{place}", "choice", "没有这个诉求代码", "there is no such code of a remedy")
    draft = intake.AppealDraft(
        kinds=tuple(body.kinds or ("complaint",)),
        channel=body.channel,
        narrative=body.narrative,
        received_at=received_at,
        source=actor.id,
        external_id=body.external_id or "",
        appellant=body.appellant.model_dump(exclude_none=True),
        agent=body.agent.model_dump(exclude_none=True) if body.agent else {},
        respondent=body.respondent.model_dump(exclude_none=True),
        remedy_sought=tuple(body.remedy_sought),
        amount=Decimal(body.amount) if body.amount else None,
        purchased_on=dt.date.fromisoformat(body.purchased_on) if body.purchased_on else None,
        files=tuple(body.attachments),
    )
    token_id = int(actor.id.partition(":")[2])
    repeat = intake.Repeat(token_id, idempotency_key or "", hashlib.sha256(request.body).digest())
    with errors.pointing("/files", "/attachments"):
        done = intake.lodge(draft=draft, by=actor, at=now, repeat=repeat)
    return errors.answer(done.answer, status=201 if done.is_new else 200)


def _wrong(where: str, code: str, zh: str, en: str) -> Wrong:
    return Wrong(code=code, zh=zh, en=en, hint_zh="请改正后再发", hint_en="correct it and send again", where=where)


@router.get("/appeals/{number}", response={200: AnyOut, 404: ErrorOut, 422: ErrorOut, 429: ErrorOut, 503: ErrorOut})
def follow_appeal(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Return what the appellant may see; number and code go together, and a wrong pair says only "not found"."""
    if not gate.take(f"follow:{gate.address(request)}", a_second=1, at_once=20):
        return errors.plain(request, 429)
    view = None
    if len(number) <= 60 and len(code) <= 40 and answers.is_follow_code(number=number, code=code):
        view = follow.view(number=number, today=wiring.today())
    if view is None:
        raise NotFound(
            zh="编号和查询码对不上", en="number and code do not go together", hint_zh="请核对回执上的编号和查询码",
            hint_en="check both on the acknowledgement",
        )  # fmt: skip
    return errors.answer(view)


@router.post("/uploads", response={201: UploadOut, **WRONG}, auth=gate.TokenAuth())
def upload(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """Take in a file as evidence; it is checked by its content and tied to the appeal that names it."""
    actor = gate.may_write(request)
    if (file.size or 0) > settings.REDRESS_UPLOAD_LIMIT:
        return errors.plain(request, 413)
    kept = uploads.keep(data=file.read(), name=file.name or "", by=actor, at=wiring.now())
    return errors.answer(dict(kept), status=201)
