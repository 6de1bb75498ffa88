"""The words at which names end where a sentence says that a name is due, and what may stand before them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import rjieba

from redress.language import names, trie
from redress.language.tradewords import words_of_trade

_NOT_ALONE = frozenset(
    "医院 学校 公寓 广场 基地 检查 门诊 景区 景点 停车场 加油站 汽车站 客运站 邮局 大厦 大楼".split()
)
_NEVER_FIRST = frozenset("公寓 广告 学校 医院 集团 食品 文化 租房 菜市场 农贸市场".split())
_TRAVEL = frozenset("旅游 旅行 酒店 宾馆 温泉 度假 民宿 客栈 特产 房产 地产 出行 客运 物流".split())
_SINGLE_NAMES = frozenset("老小大新好金红福鑫美爱乐佳优永兴旺宏顺康万天海华嘉锦聚")
_SINGLE_GRAMMAR = frozenset(
    "的了着过我你他她它这那哪谁在从向跟于被把让给和与及或等说讲要想很太都也就才又还没不吗呢吧买卖交付退看问打骂"
)
_KIN = re.compile(r"^(?:我|他|她|你)?(?:老公|老婆|爸|妈|儿子|女儿|孩子|爷爷|奶奶|朋友|邻居|同事|亲戚|家)")
_FIRST_GRAMMAR = frozenset("兹而请至因以据称为由时原即往朝有其均须又虽若经受共各")
_TIME = re.compile("[今昨明前后去][天日年晚]|期|时|日$|月$|年$|午|晚|早|周|节|[0-9]")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lists of `data/trader_lines.txt`, as expressions and sets."""

    ends: re.Pattern[str]
    line: frozenset[str]
    plain: frozenset[str]
    customer: re.Pattern[str]
    seller: re.Pattern[str]


@functools.cache
def lines() -> Lines:
    """Load the lists, once."""
    lists: dict[str, list[str]] = {}
    for row in (names.DATA / "trader_lines.txt").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            head, _, tail = row.partition(": ")
            lists[head] = tail.split()
    trade = words_of_trade()
    strong = {*lists["place"], *trade.suffixes} - trade.weak
    line = {*lists["line"], *trade.weak} - set(lists["place"])
    return Lines(
        re.compile(trie.pattern(sorted(strong | line, key=len, reverse=True))),
        frozenset(line - strong),
        frozenset(lists["plain"]),
        re.compile(trie.pattern(lists["customer"])),
        re.compile(trie.pattern(lists["seller"])),
    )


def is_core(core: str, *, word: str, weak: bool, kind: str, bought: bool) -> bool:
    """Say whether `core` names someone before `word`."""
    if len(core) > 12 or core in lines().plain or core in words_of_trade().generic:
        return False
    if kind == "head" and word in _NEVER_FIRST:
        return False
    if len(core) < 2 and (weak or kind == "head"):
        return False
    pieces, plain, trade = rjieba.tag(core), lines().plain, words_of_trade()
    if (
        _KIN.match(core)
        or pieces[0][0] in _FIRST_GRAMMAR
        or core[0] in "至因据兹各几该此"
        or (kind == "head" and core[0] in "以由如可号份日月年")
        or core[0].isdigit()
        or any(_grammar(piece, tag) for piece, tag in pieces if not (piece == "和" and _joins(core, kind)))
    ):
        return False
    telling = [
        (piece, tag)
        for piece, tag in pieces
        if not (piece in plain or piece in trade.generic or piece in lines().line or piece in trade.corporate)
    ]
    if not telling:
        return False
    if all(tag == "ns" or (tag in ("t", "f", "s") and (tag != "t" or _TIME.search(piece))) for piece, tag in telling):
        # 去海南旅游, 在福州宾馆: a place alone names an establishment, never a line of business.
        served = kind in ("head", "accuse") and word not in _TRAVEL
        return (not weak or served) and word not in _NOT_ALONE and any(tag == "ns" for _, tag in telling)
    if len(core) == 1 and core not in _SINGLE_NAMES:
        return False
    doing = [
        piece
        for piece, tag in pieces
        if tag[0] == "v" and len(piece) > 1 and rjieba.has_word(piece) and piece not in trade.industry
    ]
    if doing and (kind == "head" or weak):
        return doing == [pieces[0][0]] and len(pieces) <= 2 and (bought if weak else True)
    return not (
        weak and kind in ("head", "place") and any(len(piece) == 1 and tag == "v" for piece, tag in pieces[:-1])
    )


def _joins(core: str, kind: str) -> bool:
    """Say whether 和 belongs to the name (百云博和鞋帽店), and does not join two traders."""
    before, _, behind = core.partition("和")
    return kind != "head" and bool(before) and "和" not in behind and lines().ends.search(before) is None


def _grammar(piece: str, tag: str) -> bool:
    """Say whether a piece is grammar or a doing, which no name holds."""
    if len(piece) == 1:
        return piece in _SINGLE_GRAMMAR
    return tag[0] in "rpuyc" or piece in words_of_trade().stops
