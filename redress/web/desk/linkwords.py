"""Why two cases were linked, in the page's language: the house's own reasons by the catalogue, a person's as typed."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

KNOWN = (  # operations.triage.REASONS and language.pairscore.REASONS
    gettext_noop("同一手机号"),
    gettext_noop("同一身份证号"),
    gettext_noop("订单号一致"),
    gettext_noop("同一商家且金额一致"),
    gettext_noop("文字相同"),
    gettext_noop("正文所留电话与对方登记电话一致"),
    gettext_noop("同一证件号码"),
    gettext_noop("订单号仅个别数字不同"),
    gettext_noop("姓名一致"),
    gettext_noop("姓氏称谓相符"),
    gettext_noop("经营者一致"),
    gettext_noop("经营者名称相近"),
    gettext_noop("金额一致"),
    gettext_noop("日期一致"),
    gettext_noop("商品或服务相同"),
    gettext_noop("问题相同"),
    gettext_noop("地点一致"),
    gettext_noop("正文所列编号一致"),
    gettext_noop("有少见的相同词句"),
    gettext_noop("文字雷同"),
    gettext_noop("手机号不同"),
    gettext_noop("该号码有多人使用"),
    gettext_noop("证件号码不同"),
    gettext_noop("订单号不同"),
    gettext_noop("姓名不同"),
    gettext_noop("经营者不同"),
    gettext_noop("金额不同"),
    gettext_noop("不是同一人"),
    gettext_noop("经核实的号码或订单号不同，不得自动认定为同一件"),
    gettext_noop("没有能认出同一人的依据"),
    gettext_noop("相隔超过45天"),
    gettext_noop("两件都与另一件属同一件"),
    gettext_noop("同一文字投诉不同经营者"),
    gettext_noop("与另一件更相符，而两件事项不同"),
)
SEPARATOR = "；"
ALIKE = re.compile(r"文字相似度(\d\.\d\d)")  # language.similar: how alike the texts are


def reasons(text: str) -> str:
    """Write reasons as they are kept (Chinese, parted by ；) in the page's language; what is not known stays as it is."""
    return _("；").join(_reason(one) for one in text.split(SEPARATOR))


def _reason(text: str) -> str:
    if text in KNOWN:
        return _(text)
    found = ALIKE.fullmatch(text)
    return _("文字相似度%(share)s") % {"share": found[1]} if found else text
