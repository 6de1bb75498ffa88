"""Promises of `text clean`: what is polluted becomes readable, what is right stays, every change has its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from redress.language import repair
from redress.language.repair import clean

CLEAN = (
    "2026年3月5日，我在鼓楼区一家健身房办了一张年卡，付款3680元。两个月后门店停业，联系客服一直无人接听。"
    "我要求退还剩余费用，商家说一个月内答复，至今没有结果。合同里写着甲方提供服务，乙方按期付款。"
    "每公升油价8.5元，我加了30公升；收据写着人民币壹万贰仟元整。召(shào)伯镇的门店也关了。"
)


def applied(original: str, edits: tuple[repair.edits.Edit, ...]) -> str:
    for edit in reversed(edits):
        assert original[edit.start : edit.end] == edit.before
        original = original[: edit.start] + edit.after + original[edit.end :]
    return original


def kinds(text: str, script: repair.Script = "keep") -> list[str]:
    return [edit.kind for edit in clean(text, script=script).edits]


def test_it_changes_nothing_in_a_clean_text_in_any_script_but_the_script() -> None:
    assert clean(CLEAN).text == CLEAN
    assert clean(CLEAN).edits == ()
    assert clean(CLEAN, script="hans").edits == ()
    assert set(kinds(CLEAN, "hant")) == {"script"}


def test_it_removes_bracketed_readings_where_the_text_is_full_of_them() -> None:
    found = clean("推進(jìn)消費(fèi)者權(quán)益保護(hù)工作，完善機(jī)制", script="keep")

    assert found.text == "推進消費者權益保護工作，完善機制"
    assert [e.kind for e in found.edits] == ["pinyin"] * 5
    assert found.edits[0].before == "(jìn)"
    assert (found.edits[0].start, found.edits[0].end) == (2, 7)


def test_it_keeps_a_gloss_somebody_needs() -> None:
    for text in (
        "召(shào)伯镇位于江都区，运河穿镇而过。",
        "江苏有几个地名常被读错：盱(xū)眙(yí)、邗(hán)江、召(shào)伯。",
        "办理(VIP)会员卡，在重症(ICU)住了三天，液化气(LPG)涨价。",
        "费(fèi)先生来电。",
    ):
        assert clean(text).text == text


def test_it_puts_wrong_one_to_many_conversions_right() -> None:
    for wrong, right in (
        ("手機公升級後不斷閃退", "手機升級後不斷閃退"),
        ("着力提公升消費能力", "着力提升消費能力"),
        ("這是乙個國家的問題", "這是一個國家的問題"),
        ("我投訴過壹次", "我投訴過一次"),
        ("國傢的製度", "國家的制度"),
        ("全額髮放工資", "全額發放工資"),
    ):
        found = clean(wrong)
        assert found.text == right
        assert {e.kind for e in found.edits} == {"slip"}
    assert clean("手機公升級後只用過壹次", script="hans").text == "手机升级后只用过一次"


def test_it_leaves_what_only_looks_like_a_slip() -> None:
    for text in (
        "甲、乙個人各付一半費用。",
        "甲方提供場地，乙個人出資。",
        "每公升8元，加了30公升汽油。",
        "借款人民幣壹萬元整，收據壹張。",
        "違約金為壹個月租金。",
        "瞭望塔、一齣戲、傢俱、雜誌、手錶、製造。",
    ):
        assert clean(text).text == text


def test_it_decodes_entities_and_drops_what_cannot_be_seen() -> None:
    found = clean("退\u200b款&nbsp;３６８０元，型号ＡＢ&#45;12\ufeff")

    assert found.text == "退款 3680元，型号AB-12"
    assert [e.kind for e in found.edits] == ["zero_width", "entity", "width", "width", "entity", "zero_width"]


def test_it_keeps_full_width_punctuation_and_joined_emoji() -> None:
    text = "（商家）态度恶劣！！退款：５"[:-1] + "👨\u200d👩\u200d👧 ①②㎡"

    assert clean(text).text == text


def test_it_turns_a_text_into_either_script_and_leaves_the_right_one_alone() -> None:
    assert clean("消費者權益保護", script="hans").text == "消费者权益保护"
    assert clean("消费者权益保护", script="hant").text == "消費者權益保護"
    assert clean("皇后在后面，头发是出发时剪的", script="hant").text == "皇后在後面，頭髮是出發時剪的"
    assert clean("消費者權益保護", script="hant").edits == ()
    assert clean("著名作家看著窗外，著力解決問題", script="hans").text == "著名作家看着窗外，着力解决问题"


def test_it_flags_what_is_masked_or_pasted_in_and_leaves_it() -> None:
    text = "诱导消费者升级**、充分发挥____热线作用。提供澳门赌场官网_真人娱乐:绿色环保的产品。投诉解决率为8216%。"
    found = clean(text)

    assert found.text == text
    assert [(f.kind, f.text) for f in found.flags] == [
        ("masked", "**"),
        ("masked", "____"),
        ("spam", "澳门赌场官网_真人娱乐"),
        ("figure_broken", "8216%"),
    ]
    assert all(text[f.start : f.end] == f.text for f in found.flags)


def test_it_does_not_call_a_complaint_about_gambling_an_advertisement() -> None:
    found = clean("楼下的麻将馆变成了赌场，还有人卖六合彩，希望派出所查处。")

    assert found.flags == ()


def test_it_takes_the_furniture_away_and_gives_the_title_apart() -> None:
    page = (
        "当前位置 : 首页 > 新闻中心 > 正文\n春季消费提示：预付卡要量力而行\n时间:2026-03-01 09:00来源:本站访问量:12\n【字体:大 中 小】\n"
        "办理预付卡前，请先看清合同条款。\n一次充值不要过多，保留付款凭证。遇到停业可以拨打投诉热线，也可以到消保委反映情况。\n"
        "上一篇：没有了\n扫一扫在手机打开当前页\n相关阅读\n另一篇文章的标题\n再一篇文章的标题"
    )
    found = clean(page)

    assert found.title == "春季消费提示：预付卡要量力而行"
    assert found.text == (
        "办理预付卡前，请先看清合同条款。\n一次充值不要过多，保留付款凭证。遇到停业可以拨打投诉热线，也可以到消保委反映情况。"
    )
    assert {e.kind for e in found.edits} == {"furniture"}
    assert found.title_at is not None
    assert page[slice(*found.title_at)] == found.title


def test_a_greeting_a_list_or_a_lone_line_is_no_title() -> None:
    for text in ("尊敬的领导\n我要投诉楼下的超市卖过期食品，多次反映没有结果，请尽快处理。", "只有一行的投诉"):
        assert clean(text).title == ""
        assert clean(text).text == text


def test_the_edits_applied_to_the_original_give_the_text() -> None:
    polluted = "&#20026;什么消費(fèi)者\u200b權(quán)益保護(hù)了３次，公升級後乙個個＆問題&amp;nbsp;沒有"
    for script in ("keep", "hans", "hant"):
        found = clean(polluted, script=script)  # type: ignore[arg-type]
        assert found.original == polluted
        assert applied(polluted, found.edits) == found.text


PIECES = st.sampled_from(
    [
        *"的我在退款消费商家一乙甲公升级壹个個國傢瞭，。！\n（）()_*×&;#<> 　０９Ａ",
        "(fèi)", "費(fèi)", "權(quán)", "&nbsp;", "&lt;", "&amp;", "&#65;", "&#8203;", "amp;", "\u200b", "\ufeff", "\u200d",
        "公升級", "提公升", "乙個", "壹次", "15,847件", "9.27%", "94件420,000件", "三千五", "万元", "其中", "同比增长", "2023年",
        "当前位置: 首页 > a\n", "来源: 本站\n", "相关阅读\n", "欧洲杯投注官网", "<p>", "</p>", "<div class='a'>", "</div>", "<br>", "<html>", "标题在这里\n",
    ]
)  # fmt: skip
POLLUTED = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=40).map("".join)


@settings(max_examples=250, deadline=None)
@given(text=POLLUTED, script=st.sampled_from(["keep", "hans", "hant"]))
def test_cleaning_twice_is_cleaning_once(text: str, script: repair.Script) -> None:
    once = clean(text, script=script)
    twice = clean(once.text, script=script)

    assert twice.text == once.text


@settings(max_examples=250, deadline=None)
@given(text=POLLUTED, script=st.sampled_from(["keep", "hans", "hant"]))
def test_every_place_is_inside_the_original_and_edits_never_overlap(text: str, script: repair.Script) -> None:
    found = clean(text, script=script)

    ends = 0
    for edit in found.edits:
        assert ends <= edit.start <= edit.end <= len(text)
        assert text[edit.start : edit.end] == edit.before
        ends = edit.end
    for mark in (*found.flags, *found.figures):
        assert 0 <= mark.start <= mark.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_normalising_is_idempotent_and_drops_only_the_invisible(text: str) -> None:
    once = repair.normalise(text)

    assert repair.normalise(once) == once
    assert "\u200b" not in once
    assert "\x00" not in once


def test_it_answers_hostile_and_empty_text() -> None:
    for text in (
        "",
        " ",
        "\n\n",
        "\x00\x01",
        "\ud800",
        "(" * 5000,
        "一" * 20000,
        "1," * 10000,
        "<" * 5000,
        "&amp;" * 5000,
        "乙個" * 3000,
        "*_" * 5000,
    ):
        found = clean(text)
        assert found.original == text
    assert clean("").text == ""
