"""Offices: added and changed by an administrator, each change journalled; an office is closed, never deleted."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from redress.operations import settings_journal
from redress.operations.access import Actor
from redress.operations.refusals import Conflict, Forbidden, NotFound, Wrong
from redress.queries import offices
from redress.store.models import Case, Office
from redress.store.models.offices import OFFICE_KINDS

CODE = re.compile(r"[A-Z][A-Z0-9]{1,19}\Z")
REGION = re.compile(r"\d{6,12}\Z")


def _admin(by: Actor) -> None:
    if not by.roles & {"admin", "system"}:
        raise Forbidden(
            code="admins_only", zh="只有管理员可以办理", en="only an administrator may do this", hint_zh="请联系管理员",
            hint_en="ask an administrator",
        )  # fmt: skip


def _wrong(where: str, code: str, zh: str, en: str) -> Wrong:
    return Wrong(code=code, zh=zh, en=en, hint_zh="请改正后再提交", hint_en="correct it and send again", where=where)


def _areas(text: str) -> str:
    found = text.replace(",", " ").replace("，", " ").split()
    bad = next((one for one in found if not REGION.match(one)), None)
    if bad is not None:
        raise _wrong("/areas", "bad_area", f"“{bad[:20]}”不是行政区划代码", f"{bad[:20]!r} is no region code")
    return " ".join(dict.fromkeys(found))


def add(
    *,
    code: str,
    zh: str,
    en: str,
    kind: str,
    parent: str,
    areas: str,
    phone: str,
    address: str,
    by: Actor,
    at: dt.datetime,
) -> int:
    """Add an office under `parent` (its code; empty for none); returns its id. Raises Forbidden, Wrong, Conflict."""
    _admin(by)
    if not CODE.match(code):
        raise _wrong(
            "/code", "bad_code", "代码用 2 至 20 个大写字母和数字", "a code has 2 to 20 capital letters and digits"
        )
    if not zh.strip():
        raise _wrong("/zh", "name_missing", "请填写名称", "the name is missing")
    if kind not in OFFICE_KINDS:
        raise _wrong("/kind", "unknown_kind", "没有这种单位", "there is no such kind of office")
    above = offices.by_code(parent) if parent else None
    if parent and above is None:
        raise _wrong("/parent", "unknown_office", "没有这个上级单位", "there is no such parent office")
    held = _areas(areas)
    if Office.objects.filter(code=code).exists():
        raise Conflict(
            code="code_taken", zh=f"代码 {code} 已有单位使用", en=f"the code {code} is taken", where="/code"
        )
    with transaction.atomic():
        row = Office.objects.create(
            code=code, name_zh=zh.strip()[:120], name_en=en.strip()[:120], kind=kind, parent_id=above.id if above else None,
            areas=held, phone=phone.strip()[:40], address=address.strip()[:200],
        )  # fmt: skip
        settings_journal.write(
            name="office.added", data={"office": code, "zh": row.name_zh, "kind": kind}, by=by, at=at
        )
    offices.forget()
    return int(row.id)


def change(
    *, code: str, zh: str, en: str, areas: str, phone: str, address: str, is_active: bool, by: Actor, at: dt.datetime
) -> None:
    """Change an office; closing one that has open cases, or the intake desk, is refused."""
    _admin(by)
    row = Office.objects.filter(code=code).first()
    if row is None:
        raise NotFound(zh="没有这个单位", en="there is no such office")
    if not zh.strip():
        raise _wrong("/zh", "name_missing", "请填写名称", "the name is missing")
    if not is_active and row.is_intake:
        raise Conflict(
            code="intake_office", zh="受理台不能停用", en="the intake desk cannot be closed", where="/is_active"
        )
    if not is_active and Case.objects.filter(office_id=row.id, is_open=True).exists():
        raise Conflict(
            code="office_has_cases", zh="这个单位还有在办的件，不能停用", en="the office has open cases and cannot be closed",
            hint_zh="请先办结或退回受理台", hint_en="close them or return them to the desk first", where="/is_active",
        )  # fmt: skip
    new = {
        "name_zh": zh.strip()[:120], "name_en": en.strip()[:120], "areas": _areas(areas), "phone": phone.strip()[:40],
        "address": address.strip()[:200], "is_active": is_active,
    }  # fmt: skip
    changed = {name: [getattr(row, name), value] for name, value in new.items() if getattr(row, name) != value}
    if not changed:
        return
    with transaction.atomic():
        Office.objects.filter(id=row.id).update(**new)
        settings_journal.write(name="office.changed", data={"office": code, "changed": changed}, by=by, at=at)
    offices.forget()
