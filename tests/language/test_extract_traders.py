"""Traders where a sentence says that a name is due; dates of the farmers' calendar; codes of many kinds; the register."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redress.cli.text import app
from redress.language import extract, registry

DAY = dt.date(2026, 3, 20)


def traders(text: str) -> list[str]:
    return [item.value for item in extract.extract(text, filed=DAY).traders]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我在好街坊便利店买的面包发霉了", "好街坊便利店"),
        ("投诉明心眼镜，配的镜片度数不对", "明心眼镜"),
        ("关于对金叶珠宝的投诉：手镯克数不足", "金叶珠宝"),
        ("诚实搬家，到了楼下要加价", "诚实搬家"),
        ("在老年大学旁边的康济堂诊所输液，没有票据", "康济堂诊所"),
        ("孩子在抖音“小熊童装”买的衣服掉色", "小熊童装"),
        ("去北湖路2号馆美心橱柜订的台面裂了", "美心橱柜"),
        ("导游带去的，旅行社是远山旅行社", "远山旅行社"),
    ],
)
def test_common_words_make_a_name_where_the_sentence_says_so(text: str, name: str) -> None:
    assert traders(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "小区物业不作为，电梯三天没修",
        "新房装修的时候隔壁投诉噪音",
        "投诉无门，只好打电话",
        "我在朋友圈买的面膜，用了烂脸",
        "去医院看了两次，医生说是过敏",
        "在网上培训了一个月，没有任何效果",
    ],
)
def test_a_description_names_no_one(text: str) -> None:
    assert traders(text) == []


def test_a_platform_is_no_trader_of_its_own_shop() -> None:
    found = extract.extract("在美团买了两张电影票，不给退", filed=DAY)

    assert found.traders == ()
    assert [item.value for item in found.platforms] == ["美团"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("正月十五在店里吃的饭", "2026-03-03"),
        ("腊月二十八买的年货", "2026-02-15"),
        ("除夕当天订的年夜饭", "2026-02-16"),
        ("大年初三去看的电影", "2026-02-19"),
        ("农历八月十五买的月饼", "2025-10-06"),
    ],
)
def test_days_of_the_farmers_calendar_are_read_as_the_latest_before_filing(text: str, day: str) -> None:
    assert [item.value for item in extract.extract(text, filed=DAY).dates] == [day]


def test_a_day_of_the_farmers_calendar_is_not_guessed_without_a_filing_day() -> None:
    assert extract.extract("正月十五在店里吃的饭").dates == ()


def test_sums_without_a_unit_are_read_where_money_changes_hands_and_nowhere_else() -> None:
    def sums(text: str) -> list[str]:
        return [item.value for item in extract.extract(text, filed=DAY).amounts]

    assert sums("我买的鞋159，小了一码") == ["159"]
    assert sums("标价168一张，从1块2涨到1块8") == ["168", "1.2", "1.8"]
    assert sums("给我9,500，少了很多") == ["9500"]
    assert sums("我住2号楼1503，打12315说不归他们管，等了28分钟") == []


def test_references_with_letters_are_no_dates_and_hotlines_are_phones() -> None:
    found = extract.extract("合同号QLY-HT-20260208-06，检测报告编号WT2026-0318，打10086没人接", filed=DAY)

    assert [item.value for item in found.references] == ["QLY-HT-20260208-06", "WT2026-0318"]
    assert [item.value for item in found.phones] == ["10086"]
    assert found.dates == ()


def test_a_registered_trader_is_found_under_the_short_name_that_people_write() -> None:
    index = registry.index_of(
        [("莆田市荔城区天成悦汽车维修有限公司", []), ("仙游县鲤城老周家常菜馆", ["老周家"]), ("永安百货有限公司", [])]
    )

    def names(text: str) -> list[tuple[str, str]]:
        return [(item.value, item.rule) for item in extract.extract(text, filed=DAY, traders=index).traders]

    assert names("在天成悦汽车维修修车，越修越坏") == [("莆田市荔城区天成悦汽车维修有限公司", "trader.alias")]
    assert names("老周家的菜里有虫") == [("仙游县鲤城老周家常菜馆", "trader.alias")]
    assert names("这事拖了很久") == []


def test_a_short_name_of_two_registered_traders_names_neither() -> None:
    index = registry.index_of([("东城鑫达利汽车维修有限公司", []), ("西城鑫达利食品有限公司", [])])

    assert "鑫达利" not in index.words
    assert "东城鑫达利汽车维修" in index.words


def test_the_command_reads_with_a_register_and_refuses_one_without_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("老周家的菜里有虫，花了88元", "utf-8")
    (tmp_path / "traders.csv").write_text("name,aliases\n仙游县鲤城老周家常菜馆,老周家|周家菜\n", "utf-8")
    (tmp_path / "bad.csv").write_text("shop\n老周家\n", "utf-8")
    (tmp_path / "none.csv").write_text("name,aliases\n", "utf-8")
    run = CliRunner()

    def read(register: str) -> tuple[int, str, str]:
        told = ["extract", str(tmp_path / "a.txt"), "--registry", str(tmp_path / register), "--json"]
        done = run.invoke(app, told)
        return done.exit_code, done.stdout, done.stderr

    code, out, _ = read("traders.csv")
    assert (code, json.loads(out)["traders"][0]["value"]) == (0, "仙游县鲤城老周家常菜馆")
    for wrong, word in (("bad.csv", "no column 'name'"), ("none.csv", "no trader"), ("gone.csv", "cannot read")):
        code, out, said = read(wrong)
        assert (code, out, len(said.strip().splitlines())) == (2, "", 1)
        assert word in said
        assert wrong in said
