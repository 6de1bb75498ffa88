"""Numbers that name something: phones, orders and parcels, references, identity numbers, plates; told apart.

An identity number must satisfy its checksum (GB 11643), a credit code its own (GB 32100); a number belongs to the
word before it (订单号, 合同编号, 电话); only then does its form speak. Bank cards are nobody's business here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from redress.language.found import Item, Taken

_EDGE = r"(?<![0-9A-Za-z*])"
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z*.])(?:(?:\+|00)?86[- ]?)?(?P<digits>1[3-9]\d(?P<gap>[- ]?)\d{4}(?P=gap)\d{4}|1[3-9]\d{2} \d{3} \d{4}|1[3-9]\d(?:[- ]\d{2}){4}|1 [3-9](?: \d){9})(?![0-9A-Za-z*]|-\d{3})"
)
_FIXED = re.compile(
    r"(?<![0-9A-Za-z*.-])(?:(?:\+|00)?86[- ]?)?(?:\((?P<bracket>0(?:10|2\d|[3-9]\d{2}))\) ?|(?P<area>0(?:10|2\d|[3-9]\d{2}))(?P<mark>[- ]?))(?P<local>[2-9]\d{2,3}[- ]?\d{4})(?:(?:[-转]|转分机| ?分机 ?)(?P<inner>\d{1,5}))?(?![0-9A-Za-z*])"
)
_SERVICE = re.compile(
    r"(?<![0-9A-Za-z*-])(?P<head>[48]00)[- ]?(?P<body>\d{3}[- ]?\d{4}|\d{4}[- ]?\d{3}|\d{7})(?![0-9A-Za-z*])"
)
_LOCAL = re.compile(
    r"(?:电话|座机|固话|联系方式|热线|致电|拨打|拨通|[Tt][Ee][Ll])(?:号码?)?(?:为|是|[:： ])*(?P<local>[2-9]\d{2,3}-?\d{4})(?![0-9A-Za-z*元块年月日])"
)
_HOTLINE = re.compile(
    r"(?:打|拨|电话|致电|客服|热线)[了过给到通是为:： ]{0,2}(?P<local>100\d\d|955\d\d|96\d{3,4}|123\d\d)(?![0-9A-Za-z*元块.])"
)
_SPOKEN = re.compile(
    r"(?<![零一二三四五六七八九幺])[一幺][三四五六七八九][零〇一幺二三四五六七八九]{9}(?![零〇一二三四五六七八九十百千万])"
)
_SPOKEN_DIGITS = str.maketrans("零〇一幺二三四五六七八九", "001123456789")

_IDENTITY = re.compile(
    _EDGE
    + r"(?P<digits>[1-9]\d{5} ?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[0-9Xx])(?![0-9A-Za-z*])"
)
_CREDIT = re.compile(_EDGE + r"(?P<code>[1-9ANY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10})(?![0-9A-Za-z*])")
_PLATE = re.compile(
    r"(?P<head>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领])[ ]?(?P<letter>[A-Za-z])[ ·.•-]?(?P<rest>(?=[A-HJ-NP-Za-hj-np-z]{0,4}\d)[0-9A-HJ-NP-Za-hj-np-z]{4}(?:[0-9A-HJ-NP-Za-hj-np-z]{1,2}|[挂学警港澳]))(?![0-9A-Za-z*])"
)

_ORDER_WORD = r"行程(?:单|编号|号)+|订单(?:编号|号码?|ID|id)?|定单(?:编号|号码?)?|(?:快递|物流|运单|货运|包裹|寄件|邮件|邮寄|配送|退货|退回|换货|发货)(?:单|的)?(?:编号|单号|号码?)|运单|快递单|单号|(?:商户|支付|交易)(?:订)?单(?:编)?号|(?:顺丰|圆通|中通|申通|韵达|极兔|EMS|ems|京东|邮政|百世|德邦)(?:快递|速运|物流|速递)?(?:单号|号码)?"
_REFERENCE_WORD = r"(?:合同|检测报告|鉴定报告|检验报告|检测|鉴定|结算|报修|收费单|押金单|保修|保养单|服务单|销售单|出库单|缴费|定货单|订货单|预约|协议|发票|收据|票据|小票|流水|交易流水|工单|投诉|举报|登记|受理|案件|案|回执|凭证|保单|报案|备案|查询|投诉登记|投诉受理|投诉处理|维修单?|预约|录入|受理单|保修卡?|电子票|票|交易|参考|信访|序列)(?:单|件)?(?:的)?(?:编号|单号|编码|号码?|码|号)|12315(?:平台)?(?:编号|单号|登记编号)|(?:投诉|举报|工单|受理|登记)(?:编号)?(?:为|是)"
_SAID = r"(?:分别)?(?:[A-Z]{1,6}开头)?(?:为|是|叫|[:：#= ()（）“\"'【\[])*(?:[Nn][Oo][.．:°]? ?)?"
_CODE = r"(?P<code>(?:[A-Za-z]{1,8}[-_]?){0,3}\d[0-9A-Za-z]*(?:[-_/][0-9A-Za-z]+)*|[\u4e00-\u9fff]{0,4}[〔\[(（](?:19|20)\d\d[〕\])）]第?\d{1,6}号?)"
_TOLD = re.compile(rf"(?:(?P<reference>{_REFERENCE_WORD})|(?P<order>{_ORDER_WORD})){_SAID}{_CODE}")
_NEXT = re.compile(
    r" ?(?:[、,，/]|和|及|以及|还有|与) ?(?P<code>[A-Za-z]{0,6}-?\d[0-9A-Za-z-]{5,31})(?![0-9A-Za-z*元块])"
)
_PARCEL = re.compile(
    _EDGE
    + r"(?P<code>[Ss][Ff]\d{12,15}|YT\d{13,15}|JT\d{13}|JD[A-Z0-9]{0,3}\d{10,15}(?:-\d{1,2}-\d{1,2}-?)?|ZTO\d{12,14}|STO\d{12,14}|DPK\d{12}|DPL?\d{9,12}|E[A-Z]\d{9}CN|[A-Z]{2}\d{9}CN|KY\d{12,14}|JYM\d{12,15}|YD\d{13,15})(?![0-9A-Za-z])"
)
_PARCEL_NEEDS = re.compile(r"[A-Za-z]\d{9}")
_NEEDS = re.compile(r"\d{5}|\d{3,4}[-) ] ?\d{3}|[A-Za-z]-?\d{3}|\d [\d ]{9}|[号码][^\d\n]{0,8}\d{4}")
_SPOKEN_NEEDS = re.compile("[零〇一幺二三四五六七八九]{11}")
_LONG = re.compile(
    r"(?<![0-9A-Za-z*.¥-])(?P<code>\d{12,22}|\d{6}-\d{12,16}|\d{3}-\d{7}-\d{7})(?![0-9A-Za-z*]|-\d|\.\d| ?元)"
)
_CARD_BEFORE = re.compile(r"(?:[卡账帐户]号?码?|[银农工建中招]行|信用社|支付宝|存折|尾号)[^0-9，。；\n]{0,8}$")
_REFERENCE_SOFT = re.compile(
    r"(?:合同|协议|发票|收据|小票|流水|工单|投诉|举报|登记|受理|案件|回执|凭证|保单)[^，。；\n\d]{0,6}$"
)
_CHAT_BEFORE = re.compile(r"(?:[Qq]{2}群?|微信群?|群)(?:号码?)?(?:为|是|[:： ])*$")
_HEAD = "挂学警港澳"
_CREDIT_SET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def identity_holds(digits: str) -> bool:
    """Check the last character of an 18-character identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def credit_holds(code: str) -> bool:
    """Check the last character of a unified social credit code (GB 32100-2015, MOD 31)."""
    total = sum(_CREDIT_SET.index(each) * pow(3, place, 31) for place, each in enumerate(code[:17]))
    return _CREDIT_SET[(31 - total % 31) % 31] == code[17]


def _phones(text: str) -> Iterator[Item]:
    for found in _MOBILE.finditer(text):
        if (
            not _CHAT_BEFORE.search(text, max(0, found.start() - 8), found.start())
            or "微信" in text[: found.start()][-8:]
        ):
            yield Item(re.sub(r"\D", "", found["digits"]), *found.span(), "phone.mobile", 0.99)
    for found in _FIXED.finditer(text):
        area, local = found["bracket"] or found["area"], re.sub(r"\D", "", found["local"])
        if len(local) + len(area) not in (10, 11, 12) or (
            not found["bracket"] and not found["mark"] and len(area + local) < 10
        ):
            continue
        inner = f"-{found['inner']}" if found["inner"] else ""
        yield Item(f"{area}-{local}{inner}", *found.span(), "phone.fixed", 0.96)
    for found in _SERVICE.finditer(text):
        body = re.sub(r"\D", "", found["body"])
        yield Item(f"{found['head']}-{body[:3]}-{body[3:]}", *found.span(), "phone.service", 0.95)
    for found in _LOCAL.finditer(text):
        yield Item(re.sub(r"\D", "", found["local"]), *found.span("local"), "phone.local", 0.8)
    for found in _HOTLINE.finditer(text):
        yield Item(found["local"], *found.span("local"), "phone.hotline", 0.8)
    for found in _SPOKEN.finditer(text):
        yield Item(found.group().translate(_SPOKEN_DIGITS), *found.span(), "phone.spoken", 0.9)


def _identities(text: str) -> Iterator[Item]:
    for found in _IDENTITY.finditer(text):
        digits = found["digits"].replace(" ", "").upper()
        if identity_holds(digits):
            yield Item(digits, *found.span(), "id.identity", 0.99, "identity")
    for found in _CREDIT.finditer(text):
        if not found["code"].isdigit() and credit_holds(found["code"]):
            yield Item(found["code"], *found.span(), "id.credit_code", 0.99, "credit_code")


def _plates(text: str) -> Iterator[Item]:
    for found in _PLATE.finditer(text):
        value = (found["head"] + found["letter"] + found["rest"]).upper()
        if sum(each.isdigit() for each in found["rest"]) >= 2 and (
            found["head"] not in "使领" or found["rest"].isdigit()
        ):
            yield Item(value, *found.span(), "plate", 0.97)


def _told(text: str) -> Iterator[tuple[str, Item]]:
    """Give the codes that follow a word saying what they are, and those joined to them by 和 or 、."""
    for found in _TOLD.finditer(text):
        kind = "reference" if found["reference"] else "order"
        code, stop = found["code"], found.end("code")
        if not _is_code(code, text, stop, short=kind == "reference"):
            continue
        yield kind, Item(_tidy(code), found.start("code"), stop, f"{kind}.told", 0.95)
        while (joined := _NEXT.match(text, stop)) is not None:
            begin = joined.start("code")
            if any(shape.match(text, begin) for shape in (_MOBILE, _FIXED, _SERVICE)):
                break
            if not _is_code(joined["code"], text, joined.end(), short=False):
                break
            stop = joined.end()
            yield kind, Item(_tidy(joined["code"]), *joined.span("code"), f"{kind}.joined", 0.85)


def _tidy(code: str) -> str:
    return code.rstrip("-_/") if code.isascii() else code


def _is_code(code: str, text: str, stop: int, *, short: bool) -> bool:
    """Say whether letters and digits name something: long enough, not a sum, a date or a masked number."""
    digits = sum(each.isdigit() for each in code)
    if text[stop : stop + 1] == "*" or digits < (4 if short else 6):
        return False
    if not code.isascii():
        return True
    if re.match(r" ?(?:元|块|万|件|个|[年月日](?!\d)|%|人|天|条|次|号线|\.\d)", text[stop : stop + 4]):
        return False
    return not re.fullmatch(r"(?:19|20)\d\d[-/.]?\d{1,2}(?:[-/.]\d{1,2})?", code) or (
        code.isdigit() and len(code) > 8
    )


def find(text: str) -> dict[str, list[Item]]:
    """Find all codes of a folded text by kind: `phones`, `orders`, `references`, `ids`, `plates`."""
    result: dict[str, list[Item]] = {"phones": [], "orders": [], "references": [], "ids": [], "plates": []}
    for item in _plates(text):
        result["plates"].append(item)
    if not _NEEDS.search(text) and not _SPOKEN_NEEDS.search(text):
        return result
    taken = Taken(len(text))
    for item in result["plates"]:
        taken.claim(item.start, item.stop)

    def put(kind: str, item: Item) -> None:
        if taken.claim(item.start, item.stop):
            result[kind].append(item)

    told = list(_told(text))
    for kind, item in told:
        if not (item.value.isdigit() and len(item.value) == 18 and identity_holds(item.value) and kind != "order"):
            put(kind + "s", item)
    for item in _identities(text):
        put("ids", item)
    for item in _phones(text):
        put("phones", item)
    for found in _PARCEL.finditer(text) if _PARCEL_NEEDS.search(text) else ():
        put("orders", Item(found["code"].rstrip("-"), *found.span("code"), "order.parcel", 0.95))
    for found in _LONG.finditer(text):
        if _CARD_BEFORE.search(text, max(0, found.start() - 14), found.start()):
            taken.claim(*found.span())
        elif _REFERENCE_SOFT.search(text, max(0, found.start() - 14), found.start()):
            put("references", Item(found["code"], *found.span("code"), "reference.near", 0.7))
        elif len(found["code"]) <= 22:
            put("orders", Item(found["code"], *found.span("code"), "order.form", 0.65))
    return result
