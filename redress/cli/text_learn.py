"""`redress text train` and `predict`: learn classes from rows and a class tree, and answer with how sure one is."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from redress.cli import common, text_common
from redress.language import classify

BATCH = 512
HEADER = ("label", "score", "top3", "abstain")
MORE = ("offered", "parent", "reasons")


def _columns(names: str, rows: text_common.Rows, option: str) -> list[str]:
    """Split a list of columns and refuse the first that the file does not have."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    missing = [name for name in wanted if name not in rows.columns]
    if missing or not wanted:
        common.wrong_input(
            what=f"there is no column {(missing or [names])[0]!r}",
            where=f"{option}, {rows.path}",
            todo=f"The file has: {', '.join(rows.columns[:12])}.",
        )
    return wanted


def _joined(row: dict[str, str], columns: Sequence[str]) -> str:
    return "\n".join(row[name] for name in columns if row.get(name))


def train(
    file: Annotated[str, typer.Argument(help="A table with texts and labels; an empty label is an unlabelled text.")],
    text: Annotated[str, typer.Option("--text", help="The column or columns of the text, separated by commas.")],
    label: Annotated[str, typer.Option("--label", help="The column of the label.")],
    model: Annotated[Path, typer.Option("--model", help="The folder that the model is written to.")],
    tree: Annotated[
        str, typer.Option("--tree", help="A class tree: CSV, one row a leaf, levels from the left.")
    ] = "",
    coverage: Annotated[
        float, typer.Option("--coverage", min=0.5, max=0.99, help="How often the offered classes hold the right one.")
    ] = classify.COVERAGE,
    as_json: common.JsonFlag = False,
) -> None:
    """Train a classifier and keep it as files with a version and a hash."""
    started = time.monotonic()
    rows = text_common.open_rows(file)
    columns, labelled = _columns(text, rows, "--text"), _columns(label, rows, "--label")[0]
    texts, labels = [], []
    for row in rows:
        if "" in row:
            continue
        texts.append(_joined(row, columns))
        labels.append((row.get(labelled) or "").strip())
    if not texts:
        common.wrong_input(
            what="no row that can be read", where=file, todo="Give a table with texts below its header."
        )
    from redress.language import learning, modelfile, prototypes

    try:
        classes = None
        if tree:
            held = text_common.open_rows(tree)
            classes = prototypes.from_rows([[row[name] for name in held.columns] for row in held if "" not in row])
        trained = learning.train(texts=texts, labels=labels, tree=classes, coverage=coverage)
    except (learning.NothingToLearn, prototypes.TreeMismatch) as wrong:
        common.wrong_input(
            what=str(wrong), where=tree or file, todo="Check the labels, or give the tree of these classes."
        )
    try:
        version = modelfile.save(trained.model, folder=model)
    except modelfile.ModelRefused as wrong:
        common.wrong_input(what=str(wrong), where=str(model), todo="Name a new folder, or one that holds a model.")
    except OSError as wrong:
        common.wrong_input(
            what=f"the model cannot be written: {wrong.strerror}", where=str(model), todo="Choose another folder."
        )
    for note in (*rows.notes, *trained.remarks):
        common.say(f"redress: {note} ({file}).")
    common.out(
        {
            "rows": trained.rows,
            "classes": len(trained.model.labels),
            "seconds": round(time.monotonic() - started, 3),
            "cv_macro_f1": None if trained.cv_macro_f1 is None else round(trained.cv_macro_f1, 4),
            "labelled": trained.labelled,
            "version": version,
        },
        as_json=as_json,
    )


def predict(
    file: Annotated[str, typer.Argument(help="A table with texts.")],
    text: Annotated[str, typer.Option("--text", help="The column or columns of the text, separated by commas.")],
    model: Annotated[Path, typer.Option("--model", help="The folder of a trained model.")],
    out: Annotated[str, typer.Option("--out", help="CSV: label,score,top3,abstain in the order of the rows.")],
    id_column: Annotated[str, typer.Option("--id", help="A column that is carried along.")] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the columns offered, parent and reasons (slower).")
    ] = False,
    as_json: common.JsonFlag = False,
) -> None:
    """Answer each row with its class, the three best, and whether a person should be asked."""
    started = time.monotonic()
    from redress.language import modelfile

    try:
        held = modelfile.load(model)
    except modelfile.ModelRefused as wrong:
        common.wrong_input(what=str(wrong), where=str(model), todo="Train it again, or name another folder.")
    rows = text_common.open_rows(file)
    columns = _columns(text, rows, "--text")
    carried = _columns(id_column, rows, "--id")[0] if id_column else ""
    count = 0
    with text_common.writing(out) as target:
        writer = csv.writer(target)
        writer.writerow([*([carried] if carried else []), *HEADER, *(MORE if explain else [])])
        for batch in _batches(rows, columns, carried):
            count += len(batch)
            answers = held.predict([body for _, body in batch])
            for (key, body), answer in zip(batch, answers, strict=True):
                line = _line(answer) + (_told(held, body, answer) if explain else [])
                writer.writerow([key, *line] if carried else line)
    for note in rows.notes:
        common.say(f"redress: {note} ({file}).")
    common.out({"rows": count, "seconds": round(time.monotonic() - started, 3)}, as_json=as_json)


def _batches(rows: text_common.Rows, columns: Sequence[str], carried: str) -> Iterator[list[tuple[str, str]]]:
    """Give the rows in batches as (id, text); a row that cannot be read is an empty text, so that the order holds."""
    batch: list[tuple[str, str]] = []
    for row in rows:
        batch.append((row.get(carried, "") if carried else "", "" if "" in row else _joined(row, columns)))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _line(answer: classify.Prediction) -> list[object]:
    top3 = "|".join(f"{label}:{score:.4f}" for label, score in answer.ranked)
    return [answer.label, f"{answer.score:.4f}", top3, int(answer.abstains)]


def _told(model: classify.Classifier, text: str, answer: classify.Prediction) -> list[object]:
    from redress.language import reasons

    words = reasons.reasons(model, text=text, label=answer.label)
    return ["|".join(answer.offered), answer.parent, "、".join(reason.word for reason in words)]


def register(app: typer.Typer) -> None:
    """Add the commands to the text group."""
    app.command()(train)
    app.command()(predict)
