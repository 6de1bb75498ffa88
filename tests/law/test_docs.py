"""The pages about the law say what the program does: readings, what is off, and an example that loads."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from redress.law import checking, library, limits, rulefile

HOUSE = Path(__file__).parents[2]
LAW = library.load()


def page(name: str) -> str:
    return (HOUSE / "docs" / name).read_text("utf-8")


def test_every_reading_the_program_names_is_written_down() -> None:
    sources = [*(HOUSE / "redress" / "law").glob("*.py"), *(HOUSE / "redress" / "law" / "data").rglob("*.yaml")]
    named = {each for path in sources for each in re.findall(r"(?<![A-Z])R-\d\d\b", path.read_text("utf-8"))}
    written = set(re.findall(r"\*\*(R-\d\d)\*\*", page("law/readings.md")))

    assert named
    assert named <= written


def test_everything_switched_off_is_explained() -> None:
    text = page("law/switched-off.md")
    off = [rule for rule in LAW.rulebook.rules.values() if rule.off or any(version.off for version in rule.versions)]

    assert [rule.id for rule in off if f"`{rule.id}`" not in text] == []
    for rule in off:
        for version in rule.versions:
            if version.off and not rule.off:
                assert f"{version.since} … {version.until}" in text, f"{rule.id} {version.since}"


def test_the_example_of_the_how_to_loads_and_counts(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", page("how-to/add-a-rule.md"), re.DOTALL)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "council_answer.yaml").write_text(blocks[0], "utf-8")
    [case] = yaml.safe_load(blocks[1])

    law = library.load(overlay=tmp_path)
    answer = limits.last_day(
        rulebook=law.rulebook, calendar=law.calendar, rule=case["rule"], start=case["start"], include_off=True
    )

    assert checking.check(law) == ()
    assert answer.due_on == case["due_on"]


def test_the_how_to_names_every_key_of_a_rule_file() -> None:
    text = page("how-to/add-a-rule.md")

    assert [
        key for key in sorted(rulefile.RULE_KEYS | rulefile.VERSION_KEYS) if not re.search(rf"\b{key}\b", text)
    ] == []
