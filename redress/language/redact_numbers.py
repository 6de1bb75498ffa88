"""Find the secrets made of digits and letters: phones, identity numbers, plates, accounts.

Works on text folded to half width and simplified script (same length), so that every offset is an offset of the
original. Every pattern is linear: no two neighbouring repeats can match the same characters. A pattern that needs a
word (证, 卡, 微信) runs only where the word is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Hit = tuple[int, int, str]

# Codes of the provinces at the head of an identity number (GB/T 2260); residents of Hong Kong, Macao, Taiwan: 81-83.
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DAY = r"(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
_ID = re.compile(
    rf"(?<![0-9A-Za-z]){_PROVINCE}\d{{4}}[ -]?(?:(?:18|19|20)\d\d[ -]?{_DAY}[ -]?\d{{3}}[ -]?[0-9Xx×✕ⅹⅩ]|\d\d{_DAY}\d{{3}})(?![0-9])"
)
_MARKS = r"[^0-9A-Za-z\n，,。；;*]{0,4}"
_ID_SAID = re.compile(
    rf"(?:身[份分](?:证明?)?|居民证|证件|证)字?(?:号码?|码)?(?:为|是|尾号)?{_MARKS}"
    r"((?=[*Xx]{0,18}[0-9])[0-9*Xx]{14,19}|\d{6}[ -]\d{8}[ -][0-9Xx]{4}|\d{3}(?:[ -]?\d{3,4}){3,5}[Xx]?|[A-Z][12]\d{8}|[A-Z]\d{6}\([0-9A]\)|[A-Z]{1,2}\d{7,8})(?![0-9])"
)
_PASS_SAID = re.compile(
    rf"(?:护照|通行证|回乡证|台胞证|军官证|士兵证|居留证|旅行证|警官证)(?:号码?)?(?:为|是)?{_MARKS}([A-Za-z]{{0,2}}\d{{6,10}})(?![0-9])"
)

_GAP = r"[ \-.·_/、]"
_MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\(?\+{_GAP}?|00)?\(?86\)?{_GAP}{{0,2}}|0)?1{_GAP}?[3-9](?:{_GAP}{{0,2}}\d){{9}}(?!\d)"
)
_SPOKEN = re.compile(
    "[一壹幺1][三四五六七八九叁肆伍陆柒捌玖3-9](?:[ -]?[〇○零一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖0-9]){9}(?![〇零一二三四五六七八九十百千万0-9])"
)
_FIXED = re.compile(
    r"(?<![\d.])(?:(?:\+?86[ -]?)?(?:\(0(?:10|2\d|[3-9]\d\d)\)|0(?:10|2\d|[3-9]\d\d))[ -]{0,3}[2-9]\d{2,3}[ -]?\d{4}"
    r"|[48]00[ -]?\d{3,4}[ -]?\d{3,4}|09\d\d-?\d{3}-?\d{3}|\+?(?:852|853|886)[ -]\d{4}[ -]?\d{4})"
    r"(?:[ -]{0,2}(?:转|分机|ext\.?)[ -]{0,2}\d{1,5}|-\d{1,5})?(?!\d)"
)
_CALL_SAID = re.compile(
    r"(?:电话|座机|固话|联系方式|手机|号码|传真|热线|致电|拨打|[Tt][Ee][Ll])(?:号码?)?(?:为|是)?[^0-9A-Za-z\n，,。；;]{0,3}"
    r"([2-9]\d{2,3}[ -]?\d{4})(?![\d元块年月日.%-])"
)

_REGION = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_REGION}使领][A-Za-z][ ·•.\-—]{{0,2}}(?:(?=[A-Za-z]{{0,4}}\d[A-Za-z]{{0,4}}\d)[A-Za-z0-9]{{4,5}}(?:[A-Za-z0-9]|[挂学警港澳])|(?=[A-Za-z]{{0,3}}\d)[A-Za-z0-9]{{5}})(?![A-Za-z0-9])"
)
_PLATE_SAID = re.compile(
    rf"(?:车牌|牌照)(?:号码?)?(?:为|是)?{_MARKS}([A-Za-z][ ·•.\-]?(?=[A-Za-z]{{0,3}}\d)[A-Za-z0-9]{{5,6}})(?![A-Za-z0-9])"
)

_CARD = re.compile(r"(?<![0-9A-Za-z])\d{4}([ -]?)\d{4}(?:\1\d{4}){1,2}(?:\1\d{1,4})?(?!\d)")
_CARD_LONG = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?!\d)")
_CARD_SAID = re.compile(
    r"(?:[卡账帐户][号户头]|银行卡|信用卡|储蓄卡|对公|存折|[工农建中招交]行|邮政|农?信社|信用社)[^0-9\n，,。；;]{0,8}(\d(?:[ -]?\d){8,29})(?!\d)"
)
_ORDER_BEFORE = re.compile(
    r"(?:[订定]单|单号|流水|快递|运单|编号|发票|合同|交易|物流|批号|型号|条形?码|[受办]理号|案号|文号|许可证|执照|注册号|信用代码)[^0-9\n]{0,10}$"
)
_MAIL_LEFT = re.compile(r"[A-Za-z0-9._%+-]{1,64}$")
_MAIL_RIGHT = re.compile(r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_IM = (
    r"(?:[微薇威][信芯]|[VvＶ]信|[Ww]e[Cc]hat|WECHAT|(?<![A-Za-z])(?:wx|WX|Wx|vx|VX|Vx|[Qq]{2})|扣扣|支付宝|[Aa]lipay|ALIPAY|抖音|快手|旺旺|小红书|闲鱼|陌陌)"
    r"(?:[账帐][号户]|号码?|ID|id|昵称|联系(?:方式)?|群)?(?:为|是|叫)?[^0-9A-Za-z\n，,。；;]{0,3}"
)
_IM_DIGITS = re.compile(_IM + r"(\d{5,12})(?![0-9A-Za-z@.多余]|[元块年月日人个条次分天号笔万千百])")
_IM_LETTERS = re.compile(_IM + r"((?=[A-Za-z_-]{0,29}[\d_-])[A-Za-z][A-Za-z0-9_-]{5,29})(?![0-9A-Za-z@])")
_IM_NAMED = re.compile(
    r"(?:微信|[Vv]信|[Ww]e[Cc]hat|(?<![A-Za-z])(?:wx|WX|vx|VX)|支付宝)(?:[账帐][号户]|号码?|ID|id)(?:为|是)?[^0-9A-Za-z\n，,。；;]{0,3}"
    r"([A-Za-z][A-Za-z0-9_-]{4,19})(?![0-9A-Za-z@])"
)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _said(text: str, kind: str, *patterns: re.Pattern[str]) -> Iterator[Hit]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.start(1), found.end(1), kind


def _mobiles(text: str) -> Iterator[Hit]:
    for found in _MOBILE.finditer(text):
        raw = found.group()
        if raw.isdigit():
            yield found.start(), found.end(), "phone"
            continue
        groups = [g for g in re.split(r"\D+", raw) if g]
        if groups[0] in ("86", "0086"):
            groups = groups[1:]
        # 3-4-4 and its kin, or every digit apart; a row of two-digit numbers is a list, not a phone.
        if min(map(len, groups)) >= 3 or max(map(len, groups)) == 1 or groups[0].startswith(("86", "0")):
            yield found.start(), found.end(), "phone"


def _cards(text: str) -> Iterator[Hit]:
    for pattern in (_CARD, _CARD_LONG):
        for found in pattern.finditer(text):
            raw = found.group()
            digits = raw if raw.isdigit() else re.sub(r"\D", "", raw)
            if not 16 <= len(digits) <= 19 or digits[0] not in "34569":
                continue
            grouped = len(raw) > len(digits)
            if not grouped and not digits.startswith("62") and not _luhn(digits):
                continue
            if not _ORDER_BEFORE.search(text, max(0, found.start() - 20), found.start()):
                yield found.start(), found.end(), "account"


def find_mails(text: str) -> Iterator[Hit]:
    """Yield the e-mail addresses of `text`."""
    at = text.find("@")
    while at >= 0:
        low = max(0, at - 64)
        left = _MAIL_LEFT.search(text[low:at])
        right = _MAIL_RIGHT.match(text, at)
        if left and right:
            yield low + left.start(), right.end(), "account"
        at = text.find("@", at + 1)


def find(text: str) -> Iterator[Hit]:
    """Yield (start, end, kind) for every number-like secret in folded `text`; hits may overlap."""
    for found in _ID.finditer(text):
        yield found.start(), found.end(), "id_number"
    yield from _mobiles(text)
    for found in _FIXED.finditer(text):
        yield found.start(), found.end(), "phone"
    yield from _cards(text)
    for found in _PLATE.finditer(text):
        yield found.start(), found.end(), "plate"
    if "证" in text or "照" in text or "身" in text:
        yield from _said(text, "id_number", _ID_SAID, _PASS_SAID)
    yield from _said(text, "phone", _CALL_SAID)
    if any(word in text for word in ("卡", "号", "户", "行", "账", "帐", "折", "信", "邮政", "对公")):
        yield from _said(text, "account", _CARD_SAID)
    if "牌" in text:
        yield from _said(text, "plate", _PLATE_SAID)
    yield from _said(text, "account", _IM_DIGITS, _IM_LETTERS, _IM_NAMED)


def find_spoken(text: str) -> Iterator[Hit]:
    """Yield the phones written in Chinese digits (一三八零零一三八零零零)."""
    for found in _SPOKEN.finditer(text):
        yield found.start(), found.end(), "phone"
