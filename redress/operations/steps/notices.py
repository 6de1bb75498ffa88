"""The words of short messages, by topic: plain, under seventy characters where possible, no personal data in them."""

from __future__ import annotations

SUBJECT = "您的诉求有新进展"
TEXTS: dict[str, str] = {
    "dispatched": "您的诉求{number}已转给负责的单位。查进度请用编号和查询码{code}。",
    "identity_asked": "办理诉求{number}需要您补充身份证明，期限和办法请用查询码{code}在网上查看。",
    "accepted": "您的投诉{number}已受理，接下来会征求双方是否同意调解。查进度：查询码{code}。",
    "refused": "您的投诉{number}没有受理，理由和您还可以走的途径请用查询码{code}查看。",
    "terminated": "投诉{number}的调解已终止，理由和其他途径请用查询码{code}查看。",
    "verified": "您的举报{number}已核查完毕，结果请用查询码{code}查看。",
    "answered": "您的咨询{number}已答复，请用查询码{code}查看。",
    "reviewed": "您的诉求{number}再看一次有了结果，请用查询码{code}查看。",
    "closed": "您的诉求{number}已办结，请用查询码{code}查看结果并评价。",
    "code": "您查询的诉求编号{number}，查询码{code}。",
}


def text(topic: str, *, number: str, code: str) -> str:
    """Return the words for a topic; an unknown topic gets the general line."""
    pattern = TEXTS.get(topic, "您的诉求{number}有新进展，请用查询码{code}查看。")
    return pattern.format(number=number, code=code)
