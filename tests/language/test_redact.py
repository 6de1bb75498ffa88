"""Promises of redaction: what names a person is masked, what names a matter is not, and nothing grows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redress.language import redact
from redress.language.redact import mask


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in redact.redact(text).spans]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("联系电话13812345678", "13812345678"),
        ("手机：138-1234-5678", "138-1234-5678"),
        ("打138 1234 5678找我", "138 1234 5678"),
        ("电话１３８１２３４５６７８", "１３８１２３４５６７８"),
        ("电话+86 13812345678", "+86 13812345678"),
        ("座机0591-87654321转801", "0591-87654321转801"),
        ("致电(010)62345678", "(010)62345678"),
        ("电话一三八零零一三八零零零", "一三八零零一三八零零零"),
        ("電話0912-345-678", "0912-345-678"),
    ],
)
def test_it_masks_phones_however_they_are_written(text: str, secret: str) -> None:
    assert ("phone", secret) in found(text)


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ("身份证号350102199003076789", "id_number", "350102199003076789"),
        ("身分證11010819491231002x", "id_number", "11010819491231002x"),
        ("身份证350102 19900307 6789", "id_number", "350102 19900307 6789"),
        ("老身份证350102490307678", "id_number", "350102490307678"),
        ("护照号E12345678", "id_number", "E12345678"),
        ("卡号6222021234567890123", "account", "6222021234567890123"),
        ("银行卡6222 0212 3456 7890 123", "account", "6222 0212 3456 7890 123"),
        ("邮箱zhang.san@example.com", "account", "zhang.san@example.com"),
        ("加微信abc_12345", "account", "abc_12345"),
        ("QQ：123456789", "account", "123456789"),
        ("车牌闽A12345", "plate", "闽A12345"),
        ("粵B·D12345", "plate", "粵B·D12345"),
    ],
)
def test_it_masks_identity_numbers_accounts_and_plates(text: str, kind: str, secret: str) -> None:
    assert (kind, secret) in found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫张伟强，在超市买到过期牛奶", "张伟强"),
        ("联系人：欧阳娜娜", "欧阳娜娜"),
        ("投訴人：陳麗華，電話如下", "陳麗華"),
        ("店员李红霞态度恶劣", "李红霞"),
        ("老板刘强拒绝退款", "刘强"),
        ("王女士反映，商家不退款", "王"),
        ("周文斌说他会退款，后来周文斌关机了", "周文斌"),
        ("阿依古丽·买买提来电反映", "阿依古丽·买买提"),
    ],
)
def test_it_masks_people_in_both_scripts(text: str, name: str) -> None:
    assert ("name", name) in found(text)


def test_it_masks_a_full_name_wherever_it_stands_again() -> None:
    text = "我叫周文斌。店里说周文斌没有付款。"

    assert mask(text) == "我叫○○○。店里说○○○没有付款。"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("家住福州市鼓楼区湖东路12号阳光小区3栋2单元501室，", "福州市鼓楼区湖东路12号阳光小区3栋2单元501室"),
        ("寄到人民路88号", "人民路88号"),
        ("我住3栋2单元501", "3栋2单元501"),
        ("收货地址：平和县桃源镇和平村5组", "平和县桃源镇和平村5组"),
        ("家住臺北市中山區民生路１２號３樓", "臺北市中山區民生路１２號３樓"),
        ("住在金域蓝湾12-3-501", "金域蓝湾12-3-501"),
    ],
)
def test_it_masks_addresses_somebody_can_knock_at(text: str, address: str) -> None:
    assert ("address", address) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "订单号210101199003071234567，金额2000元，2019-02-28 11:25:05",
        "张亮麻辣烫和周黑鸭都不给退款",
        "在李先生牛肉面吃到异物，拨打12315和12345热线",
        "商家说高兴就好，方便的时候再来，马上处理",
        "型号A12345的冰箱，3楼的超市，7天无理由退货",
        "依据第16条，2024年第1期，共15847件，9.27%",
        "微信转账2000元，支付宝付了3500元",
        "业主、消费者、经营者三方达成一致",
    ],
)
def test_it_leaves_what_names_nobody(text: str) -> None:
    assert found(text) == []


def test_an_order_number_behind_its_word_is_no_bank_card() -> None:
    assert found("订单号4111111111111111") == []
    assert found("卡号4111111111111111") == [("account", "4111111111111111")]


def test_the_kind_that_tells_more_names_an_overlap() -> None:
    assert found("身份证号350102199003076789电话13812345678") == [
        ("id_number", "350102199003076789"),
        ("phone", "13812345678"),
    ]


PIECES = st.sampled_from(
    [
        *"我叫王李张的在是，。 0123456789-Xx@ABc号路栋室单元村组市区微信QQ电话卡身份证车牌闽京·１２",
        "13812345678", "350102199003076789", "6222021234567890123", "张伟强", "欧阳", "先生", "联系人：", "人民路12号", "3栋2单元", "一三八零零一三八零零零", "闽A12345", "\u200b", "○○", "****",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_redaction_never_lengthens_and_its_spans_are_in_order_and_apart(text: str) -> None:
    redacted = redact.redact(text)

    assert len(redacted.text) == len(text)
    end = 0
    for span in redacted.spans:
        assert end <= span.start < span.end <= len(text)
        assert span.kind in redact.KINDS
        assert set(redacted.text[span.start : span.end]) <= {"○", "*"}
        assert redacted.text[end : span.start] == text[end : span.start]
        end = span.end
    assert redacted.text[end:] == text[end:]
    assert mask(text) == redacted.text


@settings(max_examples=200, deadline=None)
@given(
    before=st.text(alphabet="我要投诉退款，。 电话号码", max_size=8),
    after=st.text(alphabet="，。谢 请回复", max_size=8),
)
def test_a_phone_is_masked_whatever_stands_beside_it(before: str, after: str) -> None:
    text = f"{before}13987654321{after}"

    assert "13987654321" not in mask(text)


def test_it_answers_hostile_and_empty_text() -> None:
    for text in (
        "",
        "\n",
        "\ud800",
        "1" * 50_000,
        "1 " * 20_000,
        "@" * 20_000,
        "a" * 50_000 + "@",
        "路1号" * 5_000,
        "张伟" * 5_000,
        "3栋" * 5_000,
        "微信" * 8_000,
        "地址：" * 5_000,
        "·" * 9_000,
        "（0591" * 5_000,
    ):
        assert len(mask(text)) == len(text)
