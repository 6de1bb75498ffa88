"""Promises of `redress text clean` and `redact`: files and tables as they come, one JSON out, one clear line if not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redress.cli.text import app

runner = CliRunner()


def run(*words: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    answer = runner.invoke(app, list(words), input=stdin)
    return answer.exit_code, answer.stdout, answer.stderr


def test_clean_answers_one_json_document_with_the_shape_of_the_contract(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("公升級後受理投诉15847件**", "utf-8")

    code, out, _ = run("clean", str(file), "--json")

    document = json.loads(out)
    assert code == 0
    assert document["text"] == "升級後受理投诉15847件**"
    assert document["edits"] == [{"kind": "slip", "from": "公升", "to": "升", "at": [0, 2]}]
    assert document["flags"] == [{"kind": "masked", "text": "**", "at": [14, 16]}]
    (figure,) = document["figures"]
    assert figure | {} == {
        "subject": "投诉", "action": "受理", "value": 15847, "unit": "件", "raw": "15847件", "period": "", "comparison": "", "at": [8, 14],
    }  # fmt: skip


def test_redact_answers_text_and_spans() -> None:
    code, out, _ = run("redact", "-", "--json", stdin="我叫张伟强，电话13812345678".encode())

    assert code == 0
    assert json.loads(out) == {
        "text": "我叫○○○，电话***********",
        "spans": [{"kind": "name", "at": [2, 5]}, {"kind": "phone", "at": [8, 19]}],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_encoding_gives_one_line_a_row_in_order(tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "rows.csv"
    rows = 'id,内容\nid,内容\n7,"电话13812345678,\n请回电"\n\n8,没有秘密\n9\n'
    table.write_bytes(rows.encode(encoding))
    out = tmp_path / "out.jsonl"

    code, said, noted = run("redact", "--in", str(table), "--text", "内容", "--id", "id", "--out", str(out), "--json")

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert code == 0
    assert json.loads(said)["rows"] == 3
    assert [line["id"] for line in lines] == ["7", "8", "9"]
    assert lines[0]["text"] == "电话***********,\n请回电"
    assert "1 repeated header" in noted
    assert "1 blank" in noted
    assert "too few cells filled up, line 7" in noted


def test_an_unreadable_line_of_a_jsonl_table_loses_only_itself(tmp_path: Path) -> None:
    table = tmp_path / "rows.jsonl"
    table.write_text('{"id": 1, "t": "乙個問題"}\n{broken\n\n{"id": 3, "t": null}\n', "utf-8")
    out = tmp_path / "out.jsonl"

    code, _, noted = run("clean", "--in", str(table), "--text", "t", "--id", "id", "--out", str(out))

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert code == 0
    assert lines[0]["text"] == "一個問題"
    assert "line 2" in lines[1]["error"]
    assert lines[2]["text"] == ""
    assert "1 rows could not be read" in noted


@pytest.mark.parametrize(
    ("words", "clue"),
    [
        (["clean", "/no/such/file"], "cannot read"),
        (["clean", "-", "--script", "latin"], "no script"),
        (["redact", "--in", "TABLE", "--text", "x", "--out", "OUT"], "no column 'x'"),
        (["redact", "--in", "TABLE"], "--text and --out"),
        (["redact", "--in", "/no/such/table", "--text", "x", "--out", "OUT"], "cannot read"),
    ],
)
def test_wrong_input_is_one_clear_line_and_status_2(tmp_path: Path, words: list[str], clue: str) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("id,内容\n1,a\n", "utf-8")
    words = [str(table) if w == "TABLE" else str(tmp_path / "out") if w == "OUT" else w for w in words]

    code, out, noted = run(*words, stdin=b"")

    assert code == 2
    assert out == ""
    assert clue in noted
    assert noted.count("\n") == 1


def test_bytes_that_are_no_text_and_empty_files_are_answered(tmp_path: Path) -> None:
    binary = tmp_path / "photo.jpg"
    binary.write_bytes(bytes(range(256)) * 10)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")

    assert run("clean", str(binary))[0] == 2
    assert run("clean", "-", "--json", stdin=b"")[0] == 0
    code, _, noted = run("clean", "--in", str(empty), "--text", "t", "--out", str(tmp_path / "out"))
    assert code == 2
    assert "empty" in noted
