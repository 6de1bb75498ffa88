"""What a batch of papers needs to know of its cases: what has happened, and what was made already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from redress.store.models import Case, CaseEvent, Letter


@dataclass(frozen=True, slots=True)
class PaperCase:
    """A case as a batch of papers sees it; `made` holds the newest paper of each form by its number."""

    id: int
    number: str
    title: str
    procedure: str
    version: int
    office_id: int
    is_erased: bool
    events: tuple[str, ...]
    made: dict[str, str]


def of(numbers: Iterable[str]) -> tuple[PaperCase, ...]:
    """Return the cases named, in the order given, in three queries; unknown numbers are left out.

    What one may see is not asked here: pass only numbers that access.cases_for lets through.
    """
    wanted = list(dict.fromkeys(numbers))
    rows = {
        row["number"]: row
        for row in Case.objects.filter(number__in=wanted).values(
            "id", "number", "title", "procedure", "version", "office_id", "is_erased"
        )
    }
    ids = [row["id"] for row in rows.values()]
    events: dict[int, list[str]] = {}
    for case_id, name in (
        CaseEvent.objects.filter(case_id__in=ids).order_by("case_id", "seq").values_list("case_id", "name")
    ):
        events.setdefault(case_id, []).append(name)
    made: dict[int, dict[str, str]] = {}
    for case_id, form, number in (
        Letter.objects.filter(case_id__in=ids).order_by("case_id", "seq").values_list("case_id", "template", "number")
    ):
        made.setdefault(case_id, {})[form] = number
    return tuple(
        PaperCase(
            **rows[number], events=tuple(events.get(rows[number]["id"], ())), made=made.get(rows[number]["id"], {})
        )
        for number in wanted
        if number in rows
    )


def made_right_after(*, case_id: int, form: str, version: int, by: str) -> str:
    """Return the number of the paper that was the very next thing to happen after `version`, made by `by`.

    That is how a batch sent a second time is told from a new one; empty when there is none.
    """
    letter = Letter.objects.filter(case_id=case_id, template=form, seq=version + 1).values_list("number", flat=True)
    mine = CaseEvent.objects.filter(case_id=case_id, seq=version + 1, by=by).exists()
    return next(iter(letter), "") if mine else ""
