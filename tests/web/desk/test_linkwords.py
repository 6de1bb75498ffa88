"""The house's own reasons for a link are in the language of the page; a person's words stay as typed."""

from __future__ import annotations

import pytest
from django.utils import translation

from redress.language import pairscore
from redress.operations import triage
from redress.queries import lawbook
from redress.web.desk import linkwords, words

OURS = [*triage.REASONS.values(), *(zh for _code, zh in pairscore.REASONS)]


@pytest.mark.parametrize("reason", OURS)
def test_every_reason_of_the_house_has_english(reason: str) -> None:
    with translation.override("en"):
        assert linkwords.reasons(reason).isascii()


def test_several_reasons_are_told_apart_and_a_person_s_words_are_kept() -> None:
    with translation.override("en"):
        assert linkwords.reasons("同一手机号；文字相似度0.87") == "same mobile number; texts alike to 0.87"
        assert linkwords.reasons("店主说是同一家") == "店主说是同一家"
    with translation.override("zh-hans"):
        assert linkwords.reasons("同一手机号；订单号一致") == "同一手机号；订单号一致"


def test_no_reasons_stay_no_words() -> None:
    with translation.override("en"):
        assert linkwords.reasons("") == ""


def test_the_journal_of_the_case_tells_the_reasons_in_the_same_language() -> None:
    field = lawbook.current().procedures["complaint"].fields["reasons"]

    with translation.override("en"):
        assert words.value(field, "同一手机号；订单号一致", names={}) == "same mobile number; same order number"
