"""From a message to weighted terms: names count more than everyday words, a title more than the text below it.

What an appeal is about is a name (a housing estate, a shop, a village, a brand) and a matter. The matter is said in
everyday words that thousands of other appeals use too; the name is what remains between them. So the text is cut into
words, everyday words are known by a list, and runs of other words are names, kept whole and in pieces. Names of whole
provinces, cities, districts and counties are left out: they join too much.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Whole = NDArray[np.integer]

# Weight of a word by what it is. Fixed on other messages than those the quality is measured on (bench).
EVERYDAY, NAME, PHRASE, TITLE_PAIR = 0.6, 1.5, 2.0, 1.0
TITLE_TIMES = 3
# A term says something when at least two messages and not more than this share of all messages have it.
_COMMON_SHARE, _COMMON_LEAST, _COMMON_MOST = 0.05, 30, 400
_TERMS_A_MESSAGE = 150
_TEXT_READ = 4000

_STOP, _SUFFIX, _AREA = 1, 2, 3

# Words that end a name ("… 小区"): alone they are everyday words.
SUFFIXES = tuple(
    "小区 社区 花园 公寓 学校 学院 中学 小学 大学 幼儿园 公司 有限公司 总公司 集团 医院 广场 家园 新村 街道 大道 公园 "
    "车站 商场 超市 酒店 市场 驾校 银行 新城 山庄 大厦 大桥 国际 东路 西路 南路 北路 中路 路口 水库 平台 华府 城市 "
    "健身 健身房 美容 美发 理发 理疗 火锅 烧烤 奶茶 蛋糕 面包 餐饮 餐厅 培训 装饰 家具 家电 汽车 服装 药店 药房 水果 旅行社 商城 "
    "村 镇 乡 路 街 巷 桥 河 湖 溪 港 湾 城 园 苑 府 庄 里 站 厂 局 店 馆 院 号线 网 贷".split()
)
_STOPS = (
    "没有 自己 我们 他们 你们 请求 希望 反映 咨询 投诉 举报 关于 问题 建议 请问 为什么 什么 如何 怎么 政府 领导 部门 有关 相关 "
    "尊敬 您好 书记 解决 "
    "的 了 是 我 在 有 和 就 不 都 一 也 很 到 说 要 去 你 会 着 看 好 这 那 们 请 求 对 于 为 被 把 将 让 从 由 与 及 至 或 等 给 往 经 "
    "离 来 住 靠 因 但 而 该 此 每 各 某 个 位 年 月 日 号 点 时 分 元 万 亿 第 多 少 几 两 二 三 四 五 六 七 八 九 十 能 可 以 没 上 下 前 "
    "后 内 外 中 里 间 所 之 其 并 更 最 再 还 又 才 只 已 未 无 非 且 若 则 即 使 如 比 吗 呢 吧 啊 您 他 她 它 谁 何 处 家 人 名 次 件 条 "
    "项 户 栋 层 期 组 米 吨 公里"
).split()
_AREAS = ("省", "市", "区", "县", "州", "旗")
# Words that end like an area and are none.
_NO_AREAS = frozenset(
    "小区 社区 地区 市区 城区 景区 校区 片区 院区 辖区 园区 专区 郊区 山区 区市 城市 超市 门市 上市 楼市 股市 夜市 市县".split()
)


@functools.cache
def _everyday() -> Mapping[str, str]:
    """Return the term of each everyday word."""
    listed = resources.files("redress.insight").joinpath("data/everyday_words.txt").read_text(encoding="utf-8")
    return {word: "e" + word for word in listed.split("\n") if word and not word.startswith("#")}


_KINDS: Mapping[str, int] = {
    **dict.fromkeys(_STOPS, _STOP),
    **dict.fromkeys(_AREAS, _AREA),
    **dict.fromkeys(SUFFIXES, _SUFFIX),
}


@dataclass(slots=True)
class Terms:
    """The terms of one message with their weighted counts; its names as phrases and the areas it lies in, by number.

    A term begins with e (everyday word), n (word of a name), p (phrase) or t (pair of characters of the title).
    `title` are the terms of the title alone.
    """

    counts: Mapping[str, int]
    title: frozenset[str]
    phrases: Mapping[str, int]
    areas: Mapping[str, int]


def analyse(*, title: str, text: str) -> Terms:
    """Return the terms of a message; what the title says counts three times. Never raises for odd text."""
    found = _Found([], [], [])
    _collect(title, found)
    before = ""
    for char in title:
        if before.isalnum() and char.isalnum() and not (before.isascii() and char.isascii()):
            found.terms.append("t" + before + char)
        before = char
    own = frozenset(found.terms)
    found.terms *= TITLE_TIMES
    _collect(text[:_TEXT_READ], found)
    return Terms(Counter(found.terms), own, Counter(found.phrases), Counter(found.areas))


@dataclass(slots=True)
class _Found:
    terms: list[str]
    phrases: list[str]
    areas: list[str]


def _collect(text: str, found: _Found) -> None:
    everyday, kinds, terms = _everyday(), _KINDS, found.terms
    run: list[str] = []
    for word in rjieba.cut(text):
        if (key := everyday.get(word)) is not None:
            if run:
                _close(run, found)
            terms.append(key)
            continue
        kind = kinds.get(word, 0)
        if kind == 0 and word[0].isalnum() and (len(word) > 1 or not word.isdigit()):
            if len(word) > 2 and word[-1] in "省市区县州":
                found.areas.append(word)
                if run:
                    _close(run, found)
            else:
                run.append(word)
        elif kind == _SUFFIX and run:
            run.append(word)
        elif kind == _SUFFIX and len(word) > 1:
            terms.append("e" + word)
        elif run:
            if kind == _AREA:
                area = run[-1] + word
                if len(area) < 6 and area not in _NO_AREAS:
                    found.areas.append(area)
                run.clear()
            else:
                _close(run, found)
    if run:
        _close(run, found)


def _close(run: list[str], found: _Found) -> None:
    """Write a run of words that are not everyday: its words, neighbouring pairs and last three, then empty it."""
    terms = found.terms
    for word in run:
        if len(word) > 1 and word not in _KINDS and not (word.isascii() and _is_number(word)):
            terms.append("n" + word)
    if len(run) == 1:
        whole = run[0]
    else:
        whole = "".join(run[-3:])
        before = run[0]
        for word in run[1:]:
            if len(before) + len(word) > 2 or len(run) == 2:
                terms.append("p" + before + word)
            before = word
        if len(run) > 2:
            terms.append("p" + whole)
    if len(whole) > 1 and not (whole.isascii() and _is_number(whole)):
        found.phrases.append(whole)
    run.clear()


def _is_number(word: str) -> bool:
    return word.isdigit() and (len(word) < 4 or (len(word) == 4 and word[:2] in ("19", "20")))


_WEIGHT = {"e": EVERYDAY, "n": NAME, "p": PHRASE, "t": TITLE_PAIR}


def vectors(*, terms: Sequence[Terms]) -> tuple[sparse.csr_matrix, dict[str, int]]:
    """Return one unit row a message and the columns by telling term: weight * sqrt(count) * log(messages / with it).

    A message without a telling term has an empty row; a term in one message only, or in very many, tells nothing.
    """
    numbers: dict[str, int] = {}
    number = numbers.setdefault
    flat = [number(term, len(numbers)) for one in terms for term in one.counts]
    column = np.array(flat, dtype=np.int32)
    count = np.fromiter(
        (value for one in terms for value in one.counts.values()), dtype=np.float64, count=column.size
    )
    sizes = np.array([len(one.counts) for one in terms], dtype=np.int64)
    row = np.repeat(np.arange(sizes.size), sizes)
    total = max(2, sizes.size)
    most = min(max(_COMMON_SHARE * total, _COMMON_LEAST), _COMMON_MOST)
    frequency = np.bincount(column, minlength=len(numbers))
    weight = np.array([_WEIGHT[term[0]] for term in numbers])
    # Where everyone says the same the log would be 0, and nobody would be like anybody.
    scale = weight * np.maximum(np.log(total / np.maximum(frequency, 1)), 0.05)
    tells = (frequency >= 2) & (frequency <= most)
    columns = {term: at for at, term in enumerate(term for term, at in numbers.items() if tells[at])}
    value = np.sqrt(count) * scale[column]
    telling = tells[column]
    column = (np.cumsum(tells) - 1)[column]
    rows, columns_of, values = _heaviest(row[telling], column[telling], value[telling])
    length = np.sqrt(np.bincount(rows, weights=values**2, minlength=sizes.size))
    shape = (sizes.size, max(1, len(columns)))
    return sparse.csr_matrix((values / length[rows], (rows, columns_of)), shape=shape), columns


def _heaviest(row: Whole, column: Whole, value: Floats) -> tuple[Whole, Whole, Floats]:
    """Keep the heaviest terms of messages that have very many."""
    sizes = np.bincount(row, minlength=1)
    if sizes.max(initial=0) <= _TERMS_A_MESSAGE:
        return row, column, value
    order = np.lexsort((-value, row))
    rank = np.arange(row.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    keep = np.sort(order[rank < _TERMS_A_MESSAGE])
    return row[keep], column[keep], value[keep]
