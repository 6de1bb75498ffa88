"""Masking ahead is a help only: the same texts come out, and a process that dies loses nothing."""

from __future__ import annotations

import io
import json

import pytest

from redress.channels import ahead, sheets
from redress.language import redact
from redress.store.models import AppealFacts, Case, SearchText
from tests.channels.test_sheets import Import, row, table, take  # noqa: F401  (a fixture)

TEXTS = [
    "我叫王小明，电话13812345678，店家不退款。",
    "无",
    "身份证110101199003074514",
    "\ud800 半个字符",
    "两行\n文字",
]


def test_the_second_process_masks_as_this_one_does() -> None:
    helper = ahead.Ahead()
    try:
        for _ in range(2):
            helper.start(TEXTS)
            assert helper.take(len(TEXTS)) == [redact.mask(text) for text in TEXTS]
    finally:
        helper.close()


def test_a_process_that_died_gives_empty_texts_and_the_rest_goes_on() -> None:
    helper = ahead.Ahead()
    assert helper.process is not None
    helper.process.kill()
    helper.process.wait()

    for _ in range(2):
        helper.start(TEXTS)
        assert helper.take(len(TEXTS)) == [""] * len(TEXTS)
    helper.close()


def test_it_ends_with_its_input() -> None:
    out = io.BytesIO()

    ahead.serve(io.BytesIO(json.dumps(TEXTS).encode() + b"\n"), out)

    assert json.loads(out.getvalue()) == [redact.mask(text) for text in TEXTS]


@pytest.mark.parametrize("dies", [False, True])
def test_a_file_long_enough_for_a_second_process_comes_in_as_a_short_one_does(
    take: Import,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    dies: bool,
) -> None:
    monkeypatch.setattr(ahead, "AFTER", 20)
    monkeypatch.setattr(sheets, "BATCH", 10)
    if dies:
        monkeypatch.setattr(ahead.sys, "executable", "/bin/false")
    rows = [row(n, 内容=f"第{n}次打138{n:08}没人接，退款") for n in range(95)]
    rows[47] = row(47, 时间="不是时间")

    result = take(table(rows))

    assert (result["received"], result["rejected"]) == (94, 1)
    titles = dict(AppealFacts.objects.values_list("external_id", "case__title"))
    assert titles["G00094"] == "第94件 第94次打***********没人接，退款"
    assert Case.objects.count() == SearchText.objects.count() == 94
    assert not SearchText.objects.filter(text__contains="1380000").exists()
