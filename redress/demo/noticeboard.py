"""The public notices of the demo city: which shops have shut lately, and one hint for everybody."""

from __future__ import annotations

import datetime as dt

from redress.demo.records import City
from redress.demo.shops import Trader
from redress.law.standing import ZONE
from redress.operations import access, public_notices

LATELY = dt.timedelta(days=150)
MOST = 2
HINT = {
    "kind": "consumer_alert", "zh": "办预付卡前先看三样：证照、合同、余额怎么退", "en": "Before you prepay: licence, contract, refund",
    "text_zh": "先看营业执照和门店租期，再签写明退费办法的书面合同；金额分次充，小票和合同留好。商家关门或换老板，尽快来登记。",
    "text_en": "Look at the licence and the lease, sign a contract that says how the balance is refunded, pay in small sums and keep "
    "the papers. If the shop closes or changes hands, come and register soon.",
    "subject_class": "S04",
}  # fmt: skip


def notices(city: City, *, until: dt.date) -> tuple[dict[str, str], ...]:
    """Return the notices of the city on a day, the oldest first; the same for the same city and day."""
    shut = [one for one in city.traders if one.closed_on is not None and until - LATELY <= one.closed_on <= until]
    shut.sort(key=lambda one: (one.closed_on or until, one.id), reverse=True)
    hint = {**HINT, "starts_on": (until - dt.timedelta(days=30)).isoformat()}
    return (hint, *(_closure(one) for one in reversed(shut[:MOST])))


def _closure(trader: Trader) -> dict[str, str]:
    day = trader.closed_on or dt.date.min
    return {
        "kind": "closure", "zh": f"{trader.sign}已停业，请持卡人登记", "en": f"{trader.sign} has closed: card holders, please register",
        "text_zh": f"{trader.sign}（{trader.address}）已于{day.month}月{day.day}日停业。持卡人可以在本页提交诉求登记余额，带好合同和付款记录。",
        "text_en": "The shop has closed. Card holders may register their balance here; keep contract and payment records at hand.",
        "starts_on": day.isoformat(), "trader": "、".join(dict.fromkeys((trader.sign, trader.name))), "basis": f"商家{day.month}月{day.day}日门店公告",
    }  # fmt: skip


def publish(city: City, *, until: dt.date, by: access.Actor) -> int:
    """Publish the notices of the city, each on its day; returns how many."""
    found = notices(city, until=until)
    for one in found:
        at = dt.datetime.combine(dt.date.fromisoformat(one["starts_on"]), dt.time(10, 0), tzinfo=ZONE)
        public_notices.publish(given=one, by=by, at=at)
    return len(found)
