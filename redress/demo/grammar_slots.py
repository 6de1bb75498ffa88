"""What the slots of a narrative say: the shop as people call it, a day as they remember it, a sum as they write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from random import Random

from redress.demo import texts
from redress.demo.grammar import Clause, Scene, parse, text_of
from redress.demo.grammar_topics import Goods, Scenario
from redress.demo.people import Person
from redress.demo.shops import Trader

CASUAL, FORMAL, CLERK = 0, 1, 2
_HAN = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a narrative must agree with. ``amount`` is in yuan, None where there is no sum."""

    scenario: Scenario
    goods: Goods
    trader: Trader
    person: Person
    amount: float | None
    purchased_on: date
    received_at: datetime
    order_number: str
    area: str
    other_area: str


@lru_cache(maxsize=1)
def common() -> Mapping[str, Clause]:
    """Return the lists that every topic may use."""
    return {name: parse("{" + value + "}") for name, value in texts.lists("common.txt").items()}


def yuan(value: float) -> str:
    """Write a sum with no needless zeros: 3980, 19.9."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _han_sum(value: float) -> str:
    """Write a round sum in Chinese numerals as it is spoken: 3600 三千六, 12000 一万二; else in digits."""
    whole = int(value)
    if whole != value or whole % 100 or not 100 <= whole < 100_000:
        return yuan(value)
    for unit, name, below in ((10_000, "万", 1000), (1000, "千", 100)):
        if whole >= unit:
            head, rest = divmod(whole, unit)
            if rest == 0:
                return f"{_HAN[head] if head != 2 else '两'}{name}块"
            if rest % below == 0 and rest // below < 10:
                return f"{_HAN[head] if head != 2 else '两'}{name}{_HAN[rest // below]}"
            return yuan(value) + "元"
    return f"{_HAN[whole // 100] if whole != 200 else '两'}百块"


def money(value: float, register: int, rng: Random) -> str:
    """Write a sum as this register would; the figure is always the same."""
    draw = rng.random()
    if register == CASUAL:
        if draw < 0.42:
            return yuan(value) + "元"
        if draw < 0.68:
            return yuan(value) + "块"
        if draw < 0.79:
            return yuan(value) + "块钱"
        if draw < 0.88 and value >= 100:
            written = _han_sum(value)
            return written if not written[-1].isdigit() else written + "元"
        if draw < 0.93 and value >= 10_000 and value % 100 == 0:
            return f"{value / 10_000:g}万"
        return yuan(value) + ("" if draw > 0.97 else "元")
    if draw < 0.78:
        return yuan(value) + "元"
    if draw < 0.88:
        return f"{value:.2f}元"
    if draw < 0.94 and value >= 10_000 and value % 1000 == 0:
        return f"{value / 10_000:g}万元"
    return f"人民币{yuan(value)}元"


def day_of(day: date, told_on: date, register: int, rng: Random) -> str:
    """Say when something was, as seen from ``told_on``: 昨天, 3月12号, 去年11月, 2025年3月12日."""
    gap = (told_on - day).days
    draw = rng.random()
    if register != CASUAL:
        if draw < 0.55:
            return f"{day.year}年{day.month}月{day.day}日"
        if draw < 0.9 and day.year == told_on.year:
            return f"{day.month}月{day.day}日"
        return f"{day.year}年{day.month}月" if gap > 60 and draw > 0.97 else f"{day:%Y-%m-%d}"
    if gap <= 0:
        return rng.choice(("今天", "今天上午", "刚刚", "今天中午", f"{day.month}月{day.day}号"))
    if gap == 1:
        return rng.choice(("昨天", "昨天晚上", "昨天下午", "昨晚", f"{day.month}.{day.day}"))
    if gap == 2:
        return rng.choice(("前天", "前天", "前天晚上", f"{day.month}月{day.day}号"))
    if gap < 7:
        return rng.choice(("前几天", "这周", f"{day.month}月{day.day}号", f"{day.month}月{day.day}日", "几天前"))
    if gap < 14 and draw < 0.5:
        return rng.choice(("上周", "上个星期", "十来天前", "上礼拜"))
    if gap < 45 and draw < 0.35:
        return rng.choice(("上个月", "半个多月前", f"{day.day}号", "前段时间"))
    if gap < 300 and draw < 0.45:
        prefix = "" if day.year == told_on.year else "去年"
        return f"{prefix}{day.month}月{rng.choice(('', '份', '初', '底'))}"
    if gap >= 300 and draw < 0.6:
        years = told_on.year - day.year
        return f"{('今年', '去年', '前年', '大前年')[min(years, 3)]}{day.month}月{rng.choice(('', '份'))}"
    year = f"{day.year}年" if day.year != told_on.year or draw > 0.85 else ""
    return f"{year}{day.month}月{day.day}{rng.choice('号日')}" if draw < 0.9 else f"{day.year}.{day.month}.{day.day}"


class Slots:
    """The slots of one narrative; names of people and things stay the same once said."""

    def __init__(self, facts: Facts, register: int, rng: Random) -> None:
        self.facts, self.register, self.rng = facts, register, rng
        self._said: dict[str, str] = {}
        self._shops = 0
        self.scene: Scene | None = None

    def __call__(self, name: str) -> str:
        """Return the words of a slot."""
        said = self._said.get(name)
        if said is not None:
            return said
        writer = getattr(self, f"_{name}", None)
        if writer is not None:
            return str(writer())
        clause = self.facts.scenario.lists.get(name)
        if clause is None:
            clause = common().get(name)
        if clause is None:
            return ""
        words = self._render(clause)
        if name != "later":
            self._said[name] = words
        return words

    def _render(self, clause: Clause) -> str:
        assert self.scene is not None
        return text_of(clause, self.scene)

    def _keep(self, name: str, words: str) -> str:
        self._said[name] = words
        return words

    # -- the trader

    def _shop(self) -> str:
        self._shops += 1
        trader, draw = self.facts.trader, self.rng.random()
        if self._shops > 1 and self.register == CASUAL:
            return self.rng.choice(("他家", "这家店", "那家店", "店里", trader.aliases[0]))
        if self._shops > 1:
            return self.rng.choice((trader.sign, "该店")) if self.register == CLERK else trader.name
        if self.register == CASUAL:
            if trader.kind == "platform_shop":
                return trader.sign if draw < 0.8 else f"一家叫{trader.sign}的"
            if draw < 0.62:
                return trader.aliases[int(self.rng.random() * len(trader.aliases))]
            if draw < 0.84:
                return trader.sign
            return f"{trader.road}{trader.sign}" if draw < 0.93 else trader.name
        if self.register == FORMAL:
            return trader.name if draw < 0.8 else f"{trader.name}（{trader.sign}）"
        if draw < 0.4:
            return trader.sign
        if draw < 0.7 or trader.kind == "platform_shop":
            return trader.name
        return f"{self.facts.area}{trader.road}{trader.sign}" if draw < 0.88 else f"{trader.road}的{trader.sign}"

    def _boss(self) -> str:
        if self.register == CASUAL:
            return self._keep("boss", self._render(self.facts.scenario.lists["boss"]))
        return self._render(common()["bossf"])

    def _road(self) -> str:
        return self.facts.trader.road

    def _roadshort(self) -> str:
        return self.facts.person.address

    def _uscc(self) -> str:
        return self.facts.trader.uscc

    def _platform(self) -> str:
        return self.facts.trader.platform or "网上"

    # -- the purchase

    def _goods(self) -> str:
        return self._keep("goods", self._render(self.facts.goods.words))

    def _did(self) -> str:
        clause = self.facts.goods.did or self.facts.scenario.lists["did"]
        return self._render(clause).removesuffix("!")

    def _didle(self) -> str:
        clause = self.facts.goods.did or self.facts.scenario.lists["did"]
        words = self._render(clause)
        return words[:-1] if words.endswith("!") else words + "了"

    def _when(self) -> str:
        told_on = self.facts.received_at.date()
        return self._keep("when", day_of(self.facts.purchased_on, told_on, self.register, self.rng))

    def _share(self, name: str, low: float, high: float) -> str:
        """Say a part of the sum; which part is settled by the sum itself, so that every telling agrees."""
        amount = self.facts.amount
        if not amount:
            return "一部分" if self.register == CASUAL else "部分费用"
        own = Random(f"{name}{amount}")
        part = amount * (low + own.random() * (high - low))
        rounded = round(part, -2) if part > 2000 else round(part, -1) if part > 100 else round(part, 1)
        return money(rounded or 1.0, self.register, self.rng)

    def _amount(self) -> str:
        amount = self.facts.amount
        return money(amount, self.register, self.rng) if amount else self._unnamed()

    def _unnamed(self) -> str:
        """Say a sum that the writer leaves open."""
        if self.register == CASUAL:
            return self.rng.choice(("几百块", "不少钱", "一笔钱", "好几百"))
        return self.rng.choice(("若干元", "金额见凭证", "金额以凭证为准"))

    def _left(self) -> str:
        return self._share("left", 0.35, 0.95)

    def _part(self) -> str:
        return self._share("part", 0.08, 0.5)

    def _pair(self) -> tuple[float, float]:
        """Return a lower and a higher price of the same thing; the higher is what was paid."""
        dear = self.facts.amount or 19.8
        own = Random(f"pair{dear}")
        cheap = dear * (0.55 + 0.33 * own.random())
        return (round(cheap, -1) if cheap > 300 else round(cheap, 1)), dear

    def _cheap(self) -> str:
        return money(self._pair()[0], self.register, self.rng)

    def _dear(self) -> str:
        return money(self._pair()[1], self.register, self.rng)

    def _order(self) -> str:
        return self.facts.order_number

    # -- people and places

    def _kid(self) -> str:
        if self.register == CASUAL:
            return self._keep("kid", self.rng.choice(("孩子", "儿子", "女儿", "小孩", "我家娃", "孩子", "闺女")))
        return self._keep(
            "kid", self.rng.choice(("孩子", "其孩子" if self.register == CLERK else "孩子", "未成年子女"))
        )

    def _mum(self) -> str:
        casual = ("我妈", "我妈妈", "我爸", "老父亲", "我婆婆", "家里老人", "我奶奶", "我母亲", "岳母")
        formal = ("母亲", "父亲", "家中老人", "婆婆")
        note = ("其母亲", "其父亲", "家中老人", "其婆婆")
        return self._keep("mum", self.rng.choice((casual, formal, note)[self.register]))

    def _area(self) -> str:
        return self.facts.area

    def _otherarea(self) -> str:
        return self.facts.other_area

    def _me(self) -> str:
        return self.facts.person.name

    def _surname(self) -> str:
        return self.facts.person.surname

    def _phone(self) -> str:
        return self.facts.person.phone

    def _calltime(self) -> str:
        moment = self.facts.received_at
        return f"{moment.month}月{moment.day}日{moment.hour}时{moment.minute:02}分"

    def _use(self) -> str:
        food = self.facts.goods.code.startswith(("G01", "G02"))
        return self.rng.choice(("自己食用", "家庭食用", "家人食用") if food else ("家庭使用", "日常生活", "个人使用"))

    def _today(self) -> str:
        day = self.facts.received_at
        return f"{day.year}年{day.month}月{day.day}日"
