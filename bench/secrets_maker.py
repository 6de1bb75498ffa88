"""Draw fictional secrets: names, phones, identity numbers, cards, plates, accounts and addresses.

Names come from the word lists of the matching bench, roads and estates from lists of their own, divisions from the
official codes: none of them from the redactor's data.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

from bench import match_words

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ESTATES = "金域蓝湾 阳光城 御景华庭 丽景苑 万科城市花园 碧水湾 翠竹苑 盛世豪庭 枫林小区 东方名邸 香榭丽舍 湖畔家园 南苑新村 锦绣江南 都市春天 幸福里 中央公馆 橡树湾 龙湖天街 世纪城".split()
_ROADS = "五一北路 湖东路 则徐大道 学军街 长安西街 工业南路 珠江路 环城东路 滨海大道 解放巷 复兴路 凤凰街 文博路 新港大道 南门街 茶亭街 鼓屏路 八一七中路 望京西园 深南大道".split()


def name(draw: random.Random) -> str:
    """Return a person's name of two to four characters."""
    if draw.random() < 0.03:
        return draw.choice(match_words.DOUBLE_SURNAMES) + draw.choice(match_words.GIVEN_F + match_words.GIVEN_M)
    given = match_words.GIVEN_F if draw.random() < 0.5 else match_words.GIVEN_M
    size = 2 if draw.random() < 0.78 else 1
    return draw.choice(match_words.SURNAMES) + "".join(draw.choice(given) for _ in range(size))


def mobile(draw: random.Random) -> str:
    """Return a mobile number, now and then with blanks, dashes, +86 or full-width digits."""
    digits = draw.choice(("13", "15", "17", "18", "19")) + "".join(draw.choice("0123456789") for _ in range(9))
    shape = draw.random()
    if shape < 0.72:
        return digits
    if shape < 0.80:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if shape < 0.88:
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if shape < 0.93:
        return "+86" + draw.choice(("", " ", "-")) + digits
    return "".join(chr(ord(c) + 0xFEE0) for c in digits)


def landline(draw: random.Random) -> str:
    """Return a fixed-line number with its area code, sometimes an extension."""
    area = draw.choice(("010", "021", "0591", "0731", "0512", "0755", "028"))
    size = 8 if len(area) == 3 or draw.random() < 0.7 else 7
    digits = draw.choice("2345678") + "".join(draw.choice("0123456789") for _ in range(size - 1))
    joined = draw.choice(
        (f"{area}-{digits}", f"{area}{digits}", f"({area}){digits}", f"{area} {digits}", f"（{area}）{digits}")
    )
    return joined + (f"转{draw.randrange(100, 9999)}" if draw.random() < 0.1 else "")


def id_number(draw: random.Random) -> str:
    """Return an identity number of 18 places with its check digit, or one of the old 15."""
    region = draw.choice(("350102", "430103", "110108", "310115", "440305", "510104", "320583", "330106"))
    day = f"{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}"
    if draw.random() < 0.08:
        return f"{region}{draw.randrange(40, 99)}{day}{draw.randrange(1, 999):03d}"
    body = f"{region}{draw.randrange(1945, 2009)}{day}{draw.randrange(1, 999):03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
    return body + (check.lower() if draw.random() < 0.3 else check)


def card(draw: random.Random) -> str:
    """Return a bank card number with its Luhn digit, sometimes in groups of four."""
    body = draw.choice(("622202", "621700", "622848", "436742", "625912")) + "".join(
        draw.choice("0123456789") for _ in range(draw.choice((9, 12)))
    )
    total = sum((int(d) if i % 2 else sum(divmod(int(d) * 2, 10))) for i, d in enumerate(reversed(body)))
    digits = body + str(-total % 10)
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4)) if draw.random() < 0.25 else digits


def account(draw: random.Random) -> str:
    """Return an e-mail address, or the id of a messenger with its name before it."""
    shape = draw.random()
    word = "".join(draw.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(draw.randrange(4, 9)))
    digits = str(draw.randrange(10**4, 10**9))
    if shape < 0.4:
        return f"{word}{digits[:4]}@{draw.choice(('163.com', 'qq.com', 'sina.com.cn', 'outlook.com'))}"
    if shape < 0.7:
        return (
            draw.choice(("微信", "微信号", "微信号：", "微信:")) + "\0" + word + draw.choice(("_", "")) + digits[:5]
        )
    return draw.choice(("QQ", "QQ号", "QQ：", "qq:")) + "\0" + str(draw.randrange(10**5, 10**10))


def plate(draw: random.Random) -> str:
    """Return a number plate, now and then of an electric car or with a dot."""
    head = draw.choice("闽湘京沪粤苏浙川鄂鲁") + draw.choice("ABCDEFGHJK")
    letters, digits = "ABCDEFGHJKLMNPQRSTUVWXYZ", "0123456789"
    if draw.random() < 0.25:
        return head + draw.choice("DF") + "".join(draw.choice(digits) for _ in range(5))
    tail = list("".join(draw.choice(digits) for _ in range(5)))
    if draw.random() < 0.6:
        tail[draw.randrange(5)] = draw.choice(letters)
    return head + draw.choice(("", "", "", "·", " ")) + "".join(tail)


def address_maker(data: Path) -> Callable[[random.Random], str]:
    """Return a maker of detailed addresses on the official divisions of `data/admin`."""
    cities = list(csv.DictReader((data / "admin" / "cities.csv").open(encoding="utf-8-sig")))
    areas = list(csv.DictReader((data / "admin" / "areas.csv").open(encoding="utf-8-sig")))
    named = [row["name"] for row in areas if 2 < len(row["name"]) < 6]
    towns = [row["name"] for row in cities if row["name"].endswith("市")]

    def make(draw: random.Random) -> str:
        head = draw.choice(
            (draw.choice(towns) + draw.choice(named), draw.choice(named), "", draw.choice(towns) + draw.choice(named))
        )
        road = draw.choice(_ROADS) + draw.choice(("{}号", "{}号", "{}-{}号")).format(
            draw.randrange(1, 900), draw.randrange(1, 20)
        )
        home = draw.choice(_ESTATES) + draw.choice(("{}栋{}单元{}室", "{0}号楼{2}", "{0}幢{2}室", "{}栋{}单元{}", "{}-{}-{}", "{0}座{2}室")).format(
            draw.randrange(1, 40), draw.choice((1, 2, 3)), draw.randrange(101, 3300)
        )  # fmt: skip
        rural = (
            draw.choice("青石 桃源 白沙 龙泉 南塘 新桥".split())
            + "镇"
            + draw.choice("和平 红旗 上坝 石门 大塘".split())
            + "村"
            + f"{draw.randrange(1, 20)}"
            + draw.choice(("组", "号"))
        )
        return head + draw.choice((road, road + home, home, road + home, rural))

    return make
