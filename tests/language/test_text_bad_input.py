"""Bad input of the text commands: one clear line that says what, where and what to do; the rest is served."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from redress.cli.text import app

TEXT = "我在好街坊便利店买的面包159元，2026年3月1日，电话13812345678，要求退款。"
HEAD = ("id", "text", "label")
ROWS = [(str(n), f"超市过期牛奶变质{n}", "食品") for n in range(8)] + [
    (str(n), f"健身房关门年卡退钱{n}", "健身") for n in range(8, 16)
]


def run(*told: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in told])


def table(path: Path, rows: Sequence[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(",".join(row) for row in [HEAD, *rows]).encode(encoding))
    return path


def refused(done: Result, *words: str) -> None:
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    done = run(
        "train", table(folder / "rows.csv", ROWS), "--text", "text", "--label", "label", "--model", folder / "m"
    )
    assert done.exit_code == 0
    return folder / "m"


@pytest.mark.parametrize("command", ["extract", "clean", "redact"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_every_usual_encoding(tmp_path: Path, command: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode(encoding))

    done = run(command, tmp_path / "a.txt", "--json")

    assert done.exit_code == 0
    found = json.loads(done.stdout)
    if command == "extract":
        assert [item["value"] for item in found["phones"]] == ["13812345678"]
    else:
        assert ("13812345678" in found["text"]) is (command == "clean")
        assert "要求退款" in found["text"]


@pytest.mark.parametrize("command", ["extract", "clean", "redact"])
def test_bytes_that_are_no_text_and_files_that_are_not_there_are_refused(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 40)

    refused(run(command, tmp_path / "a.bin"), "not text", "a.bin", "Give text")
    refused(run(command, tmp_path / "gone.txt"), "cannot read", "gone.txt")


@pytest.mark.parametrize("command", ["extract", "clean", "redact"])
def test_an_empty_text_has_nothing_in_it(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.txt").write_bytes(b" \n")

    found = json.loads(run(command, tmp_path / "a.txt", "--json").stdout)

    assert not any(value for key, value in found.items() if key != "text")


def test_broken_bytes_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = TEXT.encode()
    (tmp_path / "a.txt").write_bytes(whole[:9] + b"\xff\xfe" + whole[9:])

    done = run("extract", tmp_path / "a.txt", "--json")

    assert [item["value"] for item in json.loads(done.stdout)["amounts"]] == ["159"]
    assert "2 unreadable bytes were replaced" in done.stderr


def test_ten_megabytes_are_read_in_part_and_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes((TEXT.encode() * (10_000_000 // len(TEXT.encode()) + 1))[:10_000_000])

    done = run("extract", tmp_path / "a.txt", "--json")

    assert done.exit_code == 0
    assert [item["value"] for item in json.loads(done.stdout)["phones"]] == ["13812345678"]


@pytest.mark.parametrize("command", ["extract", "clean", "redact"])
def test_one_bad_row_is_named_and_the_others_are_served(tmp_path: Path, command: str) -> None:
    file = table(tmp_path / "rows.csv", [*ROWS[:2], ("90", "多", "了", "一格"), ("91", "少一格"), *ROWS[2:]])

    done = run(command, "--in", file, "--text", "text", "--id", "id", "--out", tmp_path / "out.jsonl")

    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["0", "1", "90", "91", *(str(n) for n in range(2, 16))]
    assert [answer["id"] for answer in answers if "error" in answer] == ["90"]
    assert "line 4: 4 cells where the header has 3" in answers[2]["error"]
    assert "1 rows could not be read, line 4" in done.stderr
    assert "1 rows with too few cells filled up, line 5" in done.stderr


def test_empty_cells_beyond_the_header_are_nothing_to_complain_of(tmp_path: Path) -> None:
    file = table(tmp_path / "rows.csv", [*ROWS[:2], ("90", "一个好行", "食品", "", "")])

    done = run("extract", "--in", file, "--text", "text", "--id", "id", "--out", tmp_path / "out.jsonl")

    assert "could not" not in done.stderr
    assert "error" not in (tmp_path / "out.jsonl").read_text("utf-8")


def test_an_open_quotation_mark_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text('id,text,label\n1,好,食品\n2,"没有关,食品\n3,丢了,健身\n', "utf-8")

    done = run("extract", "--in", tmp_path / "rows.csv", "--text", "text", "--out", tmp_path / "out.jsonl")

    assert "could not be read, line 3" in done.stderr
    assert "quotation mark" in (tmp_path / "out.jsonl").read_text("utf-8")


@pytest.mark.parametrize(("encoding", "said"), [("gb18030", "read as gb18030"), ("utf-16", "read as utf-16")])
def test_a_table_in_another_encoding_is_read_and_said(tmp_path: Path, model: Path, encoding: str, said: str) -> None:
    file = table(tmp_path / "rows.csv", ROWS, encoding)

    done = run("predict", file, "--text", "text", "--model", model, "--out", tmp_path / "out.csv", "--id", "id")

    assert said in done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as held:
        assert [row["label"] for row in csv.DictReader(held)] == [row[2] for row in ROWS]


def test_predict_answers_every_row_and_asks_about_the_bad_one(tmp_path: Path, model: Path) -> None:
    file = table(tmp_path / "rows.csv", [*ROWS[:2], ("90", "多", "了", "一格"), *ROWS[2:]])
    file.write_bytes(file.read_bytes() + b"\n91,\xff\xfe\xfa\xc3,\n")

    done = run("predict", file, "--text", "text", "--model", model, "--out", tmp_path / "out.csv", "--id", "id")

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as held:
        rows = list(csv.DictReader(held))
    assert [row["id"] for row in rows if row["abstain"] == "1"] == ["90", "91"]
    assert all(row["label"] for row in rows)
    assert len(rows) == len(ROWS) + 2
    assert "could not be read, line 4" in done.stderr
    assert "unreadable bytes, line 19" in done.stderr


def test_predict_refuses_a_model_that_is_not_whole_and_a_table_without_the_column(
    tmp_path: Path, model: Path
) -> None:
    file = table(tmp_path / "rows.csv", ROWS)

    def predict(folder: Path, column: str = "text") -> Result:
        return run("predict", file, "--text", column, "--model", folder, "--out", tmp_path / "out.csv")

    def copied(name: str) -> Path:
        (tmp_path / name).mkdir()
        for each in model.iterdir():
            (tmp_path / name / each.name).write_bytes(each.read_bytes())
        return tmp_path / name

    changed, other, part = copied("changed"), copied("other"), copied("part")
    data = bytearray((changed / "weights.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (changed / "weights.npz").write_bytes(bytes(data))
    about = (other / "model.json").read_text("utf-8").replace('"format": 1', '"format": 99')
    (other / "model.json").write_text(about, "utf-8")
    sums = (other / "SHA256SUMS").read_text("utf-8").splitlines()
    fresh = hashlib.sha256(about.encode()).hexdigest()
    (other / "SHA256SUMS").write_text(
        "".join((fresh + line[64:] if "model.json" in line else line) + "\n" for line in sums), "utf-8"
    )
    (part / "weights.npz").unlink()

    refused(predict(changed), "hash does not fit", "changed", "Train it again")
    refused(predict(other), "format 99", "other")
    refused(predict(part), "weights.npz", "part")
    refused(predict(tmp_path / "gone"), "no complete model", "gone")
    refused(predict(model, "body"), "no column 'body'", "rows.csv", "id, text, label")
    assert not (tmp_path / "out.csv").exists()


def test_train_says_what_is_wrong_with_its_rows(tmp_path: Path) -> None:
    def train(file: Path, *more: str | Path) -> Result:
        return run("train", file, "--text", "text", "--label", "label", "--model", tmp_path / "m", *more)

    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "tree.csv").write_text("上级,下级\n动物,猫\n植物,树\n", "utf-8")
    good = table(tmp_path / "good.csv", ROWS)

    refused(train(tmp_path / "empty.csv"), "empty", "empty.csv")
    refused(train(tmp_path / "bytes.csv"), "not text", "bytes.csv")
    refused(train(table(tmp_path / "head.csv", [])), "no row", "head.csv")
    refused(train(table(tmp_path / "one.csv", ROWS[:8])), "only one class", "食品", "one.csv")
    refused(train(table(tmp_path / "none.csv", [(a, b, "") for a, b, _ in ROWS])), "no labels", "none.csv")
    refused(train(good, "--tree", tmp_path / "tree.csv"), "none of the 2 labels", "tree.csv")
    refused(
        run("train", good, "--text", "text", "--label", "class", "--model", tmp_path / "m"), "'class'", "good.csv"
    )
    assert not (tmp_path / "m").exists()


def test_a_label_seen_once_is_learnt_and_said(tmp_path: Path) -> None:
    file = table(tmp_path / "rows.csv", [*ROWS, ("99", "电影票退不了", "影院")])

    done = run("train", file, "--text", "text", "--label", "label", "--model", tmp_path / "m", "--json")

    assert json.loads(done.stdout)["classes"] == 3
    assert "labelled once only" in done.stderr
    assert "影院" in done.stderr
