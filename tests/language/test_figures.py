"""Promises of the figures: who or what, how much, of what unit, when, against what; nothing broken is believed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.language import figures, numerals


def read(text: str) -> list[tuple[str, Decimal, str]]:
    return [(f.subject, f.value, f.unit) for f in figures.read(text).figures]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十万三千五百廿三", "103523"),
        ("十萬三千五百廿三", "103523"),
        ("三千五", "3500"),
        ("一百零五", "105"),
        ("一万二", "12000"),
        ("二〇二三", "2023"),
        ("三点五万", "35000"),
        ("壹佰贰拾叁", "123"),
        ("3万5千", "35000"),
        ("1.27亿", "127000000"),
        ("21,773", "21773"),
        ("509万", "5090000"),
    ],
)
def test_it_reads_numbers_as_chinese_writes_them(written: str, value: str) -> None:
    assert numerals.parse(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", "一一", "万一", "十十", "投诉", "1,23", "百百", "."])
def test_it_refuses_what_is_no_number(written: str) -> None:
    assert numerals.parse(written) is None


@settings(max_examples=300, deadline=None)
@given(number=st.integers(min_value=1, max_value=99_999_999))
def test_a_number_written_out_is_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"

    def four(part: int) -> str:
        text, zero = "", False
        for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = part // power % 10
            if digit:
                text += ("零" if zero and text else "") + digits[digit] + unit
                zero = False
            else:
                zero = True
        return text

    high, low = divmod(number, 10_000)
    gap = "零" if high and low and low < 1000 else ""
    written = (four(high) + "万" if high else "") + gap + four(low)

    assert numerals.parse(written) == number


def test_it_gives_every_statistic_its_subject_action_period_and_comparison() -> None:
    text = "2025年，临江市监管局共受理各类诉求21,773件，较上年度增加9.27%，其中投诉15847件，举报5926件，累计为消费者挽回经济损失509万元。"
    found = figures.read(text).figures

    assert [(f.subject, f.action, f.value, f.unit) for f in found] == [
        ("诉求", "受理", Decimal(21773), "件"),
        ("诉求", "增加", Decimal("9.27"), "%"),
        ("投诉", "", Decimal(15847), "件"),
        ("举报", "", Decimal(5926), "件"),
        ("经济损失", "挽回", Decimal(5090000), "元"),
    ]
    assert {f.period for f in found} == {"2025年"}
    assert [f.comparison for f in found[:3]] == ["较上年度增加9.27%", "较上年度", ""]
    assert [text[f.start : f.end] for f in found] == [f.raw for f in found]


def test_it_reads_both_scripts_ranges_and_spelt_percentages() -> None:
    assert read("受理投訴十萬三千五百廿三件，同比增長23.5%") == [
        ("投訴", Decimal(103523), "件"),
        ("投訴", Decimal("23.5"), "%"),
    ]
    assert read("抽检不合格率为百分之三点五") == [("抽检不合格率", Decimal("3.5"), "%")]
    ranged = figures.read("每人退款300元至500元").figures[0]
    assert (ranged.value, ranged.upto) == (300, 500)


def test_it_takes_the_noun_behind_the_number_when_it_is_what_is_counted() -> None:
    assert read("东山店、西岭店等5家门店进入名单") == [("门店", Decimal(5), "家")]
    assert read("对14528家食品生产经营主体开展检查") == [("食品生产经营主体", Decimal(14528), "家")]
    assert read("全市建有各类消费维权站64个") == [("消费维权站", Decimal(64), "个")]


@pytest.mark.parametrize(
    "text",
    [
        "第16条规定，2024年第1期，3·15活动",
        "三个方面的问题，一个平台，一次机会",
        "7天无理由退货，3个工作日内答复",
        "在5栋等了2小时，4S店和12315都不管",
        "编号A1234件，〔2018〕53号文件",
    ],
)
def test_it_counts_no_dates_labels_or_turns_of_speech(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("受理投诉94件420,000 件", "94件420,000 件"),
        ("投诉解决率为8216%", "8216%"),
        ("受理投诉15,84件", "15,84件"),
        ("增长9.2.7%", "9.2.7%"),
        ("受理158 47件", "158 47件"),
        ("近日，月日下午召开会议", "月日"),
    ],
)
def test_it_points_at_a_broken_figure_and_never_repairs_it(text: str, broken: str) -> None:
    reading = figures.read(text)

    assert [text[a:b] for a, b in reading.broken] == [broken]
    assert reading.figures == ()


def test_growth_may_exceed_a_hundred_percent() -> None:
    assert figures.read("投诉量同比增长320%").broken == ()


def test_it_checks_parts_against_their_whole() -> None:
    right = figures.read("共受理诉求100件，其中投诉60件，举报40件。").checks[0]
    part = figures.read("共受理诉求100件，其中投诉60件。").checks[0]
    wrong = figures.read("共受理诉求100件，其中投诉80件，举报40件。").checks[0]

    assert (right.total, right.fits, right.complete) == (100, True, True)
    assert (part.total, part.fits, part.complete) == (60, True, False)
    assert (wrong.total, wrong.fits, wrong.complete) == (120, False, False)


@settings(max_examples=200, deadline=None)
@given(
    text=st.lists(
        st.sampled_from([*"投诉受理增长同比较上年其中，。0123456789.%万亿千百十件家元个年月日第约近至-", "2023年", "15847件", "百分之", "全年", "\n"]),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_every_figure_stands_where_it_says(text: str) -> None:
    reading = figures.read(text)

    for figure in reading.figures:
        assert text[figure.start : figure.end] == figure.raw
        assert figure.subject
        assert figure.unit
    for check in reading.checks:
        assert max(check.whole, *check.parts) < len(reading.figures)
