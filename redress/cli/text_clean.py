"""`redress text clean`: a polluted text or page made readable, with every edit, flag and figure in its place."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from redress.cli import common, text_common
from redress.language import numerals, repair

_SCRIPTS = ("keep", "hans", "hant")


def _document(text: str, script: repair.Script) -> dict[str, Any]:
    found = repair.clean(text, script=script)
    return {
        "title": found.title,
        "text": found.text,
        "edits": [{"kind": e.kind, "from": e.before, "to": e.after, "at": [e.start, e.end]} for e in found.edits],
        "flags": [{"kind": f.kind, "text": f.text, "at": [f.start, f.end]} for f in found.flags],
        "figures": [
            {
                "subject": f.subject,
                "action": f.action,
                "value": numerals.plain(f.value),
                **({"upto": numerals.plain(f.upto)} if f.upto is not None else {}),
                "unit": f.unit,
                "raw": f.raw,
                "period": f.period,
                "comparison": f.comparison,
                "at": [f.start, f.end],
            }
            for f in found.figures
        ],
        "checks": [
            {
                "whole": c.whole,
                "parts": list(c.parts),
                "sum": numerals.plain(c.total),
                "fits": c.fits,
                "complete": c.complete,
            }
            for c in found.checks
        ],
        "title_at": list(found.title_at) if found.title_at else None,
    }


def clean(
    file: text_common.FileArgument = "-",
    script: Annotated[str, typer.Option("--script", help="keep, hans (simplified) or hant (traditional).")] = "keep",
    table: text_common.InOption = "",
    column: text_common.TextOption = "",
    id_column: text_common.IdOption = "",
    out: text_common.OutOption = "",
    as_json: common.JsonFlag = False,
) -> None:
    """Make a polluted text or web page readable; list what was changed, flag what is doubtful, read its figures."""
    if script not in _SCRIPTS:
        common.wrong_input(what=f"no script {script!r}", where="--script", todo="Choose keep, hans or hant.")
    wanted: repair.Script = "hans" if script == "hans" else "hant" if script == "hant" else "keep"
    if table:
        text_common.each_row(
            path=table,
            text=column,
            id_column=id_column,
            out=out,
            as_json=as_json,
            work=lambda text: _document(text, wanted),
        )
        return
    document = _document(text_common.read_text(file), wanted)
    common.out(
        document,
        as_json=as_json,
        text=lambda: "\n".join(part for part in (document["title"], document["text"]) if part),
    )


def register(app: typer.Typer) -> None:
    """Add `clean` to the text commands."""
    app.command()(clean)
