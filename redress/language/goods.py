"""What was bought and what the person asks for: products by measure words and the class tree's goods, wishes by verb."""

from __future__ import annotations

import functools
import re

from redress.language import names
from redress.language.found import Item
from redress.taxonomy import tree

_MEASURE = "台部双件瓶箱袋条辆套只张盒包斤把支块罐份桶副枚颗床款架本根串桌间盆棵篮筐提打克公斤千克"
_COUNTED = re.compile(
    rf"(?:买|购|订|选|配|换|拿|网购|入手|下单|团)[^，。！？；\n]{{0,10}}?(?:[一二两三四五六七八九十\d]+|这|那|该)(?:公斤|千克|[{_MEASURE}])(?:装)?(?:的)?(?P<name>[\u4e00-\u9fffA-Za-z0-9+·\- ]{{2,14}}?)(?=，|。|、|,|；|！|\(|（|\n|$|回|后|共|花|用|给|时|价|，|发现|结果|打开|付|出|总|到|送|寄|使|才|就|没|不|在|是|有|的|了|和|于|被|已|准备|准)"
)
_PRICED = re.compile(
    r"(?:买了?|购买了?|订购了?|定制了?|选购了?)(?P<name>[\u4e00-\u9fffA-Za-z0-9+·\-]{2,10}?)(?=，|。|,|；|\n|$|后|时|花|共)"
)
_NO_GOODS = re.compile(
    r"^(?:的|了|这|那|他|她|我|你|东西|商品|产品|单|钱|房|时候|一)|[一二三四五六七八九十\d](?:天|次|年|月|日|点)|[的了]$"
)

_WANT = re.compile(
    r"要求|希望|请求|恳请|恳求|诉求|申请|望|想要?|请|需要|主张|应当?|必须|要|给予|依法|责令|督促|帮|让|坚持|同意|协商|为我|给我"
)
_WISHES: tuple[tuple[str, str, str, re.Pattern[str]], ...] = (
    ("R08", "惩罚性赔偿", "倍赔", re.compile(r"[退假]一赔[一二三四五十0-9]+|(?:三|十|3|10)倍(?:的)?(?:赔偿|赔付|价款)|(?:赔偿|赔付)[^，。；]{0,4}(?:三|十|3|10)倍|惩罚性赔偿")),
    ("R11", "退还余额", "退", re.compile(r"退[还回]?[^，。；]{0,8}(?:余额|余款|剩余|会员卡|储值|预付|充值)|退卡|退余额|剩余[^，。；]{0,8}退")),
    ("R02", "退款", "退返", re.compile(r"(?<![不没未])(?:全额|原路|马上|尽快|立即|全部|予以)?退(?:款|钱|费|还(?!是)|押金|定金|订金|差价|票|学费|房租|一部分|差额)|返还|退[我你]?(?:全款|[\d一二三四五六七八九十百千万]+[元块])")),
    ("R01", "退货", "退", re.compile(r"退货|退换|退掉|退房(?!间)|退车|退铺")),
    ("R03", "更换", "换新", re.compile(r"换货|更换|换新|退换|调换|换一[台个件部辆双]|重新发货")),
    ("R04", "修理", "修", re.compile(r"维修|修理|修好|修复|检修|保修|免费修")),
    ("R05", "重作", "重返", re.compile(r"重做|返工|重新(?:做|施工|装修|制作|安装)")),
    ("R06", "补足数量", "补", re.compile(r"补发|补齐|补足|补货|补寄")),
    ("R07", "赔偿损失", "赔偿损费担", re.compile(r"赔偿|赔付|赔钱|补偿|索赔|误工费|医药费|精神损失|承担(?:全部|一切|相应)?(?:费用|损失|责任)")),
    ("R09", "继续履行", "履兑继尽", re.compile(r"履行(?:合同|承诺|约定|协议)?|兑现|继续(?:发货|提供|上课|施工|服务)|尽快(?:发货|交房|交付|送货|安装|办理|办证)")),
    ("R10", "解除合同", "消解终注撤", re.compile(r"解除(?:合同|协议|绑定)?|取消(?:合同|订单|套餐|业务|预订)|终止合同|撤销合同|解约|注销")),
    ("R12", "道歉", "歉赔", re.compile(r"道歉|赔礼")),
    ("R13", "停止侵害", "停下删", re.compile(r"停止(?:侵害|侵权|收费|扣费|虚假|违法|骚扰|经营|施工)?|下架|删除(?:个人)?信息|删除")),
    ("R14", "开具发票", "票据证", re.compile(r"(?:开|补开|开具|提供|给)[^，。；]{0,4}(?:发票|收据|凭证)")),
    ("R15", "查处", "查罚惩取整追处吊打监", re.compile(r"查处|严查|彻查|处罚|惩处|取缔|整顿|严惩|整治|追究|依法处理|调查处理|吊销|打击|监管")),
)  # fmt: skip
_REFUSED = re.compile(
    r"(?:不|没|未|拒绝|拒不|不予|不肯|不愿|无法|不能|不让|不给|没有|迟迟|概不|不可以|不同意)[^，。；]{0,3}$"
)


@functools.cache
def _goods() -> names.NameIndex:
    """Index the goods words of the class tree (keywords of the leaves under 商品 that name a thing)."""
    held = []
    for node in tree.load():
        if node.scheme == "subject_class" and node.id.startswith("G") and node.is_leaf:
            held += [(word, ()) for word in node.keywords if len(word) >= 2 and not _NOT_A_THING.search(word)]
    return names.NameIndex.of(held)


_NOT_A_THING = re.compile(
    r"变质|过期|烂|死|坏|假|霉|虫|积食|结块|包治|催熟|农残|缺|掉|裂|漏|锁|虚标|召回|不|开胶|起球|褪色|甲醛|超标|添加|定金|加价|翻新|故障|卡顿|发热|鼓包|自燃|续航|里程|泡水|事故|提车|交房|延期|烂尾|面积|产权|首付|贷款|合同|公摊|渗|空鼓|质量|安装|售后|一口价|折旧|克重|不足|证书|打灯|盲盒抽|隐藏款|停|慢|旧|售|生效|激活|国补|信号|套餐|以旧换新|困人|检验|维修|维保|无证|老化|充电|电池|上牌|超速"
)


def products(text: str) -> list[Item]:
    """Find what was bought, each once: what is counted behind a word of buying, then goods named in the class tree."""
    items: list[Item] = []

    def put(start: int, stop: int, rule: str, confidence: float) -> None:
        value = text[start:stop].strip()
        if value and all(value not in held.value and held.value not in value for held in items):
            items.append(Item(value, start, stop, rule, confidence))

    for found in _COUNTED.finditer(text):
        if not _NO_GOODS.search(found["name"]):
            put(*found.span("name"), "product.counted", 0.75)
    for hit in _goods().find(text):
        put(hit.start, hit.stop, "product.class", 0.6)
    for found in _PRICED.finditer(text):
        if not _NO_GOODS.search(found["name"]) and not items:
            put(*found.span("name"), "product.bought", 0.5)
    return sorted(items, key=lambda each: each.start)


def wishes(text: str) -> list[Item]:
    """Find what the person asks for, each once; role is the code of remedy_sought. 拒绝退款 is no wish."""
    kept: list[Item] = []
    for code, value, marks, pattern in _WISHES:
        if not any(mark in text for mark in marks):
            continue
        best: Item | None = None
        for found in pattern.finditer(text):
            item = _wish(text, code, value, found.start(), found.end())
            if item is not None and (best is None or item.confidence > best.confidence):
                best = item
        if best is not None:
            kept.append(best)
    return sorted(kept, key=lambda each: each.start)


def _wish(text: str, code: str, value: str, start: int, stop: int) -> Item | None:
    """Judge one word of remedy by its clause: refused, asked for, or only named beside an asking."""
    if _REFUSED.search(text, max(0, start - 8), start):
        return None
    low = max((text.rfind(mark, max(0, start - 80), start) for mark in "。！？；!?;\n"), default=-1) + 1
    asked = _WANT.search(text, max(low, start - 40), start)
    if asked or code == "R08":
        return Item(value, start, stop, "wish.asked", 0.8 if asked else 0.7, code)
    return Item(value, start, stop, "wish.named", 0.55, code) if _WANT.match(text, stop) else None
