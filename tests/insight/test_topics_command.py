"""`redress insight topics`: the table in, the cards out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from typer.testing import CliRunner

from redress.cli.insight import app

RUNNER = CliRunner()
KEYS = ["topic", "name", "place", "trader", "people", "cases", "first", "last", "peak", "heat", "members"]
PLACES = ("棠溪花园", "岑山嘉苑", "锦绣澜庭小区")


def table(path: Path, extra: list[list[str]] | None = None) -> Path:
    rows = [
        [
            f"{place}{n}",
            f"{place}夜间施工",
            f"{place}工地晚上施工到{n}点，噪音扰民，请求处理。",
            f"2026/3/{n + 1} 11:25:05",
            f"人{n}",
            "3",
        ]
        for place in PLACES
        for n in range(4)
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["编号", "主题", "详情", "时间", "用户", "点赞"], *rows, *(extra or [])])
    return path


def run(*arguments: object) -> tuple[int, str, list[str]]:
    result = RUNNER.invoke(app, ["topics", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr.splitlines()


def test_it_writes_cards_by_heat_with_every_field(tmp_path: Path) -> None:
    out = tmp_path / "topics.json"
    columns = [
        "--id",
        "编号",
        "--text",
        "详情",
        "--title",
        "主题",
        "--time",
        "时间",
        "--person",
        "用户",
        "--likes",
        "点赞",
    ]

    code, stdout, _ = run(table(tmp_path / "in.csv"), *columns, "--out", out, "--json")

    cards = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert json.loads(stdout)["topics"] == 3
    assert all(list(card) == KEYS for card in cards)
    assert {card["place"] for card in cards} == set(PLACES)
    assert all(
        (card["people"], card["cases"], card["first"], card["last"]) == (4, 4, "2026-03-01", "2026-03-04")
        for card in cards
    )
    assert [card["heat"] for card in cards] == sorted((card["heat"] for card in cards), reverse=True)


def test_text_and_id_are_enough(tmp_path: Path) -> None:
    out = tmp_path / "topics.json"

    code, _, _ = run(table(tmp_path / "in.csv"), "--id", "编号", "--text", "详情", "--out", out)

    cards = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert len(cards) == 3
    assert all(card["first"] is None and len(card["members"]) == 4 for card in cards)


def test_rows_that_cannot_be_used_are_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    source = table(
        tmp_path / "in.csv",
        [["棠溪花园0", "x", "y", "", "", ""], ["", "x", "y", "", "", ""], ["z", "x", "y", "soon", "", ""]],
    )
    out = tmp_path / "topics.json"

    code, _, said = run(source, "--id", "编号", "--text", "详情", "--time", "时间", "--out", out)

    assert code == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))) == 3
    assert any("'棠溪花园0' is given twice" in line for line in said)
    assert any("there is no id" in line for line in said)
    assert any("no time in 'soon'" in line for line in said)


def test_a_missing_column_or_file_is_one_line_and_status_2(tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv")

    for arguments in (
        [source, "--id", "no", "--text", "详情"],
        [tmp_path / "none.csv", "--id", "编号", "--text", "详情"],
    ):
        code, _, said = run(*arguments, "--out", tmp_path / "out.json")
        assert code == 2
        assert len(said) == 1
    assert not (tmp_path / "out.json").exists()
