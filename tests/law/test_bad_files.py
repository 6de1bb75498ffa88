"""Whatever stands in an overlay file, reading it ends in a rule or in one named refusal, never in a surprise."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from redress.law import calendarfile, library, rulefile, yamlfile
from redress.law.calendarfile import BadCalendar
from redress.law.rulefile import BadRule

calmly = settings(max_examples=60, deadline=None)
RULES = [yamlfile.read_yaml(path) for path in sorted((library.DATA / "rules").glob("*.yaml"))]
YEAR = yamlfile.read_json(library.DATA / "calendar" / "2026.json")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.datetimes()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.dates(), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a document, so that one of them can be spoilt."""
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


def spoilt(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    document = copy.deepcopy(document)
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return document


@calmly
@given(data=st.data())
def test_a_spoilt_rule_is_a_rule_or_a_named_refusal(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(RULES))
    path = data.draw(st.sampled_from(places(document)))

    refusal = None
    try:
        rulefile.parse_rule(spoilt(document, path, data.draw(VALUES)), rule_id="some_rule")
    except BadRule as bad:
        refusal = bad

    assert refusal is None or (refusal.where and refusal.why)


@calmly
@given(data=st.data())
def test_a_spoilt_year_is_a_year_or_a_named_refusal(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(places(YEAR)[:60]))

    refusal = None
    try:
        calendarfile.parse_year(spoilt(YEAR, path, data.draw(VALUES)), stem="2026")
    except BadCalendar as bad:
        refusal = bad

    assert refusal is None or (refusal.where and refusal.why)
