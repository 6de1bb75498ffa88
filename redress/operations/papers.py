"""Papers as facts: numbered, frozen as sent, their digest in the journal, verified by a check code."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction

from redress.law.standing import day_of
from redress.operations import access
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Conflict, NotFound
from redress.operations.steps.numbers import allot
from redress.store import vault
from redress.store.models import AccessEntry, Letter
from redress.store.seal import ALPHABET, KeyTrouble, sha256

Render = Callable[[str, str], tuple[dict[str, Any], bytes]]


def freeze(
    *,
    case_number: str,
    form: str,
    version: str,
    abbr: str,
    render: Render,
    by: access.Actor,
    at: dt.datetime,
    expected_version: int | None = None,
) -> dict[str, str]:
    """Give a paper its number and check code, render it and keep it sealed; the event holds its digest.

    With `expected_version` a case that has moved on since is refused (Conflict `stale_version`), its number given back.
    """
    case = access.case_for(by, case_number)
    with transaction.atomic():
        try:
            sealer = vault.sealer(case.id)
        except vault.Erased:
            raise Conflict(
                code="case_erased", zh="本件的个人信息已销毁，不能制作文书", en="the personal data of this case was erased",
                hint_zh="请新立一件", hint_en="open a new case",
            ) from None  # fmt: skip
        year = day_of(at).year
        serial = allot(scope=f"paper|{abbr}|{year}", count=1)[0]
        number = f"{settings.REDRESS_PLACE}市监{abbr}〔{year}〕{serial}号"
        code = "".join(secrets.choice(ALPHABET) for _ in range(10))
        content, pdf = render(number, code)
        sealed = sealer.seal(
            json.dumps({"content": content, "pdf": base64.b64encode(pdf).decode()}, ensure_ascii=False).encode()
        )
        digest = sha256(sealed)
        fields = {"letter_form": form, "letter_number": number, "letter_digest": digest.hex()}
        move = Advance(case.id, "make_letter", fields, expected_version=expected_version)
        done = record(moves=[move], by=by, at=at)[0]
        Letter.objects.create(
            number=number, case_id=case.id, seq=done.version, template=form, template_version=version, sealed=sealed, digest=digest,
            check_code=code, made_at=at,
        )  # fmt: skip
    return {"number": number, "check_code": code}


def read(*, letter_number: str, by: access.Actor, at: dt.datetime, address: str = "") -> tuple[bytes, dict[str, Any]]:
    """Return a paper as it was sent: its PDF and what it was made from; logged. Raises NotFound, Conflict."""
    letter = Letter.objects.filter(number=letter_number, case__in=access.cases_for(by)).first()
    if letter is None or not access.sees_personal(by):
        raise NotFound(
            zh="没有找到这份文书", en="there is no such paper", hint_zh="请核对文号", hint_en="check the number"
        )
    if sha256(bytes(letter.sealed)) != bytes(letter.digest):
        raise Conflict(
            code="paper_changed", zh="这份文书与登记的摘要不符", en="the paper does not match its digest", hint_zh="请联系管理员核查",
            hint_en="run `redress verify`",
        )  # fmt: skip
    try:
        document = json.loads(vault.sealer(letter.case_id).open(bytes(letter.sealed)))
    except (vault.Erased, KeyTrouble):
        raise NotFound(zh="这份文书已随本件销毁", en="the paper was destroyed with its case") from None
    AccessEntry.objects.create(at=at, by=by.id, case_id=letter.case_id, what="paper", address=address[:60])
    return base64.b64decode(document["pdf"]), document["content"]


def of_case(*, case_id: int) -> list[dict[str, Any]]:
    """List the papers of a case."""
    return [
        {**row, "made_at": row["made_at"].isoformat()}
        for row in Letter.objects.filter(case_id=case_id)
        .order_by("seq")
        .values("number", "template", "check_code", "made_at", "seq")
    ]
