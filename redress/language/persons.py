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
    r"(?:来电人|投诉人|举报人|诉求人|反映人|申诉人|当事人|市民|消费者|客户|顾客|居民|业主|网民|我叫|本人叫|我的名字是|姓名)(?:是|为|叫)?[:：，,（(\s]*"
    rf"((?:欧阳|上官|司马|诸葛|夏侯|皇甫|[{_SURNAMES}])"
    r"(?:[\u4e00-\u9fff]{1,2}?(?=[，,。（(）)：:\s]|反映|来电|投诉|称|举报|诉|要求|询问|表示|$)|(?:先生|女士|小姐|某某?)))"
)
_BODY: Final = r"[\u4e00-\u9fffA-Za-z0-9（）()·&]"
_ENDINGS: Final = (
    "有限责任公司|有限公司|公司|集团|商行|经营部|营业厅|营业部|专营店|专卖店|旗舰店|连锁店|分店|门店|饭店|酒店|超市|便利店|药店|药房|诊所|门诊部|医院|美容院|养生馆|会所|俱乐部|"
    "健身房|体育馆|影院|影城|剧院|网吧|宾馆|民宿|客栈|度假村|旅行社|学校|培训班|培训中心|中心|幼儿园|商城|商场|市场|卖场|百货|银楼|珠宝行|金店|车行|4S店|4s店|修理厂|维修部|"
    "洗衣店|洗车行|照相馆|影楼|婚庆|工作室|餐厅|餐馆|火锅店|烧烤店|面馆|菜馆|茶楼|咖啡店|奶茶店|蛋糕店|水果店|宠物店|猫舍|犬舍|物业|直播间|小店|店铺|店"
)
_ENDING: Final = (
    f"(?=[{''.join(sorted({word[0] for word in _ENDINGS.split('|')}))}])(?:{_ENDINGS})"  # the first look is one step
)
_LEAD: Final = (
    r"(?:被投诉人|被举报人|被反映人|投诉|举报|反映|起诉|商家名称|商家|商户|店名|店家|经营者|位于|名为|名叫|名称|关于|通过|前往|来到|向(?<![一倾方意]向)|在(?<![现存正还实内自]在)|到(?<![收受遇达得感看没找]到)|去(?<![失过出]去)(?!年)|于(?<![属由对基处终鉴至]于)|从)"
    r"(?:了|过|的|为|是|叫|一家|本地|我市|[:：“\"「【]){0,3}"
)
_AFTER: Final = (
    r"(?=购买|买了|买的|买过|买到|买|消费|办理|办了|办的|办卡|订了|订的|订购|预订|充值|下单|签订|签了|签的|就餐|用餐|吃饭|做了|做的|存在|销售|出售|拒绝|花了|花费"
    r"|那里|那边|那儿|里面|处|以|拒|不|的|一事|之|，|,|。|：|:|；|\n|$|[”\"」】])"
)
_SHOP: Final = (
    re.compile(_LEAD + rf"({_BODY}{{1,20}}?{_ENDING}(?:[（(]{_BODY}{{1,10}}[)）])?)(?!{_ENDING})"),
    re.compile(rf"(?:^|[，,。：:；;\s）)])({_BODY}{{2,14}}?{_ENDING}(?:[（(]{_BODY}{{1,10}}[)）])?)(?!{_ENDING})"),
    re.compile(_LEAD + rf"({_BODY}{{2,14}}?)" + _AFTER),
)
_NOT_SHOP: Final = re.compile(
    r"^(?:[\d一二三四五六七八九十]|去年|今年|今天|昨天|前天|上周|上个|本月|这家|那家|该|此|我|你|他|她|它|其|之前|现在|家里|网上|店里|不|没|还|都|也|被|要|已|再|未|后|时|处理|联系|找|问|打|跟|和|与|对|向|让|叫|多次|要求|希望|请|因|但|而|且|所以|结果|客服|老板|店长|店员|员工|导购|解决|退|商家|当地|平台|线上|淘宝|天猫|京东|拼多多|抖音|快手|美团|饿了么|携程|闲鱼|微信|支付宝|哪里|什么)"
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


def trader_told(text: str, *, plainly: bool = True) -> str:
    """Return the trader that a text names by the ending of the name, or `plainly` by a frame (在…购买, 投诉…：), or ""."""
    for pattern in _SHOP if plainly else _SHOP[:2]:
        at = 0
        while found := pattern.search(text, at, 300):
            if len(found[1]) >= 2 and not _NOT_SHOP.match(found[1]):
                return found[1]
            at = found.start() + 1
    return ""


def known(person: str, text: str) -> Name:
    """Return the name in the column, completed by the one the text tells when that is fuller and fits."""
    name = cut(person) if person else Name("", "", "")
    if name.given:
        return name
    told = cut(found) if (found := person_told(text)) else Name("", "", "")
    if name.surname and name.surname != told.surname:
        return name
    return Name(told.surname, told.given, told.sex or name.sex) if told.surname else name
