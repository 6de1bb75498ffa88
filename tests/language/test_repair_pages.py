"""Promises about pages and bytes: the main text comes out with its places, whatever the page is like."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.language import decode
from redress.language.decode import NotText
from redress.language.repair import clean

FIRST = "市消保委提醒：办理预付卡前，请先看清合同条款，保留付款凭证，一次充值不要过多，以免商家停业后难以退款。"
SECOND = "今年上半年，全市受理预付卡投诉1,280件，较去年同期下降12.5%，为消费者挽回损失96万元，下一步将开展专项检查。"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>预付卡消费提示_临江市消保委</title>
<script>var a = "<p>不是正文的文字，很长很长，还有标点。</p>";</script><style>p {{color: red}}</style></head>
<body><div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/n">新闻中心</a></li><li><a href="/s">办事大厅</a></li></ul></div>
<div class="wrap"><div class="article-content"><h1>预付卡消费提示</h1><p class="info">来源：本站 &nbsp; 时间：2026-03-01 09:00</p>
<p>&nbsp;&nbsp;{FIRST}</p><p>{SECOND[:20]}<b>{SECOND[20:]}</b></p>
<div class="share"><a href="#">分享到微信</a><a href="#">分享到微博</a></div></div>
<div class="sidebar"><ul><li><a href="/1">另一篇文章的标题一</a></li><li><a href="/2">另一篇文章的标题二</a></li></ul></div></div>
<div class="footer">版权所有 临江市消保委 <a href="/m">网站地图</a></div></body></html>"""


def test_it_finds_the_main_text_and_the_title_of_a_page() -> None:
    found = clean(PAGE)

    assert found.title == "预付卡消费提示"
    assert found.text == f"{FIRST}\n{SECOND}"


def test_figures_and_edits_of_a_page_stand_in_its_source() -> None:
    polluted = PAGE.replace("预付卡投诉", "预付\u200b卡投诉")
    found = clean(polluted)

    assert found.text == f"{FIRST}\n{SECOND}"
    (edit,) = [e for e in found.edits if e.kind == "zero_width"]
    assert polluted[edit.start : edit.end] == edit.before == "\u200b"
    assert [f.raw for f in found.figures] == ["1,280件", "12.5%", "96万元"]
    assert [polluted[f.start : f.end] for f in found.figures] == ["1,280<b>件", "12.5%", "96万元"]


def test_it_keeps_entities_and_both_scripts_readable_on_a_page() -> None:
    found = clean(PAGE.replace("市消保委提醒", "市消保委&ldquo;提醒&rdquo;"), script="hant")

    assert found.text.startswith("市消保委“提醒”：辦理預付卡前")


def test_a_page_drawn_by_script_gives_its_text_from_its_data() -> None:
    drawn = (
        "<html><head><title>提示</title></head><body><div id='app'></div><script>window.data = "
        f'{{"title": "提示", "content": "<p>{FIRST}</p><p>{SECOND}</p>"}};</script></body></html>'
    )

    assert clean(drawn).text == f"{FIRST}\n{SECOND}"


def test_a_page_with_nothing_but_a_description_gives_that() -> None:
    bare = f'<html><head><meta name="description" content="{FIRST}"></head><body><a href="/">首页</a></body></html>'

    assert clean(bare).text == FIRST


def test_a_piece_of_html_is_taken_as_a_whole_and_a_less_than_sign_is_text() -> None:
    assert clean("<p>我要投诉</p><p>商家不退款</p>").text == "我要投诉\n商家不退款"
    assert clean("价格 <100 元，而 a<b 且 b>c").text == "价格 <100 元，而 a<b 且 b>c"


def test_a_long_less_than_riddle_does_not_hold_it_up() -> None:
    for riddle in ('<a "' * 20_000, "<div>" * 20_000, "<!--" * 20_000, "<p" * 20_000 + ">", "<script>" * 20_000):
        assert clean("<html><body>" + riddle).original.endswith(riddle)


@settings(max_examples=150, deadline=None)
@given(
    middle=st.lists(
        st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<br>", "<a href='x'>", "</a>", "<table><tr><td>", "</table>", "<!--", "-->", "<script>", "</script>", "&nbsp;", "&#20013;", "中文，", "退款。", "<", ">", '"', "\u200b", "\n"]),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_any_page_is_answered_and_every_place_is_inside_it(middle: str) -> None:
    page = f"<html><body>{middle}</body></html>"
    found = clean(page)

    for mark in (*found.edits, *found.flags, *found.figures):
        assert 0 <= mark.start <= mark.end <= len(page)
    assert clean(found.text).text == found.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5"])
def test_it_tells_the_encoding_of_chinese(encoding: str) -> None:
    text = "我要投訴商家，請退款" if encoding == "big5" else "我要投诉这个商家，请退款"

    assert decode.decode((text * 20).encode(encoding)).text == text * 20


def test_a_page_is_believed_about_its_encoding_only_when_the_bytes_agree() -> None:
    told = '<html><head><meta charset="gb2312"></head><body>我要投诉</body></html>'

    assert "我要投诉" in decode.decode(told.encode("gb18030")).text
    assert "我要投诉" in decode.decode(told.encode("utf-8")).text


def test_bytes_cut_inside_a_character_lose_only_that_character() -> None:
    cut = ("我要投诉" * 50).encode("utf-8")[:-1]

    assert decode.decode(cut).text.startswith("我要投诉" * 49)
    assert decode.decode(cut).replaced == 1


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, b"PK\x03\x04" + b"\x00\x01" * 100]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        decode.decode(data)
