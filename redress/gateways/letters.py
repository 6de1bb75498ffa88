"""Papers out of the house: made from a case, previewed, frozen as sent with number and check code.

`preview` shows what would be made; `make` freezes it: the PDF and what it was made from are sealed with the case, and
the event `letter.made` holds its digest. Rendering is typst; nothing in a paper is run as code, all of it is data.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno

from redress.gateways import forms
from redress.law.standing import day_of
from redress.operations import access, papers
from redress.operations.refusals import Conflict, NotFound
from redress.queries import paper_facts, paperbatch
from redress.store import vault

DRAFT_MARK = "草拟稿"
LAYOUT = forms.FOLDER / "_layout.typ"
RUN = re.compile(r"[!-~]{40}(?=[!-~])")


def fitting(*, procedure: str, events: list[str]) -> list[dict[str, Any]]:
    """List the forms of a procedure, those that an event of the case asks for first, the newest event in front."""
    found = [one for one in forms.everything().values() if not one.procedures or procedure in one.procedures]
    latest = {name: place for place, name in enumerate(events)}
    found.sort(key=lambda one: (-max((latest.get(name, -1) for name in one.after), default=-1), one.id))
    return [
        {
            "id": one.id,
            "zh": one.zh,
            "en": one.en,
            "is_due": bool(set(one.after) & set(events)),
            "has_docx": one.has_docx,
        }
        for one in found
    ]


def content(*, number: str, form: str, by: access.Actor, at: dt.datetime) -> dict[str, Any]:
    """Return what a paper says for a case today; raises NotFound (form, case), Conflict (erased)."""
    case = access.case_for(by, number)
    chosen = forms.everything().get(form)
    if (
        chosen is None
        or (chosen.procedures and case.procedure not in chosen.procedures)
        or not access.sees_personal(by)
    ):
        raise NotFound(
            code="unknown_form", zh="这一件没有这种文书", en="this case has no such paper", hint_zh="请从列出的文书中选择",
            hint_en="choose one of the listed papers",
        )  # fmt: skip
    day = day_of(at)
    version, blocks = chosen.on(day)
    try:
        facts = paper_facts.of_case(case_id=case.id, today=day)
    except vault.Erased:
        raise Conflict(
            code="case_erased", zh="本件的个人信息已销毁，不能制作文书", en="the personal data of this case was erased",
            hint_zh="请新立一件", hint_en="open a new case",
        ) from None  # fmt: skip
    return {
        "form": form, "version": version, "title": chosen.zh, "office": facts["issuer"], "number": "（编号待定）", "mark": DRAFT_MARK,
        "date_zh": chinese_day(day), "check_code": "", "verify_at": "", "has_seal": chosen.has_seal, "qr": "",
        "blocks": forms.fill(blocks, facts), "abbr": chosen.abbr, "has_docx": chosen.has_docx,
    }  # fmt: skip


def preview(*, number: str, form: str, by: access.Actor, at: dt.datetime) -> bytes:
    """Return the PDF that `make` would freeze, marked as a draft."""
    return typeset(content(number=number, form=form, by=by, at=at))


def make(
    *, number: str, form: str, by: access.Actor, at: dt.datetime, site: str = "", expected_version: int | None = None
) -> dict[str, str]:
    """Make a paper and freeze it; returns {number, check_code}. Raises NotFound, Forbidden, Conflict.

    `expected_version` is the version of the case that was seen; a case that has moved on since is refused.
    """
    said = content(number=number, form=form, by=by, at=at)
    _need_step(number, form)

    def finished(letter_number: str, check_code: str) -> tuple[dict[str, Any], bytes]:
        place = f"{site}/v/{check_code}"
        final = {
            **said,
            "number": letter_number,
            "check_code": check_code,
            "verify_at": place,
            "mark": "",
            "qr": qr_svg(place),
        }
        return final, typeset(final)

    return papers.freeze(
        case_number=number, form=form, version=said["version"], abbr=said["abbr"], render=finished, by=by, at=at,
        expected_version=expected_version,
    )  # fmt: skip


def _need_step(number: str, form: str) -> None:
    """Refuse to number a paper of which what it speaks of has not happened; it can be seen as a draft meanwhile."""
    known = forms.everything()[form]
    held = paperbatch.of([number])
    if held and known.lacks_step(held[0].events):
        raise Conflict(
            code="step_missing", zh=f"“{known.zh}”要说的事还没有发生", en=f"what {known.en!r} speaks of has not happened yet",
            hint_zh="先办理这一步，再发文书；草拟稿现在就能看", hint_en="make that move first; the draft can be seen now",
        )  # fmt: skip


def qr_svg(text: str) -> str:
    """Draw a QR code as SVG."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", xmldecl=False, border=1)
    return buffer.getvalue().decode()


def typeset(said: dict[str, Any]) -> bytes:
    """Set a paper as PDF; raises Conflict when no Chinese font is installed."""
    return compile_pdf(LAYOUT, said)


def compile_pdf(template: Path, said: Mapping[str, Any]) -> bytes:
    """Set plain data with a layout as PDF; raises Conflict when no Chinese font is installed."""
    need_font()
    import typst  # late: only those who set papers pay for it

    return bytes(typst.compile(str(template), sys_inputs=_inputs(said), font_paths=_fonts()))


def pictures(template: Path, said: Mapping[str, Any], *, dots: float = 80.0) -> list[bytes]:
    """Set plain data with a layout as PNG, one picture a page, to be looked at."""
    need_font()
    import typst

    made = typst.compile(str(template), sys_inputs=_inputs(said), font_paths=_fonts(), format="png", ppi=dots)
    return [bytes(one) for one in made] if isinstance(made, list) else [bytes(made)]


def _inputs(said: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(_breakable(said), ensure_ascii=False)}


def _breakable(value: Any) -> Any:
    """Let a line break inside a run of more than forty signs without a blank, so that it stays on its page."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else RUN.sub(lambda run: run[0] + "\u200b", value)
    if isinstance(value, Mapping):
        return {name: _breakable(one) for name, one in value.items()}
    return [_breakable(one) for one in value] if isinstance(value, (list, tuple)) else value


def need_font() -> None:
    """Raise Conflict when no Chinese font is installed."""
    if not has_font():
        raise Conflict(
            code="no_font", zh="服务器没有中文字体，不能制作文书", en="no Chinese font is installed", hint_zh="请安装 fonts-noto-cjk",
            hint_en="install one: apt-get install fonts-noto-cjk",
        )  # fmt: skip


@functools.cache
def _fonts() -> Any:
    """Find the fonts of this machine, once: it costs more than setting a paper."""
    import typst

    return typst.Fonts()


@functools.cache
def has_font() -> bool:
    """Say whether a Chinese font that the layout names is installed."""
    families = set(_fonts().families())
    return bool(families & {"Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei"})


def chinese_day(day: dt.date) -> str:
    """Write a day as papers do: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"
