"""Make polluted Chinese readable without guessing: what was changed is listed, what is doubtful is flagged.

    original ─ page (HTML → main text) ─ stages, until nothing changes ─ flags ─ furniture and title ─ figures
               entity · zero_width · width · pinyin · slip · script

Every edit, flag and figure carries its place in the original. Cleaning what is clean changes nothing, and cleaning
twice is cleaning once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from redress.language import edits, entities, figures, furniture, page, pinyin_noise, plain, screen, slips
from redress.language import script as folding
from redress.language.edits import Change, Edit, Ledger
from redress.language.figures import Check, Figure
from redress.language.screen import Flag

Script = Literal["keep", "hans", "hant"]
normalise = plain.normalise

_STAGES: tuple[Callable[[str], Iterable[Change]], ...] = (
    entities.changes,
    plain.zero_width_changes,
    plain.width_changes,
    pinyin_noise.changes,
    slips.changes,
)
_INTO: dict[str, Callable[[str], Iterable[Change]]] = {"hans": folding.to_hans, "hant": folding.to_hant}
_MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text made readable.

    `text` is without furniture and without the `title` (which stands at `title_at` in the original, if it does).
    `edits`, `flags`, `figures` carry places in `original`, code points [start, end); `checks` point into `figures`.
    For a page, markup and what stands outside the main text are not listed as edits.
    """

    original: str
    title: str
    title_at: tuple[int, int] | None
    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]


class _Place:
    """Maps places in the text as it stands to the original, through the ledger and, for a page, through the page."""

    def __init__(self, ledger: Ledger, source: page.Page | None) -> None:
        self.ledger = ledger
        self.source = source

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return [start, end) in the original."""
        return self.out(self.ledger.back(start), self.ledger.back(end, end=True) if end > start else None)

    def out(self, low: int, high: int | None) -> tuple[int, int]:
        """Return a stretch of the ledger's source in the original."""
        high = low if high is None else max(low, high)
        if self.source is None:
            return low, high
        start = self.source.back(low)
        return start, max(start, self.source.back(high, end=True) if high > low else start)


def clean(text: str, *, script: Script = "keep") -> Cleaned:
    """Repair `text` (plain or HTML); `script` turns it into simplified (hans) or traditional (hant), or keeps it.

    Linear in the length of the text. Never raises for bad text: what cannot be read better stays as it is.
    """
    source = page.read(text) if page.is_html(text) else None
    ledger = Ledger(source.text if source else text)
    place = _Place(ledger, source)
    _stages(ledger, script)
    before = ledger.text
    folded = folding.fold(before)
    flagged = [_flag(place, text, found) for found in screen.flags(before, folded=folded)]
    title, title_span = _furniture(ledger)
    if source and source.title:
        title, title_span = _page_title(ledger, source.title, title, title_span, script)
    reading = figures.read(ledger.text, folded=folded if ledger.text is before else "")
    flagged += [_flag(place, text, (low, high, "figure_broken")) for low, high in reading.broken]
    body = ledger.text
    if title_span:
        body = (body[: title_span[0]] + body[title_span[1] :]).strip("\n")
    elif body != ledger.source:
        body = body.strip("\n")
    if source and (more := furniture.read(body)).title_at:
        # A headline below the page's own: cleaning the text again would take it for the title.
        title = f"{title} {more.title}".strip()
        body = body[more.title_at[1] :].strip("\n")
    return Cleaned(
        original=text,
        title=title,
        title_at=place.span(*title_span) if title_span else None,
        text=body,
        edits=tuple(_edit(place, text, edit) for edit in ledger.edits()),
        flags=tuple(sorted(flagged, key=lambda flag: (flag.start, flag.end))),
        figures=tuple(_figure(place, text, figure, source is None) for figure in reading.figures),
        checks=reading.checks,
    )


def _stages(ledger: Ledger, into: Script) -> None:
    """Run the stages until the text no longer changes: an entity may hide a zero-width mark, that mark a reading."""
    stages = (*_STAGES, _INTO[into]) if into != "keep" else _STAGES
    for _ in range(_MOST_ROUNDS):
        changed = False
        for stage in stages:
            changed |= ledger.apply(stage(ledger.text))
        if not changed:
            return


def _furniture(ledger: Ledger) -> tuple[str, tuple[int, int] | None]:
    """Drop the furniture until none is left; return the title and where it stands in what is left."""
    for _ in range(_MOST_ROUNDS):
        lines = furniture.read(ledger.text)
        if not ledger.apply((low, high, "", "furniture") for low, high in lines.furniture):
            break
    return lines.title, lines.title_at


def _page_title(
    ledger: Ledger, own: str, found: str, span: tuple[int, int] | None, into: Script
) -> tuple[str, tuple[int, int] | None]:
    """Give a page the title its head names, cleaned; headlines at the top of its text that say more are joined to it."""
    cleaned = Ledger(own)
    _stages(cleaned, into)
    title = cleaned.text.strip()
    text = ledger.text
    whole = "".join(title.split())
    said, end = "", 0
    for line in text.split("\n", 5)[:5]:
        said += "".join(line.split())
        end += len(line)
        if said and said == whole and end < len(text):
            return title, (0, end)
        if not whole.startswith(said):
            break
        end += 1
    if span:
        return (title if found in title or title in found else f"{title} {found}"), span
    first = text.split("\n", 1)[0].strip()
    if len(first) >= 6 and (first in title or (title in first and len(first) <= 80)) and "\n" in text:
        start = text.find(first)
        return title, (start, start + len(first))
    return title, None


def _edit(place: _Place, original: str, edit: Edit) -> Edit:
    start, end = place.out(edit.start, edit.end)
    before = edit.before if place.source is None else original[start:end]
    return edits.Edit(edit.kind, before, edit.after, start, end)


def _flag(place: _Place, original: str, found: tuple[int, int, str]) -> Flag:
    low, high, kind = found
    start, end = place.span(low, high)
    return Flag(kind, original[start:end] if place.source is None else place.ledger.text[low:high], start, end)


def _figure(place: _Place, original: str, figure: Figure, is_plain: bool) -> Figure:
    start, end = place.span(figure.start, figure.end)
    raw = original[start:end] if is_plain else figure.raw
    return Figure(
        figure.subject,
        figure.action,
        figure.value,
        figure.upto,
        figure.unit,
        raw,
        figure.period,
        figure.comparison,
        start,
        end,
    )
