"""Choosing a class: search as one types (by JavaScript), a plain list in groups without it, a page to look around in."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redress import wiring
from redress.taxonomy import tree
from redress.web import actor
from redress.web.desk import doors, words
from redress.web.faults import said, speaks_english

SCHEMES = ("subject_class", "issue_class", "violation_class", "council_subject_class", "council_issue_class")
MOST = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One class that may be chosen."""

    code: str
    label: str
    path: str
    council: str
    definition: str


@dataclass(frozen=True, slots=True)
class Group:
    """The classes below one heading."""

    label: str
    choices: tuple[Choice, ...]


def scheme_name(scheme: str) -> str:
    """Write the name of a class tree."""
    return {
        "subject_class": _("商品和服务"),
        "issue_class": _("投诉问题"),
        "violation_class": _("违法行为"),
        "council_subject_class": _("消协：商品和服务"),
        "council_issue_class": _("消协：投诉性质"),
    }.get(scheme, scheme)


def _choice(node: tree.Node) -> Choice:
    return Choice(
        node.id, said(node.zh, node.en), words.klass(node.id), words.council_class(node.id), node.definition
    )


def groups(*, scheme: str, on: dt.date, chosen: str = "") -> tuple[Group, ...]:
    """List the classes in use on a day in groups, for a plain list; a chosen one that is out of use stays."""
    found = _groups(scheme, on, speaks_english())
    if chosen and chosen in tree.load() and not tree.load().node(chosen).holds_on(on):
        found = (*found, Group(_("已停用"), (_choice(tree.load().node(chosen)),)))
    return found


@functools.lru_cache(maxsize=32)
def _groups(scheme: str, on: dt.date, is_english: bool) -> tuple[Group, ...]:
    held = tree.load().valid_on(on)
    found: dict[str, list[Choice]] = {}
    for node in held:
        if node.scheme != scheme or node.parent is None:
            continue
        above = held.node(node.parent)
        head = node if above.parent is None and not node.is_leaf else above
        found.setdefault(said(head.zh, head.en), []).append(_choice(node))
    return tuple(Group(label, tuple(choices)) for label, choices in found.items())


def search(*, text: str, scheme: str, on: dt.date) -> tuple[Choice, ...]:
    """Return the classes in use that fit what is being typed, best first."""
    held = tree.load()
    hits = held.search(text, scheme=scheme, limit=MOST * 2)
    return tuple(_choice(hit.node) for hit in hits if hit.node.holds_on(on) and hit.node.parent is not None)[:MOST]


@require_safe
@actor.needs(*doors.READERS)
def find(request: HttpRequest) -> HttpResponse:
    """Answer what fits the text (JSON for the list under the field), or show the page to look around in."""
    scheme = request.GET.get("scheme", "subject_class")
    scheme = scheme if scheme in SCHEMES else "subject_class"
    text = request.GET.get("q", "")[:60]
    found = search(text=text, scheme=scheme, on=wiring.today()) if text.strip() else ()
    if request.GET.get("as") == "json":
        return JsonResponse(
            {"items": [{"code": c.code, "label": c.label, "path": c.path, "council": c.council} for c in found]}
        )
    data = {
        "q": text,
        "scheme": scheme,
        "schemes": [(one, scheme_name(one)) for one in SCHEMES],
        "found": found,
        "groups": () if text.strip() else groups(scheme=scheme, on=wiring.today()),
    }
    return doors.page(request, "desk/classes.html", data)
