"""Wrong one-to-many conversions put right where the context leaves no doubt: 公升級 → 升級, 乙個 → 一個, 國傢 → 國家.

Three kinds. 公升 for 升, where no quantity stands before it and a word with 升 stands there. 乙 and 壹 for 一 before a
measure word, but not beside 甲 or 丙, and not in sums of money. Characters of a traditional text that its own words
contradict (國傢, 製度, 公裡): both the word test and the converter's phrase table must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from redress.language import redact_words as words
from redress.language import script
from redress.language.edits import Change

_SHENG_AFTER = "级級值学學温溫高职職华華旗空降起至任迁遷腾騰压壓幅势勢格舱艙天官堂破段本科平台旗船"
_SHENG_BEFORE = "提上晋晉回飙飆攀直爬抬擢拔跃躍超连連递遞推再擢"
_LITRE = re.compile(
    f"(?<![0-9０-９一二三四五六七八九十百千万萬億两兩半几幾每数數多余餘點点个個升])公升(?=[{_SHENG_AFTER}])|(?<=[{_SHENG_BEFORE}])公升"
)
# 公升級 after a figure is a slip only for the verb: 2024公升級; 5公升級 may be a size of bottle and stays.

_MEASURE = "个個只隻次位件条條张張些名句块塊家场場直般定起切旦致共项項点點段批套样樣把片向路边邊"
_YI = re.compile(f"乙(?=[{_MEASURE}])")
_STEMS = re.compile("[甲丙丁戊]")
_SENTENCE = re.compile("[。！？；!?;\n]")
_YI_WORD = re.compile("乙(?:[只隻](?=乙)|[家件位名](?=[、,，和与與及]))")
_BIG_ONE = re.compile(f"壹(?=[{_MEASURE}种種方系下])")
# Before these 壹 is plain 一 (每壹位, 有壹條); so it is when the thing counted follows (壹條大街, not 收據壹張).
_PLAIN_BEFORE = frozenset("有是每这這那的成为為了")
_PLAIN_THING = re.compile("壹[條条位名家片](?=[\u4e00-\u9fff])")
_TERM = re.compile("壹[个個]月")
_MONEY = re.compile("[贰貳叁參肆伍陆陸柒捌玖拾佰仟]|[萬万億亿圆圓元整]")
# Measure words with which 壹 is written on purpose in contracts and receipts.
_FORMAL = frozenset("张張件条條位名套把片家项項批块塊")

# What a traditional character was wrongly made of: its right form when the converter's phrases say so.
_WRONG = {
    "麵": "面", "係": "系", "繫": "系", "製": "制", "隻": "只", "錶": "表",
    "誌": "志", "髮": "發", "發": "髮", "鬥": "斗", "穀": "谷", "鬆": "松", "颱": "台", "乾": "幹", "幹": "乾干",
    "裡": "里", "裏": "里", "後": "后", "薑": "姜", "鼕": "冬", "癥": "症", "複": "復", "復": "複", "徵": "征", "醜": "丑",
    "準": "准", "闢": "辟", "彆": "別", "鞦": "秋", "韆": "千", "衕": "同", "硃": "朱", "範": "范", "捨": "舍", "迴": "回",
}  # fmt: skip
# Characters with so few right uses that these can be named; everywhere else they are wrong.
_CLOSED = (
    ("瞭", "了", re.compile("瞭(?![解望然如若亮哨])(?<![明不]瞭)")),
    ("傢", "家", re.compile("傢(?![俱具伙什私夥生])")),
    ("齣", "出", re.compile("齣(?!戲)(?<![一二兩三四五六七八九十幾這那每整折首]齣)")),
    ("嚮", "向", re.compile("嚮(?![往導應慕])")),
    ("緻", "致", re.compile("緻(?![密])(?<![精細雅別標景興韻工巧]緻)")),
)
_SUSPECT = re.compile(f"[{''.join(_WRONG)}]")
_ANY_SUSPECT = re.compile(f"[{''.join(_WRONG)}{''.join(wrong for wrong, _, _ in _CLOSED)}]")
# Characters that are right more often than wrong are questioned only inside these words (simplified).
_NARROW = {
    "裡": "公里 里程 海里 英里 千里 万里 邻里 故里 里弄",
    "裏": "公里 里程 海里 英里 千里 万里 邻里 故里 里弄",
    "復": "复杂 重复 复制 复印 复习 复合 复数 复式 复述 复诊 繁复",
    "後": "皇后 太后 王后 后妃 影后",
}
_NARROW_SETS = {char: frozenset(listed.split()) for char, listed in _NARROW.items()}


def _litres(text: str) -> Iterator[Change]:
    for found in _LITRE.finditer(text):
        yield found.start(), found.end(), "升", "slip"


def _ones(text: str) -> Iterator[Change]:
    for found in _YI.finditer(text):
        at = found.start()
        before = _SENTENCE.split(text[max(0, at - 24) : at])[-1]
        after = _SENTENCE.split(text[at : at + 24], maxsplit=1)[0]
        if not _STEMS.search(before + after) and not _YI_WORD.match(text, at):
            yield at, at + 1, "一", "slip"
    found_big = list(_BIG_ONE.finditer(text))
    if not found_big:
        return
    plain = any(text[m.end()] not in _FORMAL and not _TERM.match(text, m.start()) for m in found_big)
    for found in found_big:
        at = found.start()
        if _MONEY.search(text, max(0, at - 4), at) or _MONEY.search(text, at + 2, at + 4):
            continue
        loose = text[at - 1 : at] in _PLAIN_BEFORE or _PLAIN_THING.match(text, at)
        if (text[at + 1] not in _FORMAL or plain or loose) and not _TERM.match(text, at):
            yield at, at + 1, "一", "slip"


@cache
def _right_form(word: str) -> str:
    """Return the traditional form of a simplified word that is in the dictionary, "" for one that is not."""
    if not words.is_word(word):
        return ""
    form = script.traditional(word)
    return form if len(form) == len(word) else ""


def _contradicted(text: str) -> Iterator[Change]:
    for wrong, right, pattern in _CLOSED:
        if wrong in text:
            for found in pattern.finditer(text):
                yield found.start(), found.end(), right, "slip"
    simple = ""
    for found in _SUSPECT.finditer(text):
        at, char = found.start(), found.group()
        simple = simple or script.fold(text)
        if simple[at] == char:
            continue
        votes = set()
        for low in (at - 1, at):
            word = simple[low : low + 2] if low >= 0 else ""
            if char in _NARROW_SETS and word not in _NARROW_SETS[char]:
                continue
            form = _right_form(word) if len(word) == 2 and word[0] >= "\u4e00" and word[1] >= "\u4e00" else ""
            if form:
                votes.add(form[at - low])
        if len(votes) == 1 and (right := votes.pop()) != char and right in _WRONG[char]:
            yield at, at + 1, right, "slip"


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = resources.files("redress.language").joinpath("data", "slips.txt").read_text("utf-8").splitlines()
    table: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith("#"):
            wrong, right = line.split("=")
            table[wrong] = right
            table[script.fold(wrong)] = script.fold(right)
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


def _words(text: str) -> Iterator[Change]:
    pattern, table = _table()
    for found in pattern.finditer(text):
        yield found.start(), found.end(), table[found.group()], "slip"


def changes(text: str) -> list[Change]:
    """Return what puts the slips of `text` right, in order, not overlapping."""
    found: list[Change] = []
    if "公升" in text:
        found += _litres(text)
    if "乙" in text or "壹" in text:
        found += _ones(text)
    if "程式" in text or "迴圈" in text or "回圈" in text or "域性" in text or "型化" in text:
        found += _words(text)
    if _ANY_SUSPECT.search(text) and script.ruling(text) == "hant":
        found += _contradicted(text)
    found.sort()
    kept: list[Change] = []
    for change in found:
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return kept
