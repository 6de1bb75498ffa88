"""Names of people as written, cut into surname, given name and title; and names and traders told in a text.

Only what comparing needs: a name is evidence, never an identity. Not here: masking names (`redact`), reading all
that an appeal says (`extract`). Standard library only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付"
    "方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
    "甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦"
)
_DOUBLE: Final = frozenset(
    "欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 司徒 公孙 令狐 慕容 东方 独孤 南宫 长孙 宇文 端木 轩辕 呼延 闻人 澹台 申屠 歐陽 司馬 諸葛 尉遲".split()
)
_WOMAN: Final = re.compile(r"女士|小姐|太太|阿姨|大妈|大姐|女$|[（(]女")
_MAN: Final = re.compile(r"先生|大爷|大叔|大哥|男$|[（(]男")
_TITLE: Final = re.compile(
    r"(?:先生|女士|小姐|太太|阿姨|大妈|大姐|大爷|大叔|大哥|同志|老师|师傅|老板|[某*＊×○●_xX]+|[（(].*|[男女])+$"
)
_GAPS: Final = re.compile(r"[\s·•.。,，]+")
_TOLD: Final = re.compile(
    r"(?:来电人|投诉人|举报人|诉求人|反映人|申诉人|当事人|市民|消费者|客户|顾客|居民|业主|网民|我叫|本人叫|我的名字是|姓名)[:：，,（(\s]*"
    rf"((?:欧阳|上官|司马|诸葛|夏侯|皇甫|[{_SURNAMES}])"
    r"(?:[\u4e00-\u9fff]{1,2}?(?=[，,。（(）)：:\s]|反映|来电|投诉|称|举报|诉|要求|询问|表示|$)|(?:先生|女士|小姐|某某?)))"
)
_SHOP: Final = re.compile(
    r"(?:投诉|举报|反映|在|到|去|向|从|于|关于|订购|催办[:：]?)(?:位于|商家|店家|一家|名为|的)?[:：“\"「]?"
    r"([\u4e00-\u9fffA-Za-z0-9（）()·]{2,24}?)[”\"」]?"
    r"(?=购买|买了|买的|消费|办理|办了|办卡|订了|订购|预订|充值|下单|签订|签了|就餐|吃|做|存在|销售|拒|不|的|一事|，|。|：|:|,|$)"
)
_NOT_SHOP: Final = re.compile(
    r"^(?:\d|[一二三四五六七八九十去今昨前上本这那该此]|我|你|他|她|它|来电|其|之前|现在|家里|网上|平台|店里|商家|当地)"
)


class Name(NamedTuple):
    """A name cut up: surname, given name ("" when only a title is known), `sex` "f", "m" or ""."""

    surname: str
    given: str
    sex: str


@lru_cache(maxsize=32_768)
def cut(person: str) -> Name:
    """Return the parts of a name as written (王女士, 欧阳某, 李*); all empty when there is no name."""
    sex = "f" if _WOMAN.search(person) else "m" if _MAN.search(person) else ""
    bare = _GAPS.sub("", _TITLE.sub("", person.strip()))
    if not bare or len(bare) > 24:
        return Name("", "", "")
    if not "\u3400" <= bare[0] <= "\u9fff":
        return Name(bare.lower(), bare[-2:].lower() if len(bare) > 2 else "", sex)
    size = 2 if bare[:2] in _DOUBLE else 1
    return Name(bare[:size], bare[size : size + 2], sex)


def person_told(text: str) -> str:
    """Return the name by which a text introduces the person (来电人王女士…, 我叫李明), or ""."""
    found = _TOLD.search(text, 0, 400)
    return found[1] if found else ""


def trader_told(text: str) -> str:
    """Return the trader that a text names in a plain frame (在…购买, 投诉…：), or ""."""
    for found in _SHOP.finditer(text, 0, 300):
        if len(found[1]) >= 3 and not _NOT_SHOP.match(found[1]):
            return found[1]
    return ""
