"""Find the secrets made of digits and letters: phones, identity numbers, plates, accounts.

Works on text folded to half width (same length), so that every offset is an offset of the original. Every pattern is
linear: no two neighbouring repeats can match the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Hit = tuple[int, int, str]

# Codes of the provinces at the head of an identity number (GB/T 2260), Hong Kong, Macao and Taiwan residents included.
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DAY = r"(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
_ID18 = re.compile(
    rf"(?<![0-9A-Za-z]){_PROVINCE}\d{{4}}[ -]?(?:18|19|20)\d\d[ -]?{_DAY}[ -]?\d{{3}}[ -]?[0-9Xx×✕ⅹⅩ](?![0-9])"
)
_ID15 = re.compile(rf"(?<![0-9A-Za-z]){_PROVINCE}\d{{4}}\d\d{_DAY}\d{{3}}(?![0-9])")
_ID_SAID = re.compile(
    r"(?:身[份分][证證]|居民[证證]|[证證]件|身[份分][号號])(?:明)?(?:字)?(?:[号號][码碼]?|[码碼])?(?:为|為|是|尾[号號])?[^0-9A-Za-z\n，,。；;]{0,4}"
    r"([0-9*＊Xx]{14,19}|\d{6}[ -]\d{8}[ -][0-9Xx]{4}|[A-Z][12]\d{8}|[A-Z]\d{6}\([0-9A]\)|[A-Z]{1,2}\d{7,8})(?![0-9])"
)
_PASS_SAID = re.compile(
    r"(?:[护護]照|通行[证證]|回[乡鄉][证證]|台胞[证證]|[军軍]官[证證]|士兵[证證]|居留[证證]|旅行[证證])(?:[号號][码碼]?)?(?:为|為|是)?"
    r"[^0-9A-Za-z\n，,。；;]{0,4}([A-Za-z]{0,2}\d{6,10})(?![0-9])"
)

_GAP = r"[ \-.·_/、]"
_MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\+{_GAP}?|\(\+?|00)?86\)?{_GAP}{{0,2}}|0)?1{_GAP}?[3-9](?:{_GAP}{{0,2}}\d){{9}}(?!\d)"
)
_SPOKEN = re.compile(
    "[一壹幺1][三四五六七八九叁肆伍陆柒捌玖陸3-9](?:[ -]?[〇○零一壹幺二贰貳两三叁參四肆五伍六陆陸七柒八捌九玖0-9]){9}"
    "(?![〇零一二三四五六七八九十百千万0-9])"
)
_FIXED = re.compile(
    r"(?<![\d.])(?:(?:\+?86[ -]?)?\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]{0,3}[2-9]\d{2,3}[ -]?\d{4}(?:\d(?!\d))?"
    r"|[48]00[ -]?\d{3,4}[ -]?\d{3,4}|09\d\d-?\d{3}-?\d{3}|\+?(?:852|853|886)[ -]\d{4}[ -]?\d{4})"
    r"(?:[ -]{0,2}(?:转|轉|分机|分機|ext\.?)?[ -]{0,2}\d{1,5}(?=\D|$))?(?!\d)"
)
_CALL_SAID = re.compile(
    r"(?:[电電][话話]|座[机機]|固[话話]|[联聯][系繫係絡络]方式|手[机機](?:[号號][码碼]?)?|[号號][码碼]|[传傳]真|[热熱][线線]|致[电電]|[拨撥]打|[Tt][Ee][Ll])"
    r"(?:[号號][码碼]?)?(?:为|為|是)?[^0-9A-Za-z\n，,。；;]{0,3}([2-9]\d{2,3}[ -]?\d{4})(?![\d元块年月日.%-])"
)

_ZH_PROVINCE = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊"
_PLATE = re.compile(
    rf"[{_ZH_PROVINCE}使领領][A-Za-z][ ·•.\-—]{{0,2}}(?=[A-Za-z]{{0,4}}\d[A-Za-z]{{0,4}}\d)[A-Za-z0-9]{{4,5}}"
    r"(?:[A-Za-z0-9]|[挂掛学學警港澳])(?![A-Za-z0-9])|"
    rf"[{_ZH_PROVINCE}][A-Za-z][ ·•.\-—]{{0,2}}(?=[A-Za-z]{{0,3}}\d)[A-Za-z0-9]{{5}}(?![A-Za-z0-9])"
)
_PLATE_SAID = re.compile(
    r"(?:[车車]牌(?:[号號][码碼]?)?|牌照(?:[号號][码碼]?)?)(?:为|為|是)?[^0-9A-Za-z\n，,。；;]{0,4}"
    r"([A-Za-z][ ·•.\-]?(?=[A-Za-z]{0,3}\d)[A-Za-z0-9]{5,6})(?![A-Za-z0-9])"
)

_CARD = re.compile(r"(?<![0-9A-Za-z])\d{4}(?:([ -]?)\d{4})(?:\1\d{4}){1,2}(?:\1\d{1,4})?(?!\d)")
_LONG = re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?!\d)")
_CARD_SAID = re.compile(
    r"(?:卡[号號]|[银銀]行卡|信用卡|[储儲]蓄卡|[账賬帐帳][号號户戶]|[户戶][头頭]|[对對]公|存折|工行|[农農]行|建行|中行|招行|交行|[邮郵]政|[农農]信社?|信用社)"
    r"[^0-9\n，,。；;]{0,8}(\d(?:[ -]?\d){8,29})(?!\d)"
)
_ORDER_BEFORE = re.compile(
    r"(?:[订訂定][单單]|[单單][号號]|流水|快[递遞]|[运運][单單]|[编編][号號]|[发發]票|合同|交易|物流|批[号號]|型[号號]|[条條]形?[码碼]|[受办辦]理[号號])"
    r"[^0-9\n]{0,10}$"
)
_MAIL_LEFT = re.compile(r"[A-Za-z0-9._%+-]{1,64}$")
_MAIL_RIGHT = re.compile(r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_IM_SAID = re.compile(
    r"(?:[微薇威][信芯]|[VvＶ]信|[Ww]e[Cc]hat|WECHAT|(?<![A-Za-z])(?:wx|WX|Wx|vx|VX|Vx|[Qq]{2})|扣扣|[支][付][宝寶]|[Aa]lipay|ALIPAY|抖音|快手|旺旺|小[红紅][书書]|[闲閑][鱼魚]|[陌][陌])"
    r"(?:[账賬帐帳][号號户戶]|[号號][码碼]?|ID|id|[昵暱][称稱]|[联聯][系繫](?:方式)?|[群])?(?:为|為|是|叫)?[^0-9A-Za-z\n，,。；;]{0,3}"
    r"((?=[A-Za-z_-]{0,19}\d)[A-Za-z][A-Za-z0-9_-]{5,19}|[A-Za-z][a-z0-9]{0,18}[_-][A-Za-z0-9_-]{1,18}|\d{5,12})"
    r"(?![0-9A-Za-z@.多余]|[元块塊年月日人个個条條次分天号號笔筆万萬千百])"
)
_IM_LETTERS = re.compile(
    r"(?:[微薇]信|[VvＶ]信|[Ww]e[Cc]hat|(?<![A-Za-z])(?:wx|WX|vx|VX)|[支]付[宝寶])(?:[账賬帐帳][号號户戶]|[号號][码碼]?|ID|id)(?:为|為|是)?"
    r"[^0-9A-Za-z\n，,。；;]{0,3}([A-Za-z][A-Za-z0-9_-]{4,19})(?![0-9A-Za-z@])"
)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _mobiles(text: str) -> Iterator[Hit]:
    for found in _MOBILE.finditer(text):
        raw = found.group()
        if raw.isdigit():
            yield found.start(), found.end(), "phone"
            continue
        groups = [g for g in re.split(r"\D+", raw.lstrip("+(")) if g]
        if groups[0] in ("86", "0086"):
            groups = groups[1:]
        # 3-4-4 and its kin, or every digit apart; a row of two-digit numbers is a list, not a phone.
        if min(map(len, groups)) >= 3 or max(map(len, groups)) == 1 or groups[0].startswith(("86", "0")):
            yield found.start(), found.end(), "phone"


def _cards(text: str) -> Iterator[Hit]:
    for found in _CARD_SAID.finditer(text):
        yield found.start(1), found.end(1), "account"
    for pattern in (_CARD, _LONG):
        for found in pattern.finditer(text):
            raw = found.group()
            digits = raw if raw.isdigit() else re.sub(r"\D", "", raw)
            if not 16 <= len(digits) <= 19 or digits[0] not in "34569":
                continue
            grouped = len(raw) > len(digits)
            if not grouped and not digits.startswith("62") and not _luhn(digits):
                continue
            if _ORDER_BEFORE.search(text, max(0, found.start() - 20), found.start()):
                continue
            yield found.start(), found.end(), "account"


def _mails(text: str) -> Iterator[Hit]:
    at = text.find("@")
    while at >= 0:
        left = _MAIL_LEFT.search(text[max(0, at - 64) : at])
        right = _MAIL_RIGHT.match(text, at)
        if left and right:
            yield at - len(left.group()), right.end(), "account"
        at = text.find("@", at + 1)


def find(text: str) -> Iterator[Hit]:
    """Yield (start, end, kind) for every number-like secret in folded `text`; hits may overlap."""
    for pattern in (_ID18, _ID15):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), "id_number"
    for pattern in (_ID_SAID, _PASS_SAID):
        for found in pattern.finditer(text):
            yield found.start(1), found.end(1), "id_number"
    yield from _mobiles(text)
    for found in _FIXED.finditer(text):
        yield found.start(), found.end(), "phone"
    for found in _CALL_SAID.finditer(text):
        yield found.start(1), found.end(1), "phone"
    yield from _cards(text)
    for pattern in (_IM_SAID, _IM_LETTERS):
        for found in pattern.finditer(text):
            yield found.start(1), found.end(1), "account"
    for found in _PLATE.finditer(text):
        yield found.start(), found.end(), "plate"
    for found in _PLATE_SAID.finditer(text):
        yield found.start(1), found.end(1), "plate"


def find_spoken(text: str) -> Iterator[Hit]:
    """Yield the phones written in Chinese digits (一三八零零一三八零零零)."""
    for found in _SPOKEN.finditer(text):
        yield found.start(), found.end(), "phone"


def find_mails(text: str) -> Iterator[Hit]:
    """Yield the e-mail addresses of `text`."""
    yield from _mails(text)
