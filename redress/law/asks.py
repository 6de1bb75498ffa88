"""Turn what a move asks for into the one check: a strict pydantic model. The API body is that model; a form draws it.

A value is what JSON can hold: text, whole number, true or false, list. Dates are ISO, moments carry a zone, money is
a decimal string in yuan. Unknown keys are refused. What is wrong is told field by field, in both languages.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, ConfigDict, StrictBool, StringConstraints, WithJsonSchema

from redress.law.fields import Field
from redress.law.shapes import Move
from redress.law.standing import applies

Choices = Callable[[Field], Collection[str] | None]  # the values of a field whose choices come from outside
MONEY = re.compile(r"(0|[1-9]\d{0,11})(\.\d{1,2})?\Z", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
EARLIEST_YEAR = 1900
PHONE = re.compile(r"(\+?86[- ]?)?(1\d{10}|0\d{2,3}[- ]?\d{7,8}|\d{5,8}|400[- ]?\d{3}[- ]?\d{4})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with one field: `where` is a JSON Pointer, `code` is stable."""

    where: str
    code: str
    zh: str
    en: str


class WrongFields(Exception):
    """Says which fields of a move are wrong."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.en}" for fault in faults))
        self.faults = faults


def _date(value: str) -> str:
    if not DATE.match(value):
        raise ValueError("date")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("date") from None
    if day.year < EARLIEST_YEAR:
        raise ValueError("date_early")
    return day.isoformat()


def _moment(value: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise ValueError("moment") from None
    if moment.tzinfo is None:
        raise ValueError("moment_zone")
    return moment.isoformat()


def _money(value: str) -> str:
    if not MONEY.match(value):
        raise ValueError("money")
    return str(Decimal(value).quantize(Decimal("0.01")))


def _phone(value: str) -> str:
    if not PHONE.match(value.strip()):
        raise ValueError("phone")
    return value.strip()


def _filled(value: str) -> str:
    """Refuse what is blank; leave out NUL, which no database column holds and no paper prints."""
    if not value.replace("\0", "").strip():
        raise ValueError("empty")
    return value.replace("\0", "")


def _bare(value: str) -> str:
    return value.replace("\0", "")


Filled = AfterValidator(_filled)  # not blank; NUL is left out
Bare = AfterValidator(_bare)  # may be blank; NUL is left out
Text = Annotated[str, StringConstraints(strict=True, max_length=500), AfterValidator(_filled)]
LongText = Annotated[str, StringConstraints(strict=True, max_length=100_000), AfterValidator(_filled)]
Code = Annotated[str, StringConstraints(strict=True, max_length=120), AfterValidator(_filled)]
Date = Annotated[
    str, StringConstraints(strict=True), AfterValidator(_date), WithJsonSchema({"type": "string", "format": "date"})
]
Moment = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Money = Annotated[
    str,
    StringConstraints(strict=True, max_length=16),
    AfterValidator(_money),
    WithJsonSchema({"type": "string", "pattern": r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"}),
]
Phone = Annotated[str, StringConstraints(strict=True, max_length=30), AfterValidator(_phone)]
Number = Annotated[int, pydantic.Field(strict=True, ge=-(10**9), le=10**9)]
Files = Annotated[list[Annotated[str, StringConstraints(strict=True, max_length=64)]], pydantic.Field(max_length=20)]

TYPES: Mapping[str, Any] = {
    "text": Text, "long_text": LongText, "date": Date, "moment": Moment, "money": Money, "integer": Number,
    "bool": StrictBool, "code": Code, "office": Code, "person": Code, "case": Code, "files": Files, "phone": Phone,
}  # fmt: skip


class _Form(pydantic.BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


def model_for(move: Move, *, choices: Choices = lambda field: None) -> type[pydantic.BaseModel]:
    """Build the strict model of what `move` asks for; `choices` gives the values of fields fed from outside."""
    outside = tuple(
        (ask.field.name, tuple(choices(ask.field) or ()))
        for ask in move.asks
        if ask.field.source and ask.field.kind != "code"
    )
    return _model(move, outside)


@functools.lru_cache(maxsize=512)
def _model(move: Move, outside: tuple[tuple[str, tuple[str, ...]], ...]) -> type[pydantic.BaseModel]:
    values = dict(outside)
    fields: dict[str, Any] = {}
    for ask in move.asks:
        kind = _type(ask.field, values.get(ask.field.name))
        extra = {"x-zh": ask.field.zh, "x-kind": ask.field.kind, "x-personal": ask.field.is_personal}
        if ask.when:
            extra["x-when"] = {k: v if isinstance(v, list) else [v] for k, v in ask.when.items()}
        info: dict[str, Any] = {"title": ask.field.en, "json_schema_extra": extra}
        if ask.field.help_en:
            info["description"] = ask.field.help_en
        if ask.is_required and not ask.when:
            fields[ask.field.name] = (kind, pydantic.Field(**info))
        else:
            fields[ask.field.name] = (kind | None, pydantic.Field(default=None, **info))
    return pydantic.create_model(f"{move.name.title().replace('_', '')}Fields", __base__=_Form, **fields)


def _type(field: Field, given: tuple[str, ...] | None) -> Any:
    if field.kind in TYPES and not (field.kind == "office" and given):
        return TYPES[field.kind]
    values = tuple(choice.value for choice in field.choices) or (given or ())
    if field.kind == "choices":
        one = Literal[values] if values else Code
        return Annotated[list[one], pydantic.Field(min_length=1, max_length=50)]  # type: ignore[valid-type]
    return Literal[values] if values else Code


def check(*, move: Move, fields: Mapping[str, Any], choices: Choices = lambda field: None) -> dict[str, Any]:
    """Check `fields` against what `move` asks for and return them cleaned; raises WrongFields.

    A conditional ask is required when its condition holds and refused when it does not.
    """
    faults: list[FieldFault] = []
    cleaned: dict[str, Any] = {}
    try:
        model = model_for(move, choices=choices).model_validate(dict(fields), strict=True)
        cleaned = model.model_dump(exclude_none=True)
    except pydantic.ValidationError as wrong:
        faults += [fault_of(error) for error in wrong.errors(include_url=False)]
    for ask in move.asks:
        if ask.field.kind == "code" and ask.field.source and ask.field.name in cleaned:
            known = choices(ask.field)  # a class tree is too long for a schema: it is looked up here
            if known is not None and cleaned[ask.field.name] not in known:
                faults.append(FieldFault(f"/{ask.field.name}", "choice", *SAY["choice"]))
        if ask.when is None:
            continue
        wanted, given = applies(ask.when, fields), fields.get(ask.field.name) is not None
        if wanted and ask.is_required and not given:
            faults.append(FieldFault(f"/{ask.field.name}", "missing", *SAY["missing"]))
        if given and not wanted:
            faults.append(FieldFault(f"/{ask.field.name}", "not_asked", *SAY["not_asked"]))
    if faults:
        raise WrongFields(tuple(faults))
    return cleaned


def is_personal(move: Move) -> frozenset[str]:
    """Name the fields of `move` that are personal and must be sealed."""
    return frozenset(ask.field.name for ask in move.asks if ask.field.is_personal)


@functools.cache
def _pointer(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


SAY: Mapping[str, tuple[str, str]] = {
    "missing": ("这一项需要填写", "this field is needed"),
    "empty": ("这一项不能只填空白", "this field cannot be blank"),
    "unknown": ("没有这一项，请去掉", "there is no such field; remove it"),
    "not_asked": ("按所选内容，这一项不用填，请去掉", "this field is not asked for with these choices; remove it"),
    "date": ("日期请写成 2026-11-21 这样", "write the date as 2026-11-21"),
    "date_early": ("日期太早，请核对年份", "the date is too early; check the year"),
    "moment": ("时间请写成 2026-11-21T09:30:00+08:00 这样", "write the moment as 2026-11-21T09:30:00+08:00"),
    "moment_zone": ("时间缺少时区，例如 +08:00", "the moment lacks its zone, such as +08:00"),
    "money": ("金额请写数字，最多两位小数，例如 1280.50", "write the sum in yuan with at most two decimals: 1280.50"),
    "phone": (
        "电话号码不完整：手机号为 11 位，座机请带区号",
        "the phone number is not complete (a mobile has 11 digits)",
    ),
    "choice": ("请从列出的选项中选择", "choose one of the listed values"),
    "too_long": ("内容太长，请缩短", "the text is too long; shorten it"),
    "too_many": ("数量太多，请减少", "too many entries; give fewer"),
    "type": ("内容的类型不对", "the value has the wrong type"),
}


def fault_of(error: Any, *, prefix: str = "") -> FieldFault:
    """Turn one pydantic error into a field fault with a stable code."""
    where = prefix + "".join(f"/{_pointer(str(part))}" for part in error["loc"])
    kind = str(error["type"])
    if kind == "missing":
        code = "missing"
    elif kind == "extra_forbidden":
        code = "unknown"
    elif kind == "value_error":
        text = str(error.get("ctx", {}).get("error", ""))
        code = text if text in SAY else "type"
    elif kind in ("literal_error", "enum"):
        code = "choice"
    elif kind == "string_too_long":
        code = "too_long"
    elif kind == "too_long":
        code = "too_many"
    elif kind in ("too_short", "string_too_short"):
        code = "missing"
    else:
        code = "type"
    return FieldFault(where, code, *SAY[code])
