"""The same paper for many cases: which forms fit, why one cannot be sent, and making them all, each for itself.

A paper is made in its own transaction through `letters.make`: one that fails never stops the rest. What was seen (the
case's version) goes along, so that a batch sent a second time makes nothing twice: it is told which paper it made.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redress.gateways import forms, letters
from redress.law.shapes import Move
from redress.operations import access, papers
from redress.operations.officer import Chosen
from redress.operations.refusals import Refused, Wrong
from redress.queries import lawbook, paperbatch
from redress.queries.paperbatch import PaperCase

log = logging.getLogger("redress.papers")
MOST = 50  # papers in one batch: each is set as PDF while the officer waits
MayMove = Callable[[Move, int], bool]
MOVE = "make_letter"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one case: the paper's number and check code, or why there is none.

    `is_again`: the same batch had made this paper before; nothing was made now.
    """

    number: str
    paper: str = ""
    check_code: str = ""
    is_again: bool = False
    code: str = ""
    zh: str = ""
    en: str = ""
    hint_zh: str = ""
    hint_en: str = ""
    changed: tuple[str, ...] = ()  # events that came in between


def offered(cases: Sequence[PaperCase]) -> tuple[tuple[forms.Form, int], ...]:
    """Return the forms that fit at least one of the cases, each with how many it fits; those that fit most first."""
    found = [(form, sum(1 for one in cases if not _unfit(one, form))) for form in forms.everything().values()]
    return tuple(sorted(((f, n) for f, n in found if n), key=lambda pair: (not pair[0].after, -pair[1], pair[0].id)))


def _unfit(case: PaperCase, form: forms.Form) -> str:
    if form.procedures and case.procedure not in form.procedures:
        return "kind"
    if form.lacks_step(case.events):
        return "step"
    return "erased" if case.is_erased else ""


def unfit(case: PaperCase, form: forms.Form, *, may_move: MayMove, today: dt.date) -> str:
    """Say why a paper cannot be sent for a case: `kind`, `step`, `erased`, `procedure` or `role`; empty where it can.

    `step`: what the paper speaks of (a refusal, an acceptance) has not happened; `letters.make` refuses it as well.
    """
    why = _unfit(case, form)
    if why:
        return why
    procedure = lawbook.current().procedures.get(case.procedure)
    move = procedure.on(today).moves.get(MOVE) if procedure else None
    if move is None:
        return "procedure"
    return "" if may_move(move, case.office_id) else "role"


def gaps(content: dict[str, object]) -> int:
    """Count the places of a paper that are left to be written by hand because the case does not say."""
    return str(content["blocks"]).count(forms.GAP)


def make_many(
    *, chosen: Sequence[Chosen], form: str, by: access.Actor, at: dt.datetime, site: str = ""
) -> tuple[Made, ...]:
    """Make one paper for many cases, each for itself; returns what became of each, in the order given.

    Safe to call twice with the same `chosen`. Raises Wrong `too_many` for more than MOST cases and `unknown_form` for a
    form that is not on file; nothing is made then.
    """
    if len(chosen) > MOST:
        raise Wrong(
            code="too_many", zh=f"一次最多发 {MOST} 份文书", en=f"at most {MOST} papers at once",
            hint_zh="请分几次办理", hint_en="do it in several goes",
        )  # fmt: skip
    known = forms.everything().get(form)
    if known is None:
        raise Wrong(code="unknown_form", zh="没有这种文书", en="there is no such paper", where="/form")
    return tuple(_one(each, known, by, at, site) for each in chosen)


def _one(each: Chosen, form: forms.Form, by: access.Actor, at: dt.datetime, site: str) -> Made:
    try:
        case_id = access.case_for(by, each.number).id
        before = paperbatch.made_right_after(case_id=case_id, form=form.id, version=each.version, by=by.id)
        if before:
            return Made(each.number, paper=before, is_again=True)
        done = letters.make(number=each.number, form=form.id, by=by, at=at, site=site, expected_version=each.version)
    except Refused as refused:
        return _refused(each, form, by, refused)
    except Exception:  # the surprising is logged; the other papers go on
        log.exception("a paper of a batch failed: %s", each.number)
        return Made(
            each.number, code="internal", zh="系统出错，这一份没有发", en="something went wrong; this paper was not made",
            hint_zh="请打开这一件单独制作", hint_en="open the case and make it there",
        )  # fmt: skip
    return Made(each.number, paper=done["number"], check_code=done["check_code"])


def _refused(each: Chosen, form: forms.Form, by: access.Actor, refused: Refused) -> Made:
    """Tell a second sending of the same batch, which lost the race against the first, from a real refusal."""
    if refused.code == "stale_version":
        case_id = access.case_for(by, each.number).id
        before = paperbatch.made_right_after(case_id=case_id, form=form.id, version=each.version, by=by.id)
        if before:
            return Made(each.number, paper=before, is_again=True)
    changed = tuple(str(item.get("event", "")) for item in refused.facts.get("changed", []))
    return Made(
        each.number, code=refused.code, zh=refused.zh, en=refused.en, hint_zh=refused.hint_zh, hint_en=refused.hint_en,
        changed=changed,
    )  # fmt: skip


def together(*, numbers: Sequence[str], by: access.Actor, at: dt.datetime, address: str = "") -> bytes:
    """Return papers as they were sent, one after the other, as one PDF to be printed; each reading is logged.

    Raises NotFound for one that there is not or that one may not see, Wrong `too_many` for more than MOST.
    """
    if len(numbers) > MOST:
        raise Wrong(code="too_many", zh=f"一次最多 {MOST} 份文书", en=f"at most {MOST} papers at once")
    from pypdf import PdfReader, PdfWriter  # late: only those who print pay for it

    book = PdfWriter()
    for number in numbers:
        pdf, _content = papers.read(letter_number=number, by=by, at=at, address=address)
        book.append(PdfReader(io.BytesIO(pdf)))
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()
