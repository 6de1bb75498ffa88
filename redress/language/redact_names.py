"""Find people's names: inside a frame (我叫X, 联系人：X, X先生), and bare ones that can be nothing else.

A bare name is believed when word segmentation leaves it standing alone, it begins with a family name, its other
characters are ones that names are made of, and it is no word of the dictionary, no trade name and no shop sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

import rjieba

Hit = tuple[int, int, str]


def _section(name: str, wanted: str = "") -> str:
    text = resources.files("redress.language").joinpath("data", name).read_text("utf-8")
    kept, inside = [], not wanted
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            inside = line == f"[{wanted}]"
            continue
        if inside:
            kept.append(line)
    return " ".join(kept)


_COMMON = "".join(sorted(set(_section("surnames.txt", "common")) - {" "}))
_RARE = "".join(sorted(set(_section("surnames.txt", "rare")) - {" "} - set(_COMMON)))
_COMPOUND = tuple(dict.fromkeys(_section("surnames.txt", "compound").split()))
_GIVEN = "".join(sorted(set(_section("given_names.txt")) - {" "}))
_BRANDS = frozenset(_section("brand_names.txt").split())
_GIVEN_SET = frozenset(_GIVEN)
_COMMON_SET = frozenset(_COMMON)

_HAN = "\u4e00-\u9fff"
_FAMILY = f"(?:{'|'.join(_COMPOUND)}|[{_COMMON}{_RARE}])"
_FULL = f"{_FAMILY}[{_HAN}]{{1,2}}"

# Words after which a name follows for certain (with a mark between, anything name-shaped is taken) …
_LABEL = re.compile(
    r"(?:姓名|姓\s{1,4}名|[联聯][系繫]人|[投][诉訴]人|[举舉][报報]人|申[诉訴]人|申[请請]人|反映人|收[件货貨]人|寄件人|[户戶]名|[户戶]主|持卡人|署名|[当當]事人|法人代表|法定代表人|[负負][责責]人|[经經][办辦]人|本人|[开開][户戶]名|[来來][电電]人|求助人|委托人|代理人|留言人|落款|[业業]主|患者|消[费費]者|[学學]生|[乘]客|[车車]主|店[长長]|[经經]理|老板|老闆|店主|店[员員]|客服|[销銷]售[员員]?|[业業][务務][员員]|[顾顧][问問]|[导導][购購]|[导導]游|司[机機]|[医醫]生|老[师師]|教[练練]|房[东東]|中介|[会會][员員]|法人|[证證]人|被[告]人?)"
    rf"(?:姓名|[为為是叫])?[ 　]*[:：\"“]?[ 　]*(?P<name>{_FULL})"
)
_SELF = re.compile(
    rf"(?:我叫做?|我名叫|[名姓]叫|名字[叫是]|本人叫|[人]叫|我的?名字是|本名|化名|我是(?=[^，。]{{2,4}}[,，。、]))[ 　:：]*(?P<name>{_FULL})"
)
_SURNAMED = re.compile(rf"姓(?P<name>{_FAMILY})(?=[的，,。、（(]|先生|女士|男子|女子|老板|[店]主)")
_TITLE = re.compile(
    r"先生|女士|小姐|太太|[师師]傅|阿姨|大[爷爺妈媽姐哥]|老[师師]|[医醫]生|律[师師]|[经經]理|[总總]监?|老板|老闆|教[练練]|店[长長]|主任|[书書][记記]|[队隊][长長]|警官|同[学學志]"
)
_SURNAME_TITLES = frozenset("先生 女士 小姐 太太 师傅 師傅 阿姨".split())
_DOTTED = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,6}}[·•・][{_HAN}]{{2,8}}(?![{_HAN}·])")
_POSSIBLE = re.compile(rf"(?:{'|'.join(_COMPOUND)}|[{_COMMON}])[{_GIVEN}]")

# What may stand right after a name that would otherwise be read as its third character.
_AFTER = frozenset(
    '在是于於的了和与與及到去来來说說称稱因购購买買投举舉反有将將被向从從对對给給把让讓电電手身家住为為,，。、；;：:（(！!？?"” 　\n\t并並曾也又都已现現就不没沒拒收欠骗騙打告通表要求还還承经經系今昨前当當先女小同老某等人跟叫让之以后後时時自'
)
_SHOP_AFTER = re.compile(
    r"(?:的)?[\u4e00-\u9fff]{0,4}?(?:店|铺|鋪|馆|館|麻辣|火锅|火鍋|[烤烧燒炸焖燜卤鹵]|面馆|麵|包子|饭|飯|餐|超市|公司|药|藥|茶|鸭|鴨|鸡|雞|美甲|理发|理髮|造型|[诊診]所|厂|廠|行|坊|庄|莊|牌|酒|食品|烘焙|蛋糕|粉|汤|湯|记|記|牛肉|水果|家纺|服饰|服飾|珠宝|珠寶|集团|集團|超商|工作室|教育|健身|口腔|路|街|区|區|村|镇|鎮|县|縣|市|小区|广场|廣場|大厦|大廈|中学|小学|幼儿园|学校|医院|公园|大道|站|桥|湖|河|山)"
)
_STRONG_SHOP = re.compile(
    r"(?:路|街|区|區|村|镇|鎮|县|縣|市|桥|橋|湖|河|山|中|苑|府|城|园|園|里|湾|灣|庄|莊|镇|大道)"
)


@cache
def _is_word(word: str) -> bool:
    return bool(rjieba.has_word(word))


def _fit(name: str, following: str, *, sure: bool) -> int:
    """Say how many characters of `name` (family name and up to two more) are the name; 0 when none are.

    `sure` is true inside a frame with a mark, where a word of the dictionary (建国, 高兴) may be a name.
    """
    family = 2 if name[:2] in _COMPOUND else 1
    given = name[family:]
    if not given or name in _BRANDS or name[: family + 1] in _BRANDS:
        return 0
    if len(given) == 1:
        # Nothing Han follows the second character: two characters are all there is.
        return len(name) if (sure or given in _GIVEN_SET) and not _stopped(given) else 0
    first, second = given[0], given[1]
    if _stopped(first):
        return 0
    three = second in _GIVEN_SET and not _stopped(second)
    if (
        three
        and following
        and _is_word(second + following[0])
        and not _is_word(first + second)
        and first in _GIVEN_SET
    ):
        three = following[0] in _AFTER
    elif not three and sure and not _stopped(second) and (not following or following[0] in _AFTER):
        three = not _is_word(second + following[:1]) if following else True
    if three and (sure or first in _GIVEN_SET):
        return family + 2
    if first in _GIVEN_SET or sure:
        return family + 1
    return 0


_STOP_GIVEN = frozenset(
    "的了是在有我你您他她们們这這那和与與及或于於对對把被给給让讓说說称稱等吗嗎呢吧啊么麼不没沒未也都就还還又要请請求向到从從因为為以先女某太叫"
)


def _stopped(char: str) -> bool:
    return char in _STOP_GIVEN


def _framed(text: str) -> Iterator[Hit]:
    for pattern, label in ((_LABEL, True), (_SELF, False)):
        for found in pattern.finditer(text):
            start, end = found.span("name")
            between = text[start - 1] if start else ""
            sure = not label or between in ':："“ 　为為是叫'
            name = found.group("name")
            if label and not sure and _is_word(name[:2]):
                continue
            if sure and label and between in "是为為" and _is_word(name[:2]):
                continue
            size = _fit(name, text[end : end + 2], sure=sure)
            if size and not (not sure and _SHOP_AFTER.match(text, start + size)):
                yield start, start + size, "name"
    for found in _SURNAMED.finditer(text):
        yield found.start("name"), found.end("name"), "name"


def _titled(text: str) -> Iterator[Hit]:
    for found in _TITLE.finditer(text):
        at = found.start()
        title = found.group()
        size = 0
        for length in (3, 2, 4, 1):
            start = at - length
            if start < 0:
                continue
            name = text[start:at]
            family = 2 if name[:2] in _COMPOUND else 1
            if name[:1] not in _COMMON_SET and name[:1] not in _RARE and family == 1:
                continue
            given = name[family:]
            if len(given) > 2 or len(name) < family:
                continue
            if not given:
                if title in _SURNAME_TITLES and (
                    name[0] in _COMMON_SET or family == 2 or not _is_word(text[start - 1 : at] if start else name)
                ):
                    size = length
                    break
                continue
            if all(c in _GIVEN_SET for c in given) and not _is_word(name) and not _stopped(given[0]):
                before = text[start - 1 : start]
                if length < 4 and before and _is_word(before + name[0]) and name[0] not in _COMMON_SET:
                    continue
                size = length
                break
        if not size:
            continue
        name = text[at - size : at]
        if name + title in _BRANDS or name in _BRANDS or _SHOP_AFTER.match(text, found.end()):
            continue
        yield at - size, at, "name"


def _bare(text: str) -> Iterator[Hit]:
    if not _POSSIBLE.search(text):
        return
    tokens = rjieba.cut(text)
    at = 0
    count = len(tokens)
    for index, token in enumerate(tokens):
        start, at = at, at + len(token)
        first = token[0]
        if first not in _COMMON_SET and token[:2] not in _COMPOUND:
            continue
        family = 2 if token[:2] in _COMPOUND else 1
        end = at
        if len(token) == family:
            following = tokens[index + 1] if index + 1 < count else ""
            if not 1 <= len(following) <= 2 or not all(c in _GIVEN_SET for c in following):
                continue
            if (
                len(following) == 1
                and index + 2 < count
                and len(tokens[index + 2]) == 1
                and tokens[index + 2] in _GIVEN_SET
            ):
                following += tokens[index + 2]
            if len(following) == 1 and _is_word(following):
                if not _person_around(text, start, at + 1):
                    continue
            end = at + len(following)
        else:
            given = token[family:]
            if len(given) > 2 or not all(c in _GIVEN_SET for c in given) or _is_word(token):
                continue
            if len(given) == 1 and not _person_around(text, start, end):
                continue
        name = text[start:end]
        if name in _BRANDS or name[:2] in _BRANDS or _is_word(name):
            continue
        if _SHOP_AFTER.match(text, end) and not _person_around(text, start, end):
            continue
        yield start, end, "name"


_PERSON_AFTER = re.compile(
    r"(?:先生|女士|[说說称稱]|表示|反映|投[诉訴]|答[应應复復]|承[诺諾]|告[诉訴知]|[收拿骗騙]了?我?|[态態]度|等人|[电電][话話]|手[机機]|[（(]|,?，?(?:男|女|身份|[电電][话話]|手[机機]|[联聯][系繫])|拒[绝絕]|拖欠|[转轉][账賬帐帳]|辱[骂罵]|殴打|毆打)"
)
_PERSON_BEFORE = re.compile(
    r"(?:我叫|名叫|叫|[员員理长長板主工师師生妻夫友人子女儿兒亲親客机機]|是|[找向给給跟和与與被由][^，。]{0,2})[ 　:：（(“\"]?$"
)


def _person_around(text: str, start: int, end: int) -> bool:
    """Tell whether the words beside a candidate speak of a person."""
    return bool(_PERSON_AFTER.match(text, end) or _PERSON_BEFORE.search(text, max(0, start - 6), start))


def find(text: str) -> Iterator[Hit]:
    """Yield (start, end, "name") for the names in `text`; hits may overlap."""
    yield from _framed(text)
    yield from _titled(text)
    for found in _DOTTED.finditer(text):
        yield found.start(), found.end(), "name"
    yield from _bare(text)
