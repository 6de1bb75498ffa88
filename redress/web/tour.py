"""The guided tour of the demo city: seven steps from lodging to close, each with whom to be. Only where REDRESS_DEMO is set."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress.operations.refusals import NotFound
from redress.web import demopeople, render


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, what to look at, where it happens; `username` is empty for a visitor."""

    n: int
    title: str
    todo: str
    look: str
    href: str
    action: str
    who: str
    username: str = ""
    password: str = ""


def is_on() -> bool:
    """Say whether this is the demo city."""
    return bool(settings.REDRESS_DEMO)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the tour; a house that is no demo has no such page."""
    if not is_on():
        raise NotFound(
            zh="没有这个页面",
            en="there is no such page",
            hint_zh="导览只在演示城市里有",
            hint_en="only a demo city has the tour",
        )
    return render.page(request, "tour.html", {"steps": steps()})


def steps() -> tuple[Step, ...]:
    """Return the seven steps with the demo's own people; a role that nobody holds leads to the sign-in page."""
    people = {one["code"]: one for one in demopeople.offered()}
    branch = people.get("handler", {}).get("office", "")
    visitor = _("消费者，不用登录")
    plan = (
        ("", _("写一件投诉"), _("随便写一家店、一件事，例如“办了健身卡，店关门了，要退 800 元”，一步步答完并提交。"),
         _("提交后马上看到编号、查询码和接下来最晚的三个日期。请记下编号和查询码。"), "/", _("去投诉")),
        ("", _("查进度"), _("输入刚才的编号和查询码。"), _("进度用平常话写，还能补材料、撤回，或说说办得怎样。"), "/f/", _("去查进度")),
        ("desk", _("分派"), _("在待办里打开刚才那件，点“分派”，承办单位选“%(office)s”。") % {"office": branch},
         _("系统会建议有管辖权的单位，写明依据哪一条；期限条一直在页面上方。"), "/desk/", _("到受理台")),
        ("handler", _("接收并受理"), _("打开那件，先“接收”，再“受理”。不用鼠标也行：按 g，再按 a。"),
         _("点期限下面的“为什么是这一天”，看一天一天怎么数出来。"), "/desk/", _("到承办人的待办")),
        ("handler", _("调解，达成一致"), _("给双方各记一次“同意调解”，再“开始调解”，然后“达成一致”。"),
         _("每一步都进办理记录，前后相连，改不了；查进度的页面也同时变了。"), "/desk/", _("回到承办人的待办")),
        ("handler", _("出一份调解书"), _("在案件页右边点“文书”，先预览“投诉调解书”，再点“制作”。"),
         _("文书有文号、印章处和核验码；点核验码，看收到的人怎样查真伪。“卷宗”是整件合成的一份 PDF。"), "/desk/", _("回到承办人的待办")),
        ("handler", _("办结"), _("回到案件页点“办结”。再用第一步的查询码查一次进度，给这次办理打个分。"),
         _("用时、按期率和挽回的金额马上进统计；督办领导在督办台能看到谁的件快到期了。"), "/desk/", _("去办结")),
    )  # fmt: skip
    found = []
    for n, (role, title, todo, look, href, action) in enumerate(plan, 1):
        one = people.get(role)
        who = visitor if not role else f"{demopeople.role_words(role)} {one['name'] if one else ''}".strip()
        found.append(
            Step(
                n,
                title,
                todo,
                look,
                href,
                action,
                who,
                one["username"] if one else "",
                one["password"] if one else "",
            )
        )
    return tuple(found)
