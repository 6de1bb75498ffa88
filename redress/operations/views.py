"""The worklist filters that a person keeps under a name."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from redress.operations.access import Actor
from redress.operations.refusals import Conflict, Forbidden, NotFound, Wrong
from redress.store.models import SavedView

MOST = 20
FILTERS = ("procedure", "stage", "office", "mine", "due", "open", "class", "channel", "order")


def keep(*, name: str, query: str, by: Actor) -> int:
    """Keep a filter under a name (the same name: the filter is replaced); returns its id.

    Only the list's own filters are kept. Raises Forbidden for anybody who is no person, Wrong `name_missing`, Conflict
    `too_many_views`.
    """
    person_id = _person(by)
    title = " ".join(name.split())[:60]
    if not title:
        raise Wrong(
            code="name_missing", zh="请给视图起个名字", en="give the view a name", hint_zh="例如“城东三天内到期”",
            hint_en='for example "East, due within three days"', where="/name",
        )  # fmt: skip
    kept = urlencode([(key, value[:80]) for key, value in parse_qsl(query[:2000]) if key in FILTERS and value])
    with transaction.atomic():
        held = SavedView.objects.filter(person_id=person_id, name=title).first()
        if held is not None:
            SavedView.objects.filter(id=held.id).update(query=kept)
            return held.id
        if SavedView.objects.filter(person_id=person_id).count() >= MOST:
            raise Conflict(
                code="too_many_views", zh=f"最多保存 {MOST} 个视图", en=f"at most {MOST} views are kept",
                hint_zh="请先删除不用的视图", hint_en="remove one that is not used",
            )  # fmt: skip
        return SavedView.objects.create(person_id=person_id, name=title, query=kept).id


def drop(*, view_id: int, by: Actor) -> None:
    """Remove one's own view; raises NotFound for anybody else's."""
    gone, _ = SavedView.objects.filter(id=view_id, person_id=_person(by)).delete()
    if not gone:
        raise NotFound(zh="没有这个视图", en="there is no such view")


def _person(by: Actor) -> int:
    kind, _, number = by.id.partition(":")
    if kind != "person" or not number.isdigit():
        raise Forbidden(code="people_only", zh="请先登录", en="sign in first")
    return int(number)
