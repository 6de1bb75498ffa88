"""`redress law` from the outside: documents on standard output, one line for wrong input, statuses 0, 1 and 2."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from redress.cli import main


@dataclass
class Said:
    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Law = Callable[..., Said]


@pytest.fixture
def law(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Law:
    def call(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["redress", "law", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main.run()
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return call


def test_due_answers_the_written_shape(law: Law) -> None:
    said = law("due", "mediation_limit", "--start", "2026-08-03", "--json")

    assert said.status == 0
    answer = said.document
    assert (answer["unrolled_on"], answer["due_on"], answer["warn_on"]) == ("2026-10-02", "2026-10-08", "2026-09-30")
    assert (answer["rolled"], answer["provisional"], answer["limit"]) == (True, False, {"count": 60, "unit": "days"})
    assert answer["cite"]["article"] == "23(5)"
    assert (answer["proof"][0]["why"], answer["proof"][-1]["date"]) == ("start", "2026-10-08")


def test_due_tells_a_person_in_words_and_explains(law: Law) -> None:
    short = law("due", "mediation_limit", "--start", "2026-08-03")
    long = law("due", "mediation_limit", "--start", "2026-08-03", "--explain")

    assert "last day 2026-10-08, rolled from 2026-10-02" in short.out
    assert "holiday:国庆节" not in short.out
    assert "holiday:国庆节" in long.out


def test_due_takes_pauses_restarts_and_extensions(law: Law) -> None:
    paused = law("due", "mediation_limit", "--start", "2026-05-06", "--pause", "2026-05-11..2026-05-21", "--json")
    standing = law("due", "mediation_limit", "--start", "2026-05-06", "--pause", "2026-05-11..", "--json")
    again = law("due", "lead_verification", "--start", "2026-07-01", "--restart", "2026-09-30", "--json")
    longer = law("due", "lead_verification", "--start", "2026-09-30", "--extended", "--json")

    assert (paused.document["due_on"], paused.document["paused_days"]) == ("2026-07-15", 10)
    assert (standing.document["due_on"], standing.document["paused"], standing.status) == (None, True, 0)
    assert (again.document["start"], again.document["due_on"]) == ("2026-09-30", "2026-10-27")
    assert longer.document["due_on"] == "2026-11-17"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("filing_notice", "--start", "2026-05-01"), "not_in_force"),
        (("association_mediation", "--start", "2026-05-01"), "no_number"),
        (("direct_settlement_limit", "--start", "2026-05-01"), "switched_off"),
        (("penalty_decision", "--start", "2020-05-01"), "switched_off"),
    ],
)
def test_due_says_no_with_status_1_and_a_code(law: Law, words: tuple[str, ...], code: str) -> None:
    said = law("due", *words, "--json")

    assert said.status == 1
    assert said.document["code"] == code
    assert law("due", *words).status == 1


def test_a_rule_not_in_force_names_its_first_and_last_day(law: Law) -> None:
    answer = law("due", "filing_notice", "--start", "2026-05-01", "--json").document

    assert (answer["first"], answer["last"]) == ("2020-01-01", "2026-04-14")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("acceptence_decision", "--start", "2026-05-01"), "Did you mean acceptance_decision?"),
        (("mediation_limit",), "--start is missing"),
        ((), "RULE is missing"),
        (("mediation_limit", "--start", "2026-02-30"), "there is no day 2026-02-30"),
        (("mediation_limit", "--start", "20260501"), "is no day"),
        (("mediation_limit", "--start", "２０２６-05-01"), "is no day"),
        (("mediation_limit", "--start", "2026-05-01T25:00"), "there is no moment"),
        (("mediation_limit", "--start", "2012-05-01", "--on", "2026-05-01"), "outside the calendar"),
        (("judicial_confirmation", "--start", "2013-05-01"), "outside the calendar"),
        (("mediation_limit", "--start", "9999-12-31"), "outside the calendar"),
        (("mediation_limit", "--start", "2026-05-06", "--pause", "May"), "is no pause"),
        (("mediation_limit", "--start", "2026-05-06", "--pause", "2026-05-21..2026-05-11"), "ends before it begins"),
        (("mediation_limit", "--start", "2026-05-06", "--pause", "2026-05-21..9999-12-31"), "outside the calendar"),
        (("mediation_limit", "--start", "2026-05-06", "--restart", "2026-05-01"), "lies before the start"),
        (("mediation_limit", "--start", "2026-05-06", "--on", "yesterday"), "(--on)"),
        (("mediation_limit", "--start", "2026-05-06", "--extended"), "has no extension"),
        (("mediation_limit", "--start", "2026-05-06", "--region", "浙江"), "six digits"),
        (("penalty_publication", "--start", "2026-05-06", "--branch", "abroad"), "cross_province"),
        (("evidence_report", "--start", "2026-05-06"), "as a moment"),
        (("mediation_limit", "--start", "2026-05-06", "--bogus"), "--bogus"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(law: Law, words: tuple[str, ...], hint: str) -> None:
    said = law("due", *words)

    assert (said.status, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("redress: ")
    assert hint in said.err


def test_a_batch_answers_every_line_and_a_bad_line_costs_only_itself(law: Law, tmp_path: Path) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_bytes(
        b"\xef\xbb\xbfrule,start,pauses,restarts,extended,on\r\n"
        b"mediation_limit,2026-08-03,2026-08-05..2026-08-10;2026-08-08..2026-08-12,,0,\r\n"
        b"\r\n"
        b"acceptance_decision,2026-13-01,,,,\r\n"
        b"rule,start,pauses,restarts,extended,on\r\n"
        b"lead_verification,2026-09-30,,,1,\r\n"
        b"filing_notice,2026-05-01,,,,\r\n"
        b"mediation_limit,2026-08-03\r\n"
        b"nonsense,2026-08-03,,,,\r\n"
        b"mediation_limit,2026-04-15,,,perhaps,\r\n"
        b"mediation_limit,2026-04-15,,,,2026-04-14\r\n"
    )

    said = law("due", "--batch", questions)

    assert said.status == 0
    assert [line.get("due_on", line.get("code")) for line in said.lines] == [
        "2026-10-09",
        "wrong_input",
        "2026-11-17",
        "not_in_force",
        "wrong_input",
        "unknown_rule",
        "wrong_input",
        "2026-06-14",
    ]
    assert [line["line"] for line in said.lines if "code" in line] == [4, 7, 8, 9, 10]
    assert "there is no day 2026-13-01 (line 4, start)" in said.lines[1]["message"]
    assert "proof" not in said.lines[0]
    assert "header stands 2 times" in said.err
    assert "8 lines, 5 without a date" in said.err


def test_a_batch_in_gb18030_is_read_and_said(law: Law, tmp_path: Path) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_bytes("rule,start,extended,备注\nlead_verification,2026-09-30,是,延期\n".encode("gb18030"))

    said = law("due", "--batch", questions, "--explain")

    assert said.lines[0]["due_on"] == "2026-11-17"
    assert said.lines[0]["proof"][-1]["n"] == 30
    assert "GB18030" in said.err


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "empty"),
        (b"regel,start\nx,y\n", "'rule' is missing"),
        (b"rule\nx\n", "'start' is missing"),
        (b"\xff\x80\xff", "GB18030"),
    ],
)
def test_a_batch_that_is_no_question_file_is_one_line(law: Law, tmp_path: Path, content: bytes, hint: str) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_bytes(content)

    said = law("due", "--batch", questions)

    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert hint in said.err
    assert law("due", "--batch", tmp_path / "none.csv").status == 2
    assert law("due", "mediation_limit", "--batch", questions).status == 2


def test_rules_lists_versions_with_limits_and_articles(law: Law) -> None:
    rules = {rule["id"]: rule for rule in law("rules", "--json").document}

    mediation = rules["mediation_limit"]
    assert (mediation["basis"], mediation["off"], mediation["name"]["zh"]) == ("law", False, "调解期限")
    assert [(v["from"], v["to"], v["limit"], v["roll"], v["off"]) for v in mediation["versions"]] == [
        ("2020-01-01", "2024-06-30", {"count": 45, "unit": "working_days", "extended": None}, "none", False),
        ("2024-07-01", "2026-04-14", {"count": 60, "unit": "days", "extended": None}, "none", False),
        ("2026-04-15", None, {"count": 60, "unit": "days", "extended": None}, "holiday", False),
    ]
    assert rules["lead_verification"]["versions"][-1]["limit"]["extended"] == 30
    assert rules["identity_proof"]["off"]
    assert "no national number" in law("rules").out


def test_procedures_lists_stages_and_moves(law: Law) -> None:
    procedures = {each["id"]: each for each in law("procedures", "--json").document}

    newest = procedures["complaint"]["versions"][-1]
    assert newest["from"] == "2026-04-15"
    assert "mediating" in newest["stages"]
    assert "accept" in {move["name"] for move in newest["moves"]}
    assert "complaint" in law("procedures").out


def test_workdays_counts_both_ends(law: Law) -> None:
    said = law("workdays", "--from", "2026-09-30", "--to", "2026-10-10", "--json").document

    assert (said["working_days"], said["horizon"]) == (4, "2026-12-31")
    assert [day["works"] for day in said["days"]] == [True] + [False] * 7 + [True] * 3
    assert said["days"][1]["name"] == "国庆节"
    assert "国办发明电〔2025〕7号" in said["days"][1]["notice"]
    assert said["days"][0] == {
        "date": "2026-09-30",
        "works": True,
        "name": None,
        "notice": None,
        "provisional": False,
    }


def test_workdays_past_the_published_years_are_provisional(law: Law) -> None:
    said = law("workdays", "--from", "2026-12-31", "--to", "2027-01-01", "--json").document

    assert [day["provisional"] for day in said["days"]] == [False, True]


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-10-10", "--to", "2026-09-30"),
        ("--from", "2013-10-10", "--to", "2014-09-30"),
        ("--to", "2026-09-30"),
    ],
)
def test_workdays_refuses_wrong_days_in_one_line(law: Law, words: tuple[str, ...]) -> None:
    said = law("workdays", *words)

    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)


def test_check_is_clean_as_shipped(law: Law) -> None:
    said = law("check", "--json")

    assert (said.status, said.document) == (0, {"ok": True, "faults": []})


def test_check_names_a_faulty_overlay_and_due_goes_on_with_the_old_law(
    law: Law, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "rules" / "mediation_limit.yaml"
    bad.parent.mkdir()
    bad.write_text("name: nonsense\n", encoding="utf-8")
    monkeypatch.setenv("REDRESS_LAW", str(tmp_path))

    checked = law("check", "--json")
    answered = law("due", "mediation_limit", "--start", "2026-08-03", "--json")

    assert checked.status == 1
    assert [fault["file"] for fault in checked.document["faults"]] == [str(bad)]
    assert not checked.document["ok"]
    assert (answered.status, answered.document["due_on"]) == (0, "2026-10-08")
    assert str(bad) in answered.err


def test_it_starts_without_django() -> None:
    told = (
        "import sys; sys.argv = ['redress', 'law', 'due', 'mediation_limit', '--start', '2026-08-03'];"
        "from redress.cli import main\n"
        "try: main.run()\n"
        "except SystemExit as left: assert not left.code\n"
        "assert 'django' not in sys.modules"
    )

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
