"""Values of the journal and of facts in words: choices by their labels, codes by their names, days as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from redress.gateways import forms
from redress.law import grounds
from redress.law.fields import Field
from redress.queries import lawbook, listclocks, offices
from redress.taxonomy import crosswalk, regions, tree
from redress.web import dates
from redress.web.desk import linkwords
from redress.web.faults import said
from redress.web.templatetags import redress as tags

HIDDEN = frozenset(  # of events: what is shown elsewhere, or says nothing to a reader
    "parties from_office_id to_office_id channel source external_id remedy_sought amount purchased_on dispatched_at "
    "model_version raw narrative".split()
)


def value(field: Field, given: Any, *, names: Mapping[int, str]) -> str:
    """Write the value of a field."""
    if field.name == "letter_form":
        paper = forms.everything().get(str(given))
        return said(paper.zh, paper.en) if paper else str(given)
    if field.name == "reasons":
        return linkwords.reasons(str(given))
    if isinstance(given, (list, tuple)):
        if field.kind == "files":
            return _("%(n)s 份") % {"n": len(given)}
        return "、".join(value(field, one, names=names) for one in given)
    if isinstance(given, bool):
        return _("是") if given else _("否")
    if field.choices:
        return next((said(one.zh, one.en) for one in field.choices if one.value == given), str(given))
    match field.kind:
        case "date":
            day = dates.as_day(given)
            return dates.words(day) if day else str(given)
        case "moment":
            return tags.moment(given) or str(given)
        case "money":
            return tags.yuan(given) or str(given)
        case "office":
            return office(str(given))
        case "ground":
            return ground(str(given))
        case "integer" if field.source == "people":
            return names.get(int(given), _("（已离开的人员）"))
        case "code" if field.source.startswith("taxonomy."):
            return klass(str(given))
        case "code" if field.name == "rule":
            return rule(str(given))
        case _:
            return str(given)


def sentence(message: str, hint: str) -> str:
    """Write what happened and what to do as one line."""
    return _("%(message)s。%(hint)s") % {"message": message, "hint": hint} if hint else message


def about(who: str, what: str) -> str:
    """Write something about somebody: 投诉人：电话."""
    return _("%(who)s：%(what)s") % {"who": who, "what": what}


def office(code: str) -> str:
    """Write an office by its code."""
    found = next((one for one in offices.everything().values() if one.code == code), None)
    return said(found.zh, found.en) if found else code


def ground(code: str) -> str:
    """Write a ground with its article."""
    found = grounds.ground(code=code)
    return f"{said(found.zh, found.en)}（{dates.citation(found.cite.as_dict())}）" if found else code


def rule(rule_id: str) -> str:
    """Write a rule by its name."""
    law = lawbook.current()
    found = law.rulebook.rules.get(rule_id)
    return said(found.name["zh"], found.name["en"]) if found else said(*listclocks.set_words(law, rule_id))


def klass(code: str) -> str:
    """Write a class with the one above it: 健身 · 健身房."""
    if not code:
        return ""
    try:
        way = tree.load().path(code)
    except tree.UnknownCode:
        return code
    return " › ".join(said(node.zh, node.en) for node in way[1:][-2:]) or said(way[-1].zh, way[-1].en)


def council_class(code: str) -> str:
    """Write the consumer association's class for a regulator's class; empty where there is none."""
    try:
        found = crosswalk.cca_of(code) if code else None
    except tree.UnknownCode:
        return ""
    return said(found.zh, found.en) if found else ""


def place(code: str) -> str:
    """Write a place by its region code."""
    found = regions.load().places.get(code) if code else None
    return said(found.zh, found.en) if found else code
