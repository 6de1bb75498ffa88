"""Keyword rules for events in three collections of real messages: which messages are about the same matter.

The rules were written by reading titles, before and apart from the method. A rule beginning with T: looks at the title
alone, any other at title and text. A message under two rules, and events of fewer than three messages, do not count.
`MEASURED` is for the collection on which quality is reported; `TUNED` are those on which the settings were fixed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from redress.insight import moments, topics

MEASURED: Mapping[str, str] = {
    "58 car loans": r"58车[贷货]",
    "Chachang village": r"茶场村",
    "Huihuang restaurants": r"辉煌国际城",
    "Yueliangdao power line": r"(月亮岛路|金星北片)[\s\S]{0,80}(110|11万伏|高压)|(110k?v|高压)[\s\S]{0,60}月亮岛路",
    "college internships": r"经济学院[\s\S]{0,80}实习|实习[\s\S]{0,80}经济学院",
    "talent housing subsidy": r"T:(人才|新政|技师).*补贴|人才购房",
    "Jiangshan Dijing": r"T:江山帝景",
    "Zhongmaocheng": r"中茂城|茂中城",
    "Rujincheng": r"汝金城",
    "Qingqing Jiayuan flue": r"(青青家园|青山新村社区)[\s\S]*(烟道|住改商|油烟|餐饮)",
    "Kaile surroundings": r"凯乐国际城",
    "Shili Tianchi": r"十里天池",
    "open corridors": r"奥克斯缔壹城[\s\S]*(通道|连廊|消防)|开放式?走廊",
    "bus 805": r"T:805",
    "Yuyidai": r"余易贷",
    "farm machinery office": r"T:农机局",
    "motorway pay": r"T:高速.*(薪酬|年终奖|工资|同工|事业编)",
    "Xinghuwan": r"T:星湖湾",
    "12123 app": r"T:12123",
    "intercity trains": r"T:城铁|城际铁路",
    "Lantingwan restaurant": r"兰亭湾畔",
    "Feimai network": r"飞迈",
    "Fuhui Tianxia": r"T:[富惠][惠伏]天下",
    "metro line 7": r"T:地铁7号",
}

REPLIES: Mapping[str, str] = {
    "Ansha plans": r"T:安[沙莎].*(规划|发展|招商|来几年)",
    "bus 204": r"T:204",
    "Jiayuan refuse station": r"佳园星城",
    "Banqiao night stalls": r"板桥小区",
    "Wuchuanhu culvert": r"乌川湖",
    "Hengda kindergarten": r"恒大(绿洲|城).{0,20}幼儿园",
    "Quantang metro": r"T:(泉塘|榔梨|八字槽).*地铁",
    "farm registration": r"T:非转农|转为非农",
    "Zhongnan car market": r"T:中南汽车世界",
    "Yihai buses": r"T:怡海星城|龙湾国际",
    "housing vouchers": r"T:购房[券卷]",
    "Ren'ai hospital": r"仁爱医院",
    "noise barriers": r"T:麓山(翰林苑|才苑).*隔音|二环.*隔音",
    "green belt": r"T:(环城|绕城).*绿化?带",
    "East six road": r"T:东六线",
    "L bus 28": r"T:28路",
    "F9 pensions": r"T:F9市老年人",
    "Songyahu traffic": r"T:松雅湖.*交通",
    "Feicui Huating": r"T:恒大翡翠华庭",
    "Yanxing Huacheng": r"T:燕兴华城",
    "Dalu village": r"T:大路村",
    "right to buy": r"T:A市.*(二套房|购房|买房).*资格",
    "registration in town": r"T:落户",
}

RIVERS: Mapping[str, str] = {
    "Yangli stream": r"洋里溪|洋里乡",
    "Shoushan road 43": r"首山路43号",
    "Jiaxin Tingyuan": r"嘉欣庭苑",
    "Longwang Kangqiao": r"龙旺康桥",
    "Jinyu Huafu": r"金域华府",
    "Bojueshan": r"伯爵山",
    "Jingang park": r"金港公园",
    "Dongguang garden": r"东光花园",
    "Niumianshan lane": r"牛[眠岷]山巷",
    "Zhengxiang": r"正祥",
    "Dongsheng": r"东升小区",
    "Hongjiang": r"红江新村",
    "Huahao Yueyuan": r"花好月圆",
    "Xiangkai": r"香开新城",
    "Wufeng village": r"吴凤村",
    "Fuwan": r"福湾新城",
    "Cangxia": r"苍霞新城",
    "water park": r"水上公园",
    "Chuanzhu park": r"T:串珠公园",
}


def hot_messages(folder: Path) -> list[topics.Message]:
    """Read the collection on which quality is reported."""
    return _messages(
        folder / "teddy" / "att3_hot_until_2019-06.csv",
        "留言编号",
        "留言主题",
        "留言详情",
        "留言时间",
        "留言用户",
        "点赞数",
    )


def reply_messages(folder: Path) -> list[topics.Message]:
    """Read the first collection for tuning: messages with replies, and those with a class and a time."""
    found = _messages(
        folder / "teddy" / "att4_replies_early.csv", "留言编号", "留言主题", "留言详情", "留言时间", "留言用户"
    )
    labelled = _messages(folder / "teddy" / "att2_labelled.csv", "id", "title", "detail", "time", "user")
    ids = {message.id for message in found}
    return found + [message for message in labelled if message.id not in ids and message.at is not None]


def river_messages(folder: Path) -> list[topics.Message]:
    """Read the second collection for tuning: appeals about rivers in another city."""
    return _messages(folder / "fuzhou12345" / "until2019.csv", "id", "标题", "投诉件内容", "时间", "")


def _messages(
    path: Path, key: str, title: str, text: str, time: str, person: str, likes: str = ""
) -> list[topics.Message]:
    found: dict[str, topics.Message] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row[key]:
                found.setdefault(
                    row[key],
                    topics.Message(
                        id=row[key],
                        text=(row[text] or "").strip(),
                        title=(row[title] or "").strip(),
                        at=moments.read(row[time] or ""),
                        person=row[person] if person else "",
                        likes=int(row[likes] or 0) if likes else 0,
                    ),
                )
    return list(found.values())


def label(messages: Sequence[topics.Message], rules: Mapping[str, str]) -> dict[str, str]:
    """Return the event of each message that exactly one rule names, events of fewer than three messages left out."""
    named: dict[str, list[str]] = {}
    for event, rule in rules.items():
        title_only = rule.startswith("T:")
        pattern = re.compile(rule[2:] if title_only else rule)
        for message in messages:
            if pattern.search(message.title if title_only else message.title + "\n" + message.text):
                named.setdefault(message.id, []).append(event)
    single = {key: events[0] for key, events in named.items() if len(events) == 1}
    size = Counter(single.values())
    return {key: event for key, event in single.items() if size[event] >= 3}


def judge(events: Mapping[str, str], groups: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the mean best-match F1 over events (against whole groups) and B-cubed P, R, F1 over labelled messages.

    A message in no group of three stands alone.
    """
    members: dict[str, set[str]] = {}
    for key, event in events.items():
        members.setdefault(event, set()).add(key)
    shown = [set(group) for group in groups if len(group) >= 3]
    best = [
        max((2.0 * len(mine & group) / (len(mine) + len(group)) for group in shown), default=0.0)
        for mine in members.values()
    ]
    home = {key: group for group in shown for key in group}
    precision = recall = 0.0
    for key, event in events.items():
        mates = [other for other in home.get(key, {key}) if other in events]
        same = sum(events[other] == event for other in mates)
        precision += same / len(mates)
        recall += same / len(members[event])
    precision, recall = precision / len(events), recall / len(events)
    return {
        "events": len(members),
        "best_match_f1": round(sum(best) / len(best), 3),
        "b3_precision": round(precision, 3),
        "b3_recall": round(recall, 3),
        "b3_f1": round(2.0 * precision * recall / (precision + recall), 3),
    }
