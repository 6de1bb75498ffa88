"""Draw what a move asks for, and turn what was posted into what the one check wants (law.asks).

A form checks nothing itself: it draws fields, converts texts to JSON-like values, and shows what the check said.

    fields = forms.draw(move, day_iso=…, posted=request.POST or None, faults=words["faults"])
    values = forms.values(move, posted=request.POST)          # then record(...); catch Wrong and draw again
"""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from redress.law import grounds
from redress.law.fields import Ask, Field
from redress.law.shapes import Move
from redress.law.standing import ZONE
from redress.queries import choices, offices
from redress.web import dates
from redress.web.faults import said

MANY = 7  # more choices than this become a list to pick from


@dataclass(frozen=True, slots=True)
class Option:
    """One value that may be chosen."""

    value: str
    label: str
    help: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """One field as components/field.html draws it."""

    name: str
    widget: str  # text long_text date moment money integer phone code radios checks select files
    label: str
    help: str = ""
    is_required: bool = True
    value: str = ""
    options: tuple[Option, ...] = ()
    error: str = ""
    when: str = (
        ""  # JSON of field → values: shown only then (by JavaScript; without it always shown, with the words below)
    )
    when_words: str = ""
    seen_by: str = ""
    source: str = ""  # for search as you type: taxonomy.subject_class …
    id: str = ""
    rows: int = 5
    autocomplete: str = ""
    placeholder: str = ""
    folded: tuple[Option, ...] = ()  # further options, behind "more"

    @property
    def is_unfolded(self) -> bool:
        """Say whether one of the folded options is chosen, so that they must be seen."""
        return any(option.is_chosen for option in self.folded)

    @property
    def error_id(self) -> str:
        """The id of the words that say what is wrong."""
        return f"{self.id}-error"

    @property
    def help_id(self) -> str:
        """The id of the words that help."""
        return f"{self.id}-help"

    @property
    def described_by(self) -> str:
        """The ids that a screen reader reads with the field."""
        parts = [self.help_id] if self.help or self.when_words else []
        parts += [self.error_id] if self.error else []
        parts += [f"{self.id}-seen"] if self.seen_by else []
        return " ".join(parts)

    @property
    def first_id(self) -> str:
        """The id that the error summary leads to."""
        return f"{self.id}-0" if self.options and self.widget in ("radios", "checks") else self.id


def draw(
    move: Move,
    *,
    day_iso: str,
    posted: QueryDict | None = None,
    initial: Mapping[str, Any] | None = None,
    faults: Mapping[str, str] | None = None,
    prefix: str = "f",
    skip: Collection[str] = (),
) -> tuple[Drawn, ...]:
    """Draw the fields of `move` with what was posted (or is there to begin with) and what is wrong with them."""
    given = posted if posted is not None else QueryDict()
    start = {name: _as_text(value) for name, value in (initial or {}).items()}
    labels = {ask.field.name: ask.field for ask in move.asks}
    found = []
    for ask in move.asks:
        field = ask.field
        if field.name in skip:
            continue
        values = given.getlist(field.name) if posted is not None else start.get(field.name, [])
        options = tuple(
            Option(value, label, help_text, value in values) for value, label, help_text in _options(field, day_iso)
        )
        widget = _widget(field, len(options))
        found.append(
            Drawn(
                name=field.name,
                widget=widget,
                label=said(field.zh, field.en),
                help=said(field.help_zh, field.help_en) or _help(field),
                is_required=ask.is_required,
                value=values[0] if values and not options else "",
                options=options,
                error=(faults or {}).get(field.name, ""),
                when=json.dumps({k: v if isinstance(v, list) else [v] for k, v in ask.when.items()})
                if ask.when
                else "",
                when_words=_when_words(ask, labels, day_iso),
                seen_by=_("个人信息：只有承办人员能看到，密封保存") if field.is_personal else "",
                source=field.source if widget in ("code", "text") else "",
                id=f"{prefix}-{field.name}",
            )
        )
    return tuple(found)


def _as_text(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [] if value is None else [str(value)]


def _widget(field: Field, options: int) -> str:
    if field.kind == "choices":
        return "checks"
    if options:
        return "radios" if options <= MANY or field.kind == "ground" else "select"
    return {"case": "text", "person": "text", "office": "text", "ground": "text", "choice": "text"}.get(
        field.kind, field.kind
    )


def _help(field: Field) -> str:
    return {
        "money": _("单位：元，最多两位小数"),
        "files": _("照片(JPG、PNG、WebP)、PDF、MP4，每个不超过 10 MB"),
        "case": _("另一件的编号"),
    }.get(field.kind, "")


def _options(field: Field, day_iso: str) -> Sequence[tuple[str, str, str]]:
    if field.kind == "bool":
        return (("yes", _("是"), ""), ("no", _("否"), ""))
    if field.choices:
        return [(one.value, said(one.zh, one.en), "") for one in field.choices]
    if field.source == "offices":
        return [(one.code, said(one.zh, one.en), one.code) for one in offices.everything().values() if one.is_active]
    if field.source.startswith("grounds."):
        codes = choices.values(field, day_iso=day_iso) or ()
        return [
            (code, said(g.zh, g.en), code) if (g := grounds.ground(code=code)) else (code, code, "") for code in codes
        ]
    return ()


def _when_words(ask: Ask, labels: Mapping[str, Field], day_iso: str) -> str:
    """Say for which choices a conditional field is to be filled, for pages without JavaScript."""
    if not ask.when:
        return ""
    parts = []
    for name, wanted in ask.when.items():
        field = labels.get(name)
        names = {value: label for value, label, _help_text in (_options(field, day_iso) if field else ())}
        values = wanted if isinstance(wanted, list) else [wanted]
        shown = dates.listed(names.get(str(value), str(value)) for value in values)
        label = said(field.zh, field.en) if field else name
        parts.append(_("%(label)s：%(error)s") % {"label": label, "error": shown})
    return _("仅当选了“%(choice)s”时填写") % {"choice": dates.listed(parts)}


def values(move: Move, *, posted: QueryDict, files: Sequence[str] = ()) -> dict[str, Any]:
    """Turn posted texts into the values that the check wants; an empty field is left out; nothing is judged here."""
    found: dict[str, Any] = {}
    for ask in move.asks:
        field = ask.field
        if field.kind == "files":
            kept = [*(one for one in posted.getlist(field.name) if one), *files]
            if kept:
                found[field.name] = kept
            continue
        if field.kind == "choices":
            chosen = [one for one in posted.getlist(field.name) if one]
            if chosen:
                found[field.name] = chosen
            continue
        text = posted.get(field.name, "")
        if text.strip():
            found[field.name] = value_of(field.kind, text)
    return found


def value_of(kind: str, text: str) -> Any:
    """Turn one typed text into a value: full-width digits and commas forgiven, a moment given China's zone."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    match kind:
        case "integer":
            try:
                return int(narrow.replace(",", ""))
            except ValueError:
                return narrow
        case "bool":
            return {"yes": True, "no": False}.get(narrow, narrow)
        case "money":
            return narrow.replace(",", "").replace("¥", "").replace("元", "").strip()
        case "phone":
            return "".join(narrow.split())
        case "date":
            return narrow.replace("/", "-").replace(".", "-")
        case "moment":
            try:
                moment = dt.datetime.fromisoformat(narrow)
            except ValueError:
                return narrow
            return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).isoformat()
        case "text" | "long_text":
            return text.replace("\r\n", "\n").strip()
        case _:
            return narrow


def told(label: str, error: str) -> str:
    """Write what is wrong with a field; a label that ends in its own mark gets no second one."""
    if label.endswith(("？", "?", "：", ":", "！", "!")):
        return f"{label}{error}" if label[-1] in "？：！" else f"{label} {error}"
    return _("%(label)s：%(error)s") % {"label": label, "error": error}


def summary(fields: Sequence[Drawn], *, others: Sequence[str] = ()) -> list[tuple[str, str]]:
    """List what is wrong as (id of the field, words) for components/errors.html; `others` belong to no field."""
    return [(field.first_id, told(field.label, field.error)) for field in fields if field.error] + [
        ("", text) for text in others
    ]
