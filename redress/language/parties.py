"""Traders and platforms: known names first, then what the words around a name say.

Order of trust: the registry and its aliases; a name behind 商家： or 店名叫; a name in quotation marks that ends in, or
is followed by, a word of trade; a name that ends in one (公司, 超市, 健身房 …), walked to the left token by token until
a word that no name holds; a chain's name; the place of a purchase (在…购买). A word of trade alone (物业公司) names no one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import rjieba

from redress.language import names, tradeframes, tradenames
from redress.language.found import Item, Taken
from redress.language.tradewords import words_of_trade

TraderIndex = names.NameIndex
_GRADE = re.compile(r"\dA级?|[三四五]星级?$")
AT_MOST = 50
"""A text names no more traders than this; what a flood of names adds is not worth the time."""

_LABEL = re.compile(
    r"(?:被(?:投诉|举报|申诉|诉)(?:方|人|单位|企业|商家|公司|主体)?|商家(?:名称)?|店铺(?:名称)?|店名|店铺名|商户(?:名称?)?|企业名称|公司名称?|单位名称|经营者(?:名称)?|卖家(?:名称|昵称)?|销售(?:商|方|单位)|供应商|开发商|物业公司|培训机构|旅行社|投诉对象|举报对象|服务单位|所属(?:公司|单位)|承运(?:公司|人)|涉事(?:商家|企业|单位|店铺)|对方(?:公司|单位)?(?:名称)?)"
    r"(?P<mark> ?[:：] ?|名?(?:叫做?|名为|名叫|是|为)[“\"「『]?)(?P<name>[^，。！？；、,;!? \n:：“”\"]{2,30})"
)
_CALLED = re.compile(
    r"(?:一?家(?:新开的?)?(?:名为|名叫|叫做?|名字叫|店名叫?)|(?:名为|名叫|店名叫?|取名|名字叫|名称[为叫是]|叫做))(?:[“\"「『‘'《]?)(?P<name>[\u4e00-\u9fffA-Za-z0-9·&()（）]{2,16}?)(?=[”\"」』’'》]|的|，|。|、|,|；|\(|（|\n|$|开业|购买|办|消费)"
)
_QUOTED = re.compile(r"[“”\"「『【‘](?P<name>[\u4e00-\u9fffA-Za-z0-9·&（）()\- ]{2,24})[”\"」』】’]")
_TRADE_BEHIND = re.compile(
    r"^(?:的|这|那|该|一)?(?:家)?(?:网?店|超市|商行|公司|门店|商家|商户|餐厅|饭店|酒店|网吧|影楼|健身|美容|培训|机构|会所|厂家|专柜|楼盘|药店|骗|欺)"
)
_PLACE = re.compile(
    r"(?:在|到|去|从|于|通过|向)(?P<name>(?:(?![在到去从于])[\u4e00-\u9fffA-Za-z0-9·&（）()]){2,14}?)(?:里|那里|那儿|处|上|家)?(?=购买|购得|选购|订购|订了|买[了的到]?|消费|充值|充了|办理?了?(?:会员|健身|年|月|次|储值|美容|卡|了)|办卡|报名|报班|下单|预[订定约]|就餐|用餐|吃饭|吃了|聚餐|理发|剪发|美容|健身|签[了订约]|定制|定做|(?<!出)租[了车房赁]|加油|洗车|修车|维修|提车|入住|做了|拍婚纱|拍照|配了?眼镜|存了|投保|买房|购房|看病|就诊|种牙|装修)"
)
_CARRIER = re.compile(
    r"(?<![\u4e00-\u9fff]通)(?:中国)?(?:电信|移动|联通)(?=公司|营业厅|宽带|客服|套餐|垄断|乱|扣|强|诱|欺|骗|卡|运营商|用户|，|。|不|收|话费|流量|网络(?!公司))"
)
_DEALT = re.compile(
    r"(?:被|向|找|跟|与|联系|给)(?P<name>[\u4e00-\u9fffA-Za-z0-9·&]{2,10}?)(?:的?(?:客服|店员|老板|店长|售后|工作人员|销售人?员?|经理|负责人|前台))?(?=告知|拒绝|提出|申请退|反映|要求|协商|沟通|交涉|索赔|索要|理论|退款|打电话|拉黑|扣|诈骗|骗|欺骗|忽悠|坑)"
    r"|(?:^|[，。；！？、,\n])(?P<staff>[\u4e00-\u9fffA-Za-z0-9·&]{2,8}?)的?(?:客服|店员|老板|店长|售后|店家)"
)
_ACCUSED = re.compile(
    r"^(?:关于|实名)?(?:投诉|举报|曝光|控诉|揭露|维权)(?!无门|人|方|电话|热线)(?P<name>[\u4e00-\u9fffA-Za-z0-9·&（）()]{2,20}?)(?=恶意|拖欠|乱|虚假|欺|骗|不退|不给|不肯|拒|违|非法|强|诱|卖|售|霸王|跑路|倒闭|关门|无证|侵|私自|擅自|的(?:霸|虚|欺|违|恶|客服|老板)|[。，：:])"
)
_TRADE = re.compile("家|店|公司|机构|网吧|会所|影楼|餐|馆|超市|商|企业|平台|培训|中介|楼盘|厂|APP|app|软件|品牌")


def _by_suffix(text: str) -> Iterator[Item]:
    words = words_of_trade()
    for found in words.suffix.finditer(text):
        corporate = found.group() in words.corporate
        reached = tradenames.leftward(text, found.start(), found.end(), corporate=corporate)
        if reached is None:
            continue
        begin = tradenames.trim(text, reached, found.start(), corporate=corporate)
        lead = tradenames.LEAD.match(text, begin, found.start() - 1)
        begin = lead.end() if lead else begin
        core, stop = text[begin : found.start()], found.end()
        if not core or _GRADE.search(core):
            continue
        confidence = 0.85 if found.group().endswith("有限公司") or found.group().endswith("责任公司") else 0.7
        if found.group() in words.weak and not (
            tradenames.has_proper(tradenames.bare(core)) and tradenames.ends_here(text, stop)
        ):
            continue
        if not tradenames.says_something(core):
            # A region's utility (苏州市自来水公司) is one of a kind: it names someone after all.
            if not (
                corporate and len(core) > len(tradenames.bare(core)) >= 2 and tradenames.bare(core)[0] not in "一某该"
            ):
                continue
            confidence = 0.55
        inside = begin and text[begin - 1] in "（(" and text[stop : stop + 1] in "）)"
        if inside and found.group().endswith(("店", "校区", "分公司")):
            continue
        branch = tradeframes.BRANCH.match(text, stop)
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
    words = words_of_trade()
    for found in _LABEL.finditer(text):
        start, stop = _clean(text, *found.span("name"))
        name = text[start:stop]
        colon = ":" in found["mark"] or "：" in found["mark"]
        last = None
        for last in words.suffix.finditer(name):
            pass
        ended = last is not None and last.end() == len(name) and tradenames.says_something(name[: last.start()])
        if (
            len(name) >= 2
            and name not in words.generic
            and (ended or (colon and tradenames.is_name(name)) or tradenames.is_proper(name))
        ):
            yield Item(name, start, stop, "trader.label", 0.9 if colon else 0.75)
    for found in _CALLED.finditer(text):
        start, stop = _clean(text, *found.span("name"))
        around = text[max(0, found.start() - 12) : found.start("name")] + text[stop : stop + 8]
        personal = text[max(0, found.start() - 3) : found.start()].endswith(("微信", "网", "昵称", "姓"))
        if not personal and tradenames.is_name(text[start:stop]) and _TRADE.search(around):
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
            if tradenames.says_something(core) or (len(core) >= 4 and len(tradenames.bare(core)) < len(core)):
                yield Item(name, found.start("name"), found.start("name") + len(name), "trader.quoted", 0.85)
        elif behind and tradenames.is_proper(name):
            yield Item(name, found.start("name"), found.start("name") + len(name), "trader.quoted", 0.7)


def _by_place(text: str) -> Iterator[Item]:
    """Find names without a word of trade: where something was bought, and whom the headline accuses."""
    known = names.shipped("platforms")
    for pattern, rule, confidence in (
        (_PLACE, "trader.place", 0.55),
        (_ACCUSED, "trader.accused", 0.5),
        (_DEALT, "trader.dealt", 0.5),
    ):
        for found in pattern.finditer(text):
            start, stop = found.span(found.lastgroup or "name")
            start = tradenames.trim(text, start, stop, corporate=False)
            name = text[start:stop]
            if rule == "trader.place" and rjieba.tag(name)[-1:] and rjieba.tag(name)[-1][1] == "ns":
                continue
            if tradenames.is_proper(name, strict=True) and not any(
                hit.stop - hit.start >= len(name) - 1 for hit in known.find(name)
            ):
                yield Item(name, start, stop, rule, confidence)


def find(text: str, *, index: TraderIndex | None = None) -> list[Item]:
    """Find the traders of a text, each once, in order; `index` is the registry with its aliases."""
    items: list[Item] = []
    taken = Taken(len(text))

    def put(item: Item) -> None:
        if len(items) < AT_MOST and taken.claim(item.start, item.stop):
            items.append(item)

    if index is not None:
        for hit in index.find(text):
            if hit.stop - hit.start == 2 and not _stands_alone(text, hit):
                continue
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
    for item in _longest(_fullest(list(tradeframes.find(text)), list(_by_suffix(text)))):
        put(item)
    for hit in names.shipped("chains").find(text):
        if _stands_alone(text, hit):
            put(Item(text[hit.start : hit.stop], hit.start, hit.stop, "trader.chain", 0.75))
    for found in _CARRIER.finditer(text):
        if _stands_alone(text, names.Hit(found.start(), found.end(), found[0], is_canonical=True)):
            put(Item(found[0], *found.span(), "trader.carrier", 0.6))
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
    reached = -1
    for item in sorted(items, key=lambda each: (each.start, -each.stop)):
        if item.stop > reached:
            reached = item.stop
            yield item


def _fullest(framed: Sequence[Item], ended: Sequence[Item]) -> list[Item]:
    """Put the readings of the frames before those of a walk to the left, for a frame knows where a name begins; but a
    registered name that begins there too and goes on to its 有限公司 is the fuller one."""
    corporate = tuple(words_of_trade().corporate)
    full = [item for item in ended if item.value.endswith(corporate)]
    kept = [
        item
        for item in framed
        if not any(
            each.start <= item.start and item.stop < each.stop and item.start - each.start <= 6 for each in full
        )
    ]
    return kept + [
        item for item in ended if not any(item.start < each.stop and each.start < item.stop for each in kept)
    ]


def _once(items: Sequence[Item]) -> list[Item]:
    """Keep each trader once, under its fullest name; a short form of a name already read is the same trader."""
    kept: list[Item] = []
    for item in items:
        for place, held in enumerate(kept):
            if tradenames.is_part(item.value, held.value):
                break
            if tradenames.is_part(held.value, item.value) and held.rule not in ("trader.registry", "trader.alias"):
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
