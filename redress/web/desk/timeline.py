"""The journal in words: who did what and when, with the fields of each event under their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from redress.law.shapes import Move
from redress.queries import lawbook
from redress.web import dates
from redress.web.desk import words
from redress.web.faults import said

QUIET = frozenset({"limit.neared", "class.proposed", "link.proposed"})  # the house's own remarks: small
BRIEF, LONG = 24, 700


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the timeline; `seq` is its place in the journal."""

    seq: int
    at: str
    what: str
    by: str
    office: str
    cite: str
    brief: tuple[tuple[str, str], ...]  # a few words each: side by side
    fields: tuple[tuple[str, str], ...]
    long: tuple[tuple[str, str], ...]
    is_quiet: bool
    is_late: bool
    changes_stage: bool


def person_ids(journal: Sequence[Mapping[str, Any]]) -> set[int]:
    """Return the people whom the journal names in its data (who made it is named already)."""
    return {line["data"]["person_id"] for line in journal if isinstance(line["data"].get("person_id"), int)}


def items(
    journal: Sequence[Mapping[str, Any]], *, procedure_id: str, names: Mapping[int, str], with_text: bool = False
) -> tuple[Item, ...]:
    """Return the journal in words, newest first; `with_text` shows the narrative of the opening too."""
    procedure = lawbook.current().procedures.get(procedure_id)
    found = []
    for line in journal:
        move = procedure.version(line["procedure_version"]).by_event.get(line["event"]) if procedure else None
        pairs = _pairs(move, {**line["data"], **line["personal"]}, names=names, with_text=with_text)
        found.append(
            Item(
                seq=line["seq"],
                at=line["at"],
                what=said(line["zh"], line["en"]),
                by=actor(line),
                office=words.office(line["office"]) if line["office"] else "",
                cite=dates.citation(line["cite"]) if line["cite"] else "",
                brief=tuple(pair for pair in pairs if len(pair[1]) <= BRIEF and "\n" not in pair[1]),
                fields=tuple(pair for pair in pairs if BRIEF < len(pair[1]) <= LONG or _is_lines(pair[1])),
                long=tuple(pair for pair in pairs if len(pair[1]) > LONG),
                is_quiet=line["event"] in QUIET,
                is_late=line["event"] == "limit.missed",
                changes_stage=line["to"] is not None,
            )
        )
    return tuple(reversed(found))


def _is_lines(text: str) -> bool:
    return "\n" in text and len(text) <= BRIEF


def actor(line: Mapping[str, Any]) -> str:
    """Name who did it: a person by name, others by what they are."""
    if line["by_name"]:
        return str(line["by_name"])
    kind = str(line["by"]).partition(":")[0]
    return {
        "system": _("系统"), "appellant": _("诉求人"), "channel": _("接入渠道"), "token": _("接口"), "person": _("（已离开的人员）"),
    }.get(kind, str(line["by"]))  # fmt: skip


def _pairs(
    move: Move | None, given: Mapping[str, Any], *, names: Mapping[int, str], with_text: bool
) -> list[tuple[str, str]]:
    fields = {ask.field.name: ask.field for ask in move.asks} if move else {}
    found = []
    for name, field in fields.items():
        if name == "letter_digest" or given.get(name) in (None, "", []) or (name == "narrative" and not with_text):
            continue
        found.append((said(field.zh, field.en), words.value(field, given[name], names=names)))
    for name, raw in given.items():
        if name in fields or name in words.HIDDEN or raw in (None, "", [], {}):
            continue
        if name == "files":
            found.append((_("材料"), _("%(n)s 份") % {"n": len(raw)}))
        elif name == "from_case":
            found.append((_("来自"), str(raw)))
        elif name == "link_kind":
            continue
        elif not isinstance(raw, (dict, list)):
            found.append((name, str(raw)[:2000]))
    return found
