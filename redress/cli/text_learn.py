"""`redress text train` and `predict`: learn classes from rows and a class tree, and answer with how sure one is."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Annotated

import typer

from redress.cli import common, text_common

BATCH = 512


def _column(names: str, *, known: tuple[str, ...], where: str) -> list[str]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    missing = [name for name in wanted if name not in known]
    if missing or not wanted:
        listed = ", ".join(known[:12])
        common.wrong_input(
            what=f"there is no column {(missing or [''])[0]!r}", where=where, todo=f"The file has: {listed}."
        )
    return wanted


def train(
    file: Annotated[str, typer.Argument(help="A table with texts and labels; an empty label is an unlabelled text.")],
    text: Annotated[str, typer.Option("--text", help="The column or columns of the text, separated by commas.")],
    label: Annotated[str, typer.Option("--label", help="The column of the label.")],
    model: Annotated[Path, typer.Option("--model", help="The folder that the model is written to.")],
    tree: Annotated[
        str, typer.Option("--tree", help="A class tree: CSV, one row a leaf, levels from the left.")
    ] = "",
    as_json: common.JsonFlag = False,
) -> None:
    """Train a classifier and keep it as files with a version and a hash."""
    started = time.monotonic()
    rows = text_common.open_rows(file)
    columns, labels_at = (
        _column(text, known=rows.columns, where="--text"),
        _column(label, known=rows.columns, where="--label")[0],
    )
    texts, labels = [], []
    for row in rows:
        if "" in row:
            continue
        texts.append("\n".join(row[name] for name in columns if row[name]))
        labels.append(row[labels_at].strip())
    from redress.language import learning, modelfile, prototypes

    classes = None
    try:
        if tree:
            held = text_common.open_rows(tree)
            classes = prototypes.from_rows([[row[name] for name in held.columns] for row in held if "" not in row])
        trained = learning.train(texts=texts, labels=labels, tree=classes)
    except (learning.NothingToLearn, prototypes.TreeMismatch) as wrong:
        common.wrong_input(
            what=str(wrong), where=tree or file, todo="Check the labels, or give the tree of these classes."
        )
    try:
        modelfile.save(trained.model, folder=model)
    except OSError as wrong:
        common.wrong_input(
            what=f"the model cannot be written: {wrong.strerror}", where=str(model), todo="Choose another folder."
        )
    for note in rows.notes:
        common.say(f"redress: {note} ({file}).")
    document = {
        "rows": trained.rows, "classes": len(trained.model.labels), "seconds": round(time.monotonic() - started, 3),
        "cv_macro_f1": trained.cv_macro_f1, "labelled": trained.labelled,
    }  # fmt: skip
    common.out(document, as_json=as_json)


def predict(
    file: Annotated[str, typer.Argument(help="A table with texts.")],
    text: Annotated[str, typer.Option("--text")],
    model: Annotated[Path, typer.Option("--model")],
    out: Annotated[Path, typer.Option("--out", help="CSV: label,score,top3,abstain in the order of the rows.")],
    id_column: Annotated[str, typer.Option("--id", help="A column that is carried along.")] = "",
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
    columns = _column(text, known=rows.columns, where="--text")
    carried = _column(id_column, known=rows.columns, where="--id")[0] if id_column else ""
    header = [*([carried] if carried else []), "label", "score", "top3", "abstain"]
    count = 0
    try:
        with out.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(header)
            batch: list[tuple[str, str]] = []

            def write() -> None:
                for (name, _text), found in zip(batch, held.predict([one for _name, one in batch]), strict=True):
                    top3 = "|".join(f"{label}:{score:.4f}" for label, score in found.ranked)
                    line = [found.label, f"{found.score:.4f}", top3, int(found.abstains)]
                    writer.writerow([name, *line] if carried else line)
                batch.clear()

            for row in rows:
                count += 1
                batch.append(
                    (
                        row.get(carried, "") if carried else "",
                        "\n".join(row.get(name, "") for name in columns if row.get(name)),
                    )
                )
                if len(batch) >= BATCH:
                    write()
            write()
    except OSError as wrong:
        common.wrong_input(
            what=f"the file cannot be written: {wrong.strerror}", where=str(out), todo="Choose another place."
        )
    for note in rows.notes:
        common.say(f"redress: {note} ({file}).")
    common.out({"rows": count, "seconds": round(time.monotonic() - started, 3)}, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Add the commands to the text group."""
    app.command()(train)
    app.command()(predict)
