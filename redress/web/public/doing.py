"""What an appellant can do on his own appeal: which of it is offered now, its little form, and the move it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from redress import wiring
from redress.law.asks import SAY, FieldFault
from redress.operations import access, uploads
from redress.operations.refusals import Refused, Wrong, wrong_fields
from redress.web import faults
from redress.web.forms import Drawn

MOVES = {  # what is posted → the move of the procedure
    "evidence": "add_evidence",
    "supplement": "supplement",
    "consent": "consent",
    "withdraw": "withdraw",
    "again": "ask_review",
    "challenge": "challenge_handling",
}
LODGER = access.Actor("appellant", "诉求人", frozenset({"appellant"}))
MOST_FILES = 9
FILES = "evidence"  # in the session: case → files taken in while its form is still open


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done now."""

    name: str
    title: str
    help: str
    button: str
    fields: tuple[Drawn, ...]
    is_open: bool = False
    is_grave: bool = False


def actions(case: Mapping[str, Any], *, form: Mapping[str, Any] | None) -> list[Action]:
    """List what the appellant may do on a case now, with what was typed and what was wrong."""
    offered = set(case["moves"])
    if any(
        line["event"] == "consent.given" and line["fields"].get("party") == "complainant" for line in case["timeline"]
    ):
        offered.discard("consent")
    if not case["is_open"]:
        offered -= {"add_evidence", "supplement"}
    if "ask_review" in offered:
        offered.discard("challenge_handling")  # a closed case is looked at again; an open one is complained of
    found = []
    for name, move in MOVES.items():
        if move in offered:
            found.append(_action(name, case["number"], form if form and form.get("action") == name else None))
    return found


def _action(name: str, number: str, form: Mapping[str, Any] | None) -> Action:
    posted = form["posted"] if form else {}
    wrong: Mapping[str, str] = form["faults"] if form else {}

    def one(field: str, widget: str, label: str, **more: Any) -> Drawn:
        return Drawn(
            name=field, id=f"{name}-{number}-{field}", widget=widget, label=label, rows=4,
            value=posted.get(field, ""), error=wrong.get(field, ""), **more,
        )  # fmt: skip

    private = _("只有承办人员能看到")
    is_open = form is not None
    match name:
        case "evidence":
            return Action(name, _("补充照片或凭证"), "", _("上传"), (
                one("files", "files", _("选择文件"), help=_("照片(JPG、PNG、WebP)、PDF、MP4，每个不超过 10 MB。")),
                one("description", "text", _("这些是什么"), is_required=False, seen_by=private),
            ), is_open)  # fmt: skip
        case "supplement":
            return Action(name, _("补充情况"), "", _("提交"), (
                one("narrative", "long_text", _("还有什么要说的"), seen_by=private),
            ), is_open)  # fmt: skip
        case "consent":
            return Action(
                name,
                _("同意调解"),
                _("双方都同意，调解才能开始。同意以后也可以随时退出。"),
                _("我同意调解"),
                (),
                is_open,
            )
        case "withdraw":
            return Action(name, _("撤回"), _("撤回以后这一件就不再办了，不能恢复，但可以重新提交。"), _("确认撤回"), (
                one("reason", "long_text", _("原因"), is_required=False, seen_by=private),
            ), is_open, is_grave=True)  # fmt: skip
        case "again":
            return Action(name, _("不满意，请再看一次"), _("这一件会回到承办单位的待办里，有了结果会告诉您。"), _("提交"), (
                one("explanation", "long_text", _("哪里不满意"), seen_by=private),
            ), is_open)  # fmt: skip
        case _:
            return Action(name, _("反映办理中的问题"), _("比如一直没人联系、态度不好。会记入办理记录，承办单位和上一级都能看到。"), _("提交"), (
                one("explanation", "long_text", _("哪里不满意"), seen_by=private),
            ), is_open)  # fmt: skip


def kept_files(request: HttpRequest, case: str) -> list[dict[str, str]]:
    """Return the files that were good when others beside them were refused: {id, name}, in this browser only."""
    return [dict(one) for one in dict(request.session.get(FILES, {})).get(case, [])]


def drop_files(request: HttpRequest, case: str) -> None:
    """Forget them (after they have gone to the case)."""
    held = dict(request.session.get(FILES, {}))
    if held.pop(case, None) is not None:
        request.session[FILES] = held


def _take_files(request: HttpRequest, case: str) -> list[str]:
    """Take in the files of a form; a refused one loses neither the others nor what was typed. Raises Wrong."""
    kept = kept_files(request, case)
    refused: list[FieldFault] = []
    for file in request.FILES.getlist("files")[: max(0, MOST_FILES - len(kept))]:
        try:
            done = uploads.keep(data=file.read(), name=file.name or "", by=LODGER, at=wiring.now())
        except Refused as wrong:
            refused.append(FieldFault("/files", wrong.code, wrong.zh, wrong.en))
        else:
            kept.append({"id": done["upload_id"], "name": (file.name or "")[-120:]})
    if kept:
        request.session[FILES] = {**dict(request.session.get(FILES, {})), case: kept}
    if refused:
        raise wrong_fields(refused)
    if not kept:
        raise wrong_fields([FieldFault("/files", "missing", *SAY["missing"])])
    return [one["id"] for one in kept]


def move_of(action: str, *, request: HttpRequest, case: str) -> tuple[str, dict[str, Any]]:
    """Return the move that a posted form makes and its fields; raises Wrong for bad files and unknown actions."""
    posted = request.POST
    if action not in MOVES:
        raise Wrong(code="unknown_action", zh="没有这一项", en="there is no such action")
    fields: dict[str, Any] = {}
    match action:
        case "evidence":
            fields["files"] = _take_files(request, case)
            names = ("description",)
        case "supplement":
            names = ("narrative",)
            fields["narrative"] = posted.get("narrative", "")
        case "consent":
            return MOVES[action], {"party": "complainant", "consent_means": "online"}
        case "withdraw":
            names = ("reason",)
        case _:
            names = ("explanation",)
            fields["explanation"] = posted.get("explanation", "")
    for name in names:
        text = posted.get(name, "").replace("\r\n", "\n")
        if text.strip():
            fields[name] = text
    return MOVES[action], fields


def plain_faults(action: str, wrong: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with each field; an empty text is asked for in the words of its panel."""
    needed = {
        "supplement": _("请写下要补充的情况"),
        "challenge": _("请写下哪里不满意"),
        "again": _("请写下哪里不满意"),
        "evidence": _("请先选择文件"),
    }
    blank = {faults.said(*SAY["missing"]), faults.said(*SAY["empty"])}
    return {name: needed.get(action, words) if words in blank else words for name, words in wrong.items()}


def summary(action: str, number: str, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the lines of the error summary: each leads to its field; without field faults, to the panel."""
    shown = {"evidence": ("files", "description"), "supplement": ("narrative",), "withdraw": ("reason",),
             "challenge": ("explanation",), "again": ("explanation",)}.get(action, ())  # fmt: skip
    lines = [
        (f"{action}-{number}-{name}" if name in shown else f"{action}-{number}", words)
        for name, words in told["faults"].items()
    ]
    return lines or [(f"{action}-{number}", faults.sentence(told))]


def done_words(action: str) -> str:
    """Say what was just done."""
    return {
        "evidence": _("材料收到了，承办人员会看到。"),
        "supplement": _("补充的情况收到了，承办人员会看到。"),
        "consent": _("已记下您同意调解。"),
        "withdraw": _("已撤回。"),
        "again": _("已交回承办单位再看一次，有了结果会告诉您。"),
        "challenge": _("您反映的问题已记下，承办单位和上一级都能看到。"),
    }.get(action, _("已办好。"))
