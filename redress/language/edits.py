"""The ledger of a repair: what was changed, where in the original, and how any place in the result maps back.

Stages propose changes to the text as it stands; the ledger turns them into edits of the original. Edits never
overlap; applied to the original from right to left they give the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

KINDS = ("pinyin", "script", "slip", "zero_width", "width", "entity", "furniture")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: its `kind`, what stood there (`before`), what stands there now (`after`), at [start, end)."""

    kind: str
    before: str
    after: str
    start: int
    end: int


# A change a stage proposes: [start, end) of the text as it stands, what to put there, and why.
Change = tuple[int, int, str, str]


class Ledger:
    """The original, the text as it stands, and the edits between them."""

    __slots__ = ("_edits", "_outs", "source", "text")

    def __init__(self, source: str) -> None:
        """Begin with nothing changed."""
        self.source = source
        self.text = source
        self._edits: list[tuple[int, int, str, str]] = []  # start, end in the source; replacement; kind
        self._outs: list[int] | None = None

    def apply(self, changes: Iterable[Change]) -> bool:
        """Make the changes (sorted, not overlapping, in places of `text`); tell whether anything changed."""
        new = [c for c in changes if self.text[c[0] : c[1]] != c[2]]
        if not new:
            return False
        self._edits = self._merged(new) if self._edits else new
        parts: list[str] = []
        at = 0
        for start, end, put, _ in new:
            parts += (self.text[at:start], put)
            at = end
        parts.append(self.text[at:])
        self.text = "".join(parts)
        self._outs = None
        return True

    def _merged(self, new: list[Change]) -> list[Change]:
        """Fold changes of the present text into the edits of the source: what overlaps becomes one edit."""
        spans: list[tuple[int, int, bool, int, str, str]] = []  # start, end in the text; new?; gain; put; kind
        shift = 0
        for start, end, put, kind in self._edits:
            gain = (end - start) - len(put)
            spans.append((start - shift, start - shift + len(put), False, gain, put, kind))
            shift += gain
        edges = sorted({edge for span in spans for edge in span[:2]})
        spans += [(start, end, True, 0, put, kind) for start, end, put, kind in _split(new, edges)]
        spans.sort(key=lambda span: span[:3])
        result: list[Change] = []
        passed = 0  # place in the source minus place in the text, in front of the group
        at = 0
        while at < len(spans):
            low, high = spans[at][:2]
            last = at + 1
            while last < len(spans) and spans[last][0] < high:
                high = max(high, spans[last][1])
                last += 1
            group = spans[at:last]
            gain = sum(span[3] for span in group)
            parts: list[str] = []
            here = low
            for start, end, is_new, _, put, _ in group:
                if is_new:
                    parts += (self.text[here:start], put)
                    here = end
            parts.append(self.text[here:high])
            kind = max(group, key=lambda span: (span[1] - span[0], not span[2]))[5]
            result.append((low + passed, high + passed + gain, "".join(parts), kind))
            passed += gain
            at = last
        return result

    def edits(self) -> tuple[Edit, ...]:
        """Return the edits in the order of the source; those that came to nothing are left out."""
        source = self.source
        return tuple(
            Edit(kind, source[start:end], put, start, end)
            for start, end, put, kind in self._edits
            if source[start:end] != put
        )

    def back(self, at: int, *, end: bool = False) -> int:
        """Return the place in the source of place `at` in the text; `end` when it is the end of a stretch."""
        if not self._edits:
            return at
        if self._outs is None:
            gains = accumulate(len(put) - (stop - start) for start, stop, put, _ in self._edits)
            before = [0, *gains]
            self._outs = [e[0] + before[i] for i, e in enumerate(self._edits)]
        index = bisect_right(self._outs, at - 1 if end else at) - 1
        if index < 0:
            return at
        start, stop, put, _ = self._edits[index]
        out = self._outs[index]
        if at < out + len(put) or (end and at == out + len(put)):
            return stop if end else start
        return stop + at - (out + len(put))


def _split(changes: list[Change], edges: list[int]) -> list[Change]:
    """Cut changes that go character for character at `edges`, so that two repairs side by side stay two."""
    result: list[Change] = []
    for start, end, put, kind in changes:
        first = bisect_right(edges, start)
        if end - start < 2 or len(put) != end - start or first == len(edges) or edges[first] >= end:
            result.append((start, end, put, kind))
            continue
        at = start
        while first < len(edges) and edges[first] < end:
            result.append((at, edges[first], put[at - start : edges[first] - start], kind))
            at = edges[first]
            first += 1
        result.append((at, end, put[at - start :], kind))
    return result
