"""Judge a pair of appeals: what speaks for one person, what for one matter, and what forbids it. Numba.

    P(same case) = P(one person) * P(one matter), each a logistic score of plain features.

Two axes, because neither alone may join: a person with one text against many traders is one person with many
matters; a group event is one matter of many people. The weights were fitted on synthetic appeals of
`bench.match_generator` (parts 0 and 1 of its phrasings), with the signs that a person would expect, and rounded;
`bench/quality_match.py` says what they reach on part 2.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from redress.language import grams as g
from redress.language import pairfeatures as f
from redress.language.machine import compiled
from redress.language.pairfeatures import FEATURES

NONE, SAME_CASE, GROUP, RELATED = 0, 1, 2, 3

# feature: (weight for one person, weight for one matter)
WEIGHTS: Final = {
    "phone_same": (6.0, 1.1), "phone_other": (-3.3, 0.0), "phone_shared": (-0.4, 0.0),
    "phone_in_text": (3.6, 0.0), "id_same": (7.0, 2.4), "id_other": (-6.0, 0.0), "order_same": (5.7, 4.1),
    "order_near": (1.4, 1.1), "order_other": (0.0, -5.5), "name_same": (4.0, 0.5), "name_rare": (3.9, 0.0),
    "name_fits": (3.7, 0.0), "fits_in_crowd": (-0.7, 0.0), "name_near": (1.3, 0.0), "given_other": (-0.7, 0.0),
    "surname_other": (-4.7, 0.0), "title_other": (-2.0, 0.0), "trader_likeness": (0.7, 0.6),
    "trader_other": (0.0, -0.9), "copied_other": (0.0, -1.0), "subject_other": (0.0, -0.3),
    "sum_same": (0.0, 0.8), "sum_rare": (2.1, 4.3), "sum_alone": (3.0, 0.0), "sum_other": (-1.2, -4.0),
    "sum_missing": (1.9, 2.4), "day_same": (3.1, 2.0), "day_other": (0.0, -4.0), "goods_same": (0.0, 1.0),
    "goods_other": (0.0, -0.2), "fault_likeness": (0.0, 0.3), "fault_other": (0.0, -0.5),
    "place_same": (0.0, 0.5), "rare_words": (0.1, 0.1), "figure_same": (3.1, 2.2), "gap_months": (-0.8, -0.9),
    "trader_rare": (3.0, 1.9), "sum_despite": (0.0, 1.3), "many_traders": (0.0, -0.4),
}  # fmt: skip
BIAS_PERSON, BIAS_MATTER = -5.43, -1.57
SAME_FAULT: Final = {  # what speaks for the same fault when the trader is the same
    "trader_likeness": 2.8, "fault_likeness": 1.9, "fault_other": -0.8, "text_likeness": 2.3, "goods_same": 0.2,
    "goods_other": -0.5, "rare_words": 0.3, "sum_same": 1.0, "gap_months": -0.7,
}  # fmt: skip
GROUP_BIAS: Final = -3.2
PERSON_WEIGHTS: Final = np.array([WEIGHTS.get(name, (0.0, 0.0))[0] for name in FEATURES])
MATTER_WEIGHTS: Final = np.array([WEIGHTS.get(name, (0.0, 0.0))[1] for name in FEATURES])
GROUP_WEIGHTS: Final = np.array([SAME_FAULT.get(name, 0.0) for name in FEATURES])
SAME_FROM: Final = 0.65  # chosen on parts 0 and 1 with rates between the two held-out sets: P .98 there
SURNAME_FROM: Final = 0.7  # a score that needs no more than a fitting surname beside trader and fault
VIA_PERSON, VIA_MATTER = 0.02, 0.3  # for two appeals that are one case with the same third
APART: Final = 0.3  # P(one matter) below which two earlier appeals are plainly different matters
DOUBT_FROM: Final = 0.15  # below SAME_FROM but worth a look
ONE_TRADER: Final = 0.65  # names this alike are taken for one trader
GROUP_FROM: Final = 0.65
GROUP_MONTHS: Final = 1.5  # 45 days
COPY_MONTHS: Final = 6.0
ALIKE: Final = 0.75  # texts that are copies but for names and numbers

# What a person reads. The place in this list is the bit in a pair's reasons.
REASONS: Final = (
    ("same_phone", "同一手机号"), ("phone_in_text", "正文所留电话与对方登记电话一致"), ("same_id", "同一证件号码"),
    ("same_order", "订单号一致"), ("near_order", "订单号仅个别数字不同"), ("same_name", "姓名一致"),
    ("name_fits", "姓氏称谓相符"), ("same_trader", "经营者一致"), ("like_trader", "经营者名称相近"),
    ("same_sum", "金额一致"), ("same_day", "日期一致"), ("same_goods", "商品或服务相同"), ("same_fault", "问题相同"),
    ("same_place", "地点一致"), ("same_figure", "正文所列编号一致"), ("rare_words", "有少见的相同词句"),
    ("copied_text", "文字雷同"), ("other_phone", "手机号不同"), ("phone_shared", "该号码有多人使用"),
    ("other_id", "证件号码不同"), ("other_order", "订单号不同"), ("other_name", "姓名不同"),
    ("other_trader", "经营者不同"), ("other_sum", "金额不同"), ("other_person", "不是同一人"),
    ("veto", "经核实的号码或订单号不同，不得自动认定为同一件"), ("no_person", "没有能认出同一人的依据"),
    ("far_apart", "相隔超过45天"), ("via_another", "两件都与另一件属同一件"), ("many_traders", "同一文字投诉不同经营者"), ("fits_another", "与另一件更相符，而两件事项不同"),
)  # fmt: skip
(R_PHONE, R_IN_TEXT, R_ID, R_ORDER, R_NEAR, R_NAME, R_FITS, R_TRADER, R_LIKE, R_SUM, R_DAY, R_GOODS, R_FAULT,
 R_PLACE, R_FIGURE, R_RARE, R_COPIED, R_OTHER_PHONE, R_SHARED, R_OTHER_ID, R_OTHER_ORDER, R_OTHER_NAME,
 R_OTHER_TRADER, R_OTHER_SUM, R_OTHER_PERSON, R_VETO, R_NO_PERSON, R_FAR, R_VIA,
 R_MANY_TRADERS, R_BETTER) = range(len(REASONS))  # fmt: skip
FOR_BITS: Final = ~((1 << R_OTHER_PERSON) | (1 << R_NO_PERSON) | (1 << R_FAR))  # reasons that stand for any decision
TEXT_BITS: Final = 40  # from this bit on: resemblance of the texts in percent


@compiled
def _why(facts: Any) -> Any:
    """Return the reasons for and against that the features give, as bits."""
    bits = 0
    for feature, reason in (
        (f.PHONE_SAME, R_PHONE), (f.PHONE_IN_TEXT, R_IN_TEXT), (f.ID_SAME, R_ID), (f.ORDER_SAME, R_ORDER), (f.ORDER_NEAR, R_NEAR),
        (f.NAME_SAME, R_NAME), (f.NAME_FITS, R_FITS), (f.SUM_SAME, R_SUM), (f.DAY_SAME, R_DAY), (f.GOODS_SAME, R_GOODS),
        (f.FAULT_LIKE, R_FAULT), (f.PLACE_SAME, R_PLACE), (f.FIGURE_SAME, R_FIGURE), (f.PHONE_OTHER, R_OTHER_PHONE),
        (f.PHONE_SHARED, R_SHARED), (f.ID_OTHER, R_OTHER_ID), (f.ORDER_OTHER, R_OTHER_ORDER), (f.GIVEN_OTHER, R_OTHER_NAME),
        (f.SURNAME_OTHER, R_OTHER_NAME), (f.TRADER_OTHER, R_OTHER_TRADER), (f.SUM_OTHER, R_OTHER_SUM), (f.COPIED_OTHER, R_MANY_TRADERS),
    ):  # fmt: skip
        if facts[feature] > 0:
            bits |= 1 << reason
    if facts[f.TRADER_LIKE] >= 0.95:
        bits |= 1 << R_TRADER
    elif facts[f.TRADER_LIKE] >= 0.5:
        bits |= 1 << R_LIKE
    if facts[f.TEXT_LIKE] >= ALIKE:
        bits |= 1 << R_COPIED
    elif facts[f.RARE_WORDS] >= 1.0:
        bits |= 1 << R_RARE
    return bits | (np.int64(facts[f.TEXT_LIKE] * 100) << TEXT_BITS)


@compiled
def _forbidden(facts: Any, a: Any, b: Any) -> Any:
    """Tell whether a verified number, an order number, or one text for several traders forbids "same case"."""
    verified = a[g.FLAGS] & b[g.FLAGS]
    if facts[f.COPIED_OTHER] and not facts[f.ORDER_SAME]:
        return True
    if facts[f.ORDER_OTHER] or (facts[f.ID_OTHER] and verified & g.ID_VERIFIED):
        return True
    return bool(facts[f.PHONE_OTHER] and not facts[f.ID_SAME] and verified & g.PHONE_VERIFIED)


@compiled
def axes(facts: Any) -> Any:
    """Return (P(one person), P(one matter)) of a pair."""
    person, matter = BIAS_PERSON, BIAS_MATTER
    for at in range(len(FEATURES)):
        value = min(facts[at], 6.0) if at == f.GAP else min(facts[at], 4.0)
        person += PERSON_WEIGHTS[at] * value
        matter += MATTER_WEIGHTS[at] * value
    return 1.0 / (1.0 + np.exp(-person)), 1.0 / (1.0 + np.exp(-matter))


@compiled
def fits_case(facts: Any, a: Any, b: Any) -> Any:
    """Return whether two appeals may be one case because both are one with a third: nothing speaks against it."""
    if _forbidden(facts, a, b) or facts[f.SURNAME_OTHER] or facts[f.GIVEN_OTHER] or facts[f.PHONE_SHARED]:
        return False
    one_person, one_matter = axes(facts)
    return one_person >= VIA_PERSON and one_matter >= VIA_MATTER


@compiled
def judge(facts: Any, a: Any, b: Any) -> Any:
    """Return (decision, score, reasons) of a pair.

    1. Same case: both axes together reach `SAME_FROM`, something tells the person, and nothing forbids it.
    2. Group: not one person, same trader (or place), same fault or copied text, within 45 days.
    3. Related: one person's other matter, the same order under other names, a copied text, or a doubtful same case.
    """
    one_person, one_matter = axes(facts)
    score, why = one_person * one_matter, _why(facts)
    told = facts[f.PHONE_SAME] + facts[f.PHONE_IN_TEXT] + facts[f.ID_SAME] + facts[f.ORDER_SAME] + facts[f.NAME_SAME]
    told += facts[f.FIGURE_SAME]
    if facts[f.NAME_FITS] or facts[f.NAME_NEAR] or facts[f.ORDER_NEAR]:
        told += facts[f.SUM_SAME] + facts[f.DAY_SAME] + facts[f.ORDER_NEAR] + (score >= SURNAME_FROM)
    forbidden = _forbidden(facts, a, b)
    if score >= SAME_FROM:
        if told and not forbidden:
            return SAME_CASE, score, why
        if not (forbidden and facts[f.COPIED_OTHER]):
            why |= 1 << (R_VETO if forbidden else R_NO_PERSON)
    copied = facts[f.TEXT_LIKE] >= ALIKE
    trader = facts[f.TRADER_LIKE]
    if trader < ONE_TRADER and not facts[f.TRADER_OTHER] and (facts[f.PLACE_SAME] > 0.3 or copied):
        trader = 0.8  # the place, or the very text, stands for a trader that is not named
    strong = (facts[f.PHONE_SAME] or facts[f.ID_SAME] or facts[f.PHONE_IN_TEXT]) and one_person >= 0.5
    if facts[f.GAP] > GROUP_MONTHS:
        why |= 1 << R_FAR
    elif trader >= ONE_TRADER and not strong and not facts[f.ORDER_SAME]:
        group = GROUP_BIAS
        for at in range(len(FEATURES)):
            group += GROUP_WEIGHTS[at] * (trader if at == f.TRADER_LIKE else min(facts[at], 4.0))
        group = 1.0 / (1.0 + np.exp(-group))
        if group >= GROUP_FROM:
            return GROUP, group, why | (1 << R_OTHER_PERSON if one_person < 0.2 else 0)
    named = facts[f.NAME_SAME] and one_person >= 0.9 and trader >= 0.5
    if strong or named or facts[f.ORDER_SAME] or score >= DOUBT_FROM or (copied and facts[f.GAP] <= COPY_MONTHS):
        return RELATED, max(score, 0.5 * one_person, 0.5 * facts[f.TEXT_LIKE]), why
    return NONE, score, why
