"""`text match`: the shapes of its answers, and bad input answered in one clear line with nothing else lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from redress.cli.text import app

HEAD = "id,text,person,phone,order,trader,amount,time"
ROWS = (
    "A1,我3月2日在鹤渚健身房办了年卡3980元，8月20日关门停业，教练也散了，要求退费。,何小雨,13900001234,,鹤渚健身房,3980,2026-08-21 10:00:00",
    "A2,来电人何小雨反映：其在鹤渚健身房办了3980元年卡，8月20日关门停业，教练散了，要求退费。,何女士,13900001234,,鹤渚健身,3980,2026/8/23 9:30:00",
    "A3,在鹤渚健身房办卡2600元，门店8月20日关门停业，教练都散了，要求退费。,高立群,13755556666,,鹤渚健身房,2600,2026-08-24T08:00:00",
)  # fmt: skip
NAMED = ("--id", "id", "--text", "text", "--person", "person", "--phone", "phone", "--order", "order",
         "--trader", "trader", "--amount", "amount", "--time", "time")  # fmt: skip


def match(source: Path, *, named: tuple[str, ...] = NAMED) -> tuple[Result, list[dict[str, str]]]:
    out = source.parent / "pairs.csv"
    out.unlink(missing_ok=True)
    done = CliRunner().invoke(app, ["match", str(source), *named, "--out", str(out), "--json"])
    return done, list(csv.DictReader(out.open(encoding="utf-8", newline=""))) if out.exists() else []


def table(tmp_path: Path, *rows: str, encoding: str = "utf-8", name: str = "rows.csv") -> Path:
    path = tmp_path / name
    path.write_bytes("\n".join((HEAD, *rows, "")).encode(encoding))
    return path


def decisions(pairs: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    return {(pair["a"], pair["b"]): pair["decision"] for pair in pairs}


def test_it_writes_each_decided_pair_once_with_score_and_reasons(tmp_path: Path) -> None:
    done, pairs = match(table(tmp_path, *ROWS))

    assert done.exit_code == 0
    assert decisions(pairs)[("A1", "A2")] == "same_case"
    assert decisions(pairs)[("A1", "A3")] == "group"
    assert list(pairs[0]) == ["a", "b", "decision", "score", "reasons"]
    assert all(0 < float(pair["score"]) <= 1 and pair["reasons"] for pair in pairs)
    assert "同一手机号(same_phone)" in next(pair["reasons"] for pair in pairs if pair["b"] == "A2")
    document = json.loads(done.stdout)
    assert document["rows"] == 3
    assert document["pairs"]["same_case"] == 1
    assert [group["people"] for group in document["groups"]] == [2]


def test_the_earlier_one_is_a_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    _, first = match(table(tmp_path, *ROWS))
    _, turned = match(table(tmp_path, *reversed(ROWS)))

    assert decisions(first) == decisions(turned)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_are_met_and_said(tmp_path: Path, encoding: str) -> None:
    _, expected = match(table(tmp_path, *ROWS))

    done, pairs = match(table(tmp_path, *ROWS, encoding=encoding))

    assert pairs == expected
    assert f"read as {encoding}" in done.stderr


def test_bytes_of_no_encoding_lose_their_signs_only(tmp_path: Path) -> None:
    path = table(tmp_path, *ROWS)
    path.write_bytes(path.read_bytes().replace("教练也散了".encode(), b"\xff\xfe\x80\xfa", 1))

    done, pairs = match(path)

    assert done.exit_code == 0
    assert ("A1", "A2") in decisions(pairs)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\n\n \n", "the file is empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00" * 40, "the bytes are not text"),
        ("编号,text\n1,面包发霉\n".encode(), "no column 'id'"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_clear_line(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)

    done, pairs = match(path)

    assert done.exit_code == 2
    assert (done.stdout, pairs) == ("", [])
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr
    assert str(path) in done.stderr


def test_a_missing_file_a_missing_option_and_a_place_that_cannot_be_written_are_one_line(tmp_path: Path) -> None:
    path = table(tmp_path, *ROWS)

    missing, _ = match(tmp_path / "none.csv")
    option, _ = match(path, named=("--id", "id"))
    blocked = CliRunner().invoke(app, ["match", str(path), *NAMED, "--out", str(tmp_path / "no folder" / "x.csv")])

    for done, says in ((missing, "cannot read"), (option, "--id, --text and --out"), (blocked, "cannot write")):
        assert done.exit_code == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert says in done.stderr


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",没有编号的一行,,,,,,", "1 rows without an id or unreadable: left out"),
        ("A1,编号重复的一行,,,,,,", "1 rows with an id that came before or has over 200 bytes: left out"),
        ("A9,时间写错的一行,,,,,,去年夏天", "1 times not read: compared without a time"),
        ("A9,金额写错的一行,,,,,很多钱,", "1 amounts not read: compared without an amount"),
        ("A9,少了几列的一行", "cells"),
        ("A9,多了几列的一行,,,,,,,多,了", "cells"),
    ],
)
def test_one_bad_row_is_said_and_loses_no_other(tmp_path: Path, row: str, says: str) -> None:
    _, expected = match(table(tmp_path, *ROWS))

    done, pairs = match(table(tmp_path, ROWS[0], row, *ROWS[1:]))

    assert done.exit_code == 0
    assert decisions(expected).items() <= decisions(pairs).items()
    assert says in done.stderr
