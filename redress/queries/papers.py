"""Papers as sent: who holds one may ask whether it is ours and unchanged."""

from __future__ import annotations

from dataclasses import dataclass

from redress.law.standing import ZONE
from redress.queries import offices
from redress.store.models import Letter
from redress.store.seal import sha256


@dataclass(frozen=True, slots=True)
class Paper:
    """What anybody may know of a paper by its check code: no names, nothing of its content."""

    number: str
    template: str
    made_on: str  # ISO day in China
    office_zh: str
    office_en: str
    is_intact: bool


def by_check_code(code: str) -> Paper | None:
    """Return the paper with this check code (blanks, dashes and lower case forgiven); None when there is none."""
    tidy = "".join(code.upper().split()).replace("-", "")[:20]
    letter = Letter.objects.filter(check_code=tidy).select_related("case").first() if tidy else None
    if letter is None:
        return None
    office = offices.everything().get(letter.case.office_id)
    return Paper(
        letter.number,
        letter.template,
        letter.made_at.astimezone(ZONE).date().isoformat(),
        office.zh if office else "",
        office.en if office else "",
        sha256(bytes(letter.sealed)) == bytes(letter.digest),
    )
