"""Traders by the frame they stand in: what the sentence does there says that a name is due, so that common words may
make one (好邻居便利店, 诚信搬家), which the walk from a word of trade alone (`tradenames`) must refuse as a description.

A frame gives where a name begins: behind 在/去/到 before something a customer does, behind 投诉/举报/反映, behind 店是 or
叫, behind a platform, at the head of a clause. The end is the first word of trade (`data/trader_lines.txt`) at which the
sentence goes on as it does after a seller. Where no word of trade stands, only an unknown word may be a name, and only
before what a customer does or behind an accusation. Descriptions (小区物业, 新房装修) name no one.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

import rjieba

from redress.language import names, tradelines, tradenames
from redress.language.found import Item
from redress.language.tradewords import words_of_trade

SHORT = 150
"""A note this short is about one matter: a clause that is nothing but a name of the trade kind names the trader."""

BRANCH = re.compile(
    r"(?:[（(][\u4e00-\u9fffA-Za-z0-9·]{1,14}(?:店|分公司|校区|分店)[)）]|[\u4e00-\u9fffA-Z0-9]{2,8}?(?:分公司|分店|营业部))"
)
"""A branch behind a name: （城东店）, 城东分店."""
_NAKED = frozenset(("place", "accuse", "naming"))
FAR = 22
"""A frame is read so many characters far."""
_SURE = {"head": 0.6, "accuse": 0.75, "naming": 0.75, "place": 0.7, "online": 0.7, "beside": 0.6, "deal": 0.6}

_PAUSE = r"，。！？；：、,;!?:\s“”\"「」『』【】《》"
_CLAUSE = re.compile(rf"[{_PAUSE}）)]+")
_OPENING = re.compile(
    r"(?:你好|您好|贵局|贵单位|领导|现|请)?"
    r"(?P<lead>"
    r"(?:(?:我|本人|市民|来电人?|消费者|现|再次|实名|帮我|帮忙|麻烦)?们?(?:要|想|来)?(?:再次|实名|电话)?(?:投诉|举报|反映|反应|曝光|控告|申诉|起诉|诉)(?:一下|下|了|的是)?(?!人|方|电话|热线|平台|中心|处理|记录|信|渠道|无门|求)|关于对?|(?:你们)?(?:管不管|查查|查一下|管管)|(?:退|还)一?下?.{0,3}钱 ?)"
    r"(?:那个|这个|这家|那家|一家|某家|一下|叫什么|叫做?|名叫|名为)?[“\"：:]?"
    r")?"
)
_INSIDE = re.compile(
    r"(?P<place>(?:拉去|拉到|骗到|介绍到|[在去找]|(?<![关由对等终低高])于|(?<![遇受得达看收直])到)(?!位|此|是|底|家里|这|那里|那边|哪))"
    r"|(?P<naming>(?:店(?:家|名)?|商家|公司|旅行社|平台|卖家|机构|酒店|饭店)(?:名?[是叫](?!不|否)|名为|名叫)(?:什么|做|[：:])?|叫什么|叫做|(?<!微信)名叫|(?<!改)(?<!更)名为|来电(?:催办|反映)?[:：] ?)"
    r"|(?P<accuse>(?<=[\u4e00-\u9fff])(?:投诉|举报|反映|曝光)(?:了|一下|那个|这个|这家|那家)?(?!人|方|电话|热线|平台|中心|处理|记录|信|渠道|无门))"
    r"|(?P<beside>(?:隔壁|旁边|对面|楼下|楼上)的?(?:那个|那家)?)"
    r"|(?P<deal>[报买订定办充做请找]的|报名|加盟|入住|预订了?|请了?|委托|联系|选择了?|签约了?|通过|参加)"
    r"|(?P<online>(?:抖音|快手|淘宝|天猫|拼多多|京东|小红书|美团|饿了么|闲鱼|视频号|微信|唯品会)(?:平台|上|里|APP|app|外卖)?(?:的|买的|刷到的?|看到的?|商家|店铺|卖家|主播)?)"
)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·&'（）()]{2,22}")
_ADDRESS = re.compile(
    r".*(?:(?:旁边|隔壁|对面|附近|门口|路口|楼下|楼上|里面)(?:的|那个|那家|一家)?(?=.{3})|那个|这个|那家|这家|一家|直播间(?=.{3})|名叫|叫做|\d[号#][馆楼厅店铺]?(?=.{2})|[A-Z]区(?=.{2})|[一二三四五六七八九]楼的?(?=.{2}))"
)
_NEVER = re.compile(
    "[了我你他她它您吗呢吧啊哦嘛们谁哪在去被是从找给把对购叫于]|的(?!士)|什么|怎么|不(?!锈|二|一|倒|同)|没有|收费|问题|价格|费用|态度|乱|(?<!达)到(?!家)|投诉|举报|反映|至今|要求|[）)].|^[）)]"
)
_BEFORE_GENERIC = re.compile(
    r"^(?:理发店|美容院|饭店|酒店|超市|药店|商场|服装店|鞋店|手机店|网店|店铺|店名|公司|健身房|驾校|幼儿园|培训机构|机构|旅行社|影楼|网吧|宾馆|中介|商家|卖家|微商|主播|直播间|平台|充电桩|停车场|快递|外卖|物业|家教|餐馆|餐厅|面馆|火锅店|打印店|本[省市县区镇]|我[省市县区镇]|据悉|据说|据了解)(?=[\u4e00-\u9fff]{3})"
)
_STREET_END = re.compile(r"(?:路|街道|大道|镇|乡|村|小区|社区|花园|大门|市|县|区|省|局|所|院|处|部|委)$")
_HALL = re.compile(r"\d+[号#][馆楼厅店铺]|[A-Z]\d*区")
_HOUSE = re.compile(
    r"(?:定制|体验|生活|服务|专卖|经营|连锁|直营|批发|零售|商务|养护|维修|销售|用品|器材|艺术|训练|学习|管理|文化)?"
    r"(?:店(?!员|长|家|里|内|主)|馆|行(?!为|业|驶|程|李)|城(?!市|区|管)|中心|坊|部(?!分|门)|厂(?!家)|社(?!区|会)|铺|屋|会所|站|庄|轩|阁|斋|学校|工作室|俱乐部|总店|分店)"
)
_MATTER = re.compile(r"[\u4e00-\u9fff]{1,9}(?:问题|一事|的投诉|的办理)")
_SHOWN = re.compile("(?:这|那)[个家](?:饭店|酒店|店|公司|超市|商家|商店|平台|机构|餐厅|药店|品牌|软件|[aA][pP][pP])")
_BESIDE = re.compile("隔壁|对面|旁边?|附近|楼下|楼上|门口|里面?|那[里边儿]?|的|店[里内]|处")
_LANDMARK = re.compile("的?(?:对面|旁|隔壁|附近|楼下|楼上|门口)")
_CLOSED = re.compile(r"[，,。！!：:；;\s（(]|$")
_QUOTED = re.compile(r"[“\"「『【](?P<name>[\u4e00-\u9fffA-Za-z0-9·&]{2,12})[”\"」』】]")
_QUOTE_LEFT = re.compile(
    r"(?:投诉|举报|曝光|(?:^|[，。\s])诉|在|去|到|从|(?:商家|店名|公司|平台|卖家|主播|昵称|账号)[是叫]?|[网小]店|直播间|关于"
    r"|抖音|快手|淘宝|天猫|拼多多|京东|小红书|美团|饿了么|视频号|小程序|公众号)(?:了|的|上|里|一下|那个|这家|那家|一家)?$"
)


def find(text: str) -> Iterator[Item]:
    """Give the names that frames of `text` hold, in no order; they may overlap."""
    yield from _quoted(text)
    ends = _trades(text)
    places = [start for start, _ in ends]
    for start, kind in _starts(text):
        item = None
        first = bisect.bisect_right(places, start)
        if first < len(places) and places[first] < start + FAR:
            item = _ended(text, start, kind, ends[first:])
        if item is None and kind in _NAKED:
            item = _unended(text, start, kind)
        if item is not None:
            yield item


def _trades(text: str) -> list[tuple[int, int]]:
    """Find every word of trade, overlapping ones too, in order."""
    search, place, found = tradelines.lines().ends.search, 0, []
    while (hit := search(text, place)) is not None:
        found.append(hit.span())
        place = hit.start() + 1
    return found


def _starts(text: str) -> Iterator[tuple[int, str]]:
    for place in (0, *(pause.end() for pause in _CLAUSE.finditer(text))):
        found = _OPENING.match(text, place)
        if found and found.end() < len(text):
            yield found.end(), "accuse" if found["lead"] else "head"
    for found in _INSIDE.finditer(text):
        yield found.end(), str(found.lastgroup)


def _ended(text: str, start: int, kind: str, ends: Sequence[tuple[int, int]]) -> Item | None:
    """Read a name that one of the words of trade behind `start` ends."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    held, trade = tradelines.lines(), words_of_trade()
    for at, stop in ends:
        if at >= run.end():
            break
        if stop > run.end():
            continue
        word = text[at:stop]
        corporate, weak = word in trade.corporate, word in held.line
        begin = _begin(text, start, at, corporate=corporate)
        core = text[begin:at]
        if _NEVER.search(core):
            return None
        further, done = held.ends.match(text, stop), held.customer.match(text, stop)
        if not core or len(core) > 12 or (further and (not done or done.end() < further.end())):
            continue
        house = _HOUSE.match(text, stop) if weak else None
        if house:
            stop, weak = house.end(), False
        if _HALL.match(text, stop) or not _goes_on(text, stop, kind=kind, weak=weak, corporate=corporate):
            continue
        if kind == "head" and _LANDMARK.match(text, stop):
            return None
        if kind == "head" and weak and not _heads(text, start, begin, stop, core):
            continue
        if tradelines.is_core(
            core, word=word, weak=weak, kind=kind, bought=held.customer.match(text, stop) is not None
        ):
            branch = BRANCH.match(text, stop)
            stop = branch.end() if branch else stop
            return Item(text[begin:stop], begin, stop, f"trader.{kind}", _SURE[kind])
    return None


def _begin(text: str, start: int, stop: int, *, corporate: bool) -> int:
    """Take off what stands before a name within its frame: a place, a platform, a word for the kind of shop."""
    begin = start
    cut = _ADDRESS.match(text, start, stop)
    if cut and cut.end() < stop:
        begin = cut.end()
    platform = names.shipped("platforms").scan
    for _ in range(2):
        hit = platform.match(text, begin, stop) if platform is not None else None
        if hit:
            begin = hit.end()
        lead = _BEFORE_GENERIC.match(text[begin : stop + 3])
        if lead and begin + lead.end() < stop:
            begin += lead.end()
    begin = tradenames.trim(text, begin, stop, corporate=corporate)
    while begin < stop and text[begin] in "（()）":
        begin += 1
    return begin


def _heads(text: str, start: int, begin: int, stop: int, core: str) -> bool:
    """Say whether a line of business at the head of a clause is a name there: first in the text, or all the clause."""
    closed = _CLOSED.match(text, stop) is not None
    if start <= 2:
        return closed or any(
            after.match(text, stop) for after in (tradelines.lines().seller, tradelines.lines().customer)
        )
    return closed and begin == start and (len(text) <= SHORT or tradenames.is_proper(core))


def _goes_on(text: str, stop: int, *, kind: str, weak: bool, corporate: bool) -> bool:
    """Say whether the sentence goes on after `stop` as it does after a name."""
    if stop >= len(text) or not ("\u4e00" <= text[stop] <= "\u9fff") or text[stop] in "我他她你您":
        return True
    held = tradelines.lines()
    after = held.customer.match(text, stop) or held.seller.match(text, stop)
    if after and weak and kind == "place" and not held.customer.match(text, stop):
        after = _BESIDE.match(text, stop)
        if not after:
            behind = rjieba.tag(text[stop : stop + 4])
            return bool(behind and behind[0][1][0] == "v")
    if after:
        # A word of trade may be the first half of a longer one (洗衣机, 装饰品).
        return len(after[0]) > 1 or not rjieba.has_word(text[stop - 1 : stop + 1])
    if kind == "accuse" and not weak and _MATTER.match(text, stop):
        return True
    return corporate or (not weak and tradenames.ends_here(text, stop))


def _unended(text: str, start: int, kind: str) -> Item | None:
    """Read a name without a word of trade: an unknown word where only a name can stand."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    held = tradelines.lines()
    for stop in range(start + 2, min(run.end(), start + 9) + 1):
        closed = stop == run.end() or (stop < len(text) and not ("\u4e00" <= text[stop] <= "\u9fff"))
        after = held.customer.match(text, stop) if kind == "place" else held.seller.match(text, stop)
        shown = _SHOWN.match(text, stop)
        if not shown and not (closed and kind in ("accuse", "naming")) and not after:
            continue
        name = text[start:stop]
        if _NEVER.search(name) or "的" in name:
            return None
        begin = tradenames.trim(text, start, stop, corporate=False)
        name = text[begin:stop]
        if _STREET_END.search(name) or name[0].isdigit() or not name[0].isalnum():
            continue
        if name in names.shipped("platforms").words:
            return None
        if name[-1].isdigit() or held.ends.match(text, stop):
            continue
        done = after is not None and kind == "place" and text[after.end() : after.end() + 1] in ("了", "过")
        if shown or (tradenames.is_proper(name, strict=True) and (done or _whole(text, begin, stop))):
            return Item(name, begin, stop, f"trader.{kind}", 0.5)
    return None


def _whole(text: str, start: int, stop: int) -> bool:
    """Say whether segmentation, too, ends a word at `stop`."""
    tokens = rjieba.cut(text[start:stop])
    return rjieba.cut(text[start : stop + 3])[: len(tokens)] == tokens


def _quoted(text: str) -> Iterator[Item]:
    """Give names in quotation marks that stand where a trader does."""
    for found in _QUOTED.finditer(text):
        name = found["name"]
        if not _QUOTE_LEFT.search(text, max(0, found.start() - 8), found.start()) or _NEVER.search(name):
            continue
        behind = found.end()
        if (
            behind >= len(text)
            or not ("\u4e00" <= text[behind] <= "\u9fff")
            or tradelines.lines().customer.match(text, behind)
            or tradelines.lines().seller.match(text, behind)
            or tradelines.lines().ends.match(text, behind)
        ):
            if (
                name not in names.shipped("platforms").words
                and name not in tradelines.lines().plain
                and name not in words_of_trade().generic
                and not name.isdigit()
            ):
                yield Item(name, *found.span("name"), "trader.quoted", 0.75)
