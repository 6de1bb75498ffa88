"""`redress insight topics`: the hot topics of a table of messages."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from redress.cli import common, text_common
from redress.insight import moments, topics


def _option(name: str, words: str) -> Any:
    return typer.Option(name, help=words, show_default=False)


def find_topics(
    file: Annotated[str, typer.Argument(help="A CSV or JSONL with one message a row.", show_default=False)],
    id_column: Annotated[str, typer.Option("--id", help="The column with the id of the message.")],
    text: Annotated[str, typer.Option("--text", help="The column with the text.")],
    out: Annotated[str, typer.Option("--out", help="The JSON file to write.")] = "",
    title: Annotated[str, _option("--title", "The column with the title; names come from it.")] = "",
    time: Annotated[str, _option("--time", "The column with the time.")] = "",
    person: Annotated[str, _option("--person", "The column that is the same for one person.")] = "",
    likes: Annotated[str, _option("--likes", "The column with the number of likes.")] = "",
    as_json: common.JsonFlag = False,
) -> None:
    """Find topics of three messages and more, the hottest first; no message belongs to two."""
    if not out:
        common.wrong_input(what="no file to write", where=file, todo="Add --out FILE.json.")
    columns = {"id": id_column, "text": text, "title": title, "time": time, "person": person, "likes": likes}
    table = text_common.open_rows(file, columns=list(columns.values()))
    messages = list(_messages(table, columns, file))
    for note in table.notes:
        common.say(f"redress: {note} ({file}).")
    if not messages:
        common.wrong_input(what="no message to read", where=file, todo="Check the columns named by --id and --text.")
    started = clock.perf_counter()
    found = topics.find(messages=messages)
    seconds = clock.perf_counter() - started
    with text_common.writing(out) as handle:
        handle.write(common.dumps([_card(topic) for topic in found], indent=1) + "\n")
    document = {"messages": len(messages), "topics": len(found), "seconds": round(seconds, 4)}
    common.out(document, as_json=as_json, text=lambda: common.dumps(document))


def _messages(table: text_common.Rows, columns: dict[str, str], where: str) -> Iterator[topics.Message]:
    """Give the rows as messages; a row that cannot be used is said on standard error and left out."""
    seen: set[str] = set()
    for row in table:
        if "" in row:
            common.say(f"redress: line {table.line}: {row['']}; the row is left out ({where}).")
            continue
        key = row.get(columns["id"], "").strip()
        if not key or key in seen:
            reason = f"the id {key!r} is given twice" if key else "there is no id"
            common.say(f"redress: line {table.line}: {reason}; the row is left out ({where}).")
            continue
        seen.add(key)
        written = row.get(columns["time"], "") if columns["time"] else ""
        at = moments.read(written)
        if columns["time"] and at is None:
            common.say(f"redress: line {table.line}: no time in {written!r}; it counts as the oldest ({where}).")
        yield topics.Message(
            id=key,
            text=row.get(columns["text"], ""),
            title=row.get(columns["title"], "").strip() if columns["title"] else "",
            at=at,
            person=row.get(columns["person"], "").strip() if columns["person"] else "",
            likes=_likes(row.get(columns["likes"], "")) if columns["likes"] else 0,
        )


def _likes(text: str) -> int:
    try:
        return max(0, int(float(text)))
    except (ValueError, OverflowError):
        return 0


def _card(topic: topics.Topic) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in topics.Topic.__slots__}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("topics")(find_topics)
