"""The law cases: situation → date and article, written as data by people who know the law (tests/law/cases)."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest

from redress.law import library, limits, rulebook, yamlfile
from redress.law.calendar import OutsideCalendar
from redress.law.limits import WrongAsk

LAW = library.load(with_procedures=False)
FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [(path.stem, case) for path in FILES for case in yamlfile.read_yaml(path)]
ASKS = {"name", "rule", "start", "pauses", "restarts", "extended", "on", "region", "branch", "include_off"}
TELLS = {
    "due_on", "unrolled_on", "warn_on", "rolled", "paused", "paused_days", "provisional", "version", "other_reading",
    "also_due", "instrument", "article", "due_at", "refused", "first", "last",
}  # fmt: skip


def moment(value: Any) -> dt.date | dt.datetime:
    if isinstance(value, dt.date):
        return value
    read = dt.datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=limits.ZONE)


def pause(text: str) -> tuple[dt.date, dt.date | None]:
    began, ended = text.split("..")
    return dt.date.fromisoformat(began), dt.date.fromisoformat(ended) if ended else None


def ask(case: dict[str, Any], *, with_proof: bool = False) -> limits.Deadline:
    return limits.last_day(
        rulebook=LAW.rulebook,
        calendar=LAW.calendar,
        rule=case["rule"],
        start=moment(case["start"]),
        pauses=[pause(text) for text in case.get("pauses", [])],
        restarts=case.get("restarts", []),
        extended=case.get("extended", False),
        on=case.get("on"),
        region=case.get("region"),
        branch=case.get("branch"),
        include_off=case.get("include_off", False),
        with_proof=with_proof,
    )


def told(answer: limits.Deadline) -> dict[str, Any]:
    return {
        "due_on": answer.due_on,
        "unrolled_on": answer.unrolled_on,
        "warn_on": answer.warn_on,
        "rolled": answer.rolled,
        "paused": answer.paused,
        "paused_days": answer.paused_days,
        "provisional": answer.provisional,
        "version": dt.date.fromisoformat(answer.version),
        "other_reading": answer.other_reading.due_on if answer.other_reading else None,
        "also_due": [also.due_on for also in answer.also_due],
        "instrument": answer.cite.instrument if answer.cite else None,
        "article": answer.cite.article if answer.cite else None,
        "due_at": answer.due_at.isoformat() if answer.due_at else None,
    }


@pytest.mark.parametrize(("file", "case"), CASES, ids=[f"{file}: {case['name']}" for file, case in CASES])
def test_a_law_case_comes_out_as_written(file: str, case: dict[str, Any]) -> None:
    assert set(case) <= ASKS | TELLS, "a key of this case is unknown"
    assert set(case) & {"due_on", "refused"}, "a case says a last day or a refusal"

    if "refused" in case:
        with pytest.raises((rulebook.NoAnswer, WrongAsk, OutsideCalendar)) as refused:
            ask(case)
        assert refused.value.code == case["refused"]
        for edge in {"first", "last"} & set(case):
            assert getattr(refused.value, edge) == case[edge]
        return
    answer = told(ask(case))

    assert {key: answer[key] for key in set(case) & TELLS} == {key: case[key] for key in set(case) & TELLS}


@pytest.mark.parametrize(
    "case",
    [case for _, case in CASES if "refused" not in case],
    ids=[case["name"] for _, case in CASES if "refused" not in case],
)
def test_its_proof_counts_to_the_same_day(case: dict[str, Any]) -> None:
    answer = ask(case, with_proof=True)
    assert answer.proof is not None
    days = answer.proof
    step = -1 if LAW.rulebook.rules[case["rule"]].counts_back else 1

    assert days[0].why == "start"
    assert not days[0].counts
    assert all((later.date - day.date).days == step for day, later in itertools.pairwise(days))
    if answer.due_on is None:
        assert days[-1].n < answer.limit.count
        return
    assert days[-1].date == answer.due_on
    assert sum(day.why == "pause" for day in days) == answer.paused_days
    assert [day.date for day in days if day.why == "roll"] == [
        answer.unrolled_on + dt.timedelta(days=n) for n in range(1, (answer.due_on - answer.unrolled_on).days + 1)
    ]
    if answer.limit.unit in ("working_days", "days"):
        count = answer.limit.extended if answer.extended else answer.limit.count
        assert days[-1].n == sum(day.counts for day in days) == count
    if answer.limit.unit == "hours":
        assert days[-1].n == answer.limit.count


def test_every_rule_has_a_case() -> None:
    assert {case["rule"] for _, case in CASES} >= set(LAW.rulebook.rules)
