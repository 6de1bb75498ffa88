"""Public notices as everybody may read them, folded from the stream of settings; which of them resemble an appeal.

A notice has no table of its own: the stream of settings is its fact, and this fold is held until the stream grows.
Nothing of a case is in it, and nothing of an appeal is kept when notices are looked up for it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from redress.store.models import SettingEvent
from redress.taxonomy import tree

KINDS = ("consumer_alert", "closure", "announcement")
MOST_RESEMBLING = 3
FEWEST_PAIRS, LEAST_SHARE = 3, 0.34  # of a title's pairs of signs that a narrative repeats
BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]")
COMPANY = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司$|(?:旗舰|专卖|专营|分|总)?店$")
SEVERAL = re.compile(r"[、;；/]")
WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]{3,}")
COMMON = frozenset(
    "关于 消费 费者 提示 警示 公告 公示 通告 通知 注意 请注 谨防 当心 问题 情况 有关 我局 我县 我市 投诉 商家 经营".split()
)


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A notice: words in both languages, from which day to which (None: until withdrawn), whom it is about."""

    id: int
    kind: str
    zh: str
    en: str
    text_zh: str
    text_en: str
    starts_on: dt.date
    ends_on: dt.date | None
    office: str  # code; empty for the whole house
    subject_class: str
    trader: str  # one name or several, parted by 、
    basis: str  # on what a named trader's name is published
    is_withdrawn: bool = False

    def is_in_force(self, today: dt.date) -> bool:
        """Say whether everybody may read it today."""
        return not self.is_withdrawn and self.starts_on <= today and (self.ends_on is None or today <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Resembling:
    """A notice that resembles an appeal, and why: `trader`, `words` or `class`."""

    notice: PublicNotice
    reason: str


_held: dict[str, tuple[bytes, dict[int, PublicNotice]]] = {}


def everything() -> dict[int, PublicNotice]:
    """Return all notices by id, withdrawn ones too, the newest first. One query while the stream stands still."""
    last = SettingEvent.objects.order_by("-seq").values_list("hash", flat=True).first()
    mark = bytes(last) if last is not None else b""
    held = _held.get("all")
    if held is None or held[0] != mark:
        held = _held["all"] = (mark, _folded())
    return held[1]


def _folded() -> dict[int, PublicNotice]:
    found: dict[int, PublicNotice] = {}
    rows = SettingEvent.objects.filter(name__startswith="public_notice.").order_by("seq")
    for name, data in rows.values_list("name", "data"):
        said = json.loads(data)
        number = int(said["notice"])
        if name == "public_notice.withdrawn":
            if number in found:
                found[number] = replace(found[number], is_withdrawn=True)
        else:
            found[number] = read(number, said)
    return dict(sorted(found.items(), key=lambda item: (item[1].starts_on, item[0]), reverse=True))


def read(number: int, said: dict[str, Any]) -> PublicNotice:
    """Read a notice from what its event says."""
    ends = said.get("ends_on")
    return PublicNotice(
        number, said["kind"], said["zh"], said["en"], said["text_zh"], said["text_en"],
        dt.date.fromisoformat(said["starts_on"]), dt.date.fromisoformat(ends) if ends else None, said["office"],
        said["subject_class"], said["trader"], said["basis"],
    )  # fmt: skip


def in_force(*, today: dt.date) -> tuple[PublicNotice, ...]:
    """Return the notices that everybody may read today, the newest first."""
    return tuple(one for one in everything().values() if one.is_in_force(today))


def one_in_force(*, notice_id: int, today: dt.date) -> PublicNotice | None:
    """Return a notice that everybody may read today; None for one that is over, withdrawn or unknown."""
    found = everything().get(notice_id)
    return found if found is not None and found.is_in_force(today) else None


def resembling(*, narrative: str, traders: tuple[str, ...], today: dt.date) -> tuple[Resembling, ...]:
    """Return up to three notices in force that resemble an appeal: same trader first, then like words, then its goods."""
    told = _plain(narrative)
    named = [core for core in (_core(name) for name in traders) if len(core) >= 2]
    found = []
    for notice in in_force(today=today):
        reason = _reason(notice, told, named)
        if reason:
            found.append(Resembling(notice, reason))
    found.sort(key=lambda one: ("trader", "words", "class").index(one.reason))
    return tuple(found[:MOST_RESEMBLING])


def _reason(notice: PublicNotice, told: str, named: list[str]) -> str:
    for core in (_core(name) for name in SEVERAL.split(notice.trader)):  # legal name, sign, names of branches
        if len(core) >= 2 and (core in told or any(core in name or name in core for name in named)):
            return "trader"
    pairs = _pairs(notice.zh) - COMMON
    shared = sum(1 for pair in pairs if pair in told)
    if shared >= FEWEST_PAIRS and shared >= LEAST_SHARE * len(pairs):
        return "words"
    return "class" if any(word in told for word in _class_words(notice.subject_class)) else ""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _core(name: str) -> str:
    """Return what is left of a trader's name without its branch and its legal form."""
    return COMPANY.sub("", BRACKETS.sub("", _plain(name)))


def _pairs(text: str) -> set[str]:
    found: set[str] = set()
    for word in WORD.findall(_plain(text)):
        found |= {word} if word.isascii() else {word[at : at + 2] for at in range(len(word) - 1)}
    return found


def _class_words(code: str) -> tuple[str, ...]:
    held = tree.load()
    if not code or code not in held:
        return ()
    nodes = (held.node(code), *held.children(code))
    return tuple(word for node in nodes for word in node.keywords if len(word) >= 2)
