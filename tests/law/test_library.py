"""The law as loaded: an overlay replaces and adds, and one bad file never takes the rest with it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from redress.law import checking, library, limits
from redress.law.library import Library

RULE = """\
name: {zh: 调解期限, en: Mediation time limit}
basis: law
starts_on: complaint.accepted
stops_on: mediation.agreed
checked_on: 2026-11-21
versions:
  2020-01-01: {limit: 10 days, cite: {instrument: SAMR-121/2025, article: "23(5)"}}
"""
LOCAL = """\
name: {zh: 本地期限, en: Local limit}
basis: local
source: The council's decision of 2026-01-05.
checked_on: 2026-11-21
versions:
  2026-02-01: {limit: 3 working_days}
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def year(number: int, days: list[dict[str, object]]) -> str:
    return json.dumps(
        {"year": number, "notices": {"本单位通知": {"title": "关于放假的通知", "url": ""}}, "days": days}
    )


def day(date: str, works: bool, name: str = "元旦") -> dict[str, object]:
    return {"date": date, "works": works, "name": name, "notice": "本单位通知"}


def due(law: Library, rule: str, start: dt.date) -> dt.date | None:
    return limits.last_day(rulebook=law.rulebook, calendar=law.calendar, rule=rule, start=start).due_on


def test_what_ships_loads_without_a_fault() -> None:
    law = library.load()

    assert law.faults == ()
    assert checking.check(law) == ()
    assert {"complaint", "tipoff", "inquiry", "other_appeal", "inspection"} <= set(law.procedures)


def test_a_rule_of_the_same_name_replaces_and_a_new_name_adds(tmp_path: Path) -> None:
    write(tmp_path, "rules/mediation_limit.yaml", RULE)
    write(tmp_path, "rules/council_answer.yaml", LOCAL)

    law = library.load(overlay=tmp_path)

    assert law.faults == ()
    assert due(law, "mediation_limit", dt.date(2026, 5, 6)) == dt.date(2026, 5, 16)
    assert due(law, "council_answer", dt.date(2026, 5, 6)) == dt.date(2026, 5, 9)
    assert due(library.load(), "mediation_limit", dt.date(2026, 5, 6)) == dt.date(2026, 7, 5)


def test_one_holiday_changed_moves_the_dates_it_touches(tmp_path: Path) -> None:
    built_in = json.loads((library.DATA / "calendar" / "2026.json").read_text("utf-8"))
    built_in["days"].append({**built_in["days"][-1], "date": "2026-04-20", "works": False})
    write(tmp_path, "calendar/2026.json", json.dumps(built_in))

    law = library.load(overlay=tmp_path)

    assert law.faults == ()
    assert due(law, "acceptance_decision", dt.date(2026, 4, 15)) == dt.date(2026, 4, 27)
    assert due(law, "acceptance_decision", dt.date(2026, 4, 29)) == dt.date(2026, 5, 12)


def test_a_new_year_moves_the_horizon_and_settles_provisional_dates(tmp_path: Path) -> None:
    write(tmp_path, "calendar/2027.json", year(2027, [day("2027-01-01", False), day("2027-01-02", False)]))

    law = library.load(overlay=tmp_path)
    answer = limits.last_day(
        rulebook=law.rulebook, calendar=law.calendar, rule="acceptance_decision", start=dt.date(2026, 12, 28)
    )

    assert law.calendar.horizon == dt.date(2027, 12, 31)
    assert (answer.due_on, answer.provisional) == (dt.date(2027, 1, 7), False)


BAD_RULES = [
    ("no article", RULE.replace(', article: "23(5)"', ""), "the article is missing"),
    ("no instrument", RULE.replace("instrument: SAMR-121/2025, ", ""), "the instrument is missing"),
    ("no citation", RULE.replace(', cite: {instrument: SAMR-121/2025, article: "23(5)"}', ""), "needs its instrument"),
    ("no date", RULE.replace("2020-01-01:", "always:"), "a date YYYY-MM-DD is expected"),
    ("an impossible date", RULE.replace("2020-01-01:", "2020-02-30:"), "not YAML"),
    ("not checked", RULE.replace("checked_on: 2026-11-21\n", ""), "was checked is missing"),
    ("an unknown unit", RULE.replace("10 days", "10 fortnights"), "unknown unit 'fortnights'"),
    ("no count", RULE.replace("10 days", "days"), "a count and a unit"),
    ("a count of nothing", RULE.replace("10 days", "0 days"), "a count and a unit"),
    ("an unknown roll", RULE.replace("10 days,", "10 days, roll: sometimes,"), "holiday, rest_day, none"),
    ("a roll without its article", RULE.replace("10 days,", "10 days, roll: holiday,"), "needs its own article"),
    ("an unknown key", RULE.replace("starts_on", "start_on"), "unknown key 'start_on'"),
    ("a key twice", RULE + "basis: law\n", "stands twice"),
    ("no basis", RULE.replace("basis: law", "basis: habit"), "law, local, target"),
    ("no name", RULE.replace("zh: 调解期限, ", ""), "the name is missing"),
    ("no versions", RULE.split("versions:")[0], "at least one version"),
    ("an odd event", RULE.replace("complaint.accepted", "accepted!"), "an event such as"),
    ("an extension shorter than the limit", RULE.replace("10 days,", "10 days, extended: 9,"), "more than 10"),
    ("a flag that is a word", RULE + "off: maybe\n", "true or false"),
    ("not YAML", "a: [1,\n", "not YAML"),
    ("a list", "- 1\n", "a mapping is expected"),
    ("empty", "", "a mapping is expected"),
    ("not UTF-8", "name: 调解".encode("gb18030"), "not UTF-8"),
    (
        "an overlap",
        RULE.replace("2020-01-01: {", "2020-01-01: {until: 2026-05-01, ")
        + RULE.splitlines()[-1].replace("2020-01-01", "2026-04-15") + "\n",
        "overlaps the version of 2026-04-15",
    ),
    ("an end before its beginning", RULE.replace("10 days,", "10 days, until: 2019-01-01,"), "lies before"),
    ("a key that runs over lines", RULE + 'regions: {"33\\n0000": {2026-01-01: {}}}\n', "six digits"),
    ("a local value without a source", LOCAL.replace("source", "note"), "needs its source"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), [bad[1:] for bad in BAD_RULES], ids=[bad[0] for bad in BAD_RULES])
def test_a_bad_rule_is_named_in_one_line_and_the_old_one_stays(tmp_path: Path, text: str | bytes, why: str) -> None:
    bad = write(tmp_path, "rules/mediation_limit.yaml", text)
    write(tmp_path, "rules/council_answer.yaml", LOCAL)

    law = library.load(overlay=tmp_path)

    [fault] = law.faults
    assert fault.file == str(bad)
    assert why in fault.why
    assert "\n" not in fault.why + fault.where
    assert due(law, "mediation_limit", dt.date(2026, 5, 6)) == dt.date(2026, 7, 5)
    assert due(law, "council_answer", dt.date(2026, 5, 6)) == dt.date(2026, 5, 9)


GOOD_DAY = day("2026-05-01", False)
BAD_YEARS = [
    ("not JSON", "{", "not JSON"),
    ("a list", "[]", "a mapping"),
    ("another year's name", year(2025, [day("2025-05-01", False)]), "holds the year 2025"),
    ("no days", year(2026, []), "a list of named days"),
    ("a day of another year", year(2026, [day("2024-05-01", False)]), "no day that the notice for 2026 can name"),
    ("a day twice", year(2026, [GOOD_DAY, GOOD_DAY]), "named twice"),
    ("no date", year(2026, [{**GOOD_DAY, "date": "May"}]), "a date YYYY-MM-DD"),
    ("a word for works", year(2026, [{**GOOD_DAY, "works": "no"}]), "true or false"),
    ("an unknown notice", year(2026, [{**GOOD_DAY, "notice": "x"}]), "not among the notices"),
    ("no name", year(2026, [{**GOOD_DAY, "name": ""}]), "name is missing"),
    ("an unknown key", year(2026, [{**GOOD_DAY, "day": 1}]), "unknown key 'day'"),
]


@pytest.mark.parametrize(("text", "why"), [bad[1:] for bad in BAD_YEARS], ids=[bad[0] for bad in BAD_YEARS])
def test_a_bad_year_is_named_in_one_line_and_the_old_one_stays(tmp_path: Path, text: str, why: str) -> None:
    write(tmp_path, "calendar/2026.json", text)

    law = library.load(overlay=tmp_path)

    [fault] = law.faults
    assert why in fault.why
    assert due(law, "acceptance_decision", dt.date(2026, 4, 29)) == dt.date(2026, 5, 12)


def test_a_year_beyond_a_missing_one_waits(tmp_path: Path) -> None:
    path = write(tmp_path, "calendar/2028.json", year(2028, [day("2028-01-01", False)]))

    law = library.load(overlay=tmp_path)

    assert [fault.file for fault in law.faults] == [str(path)]
    assert law.calendar.horizon == dt.date(2026, 12, 31)


def test_a_bad_procedure_is_set_aside_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "procedures/complaint.yaml", "name: {zh: 投诉}\n")

    law = library.load(overlay=tmp_path)

    assert len(law.faults) == 1
    assert "complaint" in law.faults[0].file
    assert law.procedures["complaint"] == library.load().procedures["complaint"]


def test_an_overlay_that_is_no_folder_is_said(tmp_path: Path) -> None:
    law = library.load(overlay=tmp_path / "missing")

    assert [fault.where for fault in law.faults] == ["folder"]
    assert due(law, "mediation_limit", dt.date(2026, 5, 6)) == dt.date(2026, 7, 5)


def test_hidden_and_shared_files_are_not_law(tmp_path: Path) -> None:
    for name in ("rules/.mediation_limit.yaml", "rules/_draft.yaml", "rules/mediation_limit.yaml~"):
        write(tmp_path, name, "nonsense: [")

    assert library.load(overlay=tmp_path).faults == ()


def test_the_check_finds_what_lies_between_files(tmp_path: Path) -> None:
    write(tmp_path, "rules/a.yaml", RULE.replace("SAMR-121/2025", "某办法"))
    write(tmp_path, "rules/b.yaml", RULE)
    write(tmp_path, "rules/c.yaml", RULE.replace("2020-01-01", "2026-04-15").replace("SAMR-121/2025", "SAMR-20/2019"))
    write(tmp_path, "rules/d.yaml", LOCAL + "on_expiry: {event: limit.missed, ground: bored}\n")

    faults = {Path(fault.file).stem: fault.why for fault in checking.check(library.load(overlay=tmp_path))}

    assert "'某办法' is not listed" in faults["a"]
    assert "cannot bind from 2020-01-01" in faults["b"]
    assert "cannot bind after 2026-04-14" in faults["c"]
    assert "no ground has the key 'bored'" in faults["d"]
    assert set(faults) == {"a", "b", "c", "d"}
