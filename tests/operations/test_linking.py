"""Which numbers of a text may be order numbers: phones, dates and identity numbers link nobody."""

from __future__ import annotations

import pytest

from redress.operations.steps import linking


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("订单号202601151234567，电话13812345678", ("202601151234567",)),
        ("快递SF1234567890123没到", ("SF1234567890123",)),
        ("客服4001234567、固话059412345678、+8613812345678都打不通", ()),
        ("身份证350303199001011234，20260115买的", ()),
        ("没有数字", ()),
    ],
)
def test_only_what_may_be_an_order_is_taken(text: str, orders: tuple[str, ...]) -> None:
    assert linking.orders_in(text) == orders
