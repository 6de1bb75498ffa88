"""Public notices are published, corrected and withdrawn by an administrator; the stream of settings is their record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from redress.law.asks import FieldFault
from redress.operations import settings_journal
from redress.operations.access import Actor
from redress.operations.refusals import Conflict, Forbidden, NotFound, wrong_fields
from redress.queries import offices, public_notices
from redress.taxonomy import tree

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 80, 4000, 120
FIELDS = (
    "kind",
    "zh",
    "en",
    "text_zh",
    "text_en",
    "starts_on",
    "ends_on",
    "office",
    "subject_class",
    "trader",
    "basis",
)


def publish(*, given: Mapping[str, str], by: Actor, at: dt.datetime) -> int:
    """Publish a notice from `given` (FIELDS as texts, days as ISO); returns its id.

    Raises Forbidden, and Wrong with a fault for each field that is not right: a title and a text are asked for, days
    must be days in order, and a trader is named only with the basis on which its name may be published.
    """
    _admin(by)
    data = _checked(given)
    with transaction.atomic():
        number = max(public_notices.everything(), default=0) + 1
        settings_journal.write(name="public_notice.published", data={"notice": number, **data}, by=by, at=at)
    return number


def change(*, notice_id: int, given: Mapping[str, str], by: Actor, at: dt.datetime) -> None:
    """Correct a notice; a change of nothing writes nothing. Raises as `publish`, NotFound, Conflict (withdrawn)."""
    _admin(by)
    held = _held(notice_id)
    data = _checked(given)
    if public_notices.read(notice_id, dict(data)) == held:
        return
    settings_journal.write(name="public_notice.changed", data={"notice": notice_id, **data}, by=by, at=at)


def withdraw(*, notice_id: int, by: Actor, at: dt.datetime) -> None:
    """Take a notice away; it stays in the journal. Raises Forbidden, NotFound, Conflict (withdrawn before)."""
    _admin(by)
    _held(notice_id)
    settings_journal.write(name="public_notice.withdrawn", data={"notice": notice_id}, by=by, at=at)


def _held(notice_id: int) -> public_notices.PublicNotice:
    held = public_notices.everything().get(notice_id)
    if held is None:
        raise NotFound(zh="没有这条公示", en="there is no such public notice")
    if held.is_withdrawn:
        raise Conflict(
            code="notice_withdrawn", zh="这条公示已撤下，不能再改", en="the notice was withdrawn and cannot be changed",
            hint_zh="请发布一条新的", hint_en="publish a new one",
        )  # fmt: skip
    return held


def _admin(by: Actor) -> None:
    if not by.roles & {"admin", "system"}:
        raise Forbidden(
            code="admins_only", zh="只有管理员可以办理", en="only an administrator may do this", hint_zh="请联系管理员",
            hint_en="ask an administrator",
        )  # fmt: skip


def _checked(given: Mapping[str, str]) -> dict[str, str]:
    """Return what goes into the journal; raises Wrong with all faults at once."""
    data = {name: str(given.get(name, "")).replace("\0", "").strip() for name in FIELDS}
    faults: list[FieldFault] = []

    def wrong(name: str, code: str, zh: str, en: str) -> None:
        faults.append(FieldFault(f"/{name}", code, zh, en))

    if data["kind"] not in public_notices.KINDS:
        wrong("kind", "unknown_kind", "请选一种", "choose a kind")
    for name, most in (("zh", LONGEST_TITLE), ("en", LONGEST_TITLE), ("text_zh", LONGEST_TEXT), ("text_en", LONGEST_TEXT),
                       ("trader", LONGEST_NAME), ("basis", LONGEST_NAME)):  # fmt: skip
        if len(data[name]) > most:
            wrong(
                name,
                "too_long",
                f"最多 {most} 字，您写了 {len(data[name])} 字",
                f"at most {most} signs; you wrote {len(data[name])}",
            )
    if not data["zh"]:
        wrong("zh", "title_missing", "请写标题", "the title is missing")
    if not data["text_zh"]:
        wrong("text_zh", "text_missing", "请写内容", "the text is missing")
    starts, ends = _day(data["starts_on"]), _day(data["ends_on"])
    if starts is None:
        wrong("starts_on", "bad_day", "日期请写成 2026-11-21 这样", "write a day as 2026-11-21")
    if data["ends_on"] and ends is None:
        wrong("ends_on", "bad_day", "日期请写成 2026-11-21 这样", "write a day as 2026-11-21")
    if starts and ends and ends < starts:
        wrong("ends_on", "ends_before", "截止日不能早于开始日", "the last day lies before the first")
    if data["office"] and offices.by_code(data["office"]) is None:
        wrong("office", "unknown_office", "没有这个单位", "there is no such office")
    if data["subject_class"] and data["subject_class"] not in tree.load():
        wrong("subject_class", "unknown_class", "没有这个分类", "there is no such class")
    if data["trader"] and not data["basis"]:
        wrong(
            "basis",
            "basis_missing",
            "点名商家要写依据（决定文号，或商家自己的公告）",
            "naming a trader needs its basis",
        )
    if faults:
        raise wrong_fields(tuple(faults))
    return data


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
