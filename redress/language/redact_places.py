"""Find detailed addresses: a road with its number, an estate with building and unit, or what follows 地址.

Works on text folded to half width and simplified script. An address is found from its numbers (路…号, …栋…单元…室)
and grown to the left over the place names, up to the word that leads in (住在, 位于, 地址). A road or an estate named
without a number is a place, not an address, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Hit = tuple[int, int, str]

_NUM = "(?:[A-Za-z]?[0-9]{1,5}[A-Za-z]?|[A-Za-z](?=[栋座区])|[一二三四五六七八九十百零〇]{1,4}|[甲乙丙丁东西南北](?=[栋座单]))"
_ROOM = "(?:号楼|号院|号|栋|幢|座|单元|门|梯|室|楼|层|房|户|组|队|弄|巷|铺|#)"
_DASHES = f"(?:[-~之/]{_NUM}){{0,4}}"
_DOOR = "[0-9]{3,5}(?![0-9元块年人户月多平㎡.%个])"
_SEEN = re.compile("[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北](?:号|栋|幢|座|单元|室|弄|组|队|巷|#|-[0-9])")
# A chain of steps: 12号3栋2单元501室, 5-2-301, 三组8号.
_CHAIN = re.compile(
    f"第?{_NUM}{_DASHES}(?:{_ROOM}|(?<=[0-9A-Za-z]-[0-9])|(?<=[0-9A-Za-z]-[0-9]{{2}})|(?<=-[0-9]{{3}})|(?<=-[0-9]{{4}}))(?:[,， ]?[附临]?第?{_NUM}{_DASHES}{_ROOM}){{0,6}}(?:[,， ]?{_DOOR})?"
)
_STEP = re.compile(_ROOM)
_BUILDING = re.compile("号楼|栋|幢|座|单元|弄")
_DOOR_END = re.compile(f"{_DOOR}$")
_DIVISION = re.compile("[\u4e00-\u9fff](?:市|区|县|镇|乡|街道)[\u4e00-\u9fff]{2,}")
_FLOORS = re.compile("[一二三四五六七八九十两几0-9]{1,3}[栋幢座][一二三四五六七八九十两0-9]{1,3}[层楼户]")
_GROUP = re.compile("[组队弄巷].{0,6}号")
_NUMBER_STEP = re.compile("号|弄|组|队|巷|#")
_ROOM_END = re.compile("(?:室|房|户|[0-9]-[0-9]+)$")

_ESTATE = "小区|花园|公寓|大厦|家园|新村|社区|广场|中心|宿舍|名邸|山庄|公馆|天下|国际|世家|豪庭|雅居|华庭|佳园|新城|时代|半岛|[城苑府庭湾园院郡轩阁台居期里区村楼都墅峰]"
_ROAD_END = re.compile(
    "(?:街道|[东南西北一二三四五六]环|开发区|工业园|市场|园区|大道|[路街道巷弄里条村线段屯庄镇乡组社湾坊桥门堤坪冲塘岭坡埠埔坑洲浦])(?:[东西南北中][段侧路街]?|[一二三四五六七八九十]段)?[ (（]?$"
)
_ESTATE_END = re.compile(f"(?:{_ESTATE})[ (（,，]?(?:[A-Za-z一二三四五六七八九十0-9]{{1,2}}[区期])?$")
_LATER = re.compile(
    f"[,， ]?(?:(?!{_ROOM})[\u4e00-\u9fff]){{2,10}}?(?:{_ESTATE})(?:[A-Z0-9一二三四五]{{1,2}}[区期])?[,， ]?(?:第?{_NUM}{_DASHES}{_ROOM}(?:[,， ]?第?{_NUM}{_DASHES}{_ROOM}){{0,5}}(?:{_DOOR})?|[0-9]{{1,4}}(?:-[0-9A-Za-z]{{1,5}}){{1,3}}(?![0-9-]))"
)

# Behind a road's number any name is an estate's, if a building or a door follows it: 184号锦绣江南29-1-3171.
_LATER_HOME = re.compile(
    f"[,， ]?(?:(?!{_ROOM})[\u4e00-\u9fff]){{2,8}}(?:[0-9A-Z]{{1,4}}(?:-[0-9A-Za-z]{{1,5}}){{2,3}}(?![0-9-])|[0-9A-Z一二三四五六七八九十]{{1,3}}(?:栋|幢|座|号楼)第?{_NUM}{_DASHES}(?:{_ROOM}第?{_NUM}){{0,2}}{_ROOM}?)"
)
_SAID = re.compile(
    "(?:地址|住址|户籍所在地|籍贯|现住|家住|居住[于在]|住[在于]|住(?=[A-Z0-9\u4e00-\u9fff]{2,5}[省市县区镇乡村])|[寄送发][到至]|收件地)(?:为|是|在)?[:： ]{0,2}"
)
_SAID_BODY = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()#\-—·、 ]{4,60}")
_SAID_END = re.compile("[，,。；;！!？?\n]|电话|手机|联系|邮编|身份|收件|[的了]|因|于(?=[0-9])")
_PLACE = re.compile("[\u4e00-\u9fff](?:街道|大道|小区|花园|新村|公寓|大厦|[省市区县镇乡路街巷村苑弄])")
_PLACE_END = re.compile(
    "街道|大道|小区|花园|新村|公寓|大厦|单元|[省市区县镇乡路街巷村苑弄号栋幢室楼组座城府庭园]|[0-9]{3,4}"
)
_LEVEL = re.compile("[\u4e00-\u9fff](?:街道|大道|[省市区县镇乡路街巷村])|[0-9]")

_STOP = re.compile(
    "位于|地址|[在住是到送寄址于从往去给被了我你您他她它们这那说就也把将开卖叫为至向请问因与其该有对得着:：]|[的和](?=[\u4e00-\u9fff]{2})|公司|店|[^\u4e00-\u9fffA-Za-z0-9（）()·#\\- ]"
)
# Words inside place names that hold one of the stops above.
_KEEP = re.compile(
    "于都|于田|和平|永和|和谐|人和|和睦|太和|于洪|从化|将军|开发|开元|开福|向阳|是门|为民|住宅|得胜|与民|至善|开平|开封|新开|往[东西南北]|和[苑园里家路街]|和村|有色|去病|给水|在水"
)
# A stop that is part of a division's name: 平和县, 开州区, 瓦房店市. The words of place themselves always stop.
_INSIDE = re.compile("[\u4e00-\u9fff]?[省市区县旗州镇乡](?![\u4e00-\u9fff]{0,1}(?:人|民))")
_FIRM = frozenset("位于 在 住 于 址 到 送 寄 至 地址".split())
_REACH = 44


def _left_edge(text: str, at: int) -> int:
    """Walk back from `at` to where the address begins: after the last lead-in word or mark within reach."""
    low = max(0, at - _REACH)
    window = text[low:at]
    kept = {i for m in _KEEP.finditer(window) for i in range(m.start(), m.end())}
    edge = 0
    for stop in _STOP.finditer(window):
        if stop.start() not in kept and not (stop.group() not in _FIRM and _INSIDE.match(window, stop.end())):
            edge = stop.end()
    while edge < len(window) and window[edge] in " )）-·":
        edge += 1
    return low + edge


def _detailed(text: str, start: int, end: int) -> bool:
    """Tell whether a chain of numbers is one somebody can knock at, from its steps and what stands before it."""
    chain = text[start:end]
    steps = len(_STEP.findall(chain))
    low = max(0, start - 12)
    if _BUILDING.search(chain) and (steps >= 2 or _DOOR_END.search(chain)):
        # 一栋三层 counts a house's floors; a place stands before those of an address.
        return not _FLOORS.fullmatch(chain) or bool(
            _ESTATE_END.search(text, low, start) or _ROAD_END.search(text, low, start)
        )
    if steps >= 2 and _GROUP.search(chain):
        return True
    if chain.startswith("第"):
        return False
    if _NUMBER_STEP.search(chain) and _ROAD_END.search(text, low, start):
        return True
    if "号" in chain and _DIVISION.search(text, max(0, start - 16), start) and _ESTATE_END.search(text, low, start):
        return True
    return bool((steps >= 2 or _ROOM_END.search(chain)) and _ESTATE_END.search(text, low, start))


def find(text: str) -> Iterator[Hit]:
    """Yield (start, end, "address") for every detailed address in folded `text`; hits may overlap."""
    if _SEEN.search(text):
        for found in _CHAIN.finditer(text):
            start, end = found.span()
            if not _detailed(text, start, end):
                continue
            while later := _LATER.match(text, end) or _LATER_HOME.match(text, end):
                end = later.end()
            yield _left_edge(text, start), end, "address"
    yield from _after_word(text)


def _after_word(text: str) -> Iterator[Hit]:
    """Yield what stands after 地址, 家住, 住在 when it names at least two places."""
    for found in _SAID.finditer(text):
        body = _SAID_BODY.match(text, found.end())
        if not body:
            continue
        stop = _SAID_END.search(text, body.start(), body.end())
        end = stop.start() if stop else body.end()
        span = text[body.start() : end]
        if len(span) < 5 or not _PLACE.search(span) or len(_LEVEL.findall(span)) < 2:
            continue
        last = max(m.end() for m in _PLACE_END.finditer(span))
        yield body.start(), body.start() + last, "address"
