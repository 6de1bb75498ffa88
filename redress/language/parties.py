"""Traders and platforms: known names first, then what the words around a name say.

Order of trust: the registry and its aliases; a name behind 商家： or 店名叫; a name in quotation marks that ends in, or
is followed by, a word of trade; a name that ends in one (公司, 超市, 健身房 …), walked to the left token by token until
a word that no name holds; a chain's name; the place of a purchase (在…购买). A word of trade alone (物业公司) names no one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import rjieba

from redress.language import names, trie
from redress.language.found import Item

TraderIndex = names.NameIndex

_REGION = r"(?:[\u4e00-\u9fff]{2,4}?(?:自治区|自治州|省|市|地区)|[A-Z]\d{0,2}[省市区县州]|[\u4e00-\u9fff]{2,3}?(?:县|区(?!块)|镇|乡|街道))"
_PROVINCE = re.compile(r"(?:[\u4e00-\u9fff]{2}(?:省|自治区)|[A-Z]\d{0,2}[市县])")
_REGIONS = re.compile(rf"^(?:{_REGION})+")
_REGION_ENDS = ("省", "市", "县", "区", "镇", "乡", "街道", "自治州", "自治区")
_LETTERED = re.compile(r"(?:[A-Z]\d{0,2}[省市区县州]+|西地省)+")
_LEAD = re.compile(
    r"(?:在|被|把|从|给|由|故|因|听|有[一几]?家|[一两几]家|现就|还是|本市|本县|我[省市县区镇]|据|经|系)(?=[^\s])"
)
_STREET = re.compile(
    r"^.*(?:\d+号(?!店)|[\u4e00-\u9fff](?:路|街(?!道|坊)|大道|巷|弄|胡同|村|社区|小区|花园|广场(?!店)|开发区|新区|工业园|园区|经济区|步行街|路口|商圈|国际|大厦|写字楼))(?:\d+号?|[A-Z]?\d*[栋座幢]\d*)?(?=[\u4e00-\u9fffA-Za-z0-9]{2})"
)
_NUMBERED = re.compile(
    r"^[\dA-Za-z一二三四五六七八九十#-]*(?:号楼?|栋|楼|层|室|家|个|单元|组|期|座|年|月|日|路|元|、)+"
)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·&'＆（）()]*$")
_BRANCH = re.compile(
    r"(?:[（(][\u4e00-\u9fffA-Za-z0-9·]{1,14}(?:店|分公司|校区|分店)[)）]|[\u4e00-\u9fffA-Z0-9]{2,8}?(?:分公司|分店|营业部))"
)
_LABEL = re.compile(
    r"(?:被(?:投诉|举报|申诉|诉)(?:方|人|单位|企业|商家|公司|主体)?|商家(?:名称)?|店铺(?:名称)?|店名|店铺名|商户(?:名称?)?|企业名称|公司名称?|单位名称|经营者(?:名称)?|卖家(?:名称|昵称)?|销售(?:商|方|单位)|供应商|开发商|物业公司|培训机构|旅行社|投诉对象|举报对象|涉事(?:商家|企业|单位|店铺)|对方(?:公司|单位)?(?:名称)?)"
    r"(?P<mark> ?[:：] ?|名?(?:叫做?|名为|名叫|是|为)[“\"「『]?)(?P<name>[^，。！？；、,;!?\n:：“”\"]{2,30})"
)
_CALLED = re.compile(
    r"(?:一?家(?:新开的?)?(?:名为|名叫|叫做?|名字叫|店名叫?)|(?:名为|名叫|店名叫?|取名|名字叫|名称[为叫是]|叫做))(?:[“\"「『‘'《]?)(?P<name>[\u4e00-\u9fffA-Za-z0-9·&()（）]{2,16}?)(?=[”\"」』’'》]|的|，|。|、|,|；|\(|（|\n|$|开业|购买|办|消费)"
)
_QUOTED = re.compile(r"[“”\"「『【‘](?P<name>[\u4e00-\u9fffA-Za-z0-9·&（）()\- ]{2,24})[”\"」』】’]")
_TRADE_BEHIND = re.compile(
    r"^(?:的|这|那|该|一)?(?:家)?(?:网?店|超市|商行|公司|门店|商家|商户|餐厅|饭店|酒店|网吧|影楼|健身|美容|培训|机构|会所|厂家|专柜|楼盘|药店|骗|欺)"
)
_PLACE = re.compile(
    r"(?:在|到|去|从|于|通过|向)(?P<name>(?:(?![在到去从于])[\u4e00-\u9fffA-Za-z0-9·&（）()]){2,14}?)(?:里|那里|那儿|处|上|家)?(?=购买|购得|选购|订购|订了|买[了的到]?|消费|充值|充了|办理?了?(?:会员|健身|年|月|次|储值|美容|卡|了)|办卡|报名|报班|下单|预[订定约]|就餐|用餐|吃饭|吃了|聚餐|理发|剪发|美容|健身|签[了订约]|定制|定做|租[了车房赁]|加油|洗车|修车|维修|提车|入住|做了|拍婚纱|拍照|配了?眼镜|存了|投保|买房|购房|看病|就诊|种牙|装修)"
)
_ACCUSED = re.compile(
    r"^(?:关于|实名)?(?:投诉|举报|曝光|控诉|揭露|维权)(?P<name>[\u4e00-\u9fffA-Za-z0-9·&（）()]{2,20}?)(?=恶意|拖欠|乱|虚假|欺|骗|不退|不给|不肯|拒|违|非法|强|诱|卖|售|霸王|跑路|倒闭|关门|无证|侵|私自|擅自|的(?:霸|虚|欺|违|恶|客服|老板)|[。，：:])"
)
_INTO = frozenset("在 到 去 从 于 找 向 跟 和 与 叫 给 的 投诉 举报".split())
_LINKS = frozenset("都中")
_STRONG = frozenset("的了在我你他她这那是被把给")
_STRIPPED = frozenset("由在到从被找去把给是于至及跟与")
_NAME_NUMBERS = frozenset(
    {
        "万家",
        "百姓",
        "万福",
        "千禧",
        "百味",
        "一品",
        "一心",
        "三味",
        "四季",
        "五谷",
        "六福",
        "七天",
        "八方",
        "九州",
        "十分",
        "百世",
        "千里",
        "万达",
        "万科",
    }
)
_CUT = re.compile(
    r"(?:投诉|举报|反映|曝光|购买|控告|联系|前往|来到|位于|要求|通过|选择|找到|关于|由于|因为|告知|名为|名叫|叫做|称在|我在|其在|其于|本人在|本人于|消费者|经营者|开发商|当事人|被投诉人|供应商|中介)(?:了|过|的是?|[:：])?(?!人|方|协会|中心|权益|处|站)"
)
_TRADE = re.compile("家|店|公司|机构|网吧|会所|影楼|餐|馆|超市|商|企业|平台|培训|中介|楼盘|厂|APP|app|软件|品牌")
_GRAMMAR = frozenset(
    "的了在我你他她它这那家一个到去是和有没不从向被把给几每某该本各其里内外上下前后旁边第号楼层元块日月年天"
)
_ADDRESSED = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:局|委|部|厅|政府|法院|检察院|派出所|村|镇|乡|县|小区|学校|业主|大队|支队|办事处|街道办|管委会|居委会|村委会|工商所|协会|中学|小学|二中|一中)$"
)


@dataclass(frozen=True, slots=True)
class _Words:
    stops: frozenset[str]
    generic: frozenset[str]
    industry: frozenset[str]
    corporate: frozenset[str]
    weak: frozenset[str]
    suffixes: frozenset[str]
    suffix: re.Pattern[str]


@functools.cache
def _words() -> _Words:
    lists: dict[str, list[str]] = {}
    for line in (names.DATA / "trader_words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, tail = line.partition(": ")
            lists[head] = tail.split()
    stops = [
        word
        for line in (names.DATA / "trader_stops.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    ]
    suffixes = sorted({*lists["corporate"], *lists["shop"], *lists["weak"]}, key=len, reverse=True)
    pattern = trie.pattern(suffixes)
    return _Words(
        frozenset(stops),
        frozenset(lists["generic"]) | frozenset(lists["shop"]),
        frozenset(lists["industry"]),
        frozenset(lists["corporate"]),
        frozenset(lists["weak"]),
        frozenset(suffixes),
        re.compile(pattern),
    )


def _leftward(text: str, start: int, stop: int, *, corporate: bool) -> int | None:
    """Walk from a word of trade to the left, token by token; give where the name begins.

    None when the word of trade is no word here (the 商行 of 工商行政).
    """
    low = max(0, start - (26 if corporate else 16))
    run = _RUN.search(text, low, start)
    begin = run.start() if run else start
    for cut in _CUT.finditer(text, begin, start):
        begin = cut.end()
    words = _words()
    tokens = rjieba.tag(text[begin : stop + 4])
    held, place = [], begin
    for word, tag in tokens:
        if place < stop < place + len(word) and rjieba.has_word(word):
            return None
        if place < start < place + len(word) and rjieba.has_word(word) and word not in words.suffixes:
            overlap = place + len(word) - start
            if overlap == 1 or (place + len(word) == stop and word in words.generic):
                return None
        if place + len(word) <= start:
            held.append((word, tag))
        elif place < start:
            held.append((word[: start - place], tag))
        place += len(word)
    return start - _reach(held, corporate=corporate)


def _reach(tokens: Sequence[tuple[str, str]], *, corporate: bool) -> int:
    """Measure how far a name reaches back over the tokens before its word of trade."""
    words = _words()
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
        if (
            word in _LINKS
            and length
            and place
            and tokens[place - 1][1][0] not in "vtrpcu"
            and before not in words.stops
        ):
            length += 1
            continue
        if word not in words.stops and word in words.generic:
            length += len(word)
            continue
        if word in words.industry and (corporate or not length):
            length += len(word)
            continue
        known = len(word) == 1 or rjieba.has_word(word)
        if word in words.stops or (known and (tag[0] in "rpcuyt" or tag in ("m", "mq", "q", "f", "d"))):
            if not (tag == "m" and word.isalnum() and word.isascii()) and word not in _NAME_NUMBERS:
                break
        if len(word) >= 3 and word[0] in _STRIPPED and not rjieba.has_word(word):
            return length + len(word) - 1
        if tag[0] == "v" and len(word) >= 2 and word not in words.industry:
            # A verb ends the name unless it is all there is of one (飞跃健身房).
            if length or skipped or (before and before not in _INTO):
                break
            skipped += 1
        length += len(word)
    return length if length else _spelt([word for word, _ in tokens])


def _spelt(tokens: Sequence[str]) -> int:
    """Measure a name of single characters that grammar would swallow (好又来超市); 0 when it is grammar indeed."""
    length = 0
    for token in reversed(tokens):
        if len(token) > 1 or token in _GRAMMAR:
            break
        length += 1
    return length if 2 <= length <= 4 else 0


def _trim(text: str, begin: int, start: int, *, corporate: bool) -> int:
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
    region = 0 if corporate else _region_length(text[begin:start])
    return begin + region if start - begin - region >= 2 else begin


def _region_length(name: str) -> int:
    """Measure the regions a name begins with (苏州市, 太仓市城厢镇); a look-alike (五星安市) is none."""
    lettered = _LETTERED.match(name)
    length = lettered.end() if lettered else 0
    if not _REGIONS.match(name, length):
        return length
    for token in rjieba.cut(name[length:]):
        if not (token.endswith(_REGION_ENDS) and (len(token) >= 3 or rjieba.has_word(token))):
            if not (
                rjieba.has_word(token) and name[length + len(token) :].startswith(("省", "市", "县", "区", "镇"))
            ):
                break
            token += name[length + len(token)]
        length += len(token)
    return length


def _bare(name: str) -> str:
    """Take the regions off the front of a name."""
    return name[_region_length(name) :]


def _says_something(core: str) -> bool:
    """Say whether a name without its word of trade still names someone."""
    bare = _bare(core).strip("（）()-·0123456789")
    if len(bare) < 2 or bare in _words().generic:
        return False
    tokens = rjieba.cut(bare)
    return not all(token in _words().generic or token in _words().stops for token in tokens)


def _by_suffix(text: str) -> Iterator[Item]:
    words = _words()
    for found in words.suffix.finditer(text):
        corporate = found.group() in words.corporate
        reached = _leftward(text, found.start(), found.end(), corporate=corporate)
        if reached is None:
            continue
        begin = _trim(text, reached, found.start(), corporate=corporate)
        lead = _LEAD.match(text, begin, found.start() - 1)
        begin = lead.end() if lead else begin
        core, stop = text[begin : found.start()], found.end()
        if not core:
            continue
        confidence = 0.85 if found.group().endswith("有限公司") or found.group().endswith("责任公司") else 0.7
        if found.group() in words.weak and not _is_proper(_bare(core)):
            continue
        if not _says_something(core):
            # A region's utility (苏州市自来水公司) is one of a kind: it names someone after all.
            if not (corporate and len(core) > len(_bare(core)) >= 2):
                continue
            confidence = 0.55
        inside = begin and text[begin - 1] in "（(" and text[stop : stop + 1] in "）)"
        if inside and found.group().endswith(("店", "校区", "分公司")):
            continue
        branch = _BRANCH.match(text, stop)
        if branch:
            stop = branch.end()
        if text[begin] in "（(" or text[begin:stop].count("（") != text[begin:stop].count("）"):
            begin += 1 if text[begin] in "（()）" else 0
        yield Item(text[begin:stop], begin, stop, "trader.suffix", confidence)


def _clean(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start] in ' .0123456789“”"「」『』【】（(':
        start += 1
    while stop > start and text[stop - 1] in ' “”"「」『』【】的':
        stop -= 1
    return start, stop


def _named(text: str) -> Iterator[Item]:
    """Find names that the text introduces as such, or sets in quotation marks beside a word of trade."""
    words = _words()
    for found in _LABEL.finditer(text):
        start, stop = _clean(text, *found.span("name"))
        name = text[start:stop]
        colon = ":" in found["mark"] or "：" in found["mark"]
        last = None
        for last in words.suffix.finditer(name):
            pass
        ended = last is not None and last.end() == len(name) and _says_something(name[: last.start()])
        if len(name) >= 2 and name not in words.generic and (ended or (colon and _is_name(name)) or _is_proper(name)):
            yield Item(name, start, stop, "trader.label", 0.9 if colon else 0.75)
    for found in _CALLED.finditer(text):
        start, stop = _clean(text, *found.span("name"))
        around = text[max(0, found.start() - 12) : found.start("name")] + text[stop : stop + 8]
        personal = text[max(0, found.start() - 3) : found.start()].endswith(("微信", "网", "昵称", "姓"))
        if not personal and _is_name(text[start:stop]) and _TRADE.search(around):
            yield Item(text[start:stop], start, stop, "trader.called", 0.85)
    for found in _QUOTED.finditer(text):
        name = found["name"].strip()
        last = None
        for last in words.suffix.finditer(name):
            pass
        ends = last is not None and last.end() == len(name)
        behind = _TRADE_BEHIND.match(text[found.end() : found.end() + 8])
        if ends and last is not None:
            core = name[: last.start()]
            if _says_something(core) or (len(core) >= 4 and len(_bare(core)) < len(core)):
                yield Item(name, found.start("name"), found.start("name") + len(name), "trader.quoted", 0.85)
        elif behind and _is_proper(name):
            yield Item(name, found.start("name"), found.start("name") + len(name), "trader.quoted", 0.7)


def _is_name(name: str) -> bool:
    """Say whether a stretch can be a name: not all common words of trade or grammar, not a sentence."""
    bare = _bare(name)
    if len(bare) < 2 or bare in _words().generic or _ADDRESSED.search(name):
        return False
    tokens = rjieba.cut(bare)
    stops = sum(token in _words().stops for token in tokens)
    return stops * 3 <= len(tokens) and not all(token in _words().generic for token in tokens)


def _by_place(text: str) -> Iterator[Item]:
    """Find names without a word of trade: where something was bought, and whom the headline accuses."""
    known = names.shipped("platforms")
    for pattern, rule, confidence in ((_PLACE, "trader.place", 0.55), (_ACCUSED, "trader.accused", 0.5)):
        for found in pattern.finditer(text):
            start, stop = found.span("name")
            start = _trim(text, start, stop, corporate=False)
            name = text[start:stop]
            if _is_proper(name) and not any(hit.stop - hit.start >= len(name) - 1 for hit in known.find(name)):
                yield Item(name, start, stop, rule, confidence)


def _is_proper(name: str) -> bool:
    """Say whether a stretch looks like a proper name: no word of grammar in it, and not one everyday word."""
    tokens = rjieba.tag(name)
    if not 2 <= len(name) <= 12 or _ADDRESSED.search(name):
        return False
    if any(word in _words().stops or word in _words().generic for word, _ in tokens):
        return False
    if len(tokens) >= 2 and tokens[0][1] == "ns":
        return True
    return any(
        tag in ("nz", "nr", "nt", "x", "eng", "nrt", "nrfg") or (len(word) >= 2 and not rjieba.has_word(word))
        for word, tag in tokens
    )


def _is_part(inner: str, outer: str) -> bool:
    """Say whether one name is the short form of another: its characters stand in it in order, from its own start."""
    bare_inner, bare_outer = _bare(inner), _bare(outer)
    if bare_inner in bare_outer:
        return True
    if len(bare_inner) < 4 or bare_inner[:2] != bare_outer[:2]:
        return False
    place = 0
    for each in bare_outer:
        if place < len(bare_inner) and each == bare_inner[place]:
            place += 1
    return place == len(bare_inner)


def find(text: str, *, index: TraderIndex | None = None) -> list[Item]:
    """Find the traders of a text, each once, in order; `index` is the registry with its aliases."""
    items: list[Item] = []

    def put(item: Item) -> None:
        for held in items:
            if item.start < held.stop and held.start < item.stop:
                return
        items.append(item)

    if index is not None:
        for hit in index.find(text):
            put(
                Item(
                    hit.canonical,
                    hit.start,
                    hit.stop,
                    "trader.registry" if hit.is_canonical else "trader.alias",
                    0.99,
                )
            )
    for item in _named(text):
        put(item)
    for item in _longest(list(_by_suffix(text))):
        put(item)
    for hit in names.shipped("chains").find(text):
        if _stands_alone(text, hit):
            put(Item(text[hit.start : hit.stop], hit.start, hit.stop, "trader.chain", 0.75))
    for item in _by_place(text):
        put(item)
    return _once(sorted(items, key=lambda each: each.start))


def _stands_alone(text: str, hit: names.Hit) -> bool:
    """Say whether a chain's name is a word of its own here (not the 物美 of 物美价廉)."""
    low = max(0, hit.start - 4)
    place = low
    for token in rjieba.cut(text[low : hit.stop + 4]):
        if place < hit.start < place + len(token) or place < hit.stop < place + len(token):
            return False
        place += len(token)
    return True


def _longest(items: Sequence[Item]) -> Iterator[Item]:
    """Of overlapping readings keep the longest: 益丰大药房连锁有限公司, not 益丰大药房."""
    for item in items:
        if not any(
            other is not item
            and other.start <= item.start
            and item.stop <= other.stop
            and len(other.value) > len(item.value)
            for other in items
        ):
            yield item


def _once(items: Sequence[Item]) -> list[Item]:
    """Keep each trader once, under its fullest name; a short form of a name already read is the same trader."""
    kept: list[Item] = []
    for item in items:
        for place, held in enumerate(kept):
            if _is_part(item.value, held.value):
                break
            if _is_part(held.value, item.value) and held.rule not in ("trader.registry", "trader.alias"):
                kept[place] = replace(item, confidence=max(item.confidence, held.confidence))
                break
        else:
            kept.append(item)
    return kept


def platforms(text: str) -> list[Item]:
    """Find the platforms a purchase went through, by their own name, each once."""
    kept: dict[str, Item] = {}
    for hit in names.shipped("platforms").find(text):
        kept.setdefault(hit.canonical, Item(hit.canonical, hit.start, hit.stop, "platform.list", 0.95))
    return list(kept.values())
