"""Sums of money: figures and Chinese numerals, 块/万/千/w, ranges, and what each sum is in the story.

Rules, from the surest: a currency sign before the number; a unit of money behind it; a number with 万/千/亿 where
money is spoken of; a bare number right behind a word of paying. A count (3万公里, 两块手表, 500个) is no sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from redress.language import numerals
from redress.language.found import Item, Taken

_HAN = "零〇一二两俩三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億"
_MEASURE = "个张斤克公年次平片盒瓶套月天袋包箱条双台份位间桶件只晚夜米吨升杯碗桌节课人支"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_HAN}]+(?<![百千万]一(?=[学年个张次套平瓶件桶月]))|[{_HAN}]+(?=一[学年个张次套平瓶件桶月]))"
    rf"(?: ?(?:[百千]?万亿?|亿|千|百|[wWkK](?![a-zA-Z0-9]))(?:\d{{1,4}}(?![\d.])(?:千|百)?(?:\d(?!\d))?)?|(?<=\d)(?!一[{_MEASURE}])[{_HAN}]+)?"
)
_VAGUE = "多|余|来|几|好几"
_UNIT = (
    r"(?:元(?![旦宵素件首谋芳])|圆|块(?:钱|大洋)?(?![儿头地石板布砖瓦牌屏肉手])|人民币|[rR][mM][bB]|软妹币|大洋|刀乐)"
)
_BEFORE = re.compile(r"(?:[¥]|人民币|[rR][mM][bB]|CNY) ?$")

_MAIN = re.compile(
    rf"(?P<sign>(?:¥|人民币:?|[rR][mM][bB]|CNY) ?)?(?<![\d.,A-Za-z*几数第])(?P<number>{_NUMBER})"
    rf" ?(?P<vague>{_VAGUE})?(?P<scale>万|千|百|亿)?(?P<vague2>{_VAGUE})? ?(?P<unit>{_UNIT})?"
    rf"(?P<change>(?<=[元块圆])(?:[\d一二三四五六七八九两](?:角|毛)(?:\d分)?|(?<=[块圆])\d(?![\d.%]| ?[个件斤年月日天次瓶台袋人到至-]|角|毛)|[一二三四五六七八九](?=[，。！？、；\s的了/]|$)))?"
)
_SMALL = re.compile(
    r"(?<![\d.])(?P<number>\d+|[一二两三四五六七八九])(?P<unit>角|毛|(?<!一)分)(?=钱|/|一[个斤度吨次]|每|，|。|$)"
)

_COUNTED = re.compile(
    r" ?(?:[个名位户家辆台件次倍㎡亩吨斤克升度瓦岁年月日号天秒字步赞股票张条只头棵片栋楼间室页集期届分秒点路组单米里方平袋瓶盒箱双部套把根支枚颗层座公折成%℃°·:、和]"
    r"|平方|公里|小时|分钟|粉丝|积分|[金硬Qq]币|钻石?|毫|兆|像素|转速|人(?!民币)|余[人个名户]|多[人个名户年天次家]"
    r"|[-/.]\d|[gGmM][bB]?(?![a-zA-Z])|[kK]?[mMgGwWvV][hHaAlLmM]?(?![a-zA-Z])|[a-zA-Z]{2,}|学[时分]|课时|周岁|工作日|以[上下]?学)"
)
_MONEY_LEFT = re.compile(
    r"(?:[花付交缴赔退扣充冲存收发送卖买转借贷欠罚补价费款钱额金资薪投捐赚挣亏损骗值要需租售]|支付|消费|支出|收入|优惠|人民币|会员卡|卡里|余额|会员|[加升涨降]到|个月|均价|报价|定价|标价|叫价|原价|现价|单价|总价|总共|一共|共计|合计|总计|成本|利润|营业额|[一每][次个张斤瓶天月年件桶位人套平](?![一二三四五六七八九十])|[刷返]|[谈说讲]好|报名|红包|平时|原来|开价|喊价|[三五十]倍|打折后|折后)"
    r"(?:了|掉|我们?|我[妈爸家]|他们?|她|给|对方|商家|老板|人民币|为|是|到|成|约|近|大概|大约|将近|差不多|不到|超过|超|至少|最少|最低|最高|开口|才|就|也|仅|只|共|计|额|的|费用?|款|[价资]格?|格|先|另外?|各|每[月年人次天个]|首付|定金|押金|现金|“|「|\(|（|:|：|,|，| ){0,4}$"
)
_MONEY_RIGHT = re.compile(
    r"(?:以上|左右|上下)?(?:的|不等的?|起步?|/|／)?(?:金额|高价|价格|价钱|价位|天价|费|押金|定金|订金|首付|工资|现金|货款|保证金|会费|学费|房租|租金|礼品卡|储值|会员卡|红包|入会|加盟|一[个张套次年学月平瓶件桶斤克吨米人位箱条双台份片盒袋包间晚夜杯碗桌节课支]|每[个张套次年月平瓶件桶斤吨米人位箱条双台份天])"
)
_STOPS = "，。！？；,;!? \n）)"
_PRICE = re.compile(r"[1-9]\d{1,5}|\d{1,5}\.\d{1,2}")
_SERVICE = re.compile(r"1[12][0-9]|12[0-9]{3}|100[0-9]{2}|955[0-9]{2}|96[0-9]{3,4}")
_DEAL = re.compile("买|花|付|充|交|做|装|种|拍|订|定|办|租|配|换|修|吃|点|卖|购|请|洗|隆|发的|下的单")
_BOUGHT = re.compile(
    r"(?:买|购|点|称|订|定|做|洗|剪|拍|吃|租|配|换|充|办|烫|装|印|寄)(?:的|了|过)?[^，。,；;\d：:第]{1,9}(?<![第号共约楼栋室元块路龄到至号码群页])$"
)
_RANGE = re.compile(rf"(?<![\d.,A-Za-z])(?P<number>{_NUMBER}) ?(?:元|块)?(?:-{{1,6}}|~|至|到|或者?|、)$")
_CHAIN = re.compile(r"(?:[、，,和及送加减变成降涨至到]|现在?|原来?|又|再|只|才|\s){1,5}$")


@dataclass(frozen=True, slots=True)
class _Sum:
    value: Decimal
    start: int
    stop: int
    rule: str
    confidence: float


_ROLES: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...] = (
    ("claimed", re.compile(r"赔偿|赔付|索赔|补偿|要求.{0,6}赔|十倍|[退假]一赔|精神损失"), None),
    ("refund", re.compile(r"退(?:还|款|回|钱|费|了|给|我)|返还|返现|返利"), re.compile(r"^.{0,4}(?:退[还款回给]|没退|未退|不退)")),
    ("deposit", re.compile(r"定金|订金|押金|保证金|诚信金|预付|首付|意向金"), re.compile(r"^.{0,3}(?:定金|订金|押金|保证金|诚信金|首付)")),
    ("fine", re.compile(r"罚款?|违约金|滞纳金"), re.compile(r"^.{0,3}(?:罚款|违约金|滞纳金)")),
    ("loss", re.compile(r"损失|被骗|医药费|医疗费|误工费|维修费"), re.compile(r"^.{0,3}(?:损失)")),
    ("balance", re.compile(r"余额|剩余?|还有|还剩|卡[里内上]"), re.compile(r"^.{0,3}(?:余额|没用|未消费|没有?消费)")),
    ("wage", re.compile(r"工资|薪资|薪水|月薪|底薪|养老金|退休金"), re.compile(r"^.{0,3}(?:工资|薪)")),
    ("paid", re.compile(r"花|付|交|缴|转|充值?|买|购|消费|刷了?|打款|汇|投资|存入|办(?:了|理)"), re.compile(r"^.{0,4}(?:买|购|办)")),
    ("fee", re.compile(r"收费|费用?|收取|收我|收了|乱收|加收|多收|扣"), re.compile(r"^.{0,3}(?:费|的?服务费|手续费|租金|工本费|补课费)")),
    ("price", re.compile(r"价|卖|售|标|每|一[个斤瓶张份台件]|仅需|只要|报"), re.compile(r"^.{0,2}(?:[/每一起]|的?价|高价)")),
)  # fmt: skip


def _value(number: str, scale: str) -> Decimal | None:
    """Read a number with its scale; 3万5 is 35,000 as people say it; w and k are 万 and 千."""
    plain = re.sub(r"[ ,]", "", number).replace("俩", "两").replace("萬", "万").replace("億", "亿")
    plain = re.sub("[wW]", "万", plain)
    plain = re.sub("[kK]", "千", plain)
    spoken = re.fullmatch(r"(.+)([万千百])([1-9])", plain)
    if spoken:
        unit = {"万": 1000, "千": 100, "百": 10}[spoken[2]]
        head = numerals.parse(spoken[1] + spoken[2])
        value = None if head is None else head + int(spoken[3]) * unit
    else:
        value = numerals.parse(plain)
    if value is None:
        return None
    for each in scale:
        value *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[each]
    return value


def _change(change: str) -> Decimal:
    """Read what stands behind 元 or 块: 8角5分, 5毛, 五 (五毛)."""
    total = Decimal(0)
    for digit, unit in re.findall(r"([\d一二三四五六七八九两])(角|毛|分)?", change):
        number = numerals.parse(digit) or Decimal(0)
        total += number * (Decimal("0.01") if unit == "分" else Decimal("0.1"))
    return total


def _plain(value: Decimal) -> str:
    """Write yuan as a decimal string without idle zeros."""
    return f"{value.normalize():f}"


def _sums(text: str) -> Iterator[_Sum]:
    last_stop = -99
    for found in _MAIN.finditer(text):
        number, scale = found["number"], found["scale"] or ""
        start, stop = found.start(), found.end()
        if found["unit"] or found["sign"]:
            if number[0] in "几多" or (found["unit"] == "块" and _is_measure(text, found, number)):
                continue
            rule, confidence = ("sign", 0.98) if found["sign"] else ("unit", 0.95)
        elif not number[0].isdigit() and not scale and not any(each in number for each in "万亿千百十"):
            continue
        else:
            judged = _unmarked(
                text, found, chained=0 < start - last_stop <= 5 and bool(_CHAIN.fullmatch(text, last_stop, start))
            )
            if judged is None:
                continue
            rule, confidence = judged
            stop = found.end(
                "vague2" if found["vague2"] else "scale" if scale else "vague" if found["vague"] else "number"
            )
        value = _value(number, scale)
        if value is None or not 0 < value < 10**13:
            continue
        if found["change"] and found["unit"]:
            value += _change(found["change"])
        if found["vague"] or found["vague2"]:
            confidence -= 0.2
        yield from _lower_end(text, start, number, scale, value, rule, confidence)
        yield _Sum(value, start, stop, rule, confidence)
        last_stop = stop
    for found in _SMALL.finditer(text):
        small = numerals.parse(found["number"])
        if small is not None:
            part = Decimal("0.01") if found["unit"] == "分" else Decimal("0.1")
            yield _Sum(small * part, found.start(), found.end(), "unit", 0.9)


def _is_measure(text: str, found: re.Match[str], number: str) -> bool:
    """Say whether 块 counts pieces (一块空地) rather than money (一块钱, 300块)."""
    behind = text[found.end("unit") : found.end("unit") + 1]
    if found["change"]:
        return False
    small = len(number) == 1 and (not number.isdigit() or number in "123")
    return small and bool(behind) and behind not in "，。！？；、,;!?)）”\n /一每多左的了五六七八到至起"


def _unmarked(text: str, found: re.Match[str], *, chained: bool) -> tuple[str, float] | None:
    """Judge a number that carries no unit of money; None when it is not a sum."""
    number, end = found["number"], found.end("number")
    if found["scale"]:
        end = found.end("scale")
    if found["vague2"] or (found["vague"] and not found["scale"]):
        end = found.end("vague2" if found["vague2"] else "vague")
    if text[end : end + 1] in "*" and end < len(text):
        return None
    counted = _COUNTED.match(text, end)
    right = _MONEY_RIGHT.match(text, end)
    left = bool(_MONEY_LEFT.search(text, max(0, found.start() - 14), found.start()))
    if counted and not right:
        return None
    large = bool(found["scale"]) or any(c in number for c in "万亿千百wWkK")
    if large:
        if number in "千万百亿" or re.fullmatch("[千万百亿]+", number):
            return None
        han_only = not any(c.isdigit() for c in number)
        if left or right or chained:
            return "scale", 0.8
        if not han_only and any(unit in number + (found["scale"] or "") for unit in ("万", "千", "w", "W")):
            return "scale", 0.6
        return None
    if not number[0].isdigit():
        # 要价六十, 只花了三十七: tens in Chinese count only right behind a word of paying and before a pause.
        spoken = left and len(number) >= 2 and text[end : end + 1] in "，。！？；,;\n）) 我"
        return ("cue", 0.65) if spoken and re.fullmatch("[二三四五六七八九]十[一二三四五六七八九]?", number) else None
    whole = number.split(".")[0]
    if _SERVICE.fullmatch(number) and (len(number) > 3 or not left):
        return None
    if _alone(text, number, found.start(), end):
        return "alone", 0.55
    if (
        (left or right or chained)
        and (2 <= len(whole) <= 7 or "." in number)
        and not _is_year(number, text, found.start())
    ):
        return "cue", 0.7
    return None


def _alone(text: str, number: str, start: int, end: int) -> bool:
    """Say whether a bare number is the sum of its clause: 9,500; a clause of its own after a purchase (买的锅，289，);
    the end of what was bought (买的鞋159，)."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", number):
        return True
    if not _PRICE.fullmatch(number) or _is_year(number, text, start) or not (end == len(text) or text[end] in _STOPS):
        if not (_PRICE.fullmatch(number) and text.startswith(("买的", "买了", "拍的", "订的", "做的"), end)):
            return False
    clause = re.split(r"[。！？；;!?\n]", text[max(0, start - 40) : start])[-1]
    if clause[-1:] in "，,、 ":
        return (
            _DEAL.search(clause) is not None
            or re.match("[，, ].{0,6}(?:买|拍|订|做)的", text[end : end + 9]) is not None
        )
    return _BOUGHT.search(clause) is not None


def _is_year(number: str, text: str, start: int) -> bool:
    return (
        len(number) == 4
        and number[:2] in ("19", "20")
        and text[max(0, start - 1) : start] in ("在", "于", "从", "到", "至", "，", "")
    )


def _lower_end(
    text: str, start: int, number: str, scale: str, value: Decimal, rule: str, confidence: float
) -> Iterator[_Sum]:
    """Read the other end of a range that stands before a sum: 3000-5000元, 7-8千, 四千到五千."""
    found = _RANGE.search(text, max(0, start - 16), start)
    if not found or found["number"] == number:
        return
    low = found["number"]
    own = any(c in low for c in "十百千万亿wWkK")
    unit = scale or ("" if own else "".join(c for c in number if c in "千万亿"))
    other = _value(low, "" if own else unit)
    if other is not None and 0 < other < value * 100 and other * 1000 > value:
        yield _Sum(other, found.start(), found.end("number"), rule, confidence - 0.05)


def role(text: str, start: int, stop: int) -> str:
    """Say what a sum is in the story, from its clause: the nearest word before it, then the one behind it."""
    left = re.split(r"[。！？；;!?\n]", text[max(0, start - 14) : start])[-1]
    right = re.split(r"[。！？；，,;!?\n]", text[stop : stop + 8])[0]
    best, place = "", -1
    for name, before, behind in _ROLES:
        if behind is not None and behind.match(right) and name not in ("paid", "price", "fee"):
            return name
        for hit in before.finditer(left):
            if hit.end() > place:
                best, place = name, hit.end()
    if best:
        return best
    for name, _, behind in _ROLES:
        if behind is not None and behind.match(right):
            return name
    return "other"


def find(text: str) -> list[Item]:
    """Find the sums of a folded text; the value is a decimal string in yuan."""
    kept: dict[tuple[str, str], Item] = {}
    taken = Taken(len(text))
    for each in _sums(text):
        if not taken.claim(each.start, each.stop):
            continue
        name = role(text, each.start, each.stop)
        item = Item(_plain(each.value), each.start, each.stop, f"amount.{each.rule}", each.confidence, name)
        kept.setdefault((item.value, name), item)
    told = {item.value for (_, name), item in kept.items() if name != "other"}
    return sorted(
        (item for (value, name), item in kept.items() if name != "other" or value not in told),
        key=lambda item: item.start,
    )
