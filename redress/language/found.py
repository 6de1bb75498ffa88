"""What every extractor returns, and the fold that makes all of them read one form of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
_FOLD = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in _WIDE + "．：－／＋＃％～＝"} | {
    ord("￥"): "¥",
    ord("—"): "-",
    ord("–"): "-",
    ord("―"): "-",
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("\t"): " ",
    ord("〜"): "~",
    ord("∶"): ":",
}
_FOLDED = re.compile("[" + "".join(map(re.escape, map(chr, _FOLD))) + "]")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing read out of a text: its normalised `value`, where it stands ([start, stop) in code points), the
    `rule` that read it, how sure the rule is (0 to 1), and a `role` where things of a kind differ ("" otherwise)."""

    value: str
    start: int
    stop: int
    rule: str
    confidence: float
    role: str = ""

    def as_dict(self) -> dict[str, object]:
        """Give the shape of the command: value, role, span, rule, confidence."""
        shown: dict[str, object] = {"value": self.value}
        if self.role:
            shown["role"] = self.role
        return shown | {
            "span": [self.start, self.stop],
            "rule": self.rule,
            "confidence": round(self.confidence, 2),
        }


class Taken:
    """Which stretches of a text are read already; a claim is granted once."""

    __slots__ = ("_marks",)

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def claim(self, start: int, stop: int) -> bool:
        """Take [start, stop) and say True, unless a part of it was taken before."""
        if self._marks.find(1, start, stop) >= 0:
            return False
        self._marks[start:stop] = b"\x01" * (stop - start)
        return True


def fold(text: str) -> str:
    """Narrow full-width letters, digits and marks, one character for one, so that offsets stay true."""
    return text if text.isascii() else _FOLDED.sub(lambda found: _FOLD[ord(found[0])], text)


def distinct(items: list[Item]) -> tuple[Item, ...]:
    """Keep the first of equal values, in the order of the text; of equals at one place the surer."""
    kept: dict[str, Item] = {}
    for item in sorted(items, key=lambda each: (each.start, -each.confidence)):
        kept.setdefault(item.value, item)
    return tuple(kept.values())
