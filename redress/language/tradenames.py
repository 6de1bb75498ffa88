"""How far a trader's name reaches, and whether a stretch of text is a name at all.

A name is walked from its word of trade (公司, 超市 …) to the left, token by token, until a word that no name holds; then
the address is taken off its front. What is left must say something: 物业公司 names no one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import rjieba

from redress.language.tradewords import words_of_trade

_REGION = r"(?:[\u4e00-\u9fff]{2,4}?(?:自治区|自治州|省|市|地区)|[A-Z]\d{0,2}[省市区县州]|[\u4e00-\u9fff]{2,3}?(?:县|区(?!块)|镇|乡|街道))"
_PROVINCE = re.compile(r"(?:[\u4e00-\u9fff]{2}(?:省|自治区)|[A-Z]\d{0,2}[市县])")
_REGIONS = re.compile(rf"^(?:{_REGION})+")
_REGION_ENDS = ("省", "市", "县", "区", "镇", "乡", "街道", "自治州", "自治区")
_LETTERED = re.compile(r"(?:[A-Z]\d{0,2}[省市区县州]+)+")
LEAD = re.compile(
    r"(?:[日号份]?去|到|在|受|被|把|从|给|由|故|因|听|有[一几]?家|[一两几]家|现就|还是|本市|本县|我[省市县区镇]|据|经|系)(?=[^\s])"
)
_STREET = re.compile(
    r"^.*(?:\d+号(?!店)|[\u4e00-\u9fff](?:路|街(?!道|坊)|大道|巷|弄|胡同|村|社区|小区|花园|广场(?!店)|开发区|新区|工业园|园区|经济区|步行街|路口|商圈|国际|大厦|写字楼))(?:\d+号?|[A-Z]?\d*[栋座幢]\d*)?(?=[\u4e00-\u9fffA-Za-z0-9]{2})"
)
_NUMBERED = re.compile(
    r"^[\dA-Za-z一二三四五六七八九十#-]*(?:号楼?|栋|楼|层|室|家|个|单元|组|期|座|年|月|日|路|元|、)+"
)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·&'＆（）()]*$")
_INTO = frozenset("在 到 去 从 于 找 向 跟 和 与 叫 给 的 投诉 举报".split())
_LINKS = frozenset("都中")
_NUMERALS = frozenset("一二三四五六七八九十百千万")
_STRONG = frozenset("的了在我你他她这那是被把给")
_STRIPPED = frozenset("由在到从被找去把给是于至及跟与")
_NAME_NUMBERS = frozenset(
    "万家 百姓 万福 千禧 百味 一品 一心 三味 四季 五谷 六福 七天 八方 九州 十分 百世 千里 万达 万科".split()
)
_CUT = re.compile(
    r"(?:投诉|举报|反映|曝光|购买|控告|联系|前往|来到|位于|要求|通过|选择|找到|关于|由于|因为|告知|名为|名叫|叫做|称在|我在|其在|其于|本人在|本人于|消费者|经营者|开发商|当事人|被投诉人|供应商|中介)(?:了|过|的是?|[:：])?(?!人|方|协会|中心|权益|处|站)"
)
_STAFF = frozenset(
    "客服 店员 老板 员工 店长 售后 业务员 工作人员 负责人 经理 法人 会员 会员卡 门口 方面 方 总部 门店".split()
)
_PERSON = re.compile(
    r"^[\u4e00-\u9fff]{1,2}(?:某|先生|女士|小姐|老师|经理|书记|局长|市长|县长|主任|所长|队长|校长|厅长|医生|律师|师傅|总)|^(?:老|小)[\u4e00-\u9fff]$"
)
_GRAMMAR = frozenset(
    "的了在我你他她它这那家一个到去是和有没不从向被把给几每某该本各其里内外上下前后旁边第号楼层元块日月年天"
)
_ADDRESSED = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:局|委|部|厅|政府|法院|检察院|派出所|村|镇|乡|县|小区|学校|业主|大队|支队|办事处|街道办|管委会|居委会|村委会|工商所|协会|中学|小学|二中|一中)$"
)


def leftward(text: str, start: int, stop: int, *, corporate: bool) -> int | None:
    """Walk from a word of trade to the left, token by token; give where the name begins.

    None when the word of trade is no word here (the 商行 of 工商行政).
    """
    low = max(0, start - (26 if corporate else 16))
    run = _RUN.search(text, low, start)
    begin = run.start() if run else start
    for cut in _CUT.finditer(text, begin, start):
        begin = cut.end()
    words = words_of_trade()
    tokens = rjieba.tag(text[begin : stop + 4])
    held, place = [], begin
    for word, tag in tokens:
        if place < stop < place + len(word) and rjieba.has_word(word):
            return None
        if place < start < place + len(word) and rjieba.has_word(word) and word not in words.suffixes:
            overlap = place + len(word) - start
            ends = place + len(word) == stop
            if (overlap == 1 and not ends) or (ends and word in words.generic):
                return None
        if place + len(word) <= start:
            held.append((word, tag))
        elif place < start:
            held.append((word[: start - place], tag))
        place += len(word)
    return start - _reach(held, corporate=corporate)


def _reach(tokens: Sequence[tuple[str, str]], *, corporate: bool) -> int:
    """Measure how far a name reaches back over the tokens before its word of trade."""
    words = words_of_trade()
    length = skipped = 0
    closed = False
    for place in range(len(tokens) - 1, -1, -1):
        word, tag = tokens[place]
        before = tokens[place - 1][0] if place else ""
        if word in ")）(（":
            if not corporate or (word in "(（" and not closed):
                break
            closed = word in ")）"
            length += 1
            continue
        if length and len(word) == 1 and before.endswith(("省", "市", "县", "区")) and word not in _STRONG:
            length += 1
            continue
        if len(word) == 1 and place and (length or word in _NUMERALS) and _joins(word, tokens[place - 1]):
            length += 1
            continue
        if word not in words.stops and word in words.generic:
            length += len(word)
            continue
        if word in words.industry and (corporate or not length):
            length += len(word)
            continue
        known = len(word) == 1 or rjieba.has_word(word)
        if word in words.stops or (
            known and (tag[0] in "rpcuyt" or tag in ("m", "mq", "q", "f", "d") or (corporate and tag in ("i", "l")))
        ):
            if not (tag == "m" and word.isalnum() and word.isascii()) and word not in _NAME_NUMBERS:
                break
        if len(word) >= 3 and word[0] in _STRIPPED and not rjieba.has_word(word):
            return length + len(word) - 1
        if known and tag[0] == "v" and len(word) >= 2 and word not in words.industry:
            # A verb ends the name unless it is all there is of one (飞跃健身房).
            if length or skipped or (before and before not in _INTO):
                break
            skipped += 1
        length += len(word)
    return length if length else _spelt([word for word, _ in tokens])


def _joins(word: str, before: tuple[str, str]) -> bool:
    """Say whether one character belongs to the name to its left: segmentation cuts unknown names into such pieces."""
    if word in _LINKS:
        return before[1][0] not in "vtrpcu" and before[0] not in words_of_trade().stops
    if word in _GRAMMAR or word in words_of_trade().stops:
        return False
    if before[1] in ("nr", "nz"):
        return True
    return (not rjieba.has_word(before[0]) and len(before[0]) > 1) or (
        len(before[0]) == 1 and before[0] not in _GRAMMAR
    )


def _spelt(tokens: Sequence[str]) -> int:
    """Measure a name of single characters that grammar would swallow (好又来超市); 0 when it is grammar indeed."""
    length = 0
    for token in reversed(tokens):
        if len(token) > 1 or token in _GRAMMAR:
            break
        length += 1
    return length if 2 <= length <= 4 else 0


def trim(text: str, begin: int, start: int, *, corporate: bool) -> int:
    """Take the address off the front of a name; a company keeps its province and city, for they belong to its name."""
    while True:
        name = text[begin:start]
        cut = _NUMBERED.match(name)
        if cut is None or cut.end() >= len(name):
            break
        begin += cut.end()
    street = _STREET.match(text[begin:start])
    if street and street.end() < start - begin:
        begin += street.end()
    if corporate:
        # A registered name begins with its region: what stands before one inside is not of the name.
        for inner in _PROVINCE.finditer(text, begin, start):
            if start - inner.end() >= 2:
                begin = inner.start()
        place = begin
        for token in rjieba.cut(text[begin:start]):
            if token.endswith(("市", "省")) and len(token) >= 3 and rjieba.has_word(token) and start - place > 5:
                begin = place
            place += len(token)
    region = 0 if corporate else _region_length(text[begin:start])
    return begin + region if start - begin - region >= 2 else begin


@functools.lru_cache(maxsize=8192)
def _region_length(name: str) -> int:
    """Measure the regions a name begins with (苏州市, 太仓市城厢镇); a look-alike (五星安市) is none."""
    lettered = _LETTERED.match(name)
    length = lettered.end() if lettered else 0
    if not _REGIONS.match(name, length):
        return length
    tokens = rjieba.cut(name[length:])
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if len(token) >= 2 and place + 1 < len(tokens) and tokens[place + 1] in _REGION_ENDS[:5]:
            token += tokens[place + 1]
            place += 1
        if not (token.endswith(_REGION_ENDS) and (len(token) >= 3 or rjieba.has_word(token))):
            break
        length += len(token)
        place += 1
    return length


def bare(name: str) -> str:
    """Take the regions off the front of a name."""
    return name[_region_length(name) :]


@functools.lru_cache(maxsize=8192)
def says_something(core: str) -> bool:
    """Say whether a name without its word of trade still names someone."""
    left = bare(core).strip("（）()-·0123456789")
    left = left[1:] if left[:1] in "一该此" else left
    if len(left) < 2 or left in words_of_trade().generic:
        return False
    words = words_of_trade()
    tokens = [
        (token, tag) for token, tag in rjieba.tag(left) if token not in words.generic and token not in words.stops
    ]
    # One everyday word may be a name (阳光超市); several together are a description (药品研发公司), unless one is proper.
    return bool(tokens) and (
        (
            len(tokens) == 1
            and (len(tokens[0][0]) == len(left) or (len(tokens[0][0]) >= 2 and tokens[0][0] not in words.industry))
        )
        or any(_proper(token, tag) or tag == "ns" for token, tag in tokens)
        or any(len(token) == 1 for token, _ in tokens)
    )


def has_proper(core: str) -> bool:
    """Say whether a proper name stands in `core`, and no word of grammar: what a weak word of trade (店, 物业) asks."""
    words = words_of_trade()
    tokens = rjieba.tag(core)
    if not 2 <= len(core) <= 12 or _ADDRESSED.search(core) or any(word in words.stops for word, _ in tokens):
        return False
    return any(word not in words.generic and _proper(word, tag) for word, tag in tokens) or (
        len(tokens) >= 2 and tokens[0][1] == "ns" and any(word not in words.generic for word, _ in tokens[1:])
    )


def _proper(token: str, tag: str) -> bool:
    return tag in ("nz", "nr", "nt", "x", "eng", "nrt", "nrfg") or (len(token) >= 2 and not rjieba.has_word(token))


@functools.lru_cache(maxsize=8192)
def is_name(name: str) -> bool:
    """Say whether a stretch can be a name: not all common words of trade or grammar, not a sentence."""
    left = bare(name)
    if len(left) < 2 or left in words_of_trade().generic or _ADDRESSED.search(name):
        return False
    tokens = rjieba.cut(left)
    stops = sum(token in words_of_trade().stops for token in tokens)
    return stops * 3 <= len(tokens) and not all(token in words_of_trade().generic for token in tokens)


def ends_here(text: str, stop: int) -> bool:
    """Say whether a name can end at `stop`: no noun goes on there (the 科技 of 金茶科技产业园 is no trader)."""
    behind = rjieba.tag(text[stop : stop + 6])
    return not behind or behind[0][1][0] not in "nsf" or behind[0][0] in _STAFF


@functools.lru_cache(maxsize=8192)
def is_proper(name: str, *, strict: bool = False) -> bool:
    """Say whether a stretch looks like a proper name: no word of grammar in it, and not one everyday word.

    `strict`, for names without a word of trade: no everyday verb in it either, and not a place.
    """
    tokens = rjieba.tag(name)
    if not 2 <= len(name) <= 12 or _ADDRESSED.search(name):
        return False
    if any(word in words_of_trade().stops or word in words_of_trade().generic for word, _ in tokens):
        return False
    if strict and (
        any(tag[0] == "v" and len(word) >= 2 and rjieba.has_word(word) for word, tag in tokens)
        or (tokens[-1][1] == "ns" and all(rjieba.has_word(word) for word, _ in tokens))
        or _PERSON.search(name)
    ):
        return False
    if len(tokens) >= 2 and tokens[0][1] == "ns" and not strict:
        return True
    return any(_proper(word, tag) for word, tag in tokens)


def is_part(inner: str, outer: str) -> bool:
    """Say whether one name is the short form of another: its characters stand in it in order, from its own start."""
    bare_inner, bare_outer = bare(inner), bare(outer)
    if bare_inner in bare_outer:
        return True
    if len(bare_inner) < 4 or bare_inner[:2] != bare_outer[:2]:
        return False
    place = 0
    for each in bare_outer:
        if place < len(bare_inner) and each == bare_inner[place]:
            place += 1
    return place == len(bare_inner)
