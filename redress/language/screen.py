"""What is flagged and left as it stands: advertisements and site names inside sentences, masked words, loose dates.

A flag says "look here"; nothing is deleted and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from redress.language import script

KINDS = ("spam", "masked", "figure_broken")


@dataclass(frozen=True, slots=True)
class Flag:
    """One doubtful place: its `kind`, the `text` that stands there, at [start, end)."""

    kind: str
    text: str
    start: int
    end: int


_MASKED = re.compile("[*＊_×□■●○xX]{2,60}")
_LETTERED = re.compile("[A-Za-z0-9]")
_EDGE = re.compile("[^\\s，。！？；、“”‘’\"'（）()《》<>【】\\[\\]:：|]")
_ADDRESS = re.compile(
    "(?:https?://|www\\.)[A-Za-z0-9./?=&%_~#-]{4,120}|(?<![A-Za-z0-9@.])[A-Za-z0-9-]{2,40}\\.(?:com|net|cn|org|cc|top|vip|xyz|club|info|shop|site)(?:\\.cn)?(?![A-Za-z0-9])"
)
_SELLS = re.compile("送|优惠|折|免费|领取|代办|代开|咨询|注册|下载|官网|平台|客服|赚|贷|赌|彩|娱乐|登录|访问")
# What stands beside an advertisement and not beside a complaint about one.
_MARK = re.compile(
    "_|官网|官方网|网址|网站|平台|首页|下载|登[录陆]|注册|开户|APP|[Aa]pp|[加➕+]?(?:微信|薇信|[Vv]信|[VvQq][Qq]?|扣扣|群)[:：]?[A-Za-z0-9]|1[3-9][0-9]{9}|(?:联系|咨询|热线|电话)[:：]?[0-9]|加(?:微|[Vv]|[Qq])|点击|扫码|免费领|www|http|\\.com|包过|无效退款|详情"
)
_LEAD = re.compile(
    "(?:澳门|澳門|欧洲杯|世界杯|欧洲|亚洲|冠军联赛|英超|欧冠|皇冠|手机|网上|线上|真人|正规|国际|合法|最新|十大|专业|长期|大量|各类|本地|同城|万博|亚博|必威|开云|华体会|金沙|银河|体育|电竞|电子|在线|娱乐|_)+$"
)
_TAIL = re.compile(
    "(?:[_/|]|官方网站|官网|官方|网址|网站|平台|首页|下载|登录|注册|开户|娱乐|游戏|直营|在线|入口|中心|代理|app|APP|App|大全|发票|证件|文凭|刻章|[加➕+]?(?:微信|薇信|[Vv]信|[Vv]|[Qq]{1,2}|扣扣|电话|热线)[:： ]?(?=[A-Za-z0-9])|联系|咨询|[A-Za-z0-9_.-]{4,30})+"
)


@cache
def _lexicon() -> tuple[re.Pattern[str], frozenset[str]]:
    """Return a pattern for every word, longest first, and the words of which one is enough."""
    kind, table = "", {}
    text = resources.files("redress.language").joinpath("data", "spam_words.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            table.update(dict.fromkeys(line.split(), kind))
    pattern = "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))
    return re.compile(pattern), frozenset(word for word, kind in table.items() if kind == "always")


def _reach(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a hit to the marks around it, at most 30 characters either way."""
    low, high = start, end
    while low > 0 and start - low < 30 and _EDGE.match(text[low - 1]):
        low -= 1
    while high < len(text) and high - end < 30 and _EDGE.match(text[high]):
        high += 1
    return low, high


def _common(hits: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Narrow hits of one word to what surrounds it again and again: the advertisement without its victims."""
    spans = [_reach(text, start, end) for start, end in hits]
    result = []
    for (start, end), (low, high) in zip(hits, spans, strict=True):
        left = right = 0
        for (other, other_end), (other_low, other_high) in zip(hits, spans, strict=True):
            if other == start:
                continue
            a = 0
            while start - a > low and other - a > other_low and text[start - a - 1] == text[other - a - 1]:
                a += 1
            b = 0
            while end + b < high and other_end + b < other_high and text[end + b] == text[other_end + b]:
                b += 1
            left, right = max(left, a), max(right, b)
        result.append((start - left, end + right))
    return result


def _spam(text: str) -> Iterator[tuple[int, int]]:
    pattern, always = _lexicon()
    groups: dict[str, list[tuple[int, int]]] = {}
    for found in pattern.finditer(text):
        start, end = found.span()
        if found.group() in always or _MARK.search(text, max(0, start - 8), end + 14):
            groups.setdefault(found.group(), []).append((start, end))
    for hits in groups.values():
        yield from _common(hits[:400], text) if len(hits) > 1 else [_single(text, *hits[0])]
    for found in _ADDRESS.finditer(text) if "www." in text or "http" in text or ".com" in text else ():
        start, end = found.span()
        near = text[max(0, start - 12) : start] + text[end : end + 12]
        if _SELLS.search(near) and not re.search("gov|edu", found.group()):
            yield start, end


def _single(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a hit that stands once over the words that advertisements put before and behind it."""
    lead = _LEAD.search(text, max(0, start - 24), start)
    tail = _TAIL.match(text, end)
    return (lead.start() if lead else start), (tail.end() if tail else end)


def flags(text: str, *, folded: str = "") -> list[tuple[int, int, str]]:
    """Return (start, end, kind) of the advertisements and masked words of `text`, in order, not overlapping."""
    found = [(start, end, "spam") for start, end in _spam(folded or script.fold(text))]
    found += [(m.start(), m.end(), "masked") for m in _MASKED.finditer(text) if _hides(text, *m.span())]
    found.sort(key=lambda flag: (flag[0], -flag[1]))
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in found:
        if kept and kind == kept[-1][2] == "spam" and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kind)
        elif not kept or start >= kept[-1][1]:
            kept.append((start, end, kind))
    return kept


def _hides(text: str, start: int, end: int) -> bool:
    """Tell whether a run of marks hides a word: one mark repeated, no part of a word, no rule across the page."""
    mark = text[start]
    if len(set(text[start:end])) > 1:
        return False
    if mark in "xX_" and (_LETTERED.match(text, end) or _LETTERED.match(text[max(0, start - 1) : start])):
        return False
    before = text[max(0, start - 80) : start].rpartition("\n")[2].strip()
    after = text[end : end + 80].partition("\n")[0].strip()
    if not before and not after:
        return False
    return mark != "○" or not (after[:1] in "年一二三四五六七八九〇" or before[-1:] in "二一")
