"""What a clerk reads out of an appeal, and which class it is: each with its place, its words, and how sure."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redress.cli.text import app
from redress.language import extract, learning, modelfile, suggestion
from redress.taxonomy import tree

APPEAL = "我于9月3日下午在城东的悦动健身花了3800元办卡，订单号2026090312345678，电话13812345678，要求退款"
FOOD = [f"在超市买到过期牛奶，已经变质，第{n}次了" for n in range(12)]
GYM = [f"健身房关门了，年卡退不了钱，教练也跑了{n}" for n in range(12)]


def test_sums_dates_numbers_and_phones_are_told_apart() -> None:
    found = extract.extract(APPEAL, filed=dt.date(2026, 9, 20))

    assert [(item.value, item.role) for item in found.amounts] == [("3800", "paid")]
    assert [item.value for item in found.dates] == ["2026-09-03"]
    assert [item.value for item in found.orders] == ["2026090312345678"]
    assert [item.value for item in found.phones] == ["13812345678"]


def test_every_value_stands_where_its_span_says() -> None:
    for items in extract.extract(APPEAL, filed=dt.date(2026, 9, 20)).as_dict().values():
        for item in items:
            start, stop = item["span"]  # type: ignore[misc]
            assert 0 <= start < stop <= len(APPEAL)  # type: ignore[has-type]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\ufeff", "1" * 50_000, "元" * 30_000, "2026年" * 5_000, "退" * 100_000]
)
def test_hostile_texts_are_read_to_an_end(text: str) -> None:
    assert extract.extract(text, filed=dt.date(2026, 9, 20)).as_dict()["phones"] == []


def test_without_labels_the_trees_own_words_point_to_a_class() -> None:
    found = suggestion.suggest("健身房办的年卡，现在店关门跑路了", tree=tree.load())

    assert {one.scheme for one in found} == {"subject_class", "issue_class"}
    assert all(one.reasons for one in found)
    assert suggestion.suggest("", tree=tree.load()) == ()


def test_a_model_learns_is_kept_and_says_the_same_again(tmp_path: Path) -> None:
    trained = learning.train(texts=FOOD + GYM, labels=["食品"] * 12 + ["健身"] * 12)
    modelfile.save(trained.model, folder=tmp_path)

    again = modelfile.load(tmp_path)

    texts = ["牛奶过期变质", "健身房年卡退钱"]
    assert [one.label for one in again.predict(texts)] == ["食品", "健身"]
    assert [one.score for one in again.predict(texts)] == [one.score for one in trained.model.predict(texts)]


def test_a_model_changed_by_a_byte_is_refused(tmp_path: Path) -> None:
    modelfile.save(learning.train(texts=FOOD + GYM, labels=["食品"] * 12 + ["健身"] * 12).model, folder=tmp_path)
    file = max(tmp_path.iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))

    with pytest.raises(modelfile.ModelRefused):
        modelfile.load(tmp_path)


def test_one_class_alone_teaches_nothing() -> None:
    with pytest.raises(learning.NothingToLearn):
        learning.train(texts=FOOD, labels=["食品"] * 12)


def test_the_commands_train_predict_and_extract(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["id", "text", "label"],
                *([str(n), text, "食品" if n < 12 else "健身"] for n, text in enumerate(FOOD + GYM)),
            ]
        )
    run = CliRunner()

    trained = run.invoke(
        app, ["train", str(table), "--text", "text", "--label", "label", "--model", str(tmp_path / "m"), "--json"]
    )
    out = str(tmp_path / "out.csv")
    predicted = run.invoke(
        app,
        [
            "predict",
            str(table),
            "--text",
            "text",
            "--model",
            str(tmp_path / "m"),
            "--out",
            out,
            "--id",
            "id",
            "--json",
        ],
    )
    missing = run.invoke(
        app, ["predict", str(table), "--text", "nothing", "--model", str(tmp_path / "m"), "--out", out]
    )
    (tmp_path / "a.txt").write_text(APPEAL, "utf-8")
    read = run.invoke(app, ["extract", str(tmp_path / "a.txt"), "--filed", "2026-09-20", "--json"])
    wrong = run.invoke(app, ["extract", str(tmp_path / "a.txt"), "--filed", "soon"])

    assert json.loads(trained.stdout)["classes"] == 2
    assert json.loads(predicted.stdout)["rows"] == 24
    with open(out, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "label", "score", "top3", "abstain"]
    assert json.loads(read.stdout)["amounts"][0]["value"] == "3800"
    assert (missing.exit_code, wrong.exit_code) == (2, 2)
