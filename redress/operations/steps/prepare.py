"""From an appeal as it was brought to what the door takes: masked title and search text, exact keys, parties.

Pure but for the house's lookup secret; run once an appeal, so every microsecond counts here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from redress.language import keys, redact
from redress.operations.moves import Facts, Follow, Opening, PartyDraft, Source
from redress.operations.steps import linking
from redress.store import tokens

PROCEDURES = ("complaint", "tipoff", "inquiry", "other_appeal")
TITLE_LENGTH = 60
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class AppealDraft:
    """An appeal as a channel brings it, checked for form only. Moments carry a zone."""

    kinds: tuple[str, ...]  # one or more of PROCEDURES
    channel: str
    narrative: str
    received_at: dt.datetime
    source: str = ""  # the profile or token
    external_id: str = ""
    appellant: Mapping[str, str] = field(default_factory=dict)
    agent: Mapping[str, str] = field(default_factory=dict)
    respondent: Mapping[str, str] = field(default_factory=dict)
    remedy_sought: tuple[str, ...] = ()
    amount: Decimal | None = None
    purchased_on: dt.date | None = None
    orders: tuple[str, ...] = ()
    subject_class: str = ""
    issue_class: str = ""
    area: str = ""
    files: tuple[str, ...] = ()
    raw: Mapping[str, Any] | None = None
    is_history: bool = False
    reply: str = ""
    closed_at: dt.datetime | None = None
    dispatched_at: dt.datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    masked: str = ""  # the narrative as `redact.mask` gives it, where that was done ahead


def bare(narrative: str) -> str:
    """Return a narrative without control characters, as it is kept."""
    return narrative.translate(CONTROL)


def title_of(masked: str) -> str:
    """Return the first words of a masked text, for lists."""
    line = SPACE.sub(" ", masked[: TITLE_LENGTH * 3]).strip()
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"


def opening(
    *, draft: AppealDraft, procedure: str, secret: bytes, source: Source | None = None, office_id: int | None = None
) -> Opening:
    """Prepare the opening of one case of `draft`."""
    narrative = bare(draft.narrative)
    masked = draft.masked or redact.mask(narrative)
    respondent = draft.respondent.get("name", "")
    searched = "\n".join(part for part in (masked, respondent, draft.respondent.get("platform", "")) if part)
    orders = draft.orders or linking.orders_in(narrative)
    exact = keys.exact_keys(
        secret=secret,
        phone=draft.appellant.get("phone", ""),
        id_number=draft.appellant.get("id_number", ""),
        orders=orders,
        trader=respondent,
        amount=draft.amount,
        text=narrative,
    )
    parties = [PartyDraft("complainant" if procedure == "complaint" else "appellant", draft.appellant)]
    if draft.agent:
        parties.append(PartyDraft("agent", draft.agent))
    if draft.respondent:
        parties.append(PartyDraft("respondent", draft.respondent))
    extra = dict(draft.extra)
    extra.update(
        {
            name: value
            for name, value in (
                ("source", draft.source),
                ("external_id", draft.external_id),
                ("remedy_sought", list(draft.remedy_sought)),
                ("amount", str(draft.amount) if draft.amount is not None else ""),
                ("purchased_on", draft.purchased_on.isoformat() if draft.purchased_on else ""),
                ("dispatched_at", draft.dispatched_at.isoformat() if draft.dispatched_at else ""),
            )
            if value
        }
    )
    then: tuple[Follow, ...] = ()
    if draft.is_history and (draft.reply or draft.closed_at):
        then = (Follow("record_outcome", {"answer": draft.reply or "—"}, draft.closed_at),)
    return Opening(
        procedure=procedure,
        move="open_history" if draft.is_history else "open",
        fields={"narrative": narrative},
        at=draft.received_at,
        office_id=office_id,
        facts=Facts(
            channel=draft.channel,
            source=draft.source,
            external_id=draft.external_id,
            amount=draft.amount,
            purchased_on=draft.purchased_on,
            subject_class=draft.subject_class,
            issue_class=draft.issue_class,
            remedy=" ".join(draft.remedy_sought)[:120],
            respondent=respondent,
            respondent_uscc=draft.respondent.get("uscc", "")[:30],
            platform=draft.respondent.get("platform", "")[:80],
            area=draft.area,
        ),
        parties=tuple(parties),
        keys=exact,
        title=title_of(masked),
        search_text=tokens.normalise(searched),
        source=source,
        is_history=draft.is_history,
        extra=extra,
        raw=draft.raw,
        files=draft.files,
        then=then,
    )
