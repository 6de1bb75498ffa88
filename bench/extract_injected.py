"""Phones and orders written into real sentences, beside other long numbers, and read back (part 3 of quality_extract)."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path

from bench.quality_extract import TARGETS, Tally, plain, texts
from redress.language import extract


def measure(data: Path, say: list[tuple[str, str, float, float, int]]) -> None:
    """Write phones and orders into real sentences, beside other long numbers, and read them back."""
    chance = random.Random(12315)
    sentences = [
        sentence
        for text, _ in texts(data).values()
        for sentence in re.split(r"(?<=[。！])", text)
        if 15 <= len(sentence) <= 80 and not re.search(r"\d{5}|\*", sentence)
    ]
    chance.shuffle(sentences)
    ours: dict[str, Tally] = defaultdict(Tally)
    base: dict[str, Tally] = defaultdict(Tally)
    digits = lambda count: "".join(chance.choice("0123456789") for _ in range(count))  # noqa: E731
    for sentence in sentences[:2000]:
        mobile = "1" + chance.choice("3456789") + digits(9)
        area, local = chance.choice(["010", "0512", "0591", "021", "0731"]), chance.choice("2345678") + digits(7)
        phone, shown = chance.choice([
            (mobile, mobile), (mobile, f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"), (mobile, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"),
            (mobile, "+86" + mobile), (f"{area}-{local}", f"{area}-{local}"), (f"{area}-{local}", f"({area}){local}"),
            (f"400-{local[:3]}-{local[3:7]}", f"400{local[:7]}"),
        ])  # fmt: skip
        order, written = chance.choice([
            *[(value := digits(count), f"{word}{value}") for count in (15, 18, 19) for word in ("订单号", "订单编号：", "单号是", "")],
            (value := "SF" + digits(13), f"快递单号{value}"), (value := "JD" + digits(13), value), (value := "YT" + digits(13), f"运单号：{value}"),
        ])  # fmt: skip
        lure = chance.choice(
            [
                "",
                f"，合同编号HT{digits(8)}",
                f"，银行卡62{digits(17)}",
                f"，付款{chance.randint(10, 9999)}元",
                f"，时间2023{digits(2)}",
                f"，QQ{digits(9)}",
            ]
        )
        tail = chance.choice(["电话", "联系电话：", "请回电", "手机号", ""])
        text = f"{sentence}{written}{lure}，{tail}{shown}。"
        read = extract.extract(text, filed=None)
        ours["phones"].add({item.value for item in read.phones}, {phone})
        base["phones"].add(plain("phones", text), {phone})
        ours["orders"].add({item.value for item in read.orders}, {order})
        base["orders"].add(plain("orders", text), {order})
    for kind, tally in ours.items():
        say.append(
            (
                f"{kind}, written into real sentences",
                str(tally),
                base[kind].f1,
                TARGETS[kind],
                tally.right + tally.missed,
            )
        )
