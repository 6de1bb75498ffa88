"""The figures that are published, each with its one definition: what is counted, over what, and which cases it opens into.

A definition names conditions by words; `queries/figures.py` counts them in the tables and lists their cases. A rate
with nothing under the line has no value: it is shown as "n/a", never as 0 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds of a case or not, in words."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure. `over` None: a plain count or sum; else a rate in percent."""

    id: str
    zh: str
    en: str
    counts: tuple[str, ...]  # conditions that must all hold
    over: tuple[str, ...] | None = None
    sums: str | None = None  # a column that is summed instead of counting cases
    unit: str = "cases"
    definition_zh: str = ""
    definition_en: str = ""


CONDITIONS: Mapping[str, Condition] = {
    "live": Condition("不含导入的历史件", "imported past cases excepted"),
    "complaint": Condition("投诉", "complaints"),
    "tipoff": Condition("举报", "tip-offs"),
    "inquiry": Condition("咨询", "inquiries"),
    "other_appeal": Condition("其他诉求", "other appeals"),
    "appeal": Condition("投诉、举报、咨询和其他诉求", "complaints, tip-offs, inquiries and other appeals"),
    "pick_up_due": Condition("接处目标已到期或已接处", "picked up, or past the pick-up target"),
    "pick_up_kept": Condition("在一个工作日内接处", "picked up within one working day"),
    "closing_due": Condition("办结目标已到期或已办结", "closed, or past the closing target"),
    "closing_kept": Condition("在七个工作日内办结", "closed within seven working days"),
    "decision_due": Condition("受理决定期限已到或已决定", "decided, or past the limit of the decision"),
    "decision_kept": Condition("在法定期限内作出受理决定", "decided within the limit of the law"),
    "decided": Condition("已作出受理或不予受理决定", "accepted or refused"),
    "accepted": Condition("已受理", "accepted"),
    "mediated": Condition("已达成一致或已终止调解", "agreed, or mediation terminated"),
    "settled": Condition("达成一致", "agreed"),
    "verified": Condition("已立案或不予立案", "filed or not filed"),
    "filed": Condition("立案", "filed"),
    "rated": Condition("有评价", "rated by the appellant"),
    "satisfied": Condition("非常满意、满意或基本满意", "very, quite or fairly satisfied"),
    "returned": Condition("至少退回过一次", "returned at least once"),
}

INDICATORS: tuple[Indicator, ...] = (
    Indicator("received", "收到诉求", "Appeals received", ("appeal", "live"), definition_zh="按收到时间计，一件诉求拆分为两件的计两件",
              definition_en="By the moment of receipt; an appeal split in two counts twice"),
    Indicator("complaints", "投诉", "Complaints", ("complaint", "live")),
    Indicator("tipoffs", "举报", "Tip-offs", ("tipoff", "live")),
    Indicator("inquiries", "咨询", "Inquiries", ("inquiry", "live")),
    Indicator("others", "其他诉求", "Other appeals", ("other_appeal", "live")),
    Indicator("pick_up_rate", "一个工作日接处率", "Picked up in one working day", ("appeal", "live", "pick_up_kept"),
              ("appeal", "live", "pick_up_due"), unit="%"),
    Indicator("closing_rate", "七个工作日办结率", "Closed in seven working days", ("appeal", "live", "closing_kept"),
              ("appeal", "live", "closing_due"), unit="%"),
    Indicator("decision_rate", "按期受理决定率", "Decided within the limit", ("complaint", "live", "decision_kept"),
              ("complaint", "live", "decision_due"), unit="%"),
    Indicator("acceptance_rate", "受理率", "Acceptance rate", ("complaint", "live", "accepted"), ("complaint", "live", "decided"), unit="%"),
    Indicator("settlement_rate", "调解成功率", "Settlement rate", ("complaint", "live", "settled"), ("complaint", "live", "mediated"), unit="%"),
    Indicator("filing_rate", "举报立案率", "Filing rate of tip-offs", ("tipoff", "live", "filed"), ("tipoff", "live", "verified"), unit="%"),
    Indicator("satisfaction_rate", "满意率", "Satisfaction rate", ("appeal", "live", "satisfied"), ("appeal", "live", "rated"), unit="%",
              definition_zh="分母是作出评价的件数，不是全部办结件", definition_en="Of those who rated, not of all closed cases"),
    Indicator("returned_rate", "退回率", "Returned to the desk", ("appeal", "live", "returned"), ("appeal", "live"), unit="%"),
    Indicator("recovered", "挽回损失", "Money recovered", ("complaint", "live", "settled"), sums="recovered", unit="yuan"),
)  # fmt: skip
BY_ID: Mapping[str, Indicator] = {one.id: one for one in INDICATORS}


def definition(indicator: Indicator, *, language: str = "zh") -> str:
    """Say in words what an indicator counts, and over what."""

    def said(names: tuple[str, ...]) -> str:
        words = [CONDITIONS[name].zh if language == "zh" else CONDITIONS[name].en for name in names]
        return ("，" if language == "zh" else ", ").join(words)

    extra = indicator.definition_zh if language == "zh" else indicator.definition_en
    if language == "zh":
        text = (
            f"分子：{said(indicator.counts)}；分母：{said(indicator.over)}"
            if indicator.over
            else said(indicator.counts)
        )
        return f"{text}。{extra}。" if extra else f"{text}。"
    text = f"{said(indicator.counts)} ÷ {said(indicator.over)}" if indicator.over else said(indicator.counts)
    return f"{text}. {extra}." if extra else f"{text}."
