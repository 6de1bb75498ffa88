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
    "不退 不给退 不让退 不能退 不肯退 不愿退 拒退 拒绝退 拒收退 概不退 也不退 退不了 不予退 难退 不返还 扣全款 退款难 "
    "不支持退 不到账 最终解释 霸王条款 影响二次 扣押金 余额",
    "关门 门关了 门关着 关店 跑路 跑了 失联 停业 倒闭 闭店 歇业 搬空 搬走 卷款 人去楼空 锁门 上锁 "
    "停运 联系不上 找不到人 人也找不 不见了 老板失踪 贴了通知 暂停营业 停止营业",
    "转让 转店 接手 新老板 老会员 不承认 不认账 换老板 易主 新东家 新店不认 老卡 原店 换了法人",
    "质量 故障 坏了 破损 断裂 开胶 掉色 褪色 开裂 死机 重启 漏水 瑕疵 损坏 异响 花屏 黑屏 "
    "绿线 不制冷 不制热 变形 熄火 失灵 缩水 起球 脱线 线头 掉漆 划痕 跑绒 充不进电 不能用 打不着火 主板 "
    "没声音 跳闸",
    "异物 头发 虫子 活虫 苍蝇 蟑螂 钢丝 塑料片 玻璃渣 石子 吃出 喝出",
    "拉肚子 腹泻 呕吐 中毒 肠胃炎 上吐下泻 挂水 食物中毒 急性肠胃",
    "过期 保质期 生产日期 临期 改日期 发霉 变质 发臭 酸臭 长毛 异味 馊了 涨袋 鼓包 腐烂 烂果 发黑",
    "涨价 加价 乱收费 多收 标价 没标价 价签 价格 结账价 高价 天价 增项 附加费 餐具费 茶位费 不一致 强收 "
    "加钱 折旧费 工费 手续费 一口价 坐地起价 先涨后降 杀熟 扫码价 收了两遍 超出预算",
    "虚假 宣传 夸大 误导 不符 货不对板 不一样 欺骗 没效果 没用 无效 包治 没兑现 不兑现 隐瞒 没告知 刷单 "
    "抽奖 中奖 滤镜 和说的",
    "假货 假冒 仿冒 高仿 假的 假票 鉴定 翻新 翻新机 二手 激活 串串 冒牌 山寨 序列号 非正品 专柜不认 "
    "以次充好 样机 拆封 盗版",
    "合同 违约 定金 订金 押金 意向金 诚意金 条款 协议 解约 违约金",
    "发货 不发货 送货 延迟 拖延 安装 物流 快递 工期 停工 停工了 迟迟 交货 交车 交房 没来 不上门 "
    "不来了 没人施工 延期 一直没发",
    "骂人 辱骂 殴打 威胁 打人 动手 赶出来 赶人 不让走 搜包 歧视",
    "维修 保修 三包 上门费 配件 修了 返修 修不好 拒保 过保 人为损坏 检测费",
    "缺斤 少两 短斤 克重 称重 分量 去皮 净重 净含量 鬼秤 不够秤 少秤 加油量 跳枪",
    "受伤 摔伤 骨折 过敏 起火 自燃 爆炸 漏电 红肿 烫伤 发炎 留疤 烧伤 起泡 失速 烂了 毁容 后遗症",
    "泄露 隐私 骚扰 个人信息 偷拍 人脸 摄像头",
    "扣费 续费 自动续 免密 扣款 扣钱 自动扣 代扣 乱扣 连续包月 没同意 未经同意 取消不了 销户",
    "推销 强制 诱导 办卡 不买 强迫 捆绑 搭售 购物 必须买 升单 免费体验 到店推销 强制消费",
    "贷款 分期 网贷 信贷 借贷 征信 培训贷 租金贷",
    "老师 教练 停课 上课 师资 换老师 没课上 包过 课时",
    "未成年 孩子 充值 打赏 游戏 偷偷 小孩",
    "座位 柱子 改期 取消 没房 满房 没房间 场次 改签 退票 不可取消 地下室",
    "标签 标注 标准 中文标识 三无 绝对化 执行标准 食品安全法 广告法 合格证 配料表 无证 没有执照 许可证 资质 超范围 极限词",
    "里程 泡水 事故车 续航 调表 锁电 减配",
    "甲醛 板材 环保 污染 材质 成分 含量 充绒量 真皮 实木",
    "噪音 扰民 油烟 停车 物业 电梯 停水 停电 断水 断电 门禁 限电",
    "发病 猫瘟 细小 死了 丢了 狗瘟 生病 病死 感染",
    "洗坏 弄坏 搬坏 划了 剪伤 刮花 烧坏 弄丢 丢失",
    "卫生差 老鼠 后厨 脏乱 健康证 不卫生 添加 超标 农残 掺假 注水",
    "发票 不开票 小票 税点",
)
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
