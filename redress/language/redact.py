"""Mask what names a person: names, phones, identity numbers, addresses, plates, accounts. Nothing is lengthened.

Every masked character is replaced by exactly one mask character, so offsets in the masked text are offsets in the
original. What is found is what can be told from the text alone; the finders live in `redact_numbers`,
`redact_places` and `redact_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from redress.language import redact_names, redact_numbers, redact_places, script

KINDS = ("name", "phone", "id_number", "address", "plate", "account")
_MARK = {"name": "○", "address": "○", "phone": "*", "id_number": "*", "plate": "*", "account": "*"}
# Where two finds overlap, the one named first gives the kind.
_RANK = {"id_number": 0, "phone": 1, "account": 2, "plate": 3, "address": 4, "name": 5}

_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_WIDE |= {ord(dash): ord("-") for dash in "‐‑‒–—―−－﹣"}
_WIDE_SEEN = re.compile("[０-９Ａ-Ｚａ-ｚ＠＋（）－‐‑‒–—―−﹣\u3000]")
_FIVE_DIGITS = re.compile(r"[0-9A-Za-z](?:[ \-.·_/、()]{0,3}[0-9A-Za-z]){4}")
_SPOKEN_SEEN = re.compile("[〇零一壹幺二三四五六七八九](?:[ -]?[〇零一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]){9}")


@dataclass(frozen=True, slots=True)
class Span:
    """One secret: its `kind` (one of KINDS) and where it stands, code points [start, end)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The masked `text`, as long as the original, and the `spans` that were masked, in order, never overlapping."""

    text: str
    spans: tuple[Span, ...]


def _fold(text: str) -> str:
    """Give full-width letters, digits and dashes their half-width form, one for one."""
    return text.translate(_WIDE) if _WIDE_SEEN.search(text) else text


def _hits(text: str) -> list[redact_numbers.Hit]:
    folded = _fold(script.fold(text))
    hits: list[redact_numbers.Hit] = []
    if _FIVE_DIGITS.search(folded):
        hits += redact_numbers.find(folded)
    if "@" in folded:
        hits += redact_numbers.find_mails(folded)
    if _SPOKEN_SEEN.search(folded):
        hits += redact_numbers.find_spoken(folded)
    hits += redact_places.find(folded)
    hits += redact_names.find(folded)
    return hits


def _resolve(hits: Iterable[redact_numbers.Hit]) -> tuple[Span, ...]:
    """Unite overlapping finds; the more telling kind names the union."""
    spans: list[Span] = []
    for start, end, kind in sorted(hits):
        if start >= end:
            continue
        if spans and start < spans[-1].end:
            last = spans[-1]
            stronger = min(last.kind, kind, key=_RANK.__getitem__)
            spans[-1] = Span(stronger, last.start, max(last.end, end))
        else:
            spans.append(Span(kind, start, end))
    return tuple(spans)


def redact(text: str) -> Redacted:
    """Mask every secret found in `text`; return the masked text and the spans with their kinds."""
    spans = _resolve(_hits(text))
    if not spans:
        return Redacted(text, ())
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += (text[at : span.start], _MARK[span.kind] * (span.end - span.start))
        at = span.end
    parts.append(text[at:])
    return Redacted("".join(parts), spans)


def mask(text: str) -> str:
    """Return `text` with every secret masked, of the same length."""
    return redact(text).text
