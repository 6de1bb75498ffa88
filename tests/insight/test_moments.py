"""Times as tables write them."""

from __future__ import annotations

import pytest

from redress.insight import moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019/2/28 11:25:05", "2019-02-28T11:25:05+08:00"),
        ("2019-02-28T11:25", "2019-02-28T11:25:00+08:00"),
        (" 2019-02-28 ", "2019-02-28T00:00:00+08:00"),
        ("2019-02-28 03:25:05Z", "2019-02-28T11:25:05+08:00"),
        ("2019-02-28T03:25:05.5+00:00", "2019-02-28T11:25:05.500000+08:00"),
        ("20190228", "2019-02-28T00:00:00+08:00"),
        ("2019年2月28日", "2019-02-28T00:00:00+08:00"),
        ("2019-02", "2019-02-01T00:00:00+08:00"),
        ("2019-W09", "2019-02-25T00:00:00+08:00"),
    ],
)
def test_each_way_of_writing_is_the_same_moment(text: str, moment: str) -> None:
    found = moments.read(text)

    assert found is not None
    assert found.isoformat() == moment


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2019-02-30", "2019-13-01", "2019-02-28 25:00", "28/2/2019", "20191399"]
)
def test_what_names_no_moment_gives_none(text: str) -> None:
    assert moments.read(text) is None
