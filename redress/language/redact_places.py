"""Find detailed addresses: a road with its number, an estate with building and unit, or what follows 地址.

An address is found from its numbers (路…号, …栋…单元…室) and grown to the left over the place names, up to the word
that leads in (住在, 位于, 地址). A road or an estate named without a number is a place, not an address, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Hit = tuple[int, int, str]

_NUM = r"(?:[A-Za-z]?[0-9]{1,5}[A-Za-z]?|[一二三四五六七八九十百零〇]{1,4}|[甲乙丙丁东西南北東])"
_ROOM = (
    r"(?:号楼|號樓|号院|號院|号|號|栋|棟|幢|座|单元|單元|门|門|梯|室|楼|樓|层|層|房|户|戶|组|組|队|隊|弄|巷|铺|鋪|#)"
)
_STEP = rf"(?:第?{_NUM}(?:[-~之至、/]{_NUM}){{0,4}}{_ROOM}[,， ]?)"
# Building numbers first (anchored on something that is a number), then whatever finer steps follow.
_CHAIN = re.compile(
    rf"第?{_NUM}(?:[-~之/]{_NUM}){{0,4}}(?:{_ROOM}|(?=[-之]))"
    rf"(?:[,， ]?(?:附|临|臨)?{_STEP}){{0,6}}(?:[,， ]?[0-9]{{3,5}}(?![0-9元块年人户月多]))?"
)
_ESTATE_DASH = re.compile(r"[A-Za-z]?[0-9]{1,4}(?:[-—~][0-9A-Za-z]{1,5}){1,4}(?![0-9])(?:室|房|号|號|户|戶)?")
_LATER = re.compile(
    rf"[,， ]?[\u4e00-\u9fff]{{2,10}}?(?:小区|小區|花园|花園|苑|公寓|大厦|大廈|家园|家園|新村|社区|社區|城|府|庭|湾|灣|园|園|广场|廣場|中心|宿舍|名邸|山庄|山莊|公馆|公館|里|院|郡|轩|軒|阁|閣|台|居|期)[,， ]?(?:[A-Z]区)?{_STEP}(?:[,， ]?{_STEP}){{0,4}}(?:[0-9]{{3,5}}(?![0-9元块年人户月多]))?"
)
_ROAD_END = re.compile(
    r"(?:路|街|道|巷|弄|胡同|里|条|條|村|线|線|段|屯|庄|莊|镇|鎮|乡|鄉|街道|开发区|開發區|工业园|工業園|市场|市場|园区|園區|组|組|社|湾|灣|坊|桥|橋|门|門|堤|坪|冲|塘|岭|嶺|坡|埠|埔|坑|洲|浦)"
    r"(?:[东西南北中东東][段侧側路街]?|[一二三四五六七八九十]段)?[ (（]?$"
)
_ESTATE_END = re.compile(
    r"(?:小区|小區|花园|花園|苑|公寓|大厦|大廈|家园|家園|新村|社区|社區|城|府|庭|湾|灣|园|園|广场|廣場|中心|宿舍|名邸|山庄|山莊|公馆|公館|院|郡|轩|軒|阁|閣|台|居|期|里|区|區|天下|国际|國際|村|世家|豪庭|雅居|华庭|佳园|新城|时代|時代|半岛|半島|楼|樓|都|墅|峰|著|玺|璽|上|和|荟|薈)[ (（,，]?(?:[A-Za-z一二三四五六七八九十0-9]{1,2}[区區期])?$"
)
_SAID = re.compile(
    r"(?:地址|住址|户籍所在地|戶籍所在地|籍贯|籍貫|现住|現住|家住|居住于|居住在|居住於|住在|住于|住於|寄到|寄至|送到|送至|邮寄到|发到|收件地)(?:为|為|是|在)?[:： ]{0,2}"
)
_SAID_BODY = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()#\-—·、 ]{4,60}")
_PLACE_WORD = re.compile(
    r"[\u4e00-\u9fff](?:省|市|区|區|县|縣|镇|鎮|乡|鄉|街道|路|街|大道|巷|村|小区|小區|花园|花園|苑|弄|新村|公寓|大厦|大廈)"
)
_ADMIN = re.compile(r"[\u4e00-\u9fff](?:省|市|区|區|县|縣|镇|鎮|乡|鄉|街道|路|街|大道|巷|村)")
_STOP = re.compile(
    r"在|位于|位於|住|地址|[是到送寄址于於從从往去给給被了我你您他她它们們这這那说說就也把将將开開卖賣叫为為至向请請问問因与與其该該有对對得着著请]|[的和](?=[\u4e00-\u9fff]{2})|公司|店|[^\u4e00-\u9fffA-Za-z0-9（）()·#\- ]"
)
_KEEP = re.compile(
    "和平|永和|和谐|和諧|人和|和睦|太和|于洪|从化|有色|将军|對山|开发|開發|开元|开福|向阳|向陽|回龙|是門|为民|為民|住宅|的士|得胜|得勝|与民|至善|送仙|开平|开封|新开|往西|往东|往南|往北|和苑|和园|和里|和家|和路|和街"
)
_END_SAID = re.compile(r"[，,。；;！!？?\n]|电话|電話|手机|手機|联系|聯繫|邮编|郵編|身份|收件|[的了]|因|于(?=\d)")

_REACH = 44


def _left_edge(text: str, at: int) -> int:
    """Walk back from `at` to where the address begins: after the last lead-in word or mark within reach."""
    low = max(0, at - _REACH)
    window = text[low:at]
    kept = {i for m in _KEEP.finditer(window) for i in range(m.start(), m.end())}
    edge = 0
    for stop in _STOP.finditer(window):
        if stop.start() not in kept:
            edge = stop.end()
    while edge < len(window) and window[edge] in " )）-·":
        edge += 1
    return low + edge


def _detailed(text: str, start: int, chain: str) -> bool:
    """Tell whether a chain of numbers is one somebody can knock at, from its own steps and what stands before it."""
    steps = len(re.findall(_ROOM, chain))
    buildings = re.search("号楼|號樓|栋|棟|幢|座|单元|單元|弄", chain)
    low = max(0, start - 12)
    if buildings and (steps >= 2 or re.search(r"[0-9]{3,5}$", chain)):
        return True
    if chain.startswith("第"):
        return False
    if re.search("号|號|弄|组|組|队|隊|巷|#", chain) and _ROAD_END.search(text[low:start]):
        return True
    return bool((steps >= 2 or re.search("室|房$", chain)) and _ESTATE_END.search(text[low:start]))


def find(text: str) -> Iterator[Hit]:
    """Yield (start, end, "address") for every detailed address in folded `text`; hits may overlap."""
    for found in _CHAIN.finditer(text):
        start, end = found.start(), found.end()
        # A road named for a number (五一路12号) gives the chain a false first step: look again from the digits.
        if not _detailed(text, start, found.group()):
            continue
        yield _grow(text, start, end)
    for found in _ESTATE_DASH.finditer(text):
        low = max(0, found.start() - 12)
        before = text[low : found.start()]
        if _ESTATE_END.search(before) and found.group().count("-") + found.group().count("—") >= 1:
            yield _grow(text, found.start(), found.end())
    yield from find_said(text)


def _grow(text: str, start: int, end: int) -> Hit:
    later = _LATER.match(text, end)
    while later:
        end = later.end()
        later = _LATER.match(text, end)
    while end > start and text[end - 1] in ",， ":
        end -= 1
    return _left_edge(text, start), end, "address"


def find_said(text: str) -> Iterator[Hit]:
    """Yield what stands after 地址, 家住, 住在 when it names places."""
    for found in _SAID.finditer(text):
        body = _SAID_BODY.match(text, found.end())
        if not body:
            continue
        stop = _END_SAID.search(text, body.start(), body.end())
        end = stop.start() if stop else body.end()
        span = text[body.start() : end]
        if len(span) < 5 or not _PLACE_WORD.search(span):
            continue
        last = None
        for last in re.finditer(
            r"(?:省|市|区|區|县|縣|镇|鎮|乡|鄉|街道|路|街|大道|巷|村|小区|小區|花园|花園|苑|弄|新村|公寓|大厦|大廈|号|號|栋|棟|幢|单元|單元|室|楼|樓|组|組|座|城|府|庭|园|園|[0-9]{3,4})",
            span,
        ):
            pass
        if last is None or len(_ADMIN.findall(span)) + len(re.findall(r"[0-9]", span)) < 2:
            continue
        yield body.start(), body.start() + last.end(), "address"
