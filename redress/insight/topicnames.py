"""What a topic is called and where it happens: a real title, the place and the trader that most of its messages name."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from scipy import sparse

from redress.insight.topicterms import Terms
from redress.language import redact

# A name that at least this share of the messages has is the topic's own.
SUPPORT = 0.5
MANY_PLACES = "多地"
_LONGEST = 40

_TRADER = (
    "公司 集团 超市 商场 酒店 宾馆 饭店 餐厅 餐馆 驾校 银行 医院 诊所 学院 学校 幼儿园 影城 健身 俱乐部 商城 门店 专卖店 旗舰店 药房 药店 "
    "酒楼 店 馆 厂 平台 商贸 科技 置业 地产 物业 贷 网 开发商"
).split()
_PLACE = (
    "小区 社区 花园 公寓 广场 家园 新村 街道 大道 公园 车站 新城 山庄 大厦 大桥 国际 国际城 东路 西路 南路 北路 中路 路口 水库 华府 华庭 庭院 "
    "帝景 天池 村 镇 乡 路 街 巷 桥 河 湖 溪 港 湾 城 园 苑 府 庄 里 组 号线"
).split()
_TRADER_END = re.compile("(?:" + "|".join(sorted(_TRADER, key=len, reverse=True)) + ")$")
_PLACE_END = re.compile("(?:" + "|".join(sorted(_PLACE, key=len, reverse=True)) + ")$")
_UNIT = re.compile(r"[栋幢座室]|单元|\d+[户号楼]")
_MASKED = ("name", "phone", "id_number", "plate", "account")
_END = re.compile(r"[。！？!?\n；;]")


def masked_title(*, title: str, text: str) -> str:
    """Return the title, or the first sentence of a text without one, at most 40 characters, secrets masked.

    Public places stay; a dwelling (house, unit, room) is masked like a name or a number.
    """
    words = " ".join(title.split()) or " ".join(_END.split(text.strip(), maxsplit=1)[0].split())
    found = redact.redact(words)
    shown = list(words)
    for span in found.spans:
        secret = words[span.start : span.end]
        if span.kind in _MASKED or (span.kind == "address" and _UNIT.search(secret)):
            shown[span.start : span.end] = found.text[span.start : span.end]
    name = "".join(shown)
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def nearest_title(*, vectors: sparse.csr_matrix, titles: Sequence[str], title_terms: Sequence[frozenset[int]]) -> int:
    """Return the row whose title says most of what the group's centroid says, in as few terms as can be.

    `vectors` are the group's rows; the similarity is the centroid's weight on the title's terms over the square root
    of their number. Rows without a title come last; ties go to the earlier row.
    """
    centroid: dict[int, float] = {}
    for column, value in zip(vectors.indices.tolist(), vectors.data.tolist(), strict=True):
        centroid[column] = centroid.get(column, 0.0) + value
    best, most = 0, -1.0
    for row, columns in enumerate(title_terms):
        if titles[row].strip():
            said = sum(centroid.get(column, 0.0) for column in columns)
            nearness = said / max(1, len(columns)) ** 0.5
            if nearness > most + 1e-12:
                best, most = row, nearness
    return best


def place_of(*, terms: Sequence[Terms]) -> str:
    """Return the narrowest place that half of the messages name, else the city or district they name, else 多地."""
    named = _supported(({name for name in one.phrases if _is_place(name)} for one in terms), len(terms))
    if named:
        return named
    return _supported((set(one.areas) for one in terms), len(terms)) or MANY_PLACES


def trader_of(*, terms: Sequence[Terms]) -> str:
    """Return the trader that half of the messages name, or an empty string."""
    return _supported(({name for name in one.phrases if _is_trader(name)} for one in terms), len(terms))


def _supported(named: Iterable[set[str]], messages: int) -> str:
    """Return the name with the most messages when these are half of all; of equals the longest, then the first."""
    support = Counter(name for names in named for name in names)
    if not support:
        return ""
    best = min(support, key=lambda name: (-support[name], -len(name), name))
    return best if support[best] >= max(2.0, SUPPORT * messages) else ""


@functools.lru_cache(maxsize=65536)
def _is_trader(name: str) -> bool:
    return len(name) > 2 and _TRADER_END.search(name) is not None


@functools.lru_cache(maxsize=65536)
def _is_place(name: str) -> bool:
    return len(name) > 2 and _PLACE_END.search(name) is not None and not _is_trader(name)
