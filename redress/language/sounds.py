"""How characters sound, as numbers: the alphabet in which appeals are compared.

Typing by pinyin, dictation and call notes write another character of the same sound more often than any other slip,
so texts, names and traders are compared by toneless syllable. Sounds that southern speakers do not tell apart are
one (zh/z, ch/c, sh/s, n/l, ang/an, eng/en, ing/in). Simplified and traditional forms mostly share their sound, so no
conversion is needed. Readings come from pypinyin's character table (first reading); nothing is guessed from context.

Symbols: 0 dropped, 1 any number, 16-25 digits, 32-57 letters, from 64 syllables; 63 a character without a reading.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt

from redress.taxonomy import tree

DROPPED: Final = 0
NUMBER: Final = 1
DIGIT: Final = 16
LETTER: Final = 32
UNREAD: Final = 63
SYLLABLE: Final = 64
SLOTS: Final = 8192

_TONES: Final = re.compile(r"[\u0300\u0301\u0304\u030c]")
_MERGED: Final = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n(?=[aeiouv])"), "l"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)

# What went wrong, in the words people use for it; two or three syllables each, and no word that only names a wish
# (退款, 赔偿). A word of several rows counts in each.
FAULT_WORDS: Final = (
    "不退 不给退 不让退 不能退 不肯退 不愿退 拒退 拒绝退 拒收退 概不退 也不退 退不了 不予退 难退 不返还 扣全款",
    "关门 跑路 失联 停业 倒闭 闭店 歇业 搬空 搬走 卷款 人去楼空 锁门 上锁 停运 联系不上",
    "转让 转店 接手 新老板 老会员 不承认 不认账 换老板 易主",
    "质量 故障 坏了 破损 断裂 开胶 掉色 开裂 死机 重启 漏水 瑕疵 损坏 异响 花屏 黑屏 不制冷 变形 熄火 失灵 缩水 起球 脱线 跑绒",
    "异物 头发 虫子 蟑螂 苍蝇 钢丝 塑料片 玻璃渣 活虫",
    "拉肚子 腹泻 呕吐 中毒 肠胃炎 上吐下泻 不适 挂水 食物中毒",
    "过期 保质期 生产日期 临期 发霉 变质 发臭 长毛 异味 馊了 涨袋 腐烂",
    "涨价 加价 乱收费 多收 标价 价签 价格 高价 收费 增项 附加费 餐具费 茶位费 不一致 强收 加钱 折旧费 工费 手续费 违约金",
    "虚假 宣传 夸大 误导 不符 货不对板 不一样 欺骗 承诺 没效果 没用 无效",
    "假货 假冒 仿冒 高仿 假的 鉴定 翻新 翻新机 二手 激活 串串 证书 正品 冒牌 山寨 序列号",
    "合同 违约 定金 订金 押金 霸王 条款 意向金 协议 解约",
    "发货 不发货 送货 延迟 拖延 安装 物流 快递 工期 停工 迟迟 交货 交车 交房 没来 不上门",
    "态度 骂人 辱骂 推诿 殴打 威胁 打人 恶劣 赶出来",
    "维修 保修 售后 三包 上门费 配件 修了 返修 换货",
    "缺斤 少两 短斤 克重 称重 分量 去皮 计量 净重",
    "受伤 摔伤 过敏 起火 自燃 爆炸 漏电 红肿 烫伤 发炎 留疤 烧伤 起泡 医院 失速",
    "泄露 隐私 骚扰 个人信息 信息泄露",
    "扣费 续费 自动续 免密 扣款 扣钱 自动扣 代扣 开通 套餐 乱扣",
    "推销 强制 诱导 办卡 不买 强迫 捆绑 搭售 购物",
    "贷款 分期 网贷 信贷 借贷 金融",
    "老师 课程 教练 停课 上课 师资",
    "未成年 孩子 充值 打赏 游戏",
    "座位 柱子 门票 改期 取消 没房 满房 场次",
    "标签 标注 标准 中文标识 三无 绝对化 执行标准 食品安全法 广告法",
    "里程 水泡 泡水 事故车 续航 调表",
    "甲醛 板材 环保 污染",
    "噪音 扰民 油烟 停车 物业 异味扰民",
    "发病 猫瘟 细小 死了 丢了 狗瘟 生病",
    "洗坏 弄坏 搬坏 划了 损坏不赔 剪伤",
)  # fmt: skip
# What traders' names have in common; two or three syllables each.
TRADE_WORDS: Final = (
    "有限 责任 公司 股份 集团 商贸 贸易 科技 网络 信息 技术 实业 发展 投资 管理 咨询 服务 文化 "
    "传媒 传播 广告 旅游 旅行 旅行社 酒店 宾馆 民宿 度假 餐饮 餐厅 饭店 火锅 烧烤 小吃 食品 食堂 "
    "茶楼 咖啡 奶茶 蛋糕 超市 生鲜 便利 百货 商场 商城 商行 商店 市场 购物 中心 广场 专卖 专营 "
    "旗舰 官方 直营 连锁 加盟 分店 门店 总店 店铺 健身 健身房 俱乐部 体育 瑜伽 会所 养生 美容 美发 "
    "美甲 医疗 医院 诊所 门诊 药店 药房 大药房 口腔 整形 手机 数码 通讯 通信 电信 电子 电脑 电器 "
    "家电 营业厅 宽带 汽车 销售 二手车 维修 修理 配件 洗车 装饰 装修 建材 家居 家具 家私 定制 橱柜 "
    "全屋 教育 培训 学校 英语 驾校 幼儿园 服饰 服装 女装 男装 鞋帽 童装 母婴 珠宝 黄金 首饰 玉器 "
    "银楼 金店 眼镜 钟表 宠物 猫舍 犬舍 洗衣 干洗 家政 搬家 保洁 物业 房地产 房产 中介 置业 演艺 "
    "票务 影院 影城 剧院 网吧 游戏 保险 金融 快递 物流 电商 直播 水果 蔬菜 粮油 烟酒 酒业 茶叶 "
    "保健 化妆品 日化 五金 机电 设备 经营 个体 工作室 照相 摄影 婚庆 婚纱 "
)
PLACE_ENDINGS: Final = "广场 商场 小区 大厦 花园 市场 公寓 商城 银泰 大道 步行街 购物中心 苑小区 新村 社区 天街 奥莱"


def syllable(reading: str) -> str:
    """Return a reading with its tone and the sounds that are often confused taken away (zhāng → zan)."""
    plain = _TONES.sub("", unicodedata.normalize("NFD", reading))
    plain = unicodedata.normalize("NFC", plain).replace("ü", "v")
    for pattern, merged in _MERGED:
        plain = pattern.sub(merged, plain)
    return plain


@functools.cache
def table() -> npt.NDArray[np.uint16]:
    """Return the symbol of every code point of the basic plane (shape 65536)."""
    from pypinyin import constants

    readings = {code: syllable(heard.split(",", 1)[0]) for code, heard in constants.PINYIN_DICT.items()}
    number = {name: SYLLABLE + i for i, name in enumerate(sorted(set(readings.values())))}
    symbols = np.zeros(65536, np.uint16)
    symbols[0x3400:0xA000] = UNREAD
    for code, name in readings.items():
        if code < 65536:
            symbols[code] = number[name]
    for base in (0, 0xFEE0):  # ASCII and its full-width forms
        symbols[base + 0x30 : base + 0x3A] = np.arange(DIGIT, DIGIT + 10)
        symbols[base + 0x41 : base + 0x5B] = np.arange(LETTER, LETTER + 26)
        symbols[base + 0x61 : base + 0x7B] = np.arange(LETTER, LETTER + 26)
    symbols[0x3007] = symbols[ord("零")]  # 〇
    symbols.flags.writeable = False
    return symbols


@functools.cache
def fingerprint() -> str:
    """Return a short digest of the table and the cue words: an index made with others cannot be read with these."""
    parts = [part.tobytes() for part in (table(), *cues())]
    return hashlib.blake2b(b"".join((*parts, TRADE_WORDS.encode())), digest_size=8).hexdigest()


def packed(word: str) -> int:
    """Return the first three symbols of `word` (two if it has no more) as one number, as cues are looked up."""
    symbols = [int(table()[ord(char)]) for char in word[:3] if ord(char) < 65536]
    return sum(symbol << (16 * place) for place, symbol in enumerate(reversed(symbols)))


@functools.cache
def cues() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32], npt.NDArray[np.uint16]]:
    """Return an open-addressed table of cue words: packed symbols (0 is empty), faults, and goods or service.

    Faults are a mask, bit 31 marks the ending of a place. Goods are the leaf of the class tree whose keyword it is,
    counted from 1; a keyword of two leaves belongs to the first. `SLOTS` slots, linear probing.
    """
    faults: dict[int, int] = {}
    goods: dict[int, int] = {}
    for bit, row in enumerate(FAULT_WORDS):
        for word in row.split():
            faults[packed(word)] = faults.get(packed(word), 0) | 1 << bit
    for word in PLACE_ENDINGS.split():
        faults[packed(word)] = faults.get(packed(word), 0) | 1 << 31
    for number, leaf in enumerate(sorted(tree.load().leaves("subject_class"), key=lambda leaf: leaf.id), 1):
        for word in (leaf.zh, *leaf.keywords):
            if len(word) > 1 and packed(word) not in faults:
                goods.setdefault(packed(word), number)
    keys, masks, leaves = np.zeros(SLOTS, np.uint64), np.zeros(SLOTS, np.uint32), np.zeros(SLOTS, np.uint16)
    for key in (*faults, *goods):
        slot = (key * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 51
        while keys[slot]:
            slot = (slot + 1) & (SLOTS - 1)
        keys[slot], masks[slot], leaves[slot] = key, faults.get(key, 0), goods.get(key, 0)
    return keys, masks, leaves
