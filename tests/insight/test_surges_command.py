"""`redress insight surges`: the table in, the table out, one line on standard error for each thing met."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from redress.cli.insight import app
from redress.insight import farrington, surges

RUNNER = CliRunner()
WEEKS = 290
HEADER = ["series", "index", "time", "observed", "expected", "upper", "alarm"]


def table(path: Path, series: dict[str, list[object]], *, times: bool = True) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["街道", "周", "件数"])
        for name, counts in series.items():
            for n, count in enumerate(counts):
                if count is not None:
                    day = dt.date(2018, 1, 1) + dt.timedelta(days=7 * n)
                    writer.writerow([name, f"{day:%Y/%-m/%-d 00:00:00}" if times else "", count])
    return path


def counts(seed: int, weeks: int = WEEKS) -> list[object]:
    rng = np.random.default_rng(seed)
    return [int(count) for count in rng.poisson(rng.gamma(5.0, 2.0, weeks))]


def run(*arguments: object) -> tuple[int, dict[str, object], list[str]]:
    result = RUNNER.invoke(app, ["surges", *map(str, arguments), "--json"])
    document = json.loads(result.stdout) if result.stdout.startswith("{") else {}
    return result.exit_code, document, result.stderr.splitlines()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == HEADER
        return list(reader)


def test_it_writes_a_line_a_week_and_says_how_much_was_tested(tmp_path: Path) -> None:
    given = {"城东": counts(1), "城西": counts(2)}
    source, out = table(tmp_path / "in.csv", given), tmp_path / "out.csv"

    code, document, _ = run(source, "--count", "件数", "--series", "街道", "--range", "270..290", "--out", out)

    found = rows(out)
    assert code == 0
    assert (document["series"], document["tests"]) == (2, 42)
    assert isinstance(document["seconds"], float)
    assert [row["index"] for row in found if row["series"] == "城西"] == [str(n) for n in range(270, 291)]
    expected = surges.detect(
        counts=np.array(list(given.values()), dtype=float), settings=farrington.FLEXIBLE, first=269
    )
    assert [float(row["upper"]) for row in found[:21]] == expected.upper[0].tolist()
    assert [float(row["expected"]) for row in found[:21]] == expected.expected[0].tolist()


def test_times_pick_the_reference_weeks_and_are_given_back_as_written(tmp_path: Path) -> None:
    source, out = table(tmp_path / "in.csv", {"城东": counts(3)}), tmp_path / "out.csv"

    code, _, _ = run(source, "--count", "件数", "--time", "周", "--range", "290..290", "--out", out)

    days = [dt.date(2018, 1, 1) + dt.timedelta(days=7 * n) for n in range(WEEKS)]
    expected = surges.detect(
        counts=np.array([counts(3)], dtype=float), settings=farrington.FLEXIBLE, first=289, days=days
    )
    assert code == 0
    assert rows(out)[0]["time"] == "2023/7/17 00:00:00"
    assert float(rows(out)[0]["expected"]) == expected.expected[0, 0]


def test_options_reach_the_method(tmp_path: Path) -> None:
    source, out = table(tmp_path / "in.csv", {"城东": counts(4)}), tmp_path / "out.csv"
    options = ["--years", 3, "--window", 2, "--periods", 5, "--exclude", 10, "--reweight", 0, "--trend", "none"]
    options += ["--limit54", "1,2", "--threshold", "delta", "--power", "1/2", "--alpha", 0.05]

    code, _, _ = run(source, "--count", "件数", "--range", "290..290", "--out", out, *options)

    chosen = farrington.Settings(
        years=3, window=2, periods=5, exclude=10, reweight=0.0, trend="none", limit=(1, 2), threshold="delta",
        power=0.5, alpha=0.05,
    )  # fmt: skip
    expected = surges.detect(counts=np.array([counts(4)], dtype=float), settings=chosen, first=289)
    assert code == 0
    assert float(rows(out)[0]["upper"]) == expected.upper[0, 0]


@pytest.mark.parametrize("method", surges.METHODS)
def test_bad_series_are_named_and_the_good_one_is_answered(tmp_path: Path, method: str) -> None:
    source = table(
        tmp_path / "in.csv",
        {"good": counts(5), "short": [3, 4], "point": [9], "zeros": [0] * WEEKS, "words": ["x", "", "-3"]},
    )
    out = tmp_path / "out.csv"

    code, document, said = run(source, "--count", "件数", "--series", "街道", "--method", method, "--out", out)

    found = rows(out)
    assert code == 0
    assert document["series"] == 5
    assert any(row["upper"] for row in found if row["series"] == "good")
    for name in ("short", "point", "words"):
        assert {(row["upper"], row["alarm"]) for row in found if row["series"] == name} == {("", "0")}
        assert sum(f"'{name}' was not tested" in line for line in said) == 1
    assert {row["alarm"] for row in found if row["series"] == "zeros"} == {"0"}
    assert sum("is no count" in line for line in said) == 2


def test_missing_weeks_are_unknown_and_said(tmp_path: Path) -> None:
    gappy = counts(6)
    gappy[100] = gappy[101] = None
    source, out = table(tmp_path / "in.csv", {"城东": gappy}), tmp_path / "out.csv"

    code, document, said = run(source, "--count", "件数", "--time", "周", "--range", "288..288", "--out", out)

    assert code == 0
    assert document["tests"] == 1
    assert rows(out)[0]["time"] == "2023/7/17 00:00:00"
    assert any("2 missing weeks are unknown" in line for line in said)


def test_events_are_expected_only_when_asked(tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv", {f"s{n}": counts(20 + n) for n in range(6)})
    plain, aware = tmp_path / "plain.csv", tmp_path / "aware.csv"
    asked = (source, "--count", "件数", "--series", "街道", "--time", "周", "--range", "290..290")

    assert run(*asked, "--out", plain)[0] == 0
    assert run(*asked, "--out", aware, "--events")[0] == 0

    assert [row["observed"] for row in rows(plain)] == [row["observed"] for row in rows(aware)]
    assert [row["expected"] for row in rows(plain)] != [row["expected"] for row in rows(aware)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--count", "no such"], "no column 'no such'"),
        (["--count", "件数", "--method", "cusum"], "unknown method 'cusum'"),
        (["--count", "件数", "--range", "9..3"], "is no range"),
        (["--count", "件数", "--range", "900..901"], "no series has a row 900"),
        (["--count", "件数", "--alpha", "1.5"], "--alpha"),
        (["--count", "件数", "--limit54", "five"], "not CASES,WEEKS"),
        (["--count", "件数", "--power", "3"], "--power"),
        (["--count", "件数", "--threshold", "guess"], "--threshold"),
        (["--count", "件数", "--trend", "maybe"], "--trend"),
        (["--count", "件数", "--method", "ears-c1", "--years", "3"], "ears-c1 has no such setting"),
        (["--count", "件数", "--frequency", "12"], "do not fit into 12 rows"),
        (["--count", "件数", "--events"], "--events needs the weeks"),
    ],
)
def test_wrong_input_is_one_clear_line_and_status_2(tmp_path: Path, options: list[str], said: str) -> None:
    source, out = table(tmp_path / "in.csv", {"城东": counts(7)}), tmp_path / "out.csv"

    code, _, lines = run(source, *options, "--out", out)

    assert code == 2
    assert len(lines) == 1
    assert said in lines[0]
    assert not out.exists()


def test_a_table_without_a_usable_row_is_wrong_input(tmp_path: Path) -> None:
    empty = tmp_path / "in.csv"
    empty.write_text("街道,周,件数\n城东,someday,3\n", encoding="utf-8")

    code, _, lines = run(empty, "--count", "件数", "--time", "周", "--out", tmp_path / "out.csv")

    assert code == 2
    assert "no row with a count" in lines[-1]
