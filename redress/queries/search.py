"""Search: a phrase in the masked texts, and exact keys for those who may see what is personal; newest first."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection

from redress.language import keys
from redress.queries import paging
from redress.store import backend, tokens, vault
from redress.store.models import Case, LookupKey, SearchText
from redress.store.newest import Place
from redress.store.refusal import Refused

CAP = 1000  # counts above say "1000+"
BEFORE, AFTER = 24, 56  # characters shown on each side of a hit
# What can be a phone, an identity, order or case number: letters, digits and the marks they are written with.
NUMBER = re.compile(r"[0-9a-z+()#*._/ \-]{4,60}")


class PhraseTooShort(Refused):
    """A search needs two characters or more."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            code="phrase_too_short", zh="请至少输入两个字", en="a search needs two characters or more",
            hint_zh="例如“退款”", hint_en="for instance a word of the appeal", where="/q",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Hits newest first ({number, at, snippet, mark}), how many there are in all, and the cursor of the next page.

    `mark` is the place of the phrase in the snippet, [start, end), or None for a hit by an exact key. `count` is
    exact unless `count_is_capped`: then there are more than 1,000.
    """

    hits: tuple[dict[str, Any], ...]
    count: int
    count_is_capped: bool
    next: str | None


def find(
    *, q: str, offices: frozenset[int] | None, sees_personal: bool, cursor: str | None = None, limit: int = 25
) -> Found:
    """Find the cases of `offices` (None: all) whose normalised text holds `q`, or which `q` names exactly.

    White space in `q` is folded as it is in the texts, and counts; a face for people strips it first. Phones,
    identity and order numbers are found by exact key when `sees_personal`, case numbers always. Raises
    PhraseTooShort and paging.BadCursor.
    """
    phrase = tokens.folded(q)
    if len(phrase) < tokens.SHORTEST_PHRASE or not phrase.strip():
        raise PhraseTooShort
    question = ("search", phrase, offices, sees_personal)
    before, counted = None, None
    if cursor is not None:
        at, case_id, counted = paging.open_cursor(cursor, question=question, shape=tuple[dt.datetime, int, int])
        before = Place(at, case_id)
    named = _named(phrase.strip(), offices=offices, sees_personal=sees_personal)
    places: list[Place] = []
    count = 0
    if offices is None or offices:
        places, count = backend.of().search.look(
            connection,
            phrase=phrase,
            offices=offices,
            before=before,
            limit=limit + 1,
            cap=CAP if counted is None else 0,
        )
    if counted is None:
        counted = count
        if named and counted <= CAP:
            texts = SearchText.objects.filter(case_id__in=[place.case_id for place in named])
            counted += len(named) - sum(phrase in text for text in texts.values_list("text", flat=True))
    more = [place for place in named if before is None or place < before]
    if more:
        places = sorted({*places, *more}, reverse=True)
    following = None
    if len(places) > limit:
        last = places[limit - 1]
        following = paging.seal((last.at, last.case_id, min(counted, CAP + 1)), question=question)
    return Found(_hits(places[:limit], phrase), min(counted, CAP), counted > CAP, following)


def _named(phrase: str, *, offices: frozenset[int] | None, sees_personal: bool) -> list[Place]:
    """Return the cases that `phrase` names as a whole: by case number, phone, identity or order number."""
    if not NUMBER.fullmatch(phrase) or not any(c.isdigit() for c in phrase):
        return []
    ids = set(Case.objects.filter(number__in={phrase, phrase.upper()}).values_list("id", flat=True))
    if sees_personal and sum(c.isdigit() for c in phrase) >= 4:
        for key in keys.exact_keys(secret=vault.secret("lookup"), phone=phrase, id_number=phrase, orders=(phrase,)):
            known = LookupKey.objects.filter(kind=key.kind, digest=key.digest)
            ids.update(known.values_list("case_id", flat=True)[: CAP + 1])
    if not ids:
        return []
    cases = Case.objects.filter(id__in=ids)
    if offices is not None:
        cases = cases.filter(office_id__in=offices)
    return [Place(at, case_id) for at, case_id in cases.values_list("received_at", "id")]


def _hits(places: list[Place], phrase: str) -> tuple[dict[str, Any], ...]:
    rows = {
        case_id: (number, text or "")
        for case_id, number, text in Case.objects.filter(id__in=[place.case_id for place in places]).values_list(
            "id", "number", "search_text__text"
        )
    }
    hits = []
    for place in places:
        number, text = rows[place.case_id]
        snippet, mark = snippet_of(text, phrase)
        hits.append({"number": number, "at": place.at.isoformat(), "snippet": snippet, "mark": mark})
    return tuple(hits)


def snippet_of(text: str, phrase: str) -> tuple[str, tuple[int, int] | None]:
    """Return the words around `phrase` in `text`, and where it stands in them; the first words when it is not there."""
    at = text.find(phrase)
    if at < 0:
        return (text if len(text) <= BEFORE + AFTER else text[: BEFORE + AFTER] + "…"), None
    start, end = max(0, at - BEFORE), min(len(text), at + len(phrase) + AFTER)
    head = "…" if start > 0 else ""
    mark = (at - start + len(head), at - start + len(head) + len(phrase))
    return head + text[start:end] + ("…" if end < len(text) else ""), mark
