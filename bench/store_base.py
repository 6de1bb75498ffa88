"""Fills a base for the benches of lists and search: cases with facts and search texts, without journals (a bench's tool only)."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from redress.operations.steps import rows as rows_module
from redress.operations.steps.numbers import allot
from redress.queries import offices
from redress.store import backend, tokens

WORDS = (
    "健身房 年卡 关门 退款 跑路 教练 羽绒服 跑绒 开胶 手机 屏幕 激活 国补 外卖 头发 过期 牛奶 变质 装修 增项 定金 合同 新能源车 续航 "
    "电池 提车 培训 包过 老师 演唱会 柱子票 酒店 取消 快递 丢件 赔偿 会员 自动续费 扣费 停车 超时 物业 宠物 星期狗 美容 办卡 洗衣 "
    "染色 家政 黄金 一口价 直播 翡翠 退货 运费 客服 机器人 电话 打不通 门店 店长 承诺 不予 理会 多次 联系 要求 处理 商家 平台 消费者"
).split()
TODAY = dt.date(2026, 11, 20)


def text_of(rng: random.Random) -> str:
    """Return a text of about a hundred characters."""
    return "".join(rng.choice(WORDS) + rng.choice("，。的了在和我说他就也不") for _ in range(30))


def fill(size: int, *, batch: int = 5000) -> None:
    """Put `size` cases into the house that is set up."""
    bulk, search = backend.of().bulk, backend.of().search
    rng = random.Random(7)
    office_ids = [one.id for one in offices.everything().values()]
    start = dt.datetime(2024, 11, 20, tzinfo=dt.UTC)
    done = 0
    while done < size:
        count = min(batch, size - done)
        cases: list[tuple[Any, ...]] = []
        facts: list[tuple[Any, ...]] = []
        texts: list[tuple[int, dt.datetime, str]] = []
        with transaction.atomic():
            for case_id in allot(scope="case", count=count):
                at = start + dt.timedelta(seconds=(done + len(cases)) * 63_000_000 // size)
                is_open = rng.random() < 0.07
                due = TODAY + dt.timedelta(days=rng.randrange(-10, 60)) if is_open else None
                text = text_of(rng)
                stage = rng.choice(["received", "assigned", "mediating"]) if is_open else "closed"
                case: dict[str, Any] = {
                    "id": case_id, "number": f"BN-{case_id:09}", "procedure": rng.choices(["complaint", "tipoff", "inquiry"], [75, 15, 10])[0],
                    "procedure_version": "2026-04-15", "subject_kind": "dispute", "subject_id": None, "office_id": rng.choice(office_ids),
                    "handler_id": None, "appeal_id": None, "stage": stage, "is_open": is_open, "is_history": False, "is_erased": False,
                    "version": 1, "head_hash": bytes(32), "received_at": at, "opened_on": at.date(), "closed_on": None if is_open else at.date(),
                    "next_due_on": due, "next_due_rule": "mediation_limit" if due else "", "next_wake_on": None,
                    "sort_on": due or rows_module.NEVER, "title": text[:40],
                }  # fmt: skip
                cases.append(tuple(case[name] for name in rows_module.CASE_COLUMNS))
                fact: dict[str, Any] = dict.fromkeys(rows_module.FACT_COLUMNS)
                fact.update(
                    case_id=case_id, channel="C08", source="", external_id="", national_number="", amount=Decimal(rng.randrange(10, 9000)),
                    subject_class="S0401", issue_class="P0501", class_is_confirmed=True, remedy="", respondent="某某店", respondent_uscc="",
                    platform="", area="", outcome="", ground="", satisfaction="", returns=0,
                )  # fmt: skip
                facts.append(tuple(fact[name] for name in rows_module.FACT_COLUMNS))
                texts.append((case_id, at, tokens.normalise(text)))
            bulk.insert(connection, table="store_case", columns=rows_module.CASE_COLUMNS, rows=cases)
            bulk.insert(connection, table="store_appealfacts", columns=rows_module.FACT_COLUMNS, rows=facts)
            search.add(connection, rows=texts)
        done += count
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
